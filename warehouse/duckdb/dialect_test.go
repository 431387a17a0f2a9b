package duckdb

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/drivertest"
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
	st := drivertest.NewStatements(t)
	st.Dialect(dialect{}, table, everyKind, `o"ld`, "b", "nobody")
	st.Rows(spec(), dialect{}, table, everyKind)
	showEdits(st)
	described := []driver.Column{{Name: "f", Type: writ.Type{Kind: writ.KindFloat}}, {Name: "s", Type: writ.Type{Kind: writ.KindText}}}
	s, err := dialect{}.SelectRows(driver.Window{Path: table, Columns: []string{"a"}, Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	s, err = rendered(s, described)
	st.Show("rows as canonical text", s, err)
	for _, how := range readings {
		s, err = loadStatement(driver.Load{Path: table, Columns: everyKind, File: "/data/staging/it's.csv"}, how)
		st.Show("load a file", s, err)
	}
	s, err = exportStatement(table, everyKind, writ.RowColumn, "/data/staging/it's.csv")
	st.Show("export a table", s, err)
	s, err = sizesOf(table.Parent()).Done()
	st.Show("measure a schema", s, err)
	settings, err := lockdown(Options{Staging: "/data/staging", MemoryLimitMB: 1024, Threads: 2})
	for _, s := range settings {
		st.Show("lock the engine down", s, err)
	}
	st.Check()
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
