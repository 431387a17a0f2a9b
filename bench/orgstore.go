package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/writ-dev/writ"
)

// orgTable is a table of the metadata store and what the organization has in it:
// row returns the rows of each of n. They go into an empty store as they are, for
// through the use cases a million documents would take hours.
type orgTable struct {
	name, columns string
	n             int
	row           func(i int) [][]any
}

func orgTables() []orgTable {
	at := founded().UnixMicro()
	return []orgTable{
		{"members", "id, email, first_name, last_name, account_type, password_hash, must_change_password, deactivated, epoch, version, created_at, updated_at",
			orgMembers, func(i int) [][]any {
				m := orgMember(i)
				return [][]any{{m.ID, m.Email, m.FirstName, m.LastName, m.AccountType, "none", 0, 0, 0, 1, at, at}}
			}},
		{"teams", "id, name, folded, description, public, version, created_at, updated_at", orgTeams, func(i int) [][]any {
			t := orgTeam(i)
			return [][]any{{t.ID, t.Name, strings.ToLower(t.Name), "none", 0, 1, at, at}}
		}},
		{"team_members", "team_id, member_id, admin, added_at", orgMembers, func(i int) (rows [][]any) {
			for _, t := range teamsOf(i) {
				rows = append(rows, []any{teamID(t), memberID(i), 0, at})
			}
			return rows
		}},
		{"files", "id, kind, name, description, parent_id, owner_id, creator_id, published, version, created_at, updated_at", orgFiles,
			func(i int) [][]any {
				f := orgFile(i)
				return [][]any{{f.ID, f.Kind, f.Name, "none", orNull(f.Parent), f.Owner, f.Creator, 0, 1, at, at}}
			}},
		{"grants", "id, file_id, member_id, team_id, level, version, created_by, updated_by, created_at, updated_at", orgGrants, func(i int) [][]any {
			g := orgGrant(i)
			return [][]any{{g.ID, g.File, orNull(g.Grantee.Member), orNull(g.Grantee.Team), g.Level, 1, g.CreatedBy, g.UpdatedBy, at, at}}
		}},
		{"events", "topic, seq, kind, data, at", 1, func(int) [][]any { return [][]any{{writ.TopicAccess, at, "changed", "[]", at}} }},
	}
}

func orNull[T ~string](id T) any {
	if id == "" {
		return nil
	}
	return id
}

// settle puts the organization into a SQLite file that has its schema.
func settle(ctx context.Context, path string) (err error) {
	pragmas := url.Values{"_pragma": {"synchronous(OFF)", "cache_size(-400000)"}}
	db, err := sql.Open("sqlite", "file:"+path+"?"+pragmas.Encode())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit it does nothing
	for _, t := range orgTables() {
		if err := t.insert(ctx, tx); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return tx.Commit()
}

func (t orgTable) insert(ctx context.Context, tx *sql.Tx) (err error) {
	places := strings.Repeat(", ?", strings.Count(t.columns, ",")+1)[2:]
	statement, err := tx.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+t.columns+") VALUES ("+places+")")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, statement.Close()) }()
	for i := range t.n {
		for _, row := range t.row(i) {
			if _, err := statement.ExecContext(ctx, row...); err != nil {
				return err
			}
		}
	}
	return nil
}

// settlePostgres does so with a store on a PostgreSQL server, through files that
// its own client reads; it need not check what refers to what.
func settlePostgres(ctx context.Context, p psql, dir string) error {
	u, err := url.Parse(p.url)
	if err != nil {
		return err
	}
	query := u.Query()
	query.Set("options", "-c session_replication_role=replica")
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	p.url = u.String()
	for _, t := range orgTables() {
		path := filepath.Join(dir, t.name+".csv")
		if err := t.write(path); err != nil {
			return err
		}
		if err := p.run(ctx, `\copy writ.`+t.name+` (`+t.columns+`) FROM '`+path+`' CSV`); err != nil {
			return err
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return p.run(ctx, "ANALYZE")
}

// write makes a CSV file, in which an empty cell is NULL.
func (t orgTable) write(path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	for i := range t.n {
		for _, row := range t.row(i) {
			cells := make([]string, len(row))
			for c, v := range row {
				if v != nil {
					cells[c] = fmt.Sprint(v)
				}
			}
			if err := w.Write(cells); err != nil {
				return err
			}
		}
	}
	w.Flush()
	return w.Error()
}
