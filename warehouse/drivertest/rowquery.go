package drivertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examRows demands that rows are filtered and sorted as Go does it, on every
// platform the same, and that pages neither repeat a row nor leave one out.
func examRows(t *testing.T, e *exam) {
	t.Run("pages", func(t *testing.T) { t.Parallel(); e.newTabled(t, 60).examPages(t) })
	t.Run("filters", func(t *testing.T) { t.Parallel(); e.newTabled(t, 60).examFilters(t) })
	t.Run("long values", func(t *testing.T) { t.Parallel(); examLongRows(t, e) })
}

// tabled is a table of all kinds with what it holds.
type tabled struct {
	*exam
	c       platform
	w       *warehouse.Warehouse
	path    writ.Path
	columns []driver.Column
	rows    [][]writ.Value // as the platform renders them
	draw    func(n int) [][]writ.Value
}

// newTabled makes a table of n rows of values that repeat, and of NULLs.
func (e *exam) newTabled(t *testing.T, n int) *tabled {
	t.Helper()
	tb := &tabled{exam: e, c: e.open(t), w: e.warehouse(t, e.Owner), path: e.NewDestination(t).Child("rows"), columns: driver.SystemColumns()[:2]}
	values := [][]string{nil, {"a0", "a1", "a1V", "Zz"}}
	for i, s := range e.samples() {
		tb.columns = append(tb.columns, driver.Column{Name: fmt.Sprintf("c%d", i), Type: s.typ})
		values = append(values, slices.DeleteFunc(distinct(s), func(v string) bool { return len(v) > 10_000 }))
	}
	made, random := 0, uint64(1) // https://en.wikipedia.org/wiki/Linear_congruential_generator
	below := func(n int) int {
		random = random*6364136223846793005 + 1442695040888963407
		return int(random>>33) % n
	}
	tb.draw = func(n int) [][]writ.Value {
		rows := make([][]writ.Value, n)
		for i := range rows {
			made++
			rows[i] = []writ.Value{writ.Text(fmt.Sprintf("r%06d", made*7919%1_000_003))}
			for at, from := range values[1:] {
				if k := below(len(from) + 1); k == len(from) && at > 0 {
					rows[i] = append(rows[i], writ.Null())
				} else {
					rows[i] = append(rows[i], writ.Text(from[k%len(from)]))
				}
			}
		}
		return rows
	}
	e.load(t, tb.c, tb.path, tb.columns, tb.draw(n))
	tb.rows = tb.read(t)
	return tb
}

// ask is a query for the table.
func (tb *tabled) ask() warehouse.RowQuery {
	return warehouse.RowQuery{Path: tb.path, Columns: tb.columns, Key: writ.RowIDColumn, Limit: 10_000}
}

// fataler is what a test and a case of a property have in common.
type fataler interface{ Fatalf(string, ...any) }

func (tb *tabled) page(t *testing.T, f fataler, q warehouse.RowQuery) [][]writ.Value {
	page, err := tb.w.Rows(t.Context(), writ.ServiceAccount(), q)
	if err != nil {
		f.Fatalf("%+v: %v", q, err)
	}
	return page.Rows
}

func (tb *tabled) read(t *testing.T) [][]writ.Value { return tb.page(t, t, tb.ask()) }

// insert puts rows in by the platform's constants.
func (tb *tabled) insert(t *testing.T, rows [][]writ.Value) {
	b := tb.q.Build().Raw("INSERT INTO ").Path(tb.path).Raw(" VALUES ")
	for i, row := range rows {
		if i > 0 {
			b.Raw(", ")
		}
		b.Raw("(")
		for j, v := range row {
			if j > 0 {
				b.Raw(", ")
			}
			if v.Null {
				b.Raw("NULL")
				continue
			}
			s, err := tb.Driver.Dialect().Literal(tb.columns[j].Type, v.Text)
			if err != nil {
				t.Fatal(err)
			}
			b.SQL(s)
		}
		b.Raw(")")
	}
	tb.exec(t, tb.c, b)
}

// remove takes out inserted rows.
func (tb *tabled) remove(t *testing.T, rows [][]writ.Value) {
	for _, row := range rows {
		tb.exec(t, tb.c, tb.q.Build().Raw("DELETE FROM ").Path(tb.path).Raw(" WHERE ").Ident(writ.RowIDColumn).Raw(" = ").Text(row[0].Text))
	}
}

// examPages reads the table page by page in random orders while rows are put in.
// Every page has to be what comes next of all that is there.
func (tb *tabled) examPages(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		q := tb.ask()
		q.Order = tb.anyOrder(r)
		q.Limit = rapid.IntRange(1, len(tb.rows)+1).Draw(r, "limit")
		late := rapid.IntRange(0, 2).Draw(r, "late")
		now := slices.Clone(tb.rows)
		var put [][]writ.Value
		defer func() { tb.remove(t, put) }()
		for {
			got := tb.page(t, r, q)
			want := tb.next(now, q)
			if !sameTable(got, want) {
				r.Fatalf("order %v, behind %s: got\n%swant\n%s", q.Order, show(q.After), tb.places(q, got), tb.places(q, want))
			}
			if len(got) < q.Limit {
				break
			}
			q.After = q.Cursor(got[len(got)-1])
			if late > len(put) {
				put = append(put, tb.draw(1)...)
				tb.insert(t, put[len(put)-1:])
				now = tb.read(t)
			}
		}
	})
}

// places shows where rows stand in the order of a query.
func (tb *tabled) places(q warehouse.RowQuery, rows [][]writ.Value) string {
	places := make([][]writ.Value, len(rows))
	for i, row := range rows {
		places[i] = q.Cursor(row)
	}
	return showAll(places)
}

