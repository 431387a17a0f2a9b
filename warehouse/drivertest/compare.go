package drivertest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examDuplicates looks for keys that are none.
func examDuplicates(t *testing.T, e *exam) {
	t.Run("several columns", func(t *testing.T) {
		t.Parallel()
		m := e.newMerging(t)
		s := m.source(t, "t", columnsOf(`k integer, na"me text`), rowsOf("1|a", "1|b", "1|a", "2|~", "3|c", "1|a", "~|~", "1|B", "2|~"))
		found, err := m.w.Duplicates(t.Context(), writ.ServiceAccount(), s, []string{`na"me`, "k"}, 10)
		want := []warehouse.Duplicate{
			{Key: rowsOf("a|1")[0], Count: 3, Rows: []int64{1, 6}},
			{Key: rowsOf("~|2")[0], Count: 2, Rows: []int64{4, 9}},
			{Key: rowsOf("~|~")[0], Count: 1, Rows: []int64{7}},
		}
		if err != nil || !reflect.DeepEqual(found, want) {
			t.Errorf("got %v, %v, want %v", found, err, want)
		}
		if found, err := m.w.Duplicates(t.Context(), writ.ServiceAccount(), s, []string{`na"me`, "k"}, 2); err != nil || !reflect.DeepEqual(found, want[:2]) {
			t.Errorf("the first two: %v, %v", found, err)
		}
		for _, key := range [][]string{nil, {"no"}} {
			if _, err := m.w.Duplicates(t.Context(), writ.ServiceAccount(), s, key, 2); err == nil {
				t.Errorf("the key %q is taken", key)
			}
		}
	})
	for _, kind := range e.samples() {
		t.Run(kind.typ.String(), func(t *testing.T) {
			t.Parallel()
			m := e.newMerging(t)
			var rows [][]writ.Value
			for _, v := range distinct(kind) {
				rows = append(rows, []writ.Value{writ.Text(v)})
			}
			n := int64(len(rows))
			columns := []driver.Column{{Name: "k", Type: kind.typ}}
			unique := m.source(t, "unique", columns, rows)
			if found, err := m.w.Duplicates(t.Context(), writ.ServiceAccount(), unique, []string{"k"}, 10); err != nil || len(found) != 0 {
				t.Errorf("different values are called the same: %.300s, %v", fmt.Sprint(found), err)
			}
			twice := m.source(t, "twice", columns, append(slices.Clone(rows), rows...))
			found, err := m.w.Duplicates(t.Context(), writ.ServiceAccount(), twice, []string{"k"}, len(rows)+1)
			if err != nil || len(found) != len(rows) {
				t.Fatalf("%d of %d were found, %v", len(found), n, err)
			}
			for i, d := range found {
				if d.Count != 2 || !slices.Equal(d.Rows, []int64{int64(i) + 1, int64(i) + 1 + n}) || !sameText(kind.typ.Kind, d.Key[0].Text, rows[i][0].Text) {
					t.Errorf("%s stands %d times, in rows %v; want rows %d and %d", show(d.Key), d.Count, d.Rows, i+1, int64(i)+1+n)
				}
			}
		})
	}
}

// examCompare compares tables.
func examCompare(t *testing.T, e *exam) {
	t.Run("by key", func(t *testing.T) { t.Parallel(); examCompareKey(t, e) })
	t.Run("by row", func(t *testing.T) { t.Parallel(); examCompareRow(t, e) })
	t.Run("apart", func(t *testing.T) { t.Parallel(); examCompareApart(t, e) })
	t.Run("far", func(t *testing.T) { t.Parallel(); examCompareFar(t, e) })
	t.Run("refused", func(t *testing.T) { t.Parallel(); examCompareRefused(t, e) })
	for _, s := range e.samples() {
		t.Run(s.typ.String(), func(t *testing.T) { t.Parallel(); examCompareKind(t, e, s) })
	}
}

// pairs are columns that have the same name on both sides.
func pairs(names ...string) []warehouse.Pair {
	out := make([]warehouse.Pair, len(names))
	for i, n := range names {
		out[i] = warehouse.Pair{A: n, B: n}
	}
	return out
}

