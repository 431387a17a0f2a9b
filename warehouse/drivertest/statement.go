package drivertest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/golden"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Statements collects the SQL that a platform writes and compares it with the
// golden file testdata/statements.sql, so that a reader sees all of it in one
// place, and a reviewer every change.
type Statements struct {
	t   *testing.T
	out bytes.Buffer
}

// NewStatements starts an empty collection.
func NewStatements(t *testing.T) *Statements { return &Statements{t: t} }

// Show adds a statement under a title. An error fails the test.
func (s *Statements) Show(title string, stmt sqltext.SQL, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%s: %v", title, err)
	}
	fmt.Fprintf(&s.out, "-- %s\n%s;\n\n", title, stmt)
}

// Text adds text that is no statement as it stands, such as one whose variable
// parts were replaced.
func (s *Statements) Text(title, text string) {
	fmt.Fprintf(&s.out, "-- %s\n%s;\n\n", title, text)
}

// Dialect adds what every dialect writes: for a table of columns, two further
// names that need quoting, and a principal of the grants.
func (s *Statements) Dialect(d driver.Dialect, table writ.Path, columns []driver.Column, newName, column, principal string) {
	s.t.Helper()
	stmt, err := d.CreateTable(table, columns)
	s.Show("create a table", stmt, err)
	stmt, err = d.DropTable(table)
	s.Show("drop a table", stmt, err)
	stmt, err = d.RenameTable(table, newName)
	s.Show("rename a table", stmt, err)
	for _, w := range []struct {
		title  string
		window driver.Window
	}{
		{"a window by key", driver.Window{Columns: []string{"a", column}, Key: writ.RowColumn, After: 200, Limit: 100}},
		{"a dense window", driver.Window{Columns: []string{"a"}, Key: writ.RowColumn, After: 200, Limit: 100, Dense: true}},
		{"the first rows", driver.Window{Columns: []string{"a"}, Limit: 5}},
	} {
		w.window.Path = table
		stmt, err = d.SelectRows(w.window)
		s.Show(w.title, stmt, err)
	}
	grants, err := d.Grants(table.Parent(), principal)
	if err != nil {
		s.t.Fatalf("grants: %v", err)
	}
	for _, g := range grants {
		s.Show("grant "+g.Privilege, g.Statement, nil)
	}
	checks, err := d.Checks(table.Parent(), writ.ProbePrefix+"1")
	if err != nil {
		s.t.Fatalf("checks: %v", err)
	}
	for _, c := range checks {
		for _, stmt := range c.Statements {
			s.Show("check "+c.Name+" proves "+c.Privilege, stmt, nil)
		}
		if c.Undo.String() != "" {
			s.Show("undo "+c.Name, c.Undo, nil)
		}
	}
}

// Check compares the collection with the golden file.
func (s *Statements) Check() {
	s.t.Helper()
	golden.Check(s.t, "statements.sql", s.out.Bytes())
}
