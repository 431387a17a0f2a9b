package drivertest

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examMerge makes tables of two others inside the warehouse.
func examMerge(t *testing.T, e *exam) {
	for _, tt := range merges() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := e.newMerging(t)
			o, rows, err := m.merge(t.Context(), m.merge3(t, tt))
			if err != nil {
				t.Fatal(err)
			}
			want := numbered(tt.want)
			if got := m.rows(t, o.Path, tt.result); rows != int64(len(want)) || !sameTable(got, want) {
				t.Errorf("%d rows:\n%s\nwant %d:\n%s", rows, showAll(got), len(want), showAll(want))
			}
			m.ledger(t, o, writ.ObjectIntended)
			m.likeLoaded(t, o.Path, tt.result)
		})
	}
	t.Run("keys of every kind", func(t *testing.T) { t.Parallel(); examMergeKeys(t, e) })
	t.Run("a thousand columns", func(t *testing.T) { t.Parallel(); examMergeWide(t, e) })
	t.Run("refused", func(t *testing.T) { t.Parallel(); examMergeRefused(t, e) })
	t.Run("readers", func(t *testing.T) { t.Parallel(); examMergeReaders(t, e) })
	t.Run("interrupted", func(t *testing.T) { t.Parallel(); examMergeInterrupted(t, e) })
}

// merging is what merges are tried with: a destination, a Conn, and a writer with
// its ledger.
type merging struct {
	*exam
	c     platform
	d     writ.Path
	w     *warehouse.Warehouse
	shelf *shelf
}

func (e *exam) newMerging(t *testing.T) *merging {
	return &merging{exam: e, c: e.open(t), d: e.NewDestination(t), w: e.warehouse(t, e.Owner), shelf: &shelf{}}
}

// merge makes an object of m's destination.
func (m *merging) merge(ctx context.Context, merge warehouse.Merge) (*writ.ManagedObject, int64, error) {
	return m.mergeBy(ctx, m.w, merge)
}

// mergeBy makes it over a warehouse of the caller's.
func (m *merging) mergeBy(ctx context.Context, w *warehouse.Warehouse, merge warehouse.Merge) (*writ.ManagedObject, int64, error) {
	o := &writ.ManagedObject{
		ID: "m", Connection: "c", Destination: "d", Path: m.d.Child(writ.ObjectPrefix + "merged"), Kind: writ.ObjectTable, As: writ.ServiceAccount(),
	}
	n, err := w.Objects(m.shelf, []*writ.Destination{{ID: "d", Connection: "c", Path: m.d}}).MergeTable(ctx, o, merge)
	return o, n, err
}

// ledger demands what the ledger knows of o.
func (m *merging) ledger(t *testing.T, o *writ.ManagedObject, state writ.ObjectState) {
	t.Helper()
	if s := m.shelf.object; s.State != state || !slices.Equal(s.Path, o.Path) {
		t.Errorf("the ledger says that %s is %s, want %s", s.Path, s.State, state)
	}
}

// rowColumn numbers the rows.
var rowColumn = driver.Column{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}

// source loads a table whose rows are numbered 1, 2, 3 …
func (m *merging) source(t *testing.T, name string, columns []driver.Column, rows [][]writ.Value) warehouse.Source {
	t.Helper()
	s := warehouse.Source{Path: m.d.Child(name), Columns: append([]driver.Column{rowColumn}, columns...)}
	m.load(t, m.c, s.Path, s.Columns, numbered(rows))
	return s
}

// numbered puts the row's number before every row.
func numbered(rows [][]writ.Value) [][]writ.Value {
	out := make([][]writ.Value, len(rows))
	for i, r := range rows {
		out[i] = append([]writ.Value{integer(i + 1)}, r...)
	}
	return out
}

// rows reads a table with its row numbers, in their order.
func (m *merging) rows(t *testing.T, path writ.Path, columns []driver.Column) [][]writ.Value {
	t.Helper()
	var out bytes.Buffer
	if err := m.c.Export(t.Context(), path, append([]driver.Column{rowColumn}, columns...), writ.RowColumn, &out); err != nil {
		t.Fatal(err)
	}
	rows, ok := readCanonical(out.Bytes())
	if !ok {
		t.Fatalf("the export is no canonical file: %.300q", out.Bytes())
	}
	return rows
}

// likeLoaded demands that a table has the columns that a load would have given it.
func (m *merging) likeLoaded(t *testing.T, path writ.Path, columns []driver.Column) {
	t.Helper()
	loaded := m.source(t, "loaded", columns, nil)
	want, err := m.c.Describe(t.Context(), loaded.Path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.c.Describe(t.Context(), path)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the columns are %v, %v; a load makes %v", got, err, want)
	}
}

