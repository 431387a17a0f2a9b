package postgres

import (
	"strings"
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
	st := drivertest.NewStatements(t)
	st.Dialect(dialect{}, table, everyKind, `o"ld`, `b"c`, "<user>")
	st.Rows(spec(), dialect{}, table, everyKind)
	p, err := planLoad(driver.Load{Path: table, Columns: everyKind})
	st.Show("load: lock", p.lock, err)
	st.Show("load: create", p.create, err)
	st.Show("load: copy", p.copy, err)
	for _, s := range p.after {
		st.Show("load: afterwards", s, err)
	}
	s, err := exportSQL(table, everyKind, writ.RowColumn, pages{})
	st.Show("export", s, err)
	s, err = exportSQL(table, everyKind[:1], "", pages{to: 7})
	st.Show("export: first half", s, err)
	s, err = exportSQL(table, everyKind[:1], "", pages{from: 7})
	st.Show("export: second half", s, err)
	s, err = sizesOf(table.Parent()).Done()
	st.Show("measure a schema", s, err)
	showEdits(st)
	st.Check()
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
