package warehouse_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// rowColumns are columns of the kinds that values are refused for.
func rowColumns() []driver.Column {
	return []driver.Column{
		{Name: "id", Type: writ.Type{Kind: writ.KindText}},
		{Name: "int", Type: writ.Type{Kind: writ.KindInteger}},
		{Name: "money", Type: writ.Type{Kind: writ.KindDecimal, Precision: 5, Scale: 2}},
		{Name: "float", Type: writ.Type{Kind: writ.KindFloat}},
		{Name: "flag", Type: writ.Type{Kind: writ.KindBoolean}},
		{Name: "day", Type: writ.Type{Kind: writ.KindDate}},
		{Name: "time", Type: writ.Type{Kind: writ.KindTime}},
		{Name: "at", Type: writ.Type{Kind: writ.KindTimestamp}},
		{Name: "instant", Type: writ.Type{Kind: writ.KindTimestampTZ}},
		{Name: "raw", Type: writ.Type{Kind: writ.KindBytes}},
		{Name: "json", Type: writ.Type{Kind: writ.KindJSON}},
		{Name: "shape", Type: writ.Type{Kind: writ.KindOther}},
	}
}

func ask(where *warehouse.RowFilter) warehouse.RowQuery {
	return warehouse.RowQuery{Path: writ.Path{"s", "t"}, Columns: rowColumns(), Key: "id", Where: where, Limit: 3}
}

func rowFilter(column string, op warehouse.RowOp, values ...string) *warehouse.RowFilter {
	f := &warehouse.RowFilter{Column: column, Op: op}
	for _, v := range values {
		f.Values = append(f.Values, writ.Text(v))
	}
	return f
}

// wantRefused demands that a query never reaches the warehouse and that the error
// names the field at fault.
func wantRefused(t *testing.T, what string, q warehouse.RowQuery, field string) {
	t.Helper()
	f := newFake()
	w := warehouse.New(f, nil, warehouse.Options{})
	_, err := w.Rows(t.Context(), writ.ServiceAccount(), q)
	var we *writ.Error
	if !errors.As(err, &we) || we.Code != writ.CodeInvalid || we.Field != field || f.opens != 0 {
		t.Errorf("%s: got %v (field %q, %d opened), want CodeInvalid of %q", what, err, we.Field, f.opens, field)
	}
}

// TestRowValues demands that exactly what a column can hold is looked for.
func TestRowValues(t *testing.T) {
	t.Parallel()
	for column, values := range map[string]struct{ good, bad []string }{
		"int":     {[]string{"0", "-9223372036854775808"}, []string{"", "1.0", "1e3", "9223372036854775808", "0x1", " 1"}},
		"money":   {[]string{"1.5", "-999.99", "0.10000", "007"}, []string{"", "1000", "0.001", "1e2", "1/2", "NaN", ".", "--1"}},
		"float":   {[]string{"1e+22", "-0", "NaN", "-Infinity", "5e-324"}, []string{"", "nan", "inf", "0x1p4", "1_0", "1e400"}},
		"flag":    {[]string{"true", "false"}, []string{"", "TRUE", "1", "yes"}},
		"day":     {[]string{"2024-02-29", "0001-01-01"}, []string{"", "2023-02-29", "24-1-1", "2024-02-29 00:00:00", "today"}},
		"time":    {[]string{"23:59:59", "00:00:00.000001"}, []string{"", "24:00:00", "1:00", "00:00:00.0000001", "00:00:00,5"}},
		"at":      {[]string{"2026-01-31 13:05:00", "2026-01-31 13:05:00.5"}, []string{"", "2026-01-31", "2026-01-31T13:05:00", "2026-01-31 13:05:00Z"}},
		"instant": {[]string{"2026-01-31 13:05:00Z", "2026-01-31 13:05:00.5Z"}, []string{"", "2026-01-31 13:05:00", "2026-01-31 13:05:00+01", "2026-01-31 13:05:00.1234567Z"}},
		"raw":     {[]string{"", "00ff"}, []string{"0", "xx"}},
		"id":      {[]string{"", "'", "\U0001F642"}, []string{"\xff"}},
		"json":    {[]string{"{}"}, []string{"\xff"}},
		"shape":   {nil, []string{"x"}},
	} {
		for _, v := range values.good {
			w := warehouse.New(newFake(), nil, warehouse.Options{})
			if _, err := w.Rows(t.Context(), writ.ServiceAccount(), ask(rowFilter(column, warehouse.Equal, v))); err != nil {
				t.Errorf("%s %q: %v", column, v, err)
			}
		}
		for _, v := range values.bad {
			wantRefused(t, column+" "+v, ask(rowFilter(column, warehouse.Equal, v)), column)
			wantRefused(t, column+" among "+v, ask(rowFilter(column, warehouse.In, v)), column)
		}
	}
}

