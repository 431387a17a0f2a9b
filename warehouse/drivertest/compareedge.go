package drivertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examCompareApart compares tables of which no column is in both: together they
// have more than a platform returns at once.
func examCompareApart(t *testing.T, e *exam) {
	m := e.newMerging(t)
	const wide = 900
	var sides [2][]driver.Column
	c := warehouse.Comparison{Limit: 10}
	row := make([]writ.Value, wide)
	for i := range wide {
		a, b := fmt.Sprintf("a%d", i), fmt.Sprintf("b%d", i)
		for side, name := range []string{a, b} {
			sides[side] = append(sides[side], driver.Column{Name: name, Type: writ.Type{Kind: writ.KindInteger}})
		}
		c.Columns = append(c.Columns, warehouse.Pair{A: a}, warehouse.Pair{B: b})
		row[i] = integer(i)
	}
	c.A, c.B = m.source(t, "a", sides[0], [][]writ.Value{row, row}), m.source(t, "b", sides[1], [][]writ.Value{row})
	got, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c)
	if err != nil || got.Same != 1 || got.Removed != 1 || len(got.Sample) != 1 {
		t.Fatalf("got %.300s, %v", fmt.Sprint(got), err)
	}
	if before := got.Sample[0].Before; len(before) != 2*wide || before[2*wide-2] != row[wide-1] || !before[2*wide-1].Null {
		t.Errorf("the removed row is %s", show(before))
	}
}

// examCompareFar demands that decimals of which no type of the platform holds all
// are called not comparable, and refused as such.
func examCompareFar(t *testing.T, e *exam) {
	m := e.newMerging(t)
	column := func(scale int) []driver.Column {
		return []driver.Column{{Name: "v", Type: writ.Type{Kind: writ.KindDecimal, Precision: e.caps.MaxDecimalPrecision, Scale: scale}}}
	}
	near, far := column(0), column(20)
	if m.w.Comparable(near[0].Type, far[0].Type) {
		t.Errorf("%s and %s are called comparable", near[0].Type, far[0].Type)
	}
	c := warehouse.Comparison{A: m.source(t, "a", near, rowsOf("1")), B: m.source(t, "b", far, rowsOf("1."+strings.Repeat("0", 20))), Columns: pairs("v")}
	_, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c)
	if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "cannot be compared") {
		t.Errorf("got %v, want CodeInvalid", err)
	}
}
