package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// movedSetting is where a store notes that it was moved, and where to. It is
// written when the copy is there, so a copy never has it.
const movedSetting = "store.moved"

// relations are all tables, each after those it refers to, with the schema
// version that brought them. Files refer to files. An engine's schema has no other tables.
var relations = []struct {
	name  string
	since int64
}{
	{"members", 1}, {"credentials", 1}, {"tokens", 1}, {"sessions", 1}, {"connections", 1},
	{"destinations", 1}, {"objects", 1}, {"uploads", 1}, {"tables", 1}, {"settings", 1},
	{"data_grants", 2}, {"jobs", 2}, {"schedules", 2}, {"nodes", 2}, {"events", 2}, {"scans", 2},
	{"table_versions", 3}, {"source_choices", 3},
	{"account_types", 4}, {"teams", 4}, {"team_members", 4}, {"files", 4}, {"grants", 4}, {"drafts", 4}, {"publications", 4},
	{"recents", 4}, {"favourites", 4}, {"access_requests", 4}, {"notifications", 4}, {"audit_entries", 4}, {"identities", 4},
	{"team_data_grants", 4},
	{"input_tables", 5}, {"data_tables", 5}, {"edit_logs", 5}, {"input_heads", 5}, {"input_flags", 5}, {"leases", 5},
}

// tablesOf lists the tables of a schema version.
func tablesOf(version int64) []string {
	var names []string
	for _, r := range relations {
		if r.since <= version {
			names = append(names, r.name)
		}
	}
	return names
}

// SQL returns the store itself, for MoveTo and CopyTo of another engine's.
func (s *Store) SQL() *Store { return s }

// CopyTo writes everything that s holds at one moment into the empty store to,
// whose schema has the same version, in one transaction.
func (s *Store) CopyTo(ctx context.Context, to *Store, version int64) error {
	return s.reading(ctx, func(from *tx) error {
		return to.writing(ctx, func(into *tx) error {
			_, err := replicate(ctx, from, into, version)
			return err
		})
	})
}

// MoveTo copies s into the empty store to and compares the two, row by row,
// while nobody else writes to s; then s notes that it was moved to where, which
// is for people. It returns the number of rows. The copy is one transaction. A
// move that ended between the copy and the note is finished by another MoveTo;
// a store that holds anything else is CodeConflict and stays as it is.
func (s *Store) MoveTo(ctx context.Context, to *Store, where string) (rows int64, err error) {
	err = s.writing(ctx, func(from *tx) error {
		if err := from.freeze(ctx); err != nil {
			return err
		}
		err := to.writing(ctx, func(into *tx) (err error) {
			rows, err = replicate(ctx, from, into, Newest)
			return err
		})
		if err != nil {
			return err
		}
		return settings{from}.Set(ctx, movedSetting, []byte(where))
	})
	return rows, err
}

// MovedTo tells where a store was moved to, "" if it was not.
func (s *Store) MovedTo(ctx context.Context) (where string, err error) {
	err = s.Read(ctx, func(t store.Tx) error {
		value, _, err := t.Settings.Get(ctx, movedSetting)
		where = string(value)
		return err
	})
	return where, err
}

// freeze keeps everybody else from writing until the transaction ends. On SQLite
// a transaction that writes does so anyway.
func (t *tx) freeze(ctx context.Context) error {
	if t.s.engine.Dialect != DialectPostgres {
		return nil
	}
	_, err := t.exec(ctx, "store.Move", "LOCK TABLE "+strings.Join(tablesOf(Newest), ", ")+" IN SHARE MODE")
	return err
}