func TestRowRefusals(t *testing.T) {
	t.Parallel()
	deep := rowFilter("int", warehouse.IsNull)
	for range 40 {
		deep = &warehouse.RowFilter{All: []warehouse.RowFilter{*deep}}
	}
	for what, tt := range map[string]struct {
		where *warehouse.RowFilter
		field string
	}{
		"an absent column":       {rowFilter("x", warehouse.IsNull), "x"},
		"an unknown operator":    {rowFilter("int", "~", "1"), "int"},
		"no value":               {rowFilter("int", warehouse.Equal), "int"},
		"two values":             {rowFilter("int", warehouse.Less, "1", "2"), "int"},
		"a value for none":       {rowFilter("int", warehouse.IsNull, "1"), "int"},
		"NULL":                   {&warehouse.RowFilter{Column: "int", Op: warehouse.Equal, Values: []writ.Value{writ.Null()}}, "int"},
		"NULL among others":      {&warehouse.RowFilter{Column: "int", Op: warehouse.In, Values: []writ.Value{writ.Text("1"), writ.Null()}}, "int"},
		"a part of a number":     {rowFilter("int", warehouse.Contains, "1"), "int"},
		"the beginning of a day": {rowFilter("day", warehouse.StartsWith, "2026"), "day"},
		"nothing":                {&warehouse.RowFilter{}, "filter"},
		"two things":             {&warehouse.RowFilter{Column: "int", Op: warehouse.IsNull, Any: []warehouse.RowFilter{*deep}}, "filter"},
		"all and any":            {&warehouse.RowFilter{All: []warehouse.RowFilter{}, Any: []warehouse.RowFilter{}}, "filter"},
		"too deep":               {deep, "filter"},
		"too many":               {rowFilter("int", warehouse.In, slices.Repeat([]string{"1"}, 10_000)...), "filter"},
		"one among many": {&warehouse.RowFilter{Any: []warehouse.RowFilter{
			*rowFilter("int", warehouse.Equal, "1"), {All: []warehouse.RowFilter{*rowFilter("day", warehouse.Equal, "1")}},
		}}, "day"},
	} {
		wantRefused(t, what, ask(tt.where), tt.field)
	}
}

func TestRowOrderRefusals(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		change func(*warehouse.RowQuery)
		field  string
	}{
		"no key":           {func(q *warehouse.RowQuery) { q.Key = "" }, ""},
		"an absent column": {func(q *warehouse.RowQuery) { q.Order = []warehouse.RowOrder{{Column: "x"}} }, "x"},
		"a column twice": {func(q *warehouse.RowQuery) {
			q.Order = []warehouse.RowOrder{{Column: "int"}, {Column: "int", Desc: true}}
		}, "int"},
		"a type that does not":     {func(q *warehouse.RowQuery) { q.Order = []warehouse.RowOrder{{Column: "shape"}} }, "shape"},
		"a place of another order": {func(q *warehouse.RowQuery) { q.After = []writ.Value{writ.Text("1"), writ.Text("2")} }, "after"},
		"a place without a key":    {func(q *warehouse.RowQuery) { q.After = []writ.Value{writ.Null()} }, "id"},
		"a place that is none": {func(q *warehouse.RowQuery) {
			q.Order, q.After = []warehouse.RowOrder{{Column: "int"}}, []writ.Value{writ.Text("x"), writ.Text("id")}
		}, "int"},
		"no rows": {func(q *warehouse.RowQuery) { q.Limit = 0 }, "limit"},
	} {
		q := ask(nil)
		tt.change(&q)
		wantRefused(t, what, q, tt.field)
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	row := []writ.Value{writ.Text("r1"), writ.Null(), writ.Text("1.00")}
	for _, tt := range []struct {
		order []warehouse.RowOrder
		want  []writ.Value
	}{
		{nil, row[:1]},
		{[]warehouse.RowOrder{{Column: "money"}, {Column: "int", Desc: true}}, []writ.Value{row[2], row[1], row[0]}},
		{[]warehouse.RowOrder{{Column: "int"}, {Column: "id"}, {Column: "money"}}, []writ.Value{row[1], row[0]}},
	} {
		q := ask(nil)
		q.Order = tt.order
		if got := q.Cursor(row); !slices.Equal(got, tt.want) {
			t.Errorf("%v: got %v, want %v", tt.order, got, tt.want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.rows = [][]writ.Value{{writ.Text("12")}}
	w := warehouse.New(f, nil, warehouse.Options{})
	q := ask(rowFilter("int", warehouse.Greater, "5"))
	q.After, q.Order = []writ.Value{writ.Text("r9")}, []warehouse.RowOrder{{Column: "id"}}
	n, err := w.Count(t.Context(), writ.ServiceAccount(), q)
	if err != nil || n != 12 {
		t.Errorf("got %d, %v", n, err)
	}
	if last := f.ran[len(f.ran)-1]; strings.Contains(last, "r9") || strings.Contains(last, "ORDER") || !strings.Contains(last, `"int" > '5'`) {
		t.Errorf("it ran %s", last)
	}
	f.rows = nil
	if _, err := w.Count(t.Context(), writ.ServiceAccount(), q); writ.CodeOf(err) != writ.CodeInternal {
		t.Errorf("no row: got %v", err)
	}
}