// merge3 loads the two tables of a case and says how they are merged: by the names
// of their columns, which are the same in all three.
func (m *merging) merge3(t *testing.T, tt mergeCase) warehouse.Merge {
	t.Helper()
	out := warehouse.Merge{
		Base: m.source(t, "base", tt.base, tt.baseRows), Part: m.source(t, "part", tt.part, tt.partRows),
		BaseRows: int64(len(tt.baseRows)), Key: tt.key,
	}
	has := func(columns []driver.Column, name string) string {
		if slices.ContainsFunc(columns, func(c driver.Column) bool { return c.Name == name }) {
			return name
		}
		return ""
	}
	for _, c := range tt.result {
		out.Columns = append(out.Columns, warehouse.MergeColumn{Column: c, Base: has(tt.base, c.Name), Part: has(tt.part, c.Name)})
	}
	return out
}

// mergeCase is two tables and what has to come of them; the row numbers are
// understood.
type mergeCase struct {
	name                     string
	base, part, result       []driver.Column
	key                      []string
	baseRows, partRows, want [][]writ.Value
}

// columnsOf reads "name kind, name kind": d4.2 is a decimal of 4 digits, 2 of them
// after the point.
func columnsOf(text string) []driver.Column {
	var out []driver.Column
	for _, one := range strings.Split(text, ", ") {
		name, kind, _ := strings.Cut(one, " ")
		out = append(out, driver.Column{Name: name, Type: map[string]writ.Type{
			"text": {Kind: writ.KindText}, "integer": {Kind: writ.KindInteger}, "date": {Kind: writ.KindDate}, "float": {Kind: writ.KindFloat}, "timestamp": {Kind: writ.KindTimestamp},
			"d4.2": {Kind: writ.KindDecimal, Precision: 4, Scale: 2}, "d6.3": {Kind: writ.KindDecimal, Precision: 6, Scale: 3},
			"d21.2": {Kind: writ.KindDecimal, Precision: 21, Scale: 2},
		}[kind]})
	}
	return out
}

// rowsOf reads rows of cells between bars; ~ is NULL.
func rowsOf(lines ...string) [][]writ.Value {
	out := make([][]writ.Value, len(lines))
	for i, line := range lines {
		for _, cell := range strings.Split(line, "|") {
			out[i] = append(out[i], writ.Value{Text: strings.TrimPrefix(cell, "~"), Null: cell == "~"})
		}
	}
	return out
}

// merges are the cases whose result can be read at a glance.
func merges() []mergeCase {
	plain := columnsOf(`k integer, na"me text`)
	two := columnsOf("k integer, l text, v text")
	return []mergeCase{
		{
			name: "append", base: plain, part: plain, result: plain,
			baseRows: rowsOf("1|a", "2|~", "~|"), partRows: rowsOf("2|b", "9|c"),
			want: rowsOf("1|a", "2|~", "~|", "2|b", "9|c"),
		},
		{
			name: "append to nothing", base: plain, part: plain, result: plain,
			partRows: rowsOf("2|b", "9|c"), want: rowsOf("2|b", "9|c"),
		},
		{
			name: "append nothing", base: plain, part: plain, result: plain,
			baseRows: rowsOf("2|b", "9|c"), want: rowsOf("2|b", "9|c"),
		},
		{
			name: "append other columns", base: columnsOf("old text, both d4.2, n integer"), part: columnsOf("n d4.2, both d6.3, new date"),
			result:   columnsOf("new date, old text, both d6.3, n d21.2, neither float"),
			baseRows: rowsOf("x|12.34|9223372036854775807", "~|~|~"), partRows: rowsOf("-99.99|123.456|2026-01-31"),
			want: rowsOf("~|x|12.340|9223372036854775807.00|~", "~|~|~|~|~", "2026-01-31|~|123.456|-99.99|~"),
		},
		{
			name: "upsert", base: plain, part: plain, result: plain, key: []string{"k"},
			baseRows: rowsOf("1|a", "2|b", "3|~", "4|d"), partRows: rowsOf("9|new", "3|c", "2|~", "5|later"),
			want: rowsOf("1|a", "2|~", "3|c", "4|d", "9|new", "5|later"),
		},
		{
			name: "upsert to nothing", base: plain, part: plain, result: plain, key: []string{"k"},
			partRows: rowsOf("2|b", "9|c"), want: rowsOf("2|b", "9|c"),
		},
		{
			name: "upsert nothing", base: plain, part: plain, result: plain, key: []string{"k"},
			baseRows: rowsOf("2|b", "9|c"), want: rowsOf("2|b", "9|c"),
		},
		{
			name: "upsert by two columns", base: two, part: two, result: two, key: []string{"l", "k"},
			baseRows: rowsOf("1|x|a", "1|y|b", "2|x|c"), partRows: rowsOf("1|y|B", "2|y|D", "2|x|C"),
			want: rowsOf("1|x|a", "1|y|B", "2|x|C", "2|y|D"),
		},
		{
			name: "upsert without a value in the key", base: two, part: two, result: two, key: []string{"k", "l"},
			baseRows: rowsOf("1|~|a", "~|~|b"), partRows: rowsOf("1|~|A", "~|~|B"),
			want: rowsOf("1|~|a", "~|~|b", "1|~|A", "~|~|B"),
		},
		{
			name: "upsert some columns", base: columnsOf("k integer, stays text, both d4.2"), part: columnsOf("both d6.3, k d4.2, new date"),
			result: columnsOf("k d21.2, stays text, both d6.3, new date"), key: []string{"k"},
			baseRows: rowsOf("1|a|1.00", "2|b|2.00", "3|c|3.00"), partRows: rowsOf("9.999|4.00|2026-04-04", "~|2.00|~", "0.000|2.50|2026-02-05"),
			want: rowsOf("1.00|a|1.000|~", "2.00|b|~|~", "3.00|c|3.000|~", "4.00|~|9.999|2026-04-04", "2.50|~|0.000|2026-02-05"),
		},
	}
}