// replicate copies every table and then compares what it reads from both sides.
// If into is not empty it only compares.
func replicate(ctx context.Context, from, into *tx, version int64) (rows int64, err error) {
	const op = "store.Copy"
	empty, err := into.empty(ctx, version)
	if err != nil {
		return 0, err
	}
	if err := into.deferReferences(ctx); err != nil {
		return 0, err
	}
	for _, name := range tablesOf(version) {
		want, err := from.pour(ctx, name, into, empty)
		if err != nil {
			return 0, err
		}
		got, err := into.pour(ctx, name, nil, false)
		if err != nil {
			return 0, err
		}
		switch {
		case want == got:
			rows += want.rows
		case !empty:
			return 0, writ.Errorf(writ.CodeConflict, op, "The store to copy into is not empty: its %s are others (%d here, %d there).", name, want.rows, got.rows).
				WithHint("Name an empty one; nothing is ever overwritten.")
		default:
			return 0, writ.Errorf(writ.CodeInternal, op, "The copied %s differ from the original (%d rows, %d copied); nothing was kept of the copy.", name, want.rows, got.rows)
		}
	}
	return rows, nil
}

// deferReferences has the transaction check what refers to what as it commits: a
// file may be copied before the folder that it was moved into.
func (t *tx) deferReferences(ctx context.Context) error {
	query := "PRAGMA defer_foreign_keys = ON" // until the transaction ends
	if t.s.engine.Dialect == DialectPostgres {
		query = "SET CONSTRAINTS ALL DEFERRED"
	}
	_, err := t.exec(ctx, "store.Copy", query)
	return err
}

// empty tells whether no table has a row.
func (t *tx) empty(ctx context.Context, version int64) (bool, error) {
	for _, name := range tablesOf(version) {
		n, err := t.count(ctx, "store.Copy", "SELECT count(*) FROM (SELECT 1 FROM "+name+" LIMIT 1) AS one")
		if err != nil || n > 0 {
			return false, err
		}
	}
	return true, nil
}

// pour reads a table to its end, inserts its rows into the same table of into if
// wanted, and returns their fingerprint.
func (t *tx) pour(ctx context.Context, name string, into *tx, insert bool) (f fingerprint, err error) {
	const op = "store.Copy"
	rows, err := t.q.QueryContext(ctx, "SELECT * FROM "+name)
	if err != nil {
		return f, t.s.failed(op, err)
	}
	defer rows.Close() // its error is rows.Err's
	columns, err := rows.Columns()
	if err != nil {
		return f, t.s.failed(op, err)
	}
	order := sorted(columns)
	out := inserter{t: into, table: name, columns: columns}
	for rows.Next() {
		row, err := values(rows, len(columns))
		if err == nil {
			err = f.add(columns, order, row)
		}
		if err != nil {
			return f, t.s.failed(op, fmt.Errorf("table %s: %w", name, err))
		}
		if insert {
			if err := out.add(ctx, row); err != nil {
				return f, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return f, t.s.failed(op, err)
	}
	return f, out.flush(ctx)
}

// values scans one row of n columns.
func values(rows interface{ Scan(...any) error }, n int) ([]any, error) {
	row, into := make([]any, n), make([]any, n)
	for i := range row {
		into[i] = &row[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			row[i] = filled(b)
		}
	}
	return row, nil
}

// inserter inserts rows of one table many at a time.
type inserter struct {
	t       *tx
	table   string
	columns []string
	pending []any // the values of the rows not sent yet, one row after the other
}

// batch is how many rows are sent at a time: with 14 columns well below the
// 32,766 parameters that SQLite takes (https://www.sqlite.org/limits.html).
const batch = 200

func (i *inserter) add(ctx context.Context, row []any) error {
	i.pending = append(i.pending, row...)
	if len(i.pending) < batch*len(i.columns) {
		return nil
	}
	return i.flush(ctx)
}

func (i *inserter) flush(ctx context.Context) error {
	if len(i.pending) == 0 {
		return nil
	}
	var groups []string
	for at := 0; at < len(i.pending); at += len(i.columns) {
		groups = append(groups, "("+placeholders(at+1, at+len(i.columns))+")")
	}
	query := fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", i.table, strings.Join(i.columns, ", "), strings.Join(groups, ", "))
	_, err := i.t.exec(ctx, "store.Copy", query, i.pending...)
	i.pending = i.pending[:0]
	var e *writ.Error
	if errors.As(err, &e) {
		return writ.Wrap(e.Code, e.Op, e.Err, "The %s could not be copied: %s", i.table, e.Message)
	}
	return err
}