// anyOrder draws up to three columns, each in a direction.
func (tb *tabled) anyOrder(r *rapid.T) []warehouse.RowOrder {
	names := make([]string, len(tb.columns))
	for i, c := range tb.columns {
		names[i] = c.Name
	}
	var order []warehouse.RowOrder
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID[string]).Draw(r, "columns") {
		order = append(order, warehouse.RowOrder{Column: name, Desc: rapid.Bool().Draw(r, "desc")})
	}
	return order
}

// next is the page that q asks for, by Go.
func (tb *tabled) next(rows [][]writ.Value, q warehouse.RowQuery) [][]writ.Value {
	order := slices.Clone(q.Order)
	if at := slices.IndexFunc(order, func(o warehouse.RowOrder) bool { return o.Column == q.Key }); at >= 0 {
		order = order[:at+1]
	} else {
		order = append(order, warehouse.RowOrder{Column: q.Key, Desc: len(order) > 0 && order[len(order)-1].Desc})
	}
	compare := func(a, b []writ.Value) int {
		for _, o := range order {
			at := tb.at(o.Column)
			if c := compareValues(tb.columns[at].Type.Kind, a[at], b[at]); c != 0 && o.Desc {
				return -c
			} else if c != 0 {
				return c
			}
		}
		return 0
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, compare)
	if q.After != nil {
		last := make([]writ.Value, len(tb.columns))
		for i, v := range q.After {
			last[tb.at(order[i].Column)] = v
		}
		rows = slices.DeleteFunc(rows, func(row []writ.Value) bool { return compare(row, last) <= 0 })
	}
	return rows[:min(len(rows), q.Limit)]
}

func (tb *tabled) at(name string) int {
	return slices.IndexFunc(tb.columns, func(c driver.Column) bool { return c.Name == name })
}

// examFilters looks for each value of each column by each operator.
func (tb *tabled) examFilters(t *testing.T) {
	for at, c := range tb.columns {
		var asked []writ.Value
		for _, row := range tb.rows {
			v := row[at]
			if v.Null || slices.Contains(asked, v) || len(asked) > 3 || strings.ContainsRune(v.Text, 0) {
				continue
			}
			asked = append(asked, v)
			for _, op := range warehouse.RowOps() {
				f := warehouse.RowFilter{Column: c.Name, Op: op, Values: []writ.Value{v}}
				switch op {
				case warehouse.Contains, warehouse.StartsWith:
					if c.Type.Kind != writ.KindText {
						continue
					}
					f.Values[0].Text = v.Text[:len(v.Text)-len(strings.TrimLeft(v.Text, "x_%!' \t"))]
				case warehouse.IsNull, warehouse.NotNull:
					f.Values = nil
				case warehouse.In:
					f.Values = slices.Clone(asked)
				}
				tb.examFilter(t, f)
			}
		}
	}
	tb.examFilter(t, warehouse.RowFilter{Any: []warehouse.RowFilter{}})
	tb.examFilter(t, warehouse.RowFilter{Column: "c0", Op: warehouse.In})
}

// examFilter compares what a filter, and what it is all of with the others, lets
// through.
func (tb *tabled) examFilter(t *testing.T, f warehouse.RowFilter) {
	t.Helper()
	half := warehouse.RowFilter{Column: writ.PositionColumn, Op: warehouse.Greater, Values: []writ.Value{writ.Text("a0")}}
	for _, where := range []warehouse.RowFilter{f, {All: []warehouse.RowFilter{f, half}}, {Any: []warehouse.RowFilter{half, {All: []warehouse.RowFilter{f}}}}} {
		q := tb.ask()
		q.Where = &where
		want := slices.DeleteFunc(tb.next(tb.rows, q), func(row []writ.Value) bool { return !tb.holds(where, row) })
		if got := tb.page(t, t, q); !sameTable(got, want) {
			t.Errorf("%+.200v: got\n%swant\n%s", where, showAll(got), showAll(want))
		}
		n, err := tb.w.Count(t.Context(), writ.ServiceAccount(), q)
		if err != nil || n != int64(len(want)) {
			t.Errorf("%+.200v: counted %d, %v, want %d", where, n, err, len(want))
		}
	}
}

// examLongRows sorts and filters by cells of a megabyte that differ at their end.
func examLongRows(t *testing.T, e *exam) {
	c, w, path := e.open(t), e.warehouse(t, e.Owner), e.NewDestination(t).Child("rows")
	columns := append(driver.SystemColumns()[:1:1], driver.Column{Name: "v", Type: writ.Type{Kind: writ.KindText}})
	long := strings.Repeat("\U0001F642", 1<<18)
	var rows [][]writ.Value
	for i := range 5 {
		rows = append(rows, []writ.Value{integer(9 - i), writ.Text(long + integer(i).Text)})
	}
	e.load(t, c, path, columns, rows)
	q := warehouse.RowQuery{Path: path, Columns: columns, Key: writ.RowIDColumn, Order: []warehouse.RowOrder{{Column: "v"}}, Limit: 2}
	var got [][]writ.Value
	for range 3 {
		page, err := w.Rows(t.Context(), writ.ServiceAccount(), q)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page.Rows...)
		q.After = q.Cursor(got[len(got)-1])
	}
	if !sameTable(got, rows) {
		t.Errorf("got\n%swant\n%s", showAll(got), showAll(rows))
	}
	q.After, q.Where = nil, &warehouse.RowFilter{Column: "v", Op: warehouse.Equal, Values: []writ.Value{rows[3][1]}}
	page, err := w.Rows(t.Context(), writ.ServiceAccount(), q)
	if err != nil || !sameTable(page.Rows, rows[3:4]) {
		t.Errorf("got %v, want the row of that value", err)
	}
}