func examCompareKey(t *testing.T, e *exam) {
	m := e.newMerging(t)
	c := warehouse.Comparison{
		A:       m.source(t, "a", columnsOf("k integer, v text, was date, n integer"), rowsOf("1|same|~|1", "2|old|~|1", "3|gone|2026-01-31|1", "4|~|~|1", "5|same|~|1")),
		B:       m.source(t, "b", columnsOf("k d4.2, v text, is text, n d4.2"), rowsOf("5.00|same|x|1.00", "4.00||x|1.00", "2.00|new|x|1.00", "9.00|added|x|1.00", "1.00|same|x|1.01")),
		Columns: []warehouse.Pair{{A: "k", B: "k"}, {A: "v", B: "v"}, {A: "was"}, {B: "is"}, {A: "n", B: "n"}},
		Key:     pairs("k"), Limit: 10,
	}
	want := &warehouse.Difference{Added: 1, Removed: 1, Changed: 3, Same: 1, Sample: []warehouse.DifferentRow{
		{Kind: warehouse.RowChanged, Before: rowsOf("4|~|~|~|1")[0], After: rowsOf("4.00||~|x|1.00")[0], Row: 2},
		{Kind: warehouse.RowChanged, Before: rowsOf("2|old|~|~|1")[0], After: rowsOf("2.00|new|~|x|1.00")[0], Row: 3},
		{Kind: warehouse.RowRemoved, Before: rowsOf("3|gone|2026-01-31|~|1")[0], Row: 3},
		{Kind: warehouse.RowAdded, After: rowsOf("9.00|added|~|x|1.00")[0], Row: 4},
		{Kind: warehouse.RowChanged, Before: rowsOf("1|same|~|~|1")[0], After: rowsOf("1.00|same|~|x|1.01")[0], Row: 5},
	}}
	for _, limit := range []int{10, 2, 0} {
		c.Limit = limit
		want.Sample = want.Sample[:min(limit, len(want.Sample))]
		got, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Sample) == 0 {
			got.Sample = want.Sample[:0]
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("limit %d: got %+v\nwant %+v", limit, got, want)
		}
	}
}

func examCompareRow(t *testing.T, e *exam) {
	m := e.newMerging(t)
	columns := columnsOf("k integer, v text")
	c := warehouse.Comparison{
		A: m.source(t, "a", columns, rowsOf("1|a", "~|b", "1|c")), B: m.source(t, "b", columns, rowsOf("1|a", "~|B")),
		Columns: pairs("k", "v"), Limit: 10,
	}
	for _, want := range []*warehouse.Difference{
		{Removed: 1, Changed: 1, Same: 1, Sample: []warehouse.DifferentRow{
			{Kind: warehouse.RowChanged, Before: rowsOf("~|b")[0], After: rowsOf("~|B")[0], Row: 2},
			{Kind: warehouse.RowRemoved, Before: rowsOf("1|c")[0], Row: 3},
		}},
		{Added: 1, Changed: 1, Same: 1, Sample: []warehouse.DifferentRow{
			{Kind: warehouse.RowChanged, Before: rowsOf("~|B")[0], After: rowsOf("~|b")[0], Row: 2},
			{Kind: warehouse.RowAdded, After: rowsOf("1|c")[0], Row: 3},
		}},
	} {
		got, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
		c.A, c.B = c.B, c.A
	}
	c.B = c.A
	if got, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c); err != nil || got.Same != 3 || got.Added+got.Removed+got.Changed != 0 {
		t.Errorf("a table is not itself: %+v, %v", got, err)
	}
}

func examCompareRefused(t *testing.T, e *exam) {
	m := e.newMerging(t)
	a := m.source(t, "a", columnsOf("k integer, v text"), rowsOf("1|1", "~|2", "3|~"))
	b := m.source(t, "b", columnsOf("k integer, v integer"), rowsOf("1|1", "1|2"))
	for what, c := range map[string]warehouse.Comparison{
		"a key that holds NULL":  {A: a, B: a, Key: pairs("k"), Columns: pairs("k")},
		"a key that is repeated": {A: b, B: b, Key: pairs("k"), Columns: pairs("k")},
		"different types":        {A: a, B: b, Columns: pairs("v")},
		"keys of other types":    {A: a, B: b, Key: pairs("v")},
	} {
		if _, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: got %v, want CodeInvalid", what, err)
		}
	}
}

// examCompareKind compares each value of a kind with itself, with every other and
// with NULL.
func examCompareKind(t *testing.T, e *exam, s sample) {
	m := e.newMerging(t)
	values := []writ.Value{writ.Null()}
	for _, v := range distinct(s) {
		values = append(values, writ.Text(v))
	}
	var same, turned [][]writ.Value
	for i, v := range values {
		same = append(same, []writ.Value{v})
		turned = append(turned, []writ.Value{values[(i+1)%len(values)]})
	}
	columns := []driver.Column{{Name: "v", Type: s.typ}}
	c := warehouse.Comparison{A: m.source(t, "a", columns, same), B: m.source(t, "b", columns, same), Columns: pairs("v"), Limit: 1000}
	if got, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c); err != nil || got.Same != int64(len(values)) || len(got.Sample) != 0 {
		t.Errorf("the same values: %.500s, %v", fmt.Sprint(got), err)
	}
	c.B = m.source(t, "turned", columns, turned)
	got, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c)
	if err != nil || got.Changed != int64(len(values)) || len(got.Sample) != len(values) {
		t.Fatalf("other values: %.500s, %v", fmt.Sprint(got), err)
	}
	for i, d := range got.Sample {
		for side, v := range map[*writ.Value][]writ.Value{&same[i][0]: d.Before, &turned[i][0]: d.After} {
			if v[0].Null != side.Null || !sameText(s.typ.Kind, v[0].Text, side.Text) && !v[0].Null {
				t.Errorf("row %d: got %s, want %.60q", d.Row, show(v), side.Text)
			}
		}
	}
}
