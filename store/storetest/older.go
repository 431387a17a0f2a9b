package storetest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// olderTables are the tables of schema version 4, each after those it refers to; the
// first ten are those of version 1.
var olderTables = []string{
	"members", "credentials", "tokens", "sessions", "connections", "destinations", "objects", "uploads", "tables", "settings",
	"data_grants", "jobs", "schedules", "nodes", "events", "scans", "table_versions", "source_choices", "account_types",
	"teams", "team_members", "files", "grants", "drafts", "publications", "recents", "favourites", "access_requests",
	"notifications", "audit_entries", "identities", "team_data_grants",
}

// Older checks that a server of the schema version before, and one of version 1, can
// go on working on the newest schema: that rows with nothing but their columns can be
// inserted, read, changed and deleted there. open makes a database of a version.
func Older(t *testing.T, open func(version int64) *sql.DB, newest int64) {
	db := open(newest)
	checkOlder(t, open(4), db, olderTables)
	checkOlder(t, open(1), db, olderTables[:10])
}

func checkOlder(t *testing.T, older, newest *sql.DB, tables []string) {
	t.Helper()
	ctx := t.Context()
	exec := func(query string, args ...any) {
		t.Helper()
		r, err := newest.ExecContext(ctx, query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if n, err := r.RowsAffected(); n != 1 || err != nil {
			t.Fatalf("%s: changed %d rows (%v), want 1", query, n, err)
		}
	}
	for _, name := range tables {
		columns, row := sample(t, older, name)
		var places, changes []string
		for i, c := range columns {
			places = append(places, fmt.Sprintf("$%d", i+1))
			changes = append(changes, fmt.Sprintf("%s = $%d", c, i+1))
		}
		list := strings.Join(columns, ", ")
		exec("INSERT INTO "+name+" ("+list+") VALUES ("+strings.Join(places, ", ")+")", row...)
		exec("UPDATE "+name+" SET "+strings.Join(changes, ", "), row...)
		got := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range got {
			into[i] = &got[i]
		}
		if err := newest.QueryRowContext(ctx, "SELECT "+list+" FROM "+name).Scan(into...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		equal(t, name, got, row)
	}
	for i := range tables {
		exec("DELETE FROM " + tables[len(tables)-1-i])
	}
}

// sample returns the columns of a table and a row for it. All text is "x", so that
// every reference leads to the row of the table it refers to.
func sample(t *testing.T, db *sql.DB, name string) (columns []string, row []any) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+name)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() // its error is rows.Err's
	types, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range types {
		columns = append(columns, c.Name())
		switch kind := c.DatabaseTypeName(); kind {
		case "TEXT":
			row = append(row, "x")
		case "BIGINT", "INT8":
			row = append(row, int64(1))
		case "BLOB", "BYTEA":
			row = append(row, []byte("x"))
		default:
			t.Fatalf("%s.%s is kept as %s", name, c.Name(), kind)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns, row
}
