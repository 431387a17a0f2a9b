package duckdb

import (
	"bytes"
	"fmt"
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
	{Name: "share", Type: writ.Type{Kind: writ.KindDecimal, Precision: 4, Scale: 4}},
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
	table := writ.Path{`wri"t`, "SIGDS_1"}
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
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a", "b"}, Key: writ.RowColumn, After: 200, Limit: 100})
	show("a window by key", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a"}, Key: writ.RowColumn, After: 200, Limit: 100, Dense: true})
	show("a dense window", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a"}, Limit: 5})
	show("the first rows", s, err)
	described := []driver.Column{{Name: "f", Type: writ.Type{Kind: writ.KindFloat}}, {Name: "s", Type: writ.Type{Kind: writ.KindText}}}
	s, err = rendered(s, described)
	show("rows as canonical text", s, err)
	for _, how := range readings {
		s, err = loadStatement(driver.Load{Path: table, Columns: everyKind, File: "/data/staging/it's.csv"}, how)
		show("load a file", s, err)
	}
	s, err = exportStatement(table, everyKind, writ.RowColumn, "/data/staging/it's.csv")
	show("export a table", s, err)
	settings, err := lockdown(Options{Staging: "/data/staging", MemoryLimitMB: 1024, Threads: 2})
	for _, s := range settings {
		show("lock the engine down", s, err)
	}
	grants, err := d.Grants(table.Parent(), "nobody")
	for _, g := range grants {
		show("grant "+g.Privilege, g.Statement, err)
	}
	checks, err := d.Checks(table.Parent(), "SIGDS_PROBE_1")
	for _, c := range checks {
		for _, s := range c.Statements {
			show("check "+c.Name, s, err)
		}
	}
	golden.Check(t, "statements.sql", out.Bytes())
}

func TestTypes(t *testing.T) {
	t.Parallel()
	for _, c := range everyKind {
		n, err := native(c.Type)
		if err != nil || portable(n) != c.Type {
			t.Errorf("%s becomes %s, %v, which is %s", c.Type, n, err, portable(n))
		}
	}
	for native, want := range map[string]writ.Kind{
		"DECIMAL(18,3)": writ.KindDecimal, "DECIMAL(18)": writ.KindOther, "DECIMAL(1,2)[]": writ.KindOther, "INTEGER[]": writ.KindOther,
		"STRUCT(a INTEGER)": writ.KindOther, "ENUM('a', 'b')": writ.KindOther, "UUID": writ.KindOther, "": writ.KindOther, "UTINYINT": writ.KindInteger,
	} {
		if got := portable(native); got.Kind != want {
			t.Errorf("%s is %s, want %s", native, got, want)
		}
	}
}
