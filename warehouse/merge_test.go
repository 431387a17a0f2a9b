package warehouse_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/golden"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// merge is one of three rows with others, by one of two keys or none.
func merge(key ...string) warehouse.Merge {
	number, money := writ.Type{Kind: writ.KindInteger}, writ.Type{Kind: writ.KindDecimal, Precision: 21, Scale: 2}
	text, json := writ.Type{Kind: writ.KindText}, writ.Type{Kind: writ.KindJSON}
	row := driver.Column{Name: writ.RowColumn, Type: number}
	return warehouse.Merge{
		Base:     warehouse.Source{Path: writ.Path{"writ", "base"}, Columns: []driver.Column{row, {Name: "k", Type: number}, {Name: "old", Type: text}, {Name: "j", Type: json}}},
		Part:     warehouse.Source{Path: writ.Path{"writ", "part"}, Columns: []driver.Column{row, {Name: "key", Type: money}, {Name: "new", Type: text}, {Name: "j", Type: json}}},
		BaseRows: 3,
		Columns: []warehouse.MergeColumn{
			{Column: driver.Column{Name: "k", Type: money}, Base: "k", Part: "key"},
			{Column: driver.Column{Name: "old", Type: text}, Base: "old"},
			{Column: driver.Column{Name: "new", Type: text}, Part: "new"},
			{Column: driver.Column{Name: "j", Type: json}, Base: "j", Part: "j"},
		},
		Key: key,
	}
}

// TestMergeSQL shows what a merge sends to the warehouse.
func TestMergeSQL(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	for _, key := range [][]string{nil, {"k", "j"}} {
		f := newFake()
		f.filled = 3
		ow := warehouse.New(f, nil, warehouse.Options{}).Objects(&ledger{}, destinations)
		if n, err := ow.MergeTable(t.Context(), object(nil), merge(key...)); err != nil || n != 6 {
			t.Fatalf("merged %d rows, %v", n, err)
		}
		fmt.Fprintf(&out, "-- key %q\n", key)
		for _, s := range f.ran[2:] { // after opening and the name of the table
			fmt.Fprintf(&out, "%s;\n", s)
		}
	}
	golden.Check(t, "merge.sql", out.Bytes())
}

// TestMergeTable demands of a merge what TestLoadTable demands of a load.
func TestMergeTable(t *testing.T) {
	t.Parallel()
	intent, dropped := "intend intended writ.SIGDS_x", "settle o1 dropped"
	for _, tt := range []struct {
		name   string
		err    error
		filled int64
		code   writ.Code
		told   []string
	}{
		{"works", nil, 3, "", []string{intent}},
		{"other rows than there were", nil, 4, writ.CodeRejected, []string{intent, dropped}},
		{"refused", &driver.Error{Class: driver.ClassValue}, 3, writ.CodeRejected, []string{intent, dropped}},
		{"lost", lost(), 3, writ.CodeUnavailable, []string{intent, dropped}},
		{"uncertain", &driver.Error{Class: driver.ClassUncertain}, 3, writ.CodeUncertain, []string{intent}},
	} {
		f, l := newFake(), &ledger{}
		f.filled = tt.filled
		if tt.err != nil {
			f.fail("row_number", tt.err)
		}
		ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
		if _, err := ow.MergeTable(t.Context(), object(nil), merge("k")); writ.CodeOf(err) != tt.code || !l.is(tt.told...) {
			t.Errorf("%s: got %v, want code %q; the ledger heard %v, want %v", tt.name, err, tt.code, l.told, tt.told)
		}
	}
}

// TestMergeNowhere refuses to make what does not lie in a destination, and what no
// platform can make, before the ledger hears of it.
func TestMergeNowhere(t *testing.T) {
	t.Parallel()
	f, l := newFake(), &ledger{}
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
	if _, err := ow.MergeTable(t.Context(), object(func(o *writ.ManagedObject) { o.Path = writ.Path{"public", "t"} }), merge()); writ.CodeOf(err) != writ.CodeInternal {
		t.Errorf("outside: got %v, want CodeInternal", err)
	}
	narrow := merge()
	narrow.Columns[0].Type.Scale = 1
	if _, err := ow.MergeTable(t.Context(), object(nil), narrow); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("a scale that is lost: got %v, want CodeInvalid", err)
	}
	f.bare = true
	if _, err := ow.MergeTable(t.Context(), object(nil), merge()); writ.CodeOf(err) != writ.CodeUnsupported {
		t.Errorf("a platform without the power: got %v, want CodeUnsupported", err)
	}
	if len(l.told) != 0 {
		t.Errorf("the ledger heard %v", l.told)
	}
}
