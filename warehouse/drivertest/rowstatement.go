package drivertest

import (
	"context"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Rows adds what queries for rows of a table are on a platform: with constants of
// all its columns, and with orders that are read on from values and from NULLs.
func (s *Statements) Rows(spec driver.Spec, d driver.Dialect, table writ.Path, columns []driver.Column) {
	s.t.Helper()
	r := &recorder{spec: spec, dialect: d}
	w := warehouse.New(r, nil, warehouse.Options{})
	defer w.Close()
	for _, q := range rowQueries(columns) {
		q.ask.Path, q.ask.Limit = table, 200
		r.last = sqltext.SQL{}
		_, err := w.Rows(s.t.Context(), writ.ServiceAccount(), q.ask)
		s.Show("rows: "+q.title, r.last, err)
	}
}

// titled is a query with what it shows.
type titled struct {
	title string
	ask   warehouse.RowQuery
}

// rowQueries are queries that together have every form. columns are sorted by two
// of them, so there are at least two.
func rowQueries(columns []driver.Column) []titled {
	filter := warehouse.RowFilter{All: []warehouse.RowFilter{}}
	for _, c := range columns {
		if text, ok := examples[c.Type.Kind]; ok {
			filter.All = append(filter.All, warehouse.RowFilter{Column: c.Name, Op: warehouse.LessOrEqual, Values: []writ.Value{writ.Text(text)}})
		}
	}
	text, number := columns[1].Name, columns[2].Name
	some := &warehouse.RowFilter{Any: []warehouse.RowFilter{
		{Column: text, Op: warehouse.Contains, Values: []writ.Value{writ.Text("50%_!")}},
		{Column: text, Op: warehouse.StartsWith, Values: []writ.Value{writ.Text(`O'\`)}},
		{Column: text, Op: warehouse.NotEqual, Values: []writ.Value{writ.Text("x")}},
		{Column: number, Op: warehouse.In, Values: []writ.Value{writ.Text("1.5"), writ.Text("2")}},
		{All: []warehouse.RowFilter{{Column: text, Op: warehouse.IsNull}, {Column: number, Op: warehouse.NotNull}}},
	}}
	system := append(driver.SystemColumns()[:2:2], columns[1], columns[2])
	manual := []warehouse.RowOrder{{Column: writ.PositionColumn}}
	mixed := []warehouse.RowOrder{{Column: text}, {Column: number, Desc: true}}
	id, at := writ.Text("r1"), writ.Text("a0")
	ask := func(title string, order []warehouse.RowOrder, after ...writ.Value) titled {
		return titled{title, warehouse.RowQuery{Columns: system, Key: writ.RowIDColumn, Order: order, After: after}}
	}
	all := ask("filtered", nil)
	all.ask.Where = some
	return []titled{
		{"constants", warehouse.RowQuery{Columns: columns, Key: columns[0].Name, Where: &filter}},
		all,
		ask("by position", manual),
		ask("by position, read on", manual, at, id),
		ask("by columns", mixed),
		ask("by columns, read on", mixed, writ.Text("x"), writ.Text("1.50"), id),
		ask("by columns, read on from NULLs", mixed, writ.Null(), writ.Null(), id),
	}
}

// examples are values of the kinds.
var examples = map[writ.Kind]string{
	writ.KindText: "O'Brien\\", writ.KindInteger: "-42", writ.KindDecimal: "0.25", writ.KindFloat: "1e+22", writ.KindBoolean: "true",
	writ.KindDate: "2026-01-31", writ.KindTime: "13:05:00.5", writ.KindTimestamp: "2026-01-31 13:05:00", writ.KindTimestampTZ: "2026-01-31 13:05:00Z",
	writ.KindBytes: "00ff", writ.KindJSON: `{"a": 1}`,
}

// recorder is a platform that answers nothing and remembers what it was asked last.
type recorder struct {
	spec    driver.Spec
	dialect driver.Dialect
	last    sqltext.SQL
}

func (r *recorder) Spec() driver.Spec       { return r.spec }
func (r *recorder) Dialect() driver.Dialect { return r.dialect }

func (r *recorder) Open(context.Context, driver.Config) (driver.Conn, error) { return r, nil }
func (r *recorder) Ping(context.Context) error                               { return nil }
func (r *recorder) Close() error                                             { return nil }
func (r *recorder) Exec(context.Context, sqltext.SQL) (int64, error)         { return 0, nil }

func (r *recorder) Query(_ context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	r.last = stmt
	return nothing{}, nil
}

// nothing is a result without rows.
type nothing struct{}

func (nothing) Columns() []driver.Column { return nil }
func (nothing) Next([]writ.Value) error  { return io.EOF }
func (nothing) Close() error             { return nil }
