package postgres

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/golden"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// everyKind is a column of each kind that can be written.
var everyKind = []driver.Column{
	{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}},
	{Name: `te"xt`, Type: writ.Type{Kind: writ.KindText}},
	{Name: "it's", Type: writ.Type{Kind: writ.KindDecimal, Precision: 10, Scale: 2}},
	{Name: "wide", Type: writ.Type{Kind: writ.KindDecimal, Precision: 38, Scale: 20}},
	{Name: "float", Type: writ.Type{Kind: writ.KindFloat}},
	{Name: "flag", Type: writ.Type{Kind: writ.KindBoolean}},
	{Name: "day", Type: writ.Type{Kind: writ.KindDate}},
	{Name: "time", Type: writ.Type{Kind: writ.KindTime}},
	{Name: "at", Type: writ.Type{Kind: writ.KindTimestamp}},
	{Name: "instant", Type: writ.Type{Kind: writ.KindTimestampTZ}},
	{Name: "raw", Type: writ.Type{Kind: writ.KindBytes}},
	{Name: "json", Type: writ.Type{Kind: writ.KindJSON}},
}

// TestSQL shows every statement this platform writes.
func TestSQL(t *testing.T) {
	t.Parallel()
	table := writ.Path{`wri"t's`, "SIGDS_1"}
	var out bytes.Buffer
	show := func(title string, s sqltext.SQL, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		fmt.Fprintf(&out, "-- %s\n%s;\n\n", title, s)
	}
	var d dialect
	s, err := d.CreateTable(table, everyKind)
	show("create a table", s, err)
	s, err = d.DropTable(table)
	show("drop a table", s, err)
	s, err = d.RenameTable(table, `o"ld`)
	show("rename a table", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a", `b"c`}, Key: writ.RowColumn, After: 200, Limit: 100})
	show("a window by key", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a"}, Key: writ.RowColumn, After: 200, Limit: 100, Dense: true})
	show("a dense window", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a"}, Limit: 5})
	show("the first rows", s, err)
	grants, err := d.Grants(table.Parent(), "<user>")
	for _, g := range grants {
		show("grant "+g.Privilege, g.Statement, err)
	}
	checks, err := d.Checks(table.Parent(), "SIGDS_PROBE_1")
	for _, c := range checks {
		for _, s := range c.Statements {
			show("check "+c.Name+" proves "+c.Privilege, s, err)
		}
	}
	p, err := planLoad(driver.Load{Path: table, Columns: everyKind})
	show("load: lock", p.lock, err)
	show("load: create", p.create, err)
	show("load: copy", p.copy, err)
	for _, s := range p.after {
		show("load: afterwards", s, err)
	}
	s, err = exportSQL(table, everyKind, writ.RowColumn)
	show("export", s, err)
	golden.Check(t, "statements.sql", out.Bytes())
}

// TestNothingIsCut gives names that are too long by one byte.
func TestNothingIsCut(t *testing.T) {
	t.Parallel()
	var d dialect
	long := strings.Repeat("é", 32)
	integer := writ.Type{Kind: writ.KindInteger}
	for what, make := range map[string]func() error{
		"a column": func() error {
			_, err := d.CreateTable(writ.Path{"s", "t"}, []driver.Column{{Name: long, Type: integer}})
			return err
		},
		"a table":    func() error { _, err := d.DropTable(writ.Path{"s", long}); return err },
		"a new name": func() error { _, err := d.RenameTable(writ.Path{"s", "t"}, long); return err },
		"a probe":    func() error { _, err := d.Checks(writ.Path{"s"}, long[:60]); return err },
		"a user":     func() error { _, err := d.Grants(writ.Path{"s"}, long); return err },
	} {
		if err := make(); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: got %v, want CodeInvalid", what, err)
		}
	}
}