// sameTable compares rows of cells that have one spelling.
func sameTable(got, want [][]writ.Value) bool {
	return slices.EqualFunc(got, want, slices.Equal)
}

// showAll renders rows for a message.
func showAll(rows [][]writ.Value) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(show(r) + "\n")
	}
	return b.String()
}

// examMergeKeys upserts by a column of each kind, whose values differ by as little
// as they can: every one of them has to find its own row.
func examMergeKeys(t *testing.T, e *exam) {
	for _, s := range e.samples() {
		t.Run(s.typ.String(), func(t *testing.T) {
			t.Parallel()
			m := e.newMerging(t)
			tt := mergeCase{key: []string{"k"}, base: []driver.Column{{Name: "k", Type: s.typ}, {Name: "v", Type: writ.Type{Kind: writ.KindInteger}}}}
			tt.part, tt.result = tt.base, tt.base
			values := distinct(s)
			for i, v := range values {
				tt.baseRows = append(tt.baseRows, []writ.Value{writ.Text(v), integer(i)})
				tt.want = append(tt.want, []writ.Value{integer(i + 1), integer(i + 100)})
			}
			for i, v := range slices.Backward(values) {
				tt.partRows = append(tt.partRows, []writ.Value{writ.Text(v), integer(i + 100)})
			}
			o, n, err := m.merge(t.Context(), m.merge3(t, tt))
			if err != nil || n != int64(len(values)) {
				t.Fatalf("%d rows of %d, %v", n, len(values), err)
			}
			if got := m.rows(t, o.Path, tt.base[1:]); !sameTable(got, tt.want) {
				t.Errorf("%s\nwant\n%s", showAll(got), showAll(tt.want))
			}
		})
	}
}

// distinct are the values of a sample that differ for the type: zero and minus
// zero are one number.
func distinct(s sample) []string {
	values := slices.DeleteFunc(slices.Clone(s.values), func(v string) bool { return s.typ.Kind == writ.KindFloat && v == "-0" })
	switch s.typ.Kind {
	case writ.KindText:
		long := strings.Repeat("x", 5000) // some engines sort by the beginning of a text alone
		values = append(values, "A", "a", "a ", "a  ", "ä", "Ä", "\U0001F643", "\U0001F644", "strasse", "straße", long+"1", long+"2")
	case writ.KindBytes:
		long := strings.Repeat("00", 5000)
		values = append(values, "0000", "20", "2020", long+"01", long+"02")
	}
	return values
}

// examMergeWide merges tables of a thousand columns.
func examMergeWide(t *testing.T, e *exam) {
	const width = 1000
	m := e.newMerging(t)
	tt := mergeCase{base: columnsOf("c0 integer")}
	old, next := rowsOf("5")[0], rowsOf("5")[0]
	for i := 1; i < width; i++ {
		tt.base = append(tt.base, driver.Column{Name: "c" + integer(i).Text, Type: writ.Type{Kind: writ.KindBoolean}})
		old, next = append(old, writ.Text("true")), append(next, writ.Text("false"))
	}
	other := slices.Clone(next)
	other[0] = integer(7)
	tt.part, tt.result, tt.key = tt.base, tt.base, []string{"c0"}
	tt.baseRows, tt.partRows, tt.want = [][]writ.Value{old}, [][]writ.Value{other, next}, [][]writ.Value{next, other}
	merge := m.merge3(t, tt)
	o, _, err := m.merge(t.Context(), merge)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.rows(t, o.Path, tt.result); !sameTable(got, numbered(tt.want)) {
		t.Errorf("got %s", showAll(got))
	}
	c := warehouse.Comparison{A: merge.Base, B: warehouse.Source{Path: o.Path, Columns: merge.Base.Columns}, Key: []warehouse.Pair{{A: "c0", B: "c0"}}, Limit: 10}
	for _, column := range tt.base {
		c.Columns = append(c.Columns, warehouse.Pair{A: column.Name, B: column.Name})
	}
	d, err := m.w.Compare(t.Context(), writ.ServiceAccount(), c)
	if err != nil {
		t.Fatal(err)
	}
	if d.Changed != 1 || d.Added != 1 || d.Removed != 0 || len(d.Sample) != 2 || !slices.Equal(d.Sample[0].After, next) {
		t.Errorf("got %d changed, %d added, %d removed, a sample of %d", d.Changed, d.Added, d.Removed, len(d.Sample))
	}
}
