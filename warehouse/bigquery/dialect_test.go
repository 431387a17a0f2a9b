package bigquery

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
	{Name: "text", Type: writ.Type{Kind: writ.KindText}},
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
	table := writ.Path{"my-project", "wri`t's", "SIGDS_1"}
	st := drivertest.NewStatements(t)
	st.Dialect(dialect{}, table, everyKind, "o`ld", "b c", "serviceAccount:<e-mail>")
	st.Rows(spec(), dialect{}, table, everyKind)
	st.Check()
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
		"no columns":            create(),
		"a long name":           create(driver.Column{Name: strings.Repeat("n", 301), Type: text}),
		"a forbidden character": create(driver.Column{Name: "a.b", Type: text}),
		"a reserved beginning":  create(driver.Column{Name: "_partitiontime", Type: text}),
		"one name in two cases": create(driver.Column{Name: "a", Type: text}, driver.Column{Name: "A", Type: text}),
		"half a destination":    short,
	} {
		if writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: got %v, want CodeInvalid", what, err)
		}
	}
	if err := create(driver.Column{Name: "a", Type: text}, driver.Column{Name: "Länge & Breite", Type: text}); err != nil { // flexible names are allowed
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
