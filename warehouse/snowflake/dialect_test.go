package snowflake

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
	table := writ.Path{"ANALYTICS", `wri"t's`, "SIGDS_1"}
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
	grants, err := d.Grants(table.Parent(), "<role>")
	for _, g := range grants {
		show("grant "+g.Privilege, g.Statement, err)
	}
	checks, err := d.Checks(table.Parent(), "SIGDS_PROBE_1")
	for _, c := range checks {
		for _, s := range c.Statements {
			show("check "+c.Name+" proves "+c.Privilege, s, err)
		}
	}
	golden.Check(t, "statements.sql", out.Bytes())
}

// TestRefusals gives what the platform would not take, and wants to hear so
// before anything is sent.
func TestRefusals(t *testing.T) {
	t.Parallel()
	text := writ.Type{Kind: writ.KindText}
	create := func(columns ...driver.Column) error {
		_, err := dialect{}.CreateTable(writ.Path{"a", "b", "c"}, columns)
		return err
	}
	_, short := dialect{}.Grants(writ.Path{"only"}, "r")
	for what, err := range map[string]error{
		"no columns":         create(),
		"a long name":        create(driver.Column{Name: strings.Repeat("n", 256), Type: text}),
		"one name twice":     create(driver.Column{Name: "a", Type: text}, driver.Column{Name: "a", Type: text}),
		"half a destination": short,
	} {
		if writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: got %v, want CodeInvalid", what, err)
		}
	}
	if err := create(driver.Column{Name: "a", Type: text}, driver.Column{Name: "A", Type: text}); err != nil { // names in quotes keep their case
		t.Error(err)
	}
	for _, typ := range []writ.Type{{Kind: writ.KindDecimal}, {Kind: writ.KindDecimal, Precision: 39}, {Kind: writ.KindOther}} {
		if _, err := native(typ); writ.CodeOf(err) != writ.CodeUnsupported {
			t.Errorf("%+v: got %v, want CodeUnsupported", typ, err)
		}
	}
}

// TestOutOfReach: what cannot be reached says so in its description and in Open.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	caps := New().Spec().Capabilities
	if caps.Reachable || caps.Reason == "" {
		t.Errorf("reachable %v, reason %q", caps.Reachable, caps.Reason)
	}
	_, err := New().Open(t.Context(), driver.Config{})
	if writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), caps.Reason) {
		t.Errorf("got %v, want CodeUnsupported with the reason", err)
	}
}
