package app

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
)

// pointOf reads a point of the history of an input table: the number of an edit, or
// a time.
func pointOf(op, field, text string) (p editlog.Point, err error) {
	if p.Num, err = strconv.ParseInt(text, 10, 64); err == nil && p.Num > 0 {
		return p, nil
	}
	if p.At, err = time.Parse(time.RFC3339, text); err != nil {
		return p, writ.Invalid(op, field, "%q is neither the number of an edit nor a time.", text).WithHint("Times look like 2026-01-31T13:05:00Z.")
	}
	p.Num = 0
	return p, nil
}

// logOfInput opens the edit log of an input table.
func (a *App) logOfInput(ctx context.Context, op string, f *inputFacts) (*editlog.Log, error) {
	if f.conn.Archived {
		return nil, f.writable(op)
	}
	l, err := a.logOf(ctx, op, f.conn.ID)
	if err != nil {
		return nil, err
	}
	return editlog.NewLog(l.w, writ.ServiceAccount(), l.view.Path), nil
}

// past is a branch of an input table as it once was, wholly in memory.
type past struct {
	state   *editlog.State
	columns []writ.InputColumn // that were not removed
	kinds   map[string]writ.InputType
}

// pastRows reads a page of the rows that a branch had.
func (a *App) pastRows(ctx context.Context, op string, actor Actor, f *inputFacts, q InputQuery) (*InputRows, error) {
	point, err := pointOf(op, "asOf", q.AsOf)
	if err != nil {
		return nil, err
	}
	l, err := a.logOfInput(ctx, op, f)
	if err != nil {
		return nil, err
	}
	state, err := l.State(tagged(ctx, actor), f.table.ID, q.Branch, point)
	if err != nil {
		return nil, a.discreet(ctx, actor, f.hidden, err)
	}
	p := &past{state: state, kinds: map[string]writ.InputType{
		ColumnRowID: writ.InputText, ColumnCreatedAt: writ.InputTimestamp, ColumnCreatedBy: writ.InputText,
		ColumnUpdatedAt: writ.InputTimestamp, ColumnUpdatedBy: writ.InputText, ColumnEditNum: writ.InputInteger,
	}}
	for _, c := range state.Columns {
		if !c.Removed {
			p.columns = append(p.columns, c)
			p.kinds[string(c.ID)] = c.Type
		}
	}
	return p.page(op, q)
}

// page filters, sorts and cuts, as the warehouse does with the rows of now.
func (p *past) page(op string, q InputQuery) (*InputRows, error) {
	order, err := p.order(op, q.Sort)
	if err != nil {
		return nil, err
	}
	after, err := readCursor(op, q.Page, q.Sort)
	if err != nil {
		return nil, err
	}
	var rows []*editlog.Row
	for _, r := range p.state.Rows {
		keep, err := p.holds(op, q.Where, r)
		if err != nil {
			return nil, err
		}
		if keep {
			rows = append(rows, r)
		}
	}
	compare := func(x, y *editlog.Row) int { return order.compare(p.key(order, x), p.key(order, y)) }
	slices.SortFunc(rows, compare)
	total := int64(len(rows))
	if after != nil {
		i, _ := slices.BinarySearchFunc(rows, after, func(r *editlog.Row, key []writ.Value) int {
			return cmp.Or(order.compare(p.key(order, r), key), -1) // the row itself was shown
		})
		rows = rows[i:]
	}
	out := &InputRows{Branch: q.Branch, Columns: p.columns, Head: p.state.Num, Mark: p.state.Num}
	if q.Count {
		out.Total = &total
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		out.Next = cursorText(q.Sort, p.key(order, rows[q.Limit-1]))
	}
	for _, r := range rows {
		out.Rows = append(out.Rows, p.show(r))
	}
	return out, nil
}

// pastOrder is the columns that rows are sorted by, the row id last.
type pastOrder []pastColumn

type pastColumn struct {
	name string // "" is the position
	kind writ.InputType
	desc bool
}

func (p *past) order(op string, sort []string) (pastOrder, error) {
	var o pastOrder
	if len(sort) == 0 {
		o = pastOrder{{kind: writ.InputText}}
	}
	for _, name := range sort {
		name, desc := strings.CutPrefix(name, "-")
		kind, err := p.kind(op, "sort", name)
		if err != nil {
			return nil, err
		}
		o = append(o, pastColumn{name, kind, desc})
	}
	return append(o, pastColumn{ColumnRowID, writ.InputText, o[len(o)-1].desc}), nil
}

func (p *past) kind(op, field, name string) (writ.InputType, error) {
	kind, ok := p.kinds[name]
	if !ok {
		return "", writ.Invalid(op, field, "The input table had no column %q then.", name)
	}
	return kind, nil
}

// key is what a row is sorted by.
func (p *past) key(o pastOrder, r *editlog.Row) []writ.Value {
	key := make([]writ.Value, len(o))
	for i, c := range o {
		key[i] = p.value(r, c.name)
	}
	return key
}

// compare puts NULL after every value, or before them downwards.
func (o pastOrder) compare(x, y []writ.Value) int {
	for i, c := range o {
		if n := compareValues(c.kind, x[i], y[i]); n != 0 {
			if c.desc {
				return -n
			}
			return n
		}
	}
	return 0
}

func compareValues(kind writ.InputType, x, y writ.Value) int {
	switch {
	case x.Null || y.Null:
		if x.Null == y.Null {
			return 0
		}
		if x.Null {
			return 1
		}
		return -1
	case kind == writ.InputInteger || kind == writ.InputDecimal:
		a, ok1 := new(big.Rat).SetString(x.Text)
		b, ok2 := new(big.Rat).SetString(y.Text)
		if ok1 && ok2 {
			return a.Cmp(b)
		}
	}
	return strings.Compare(x.Text, y.Text)
}

// value is what a row has in a column, a system column, or as its position.
func (p *past) value(r *editlog.Row, name string) writ.Value {
	const at = "2006-01-02 15:04:05.999999"
	switch name {
	case "":
		return writ.Text(r.Position)
	case ColumnRowID:
		return writ.Text(string(r.ID))
	case ColumnCreatedAt:
		return writ.Text(r.CreatedAt.UTC().Format(at))
	case ColumnCreatedBy:
		return writ.Text(r.CreatedBy)
	case ColumnUpdatedAt:
		return writ.Text(r.UpdatedAt.UTC().Format(at))
	case ColumnUpdatedBy:
		return writ.Text(r.UpdatedBy)
	case ColumnEditNum:
		return writ.Text(strconv.FormatInt(r.Num, 10))
	}
	return r.Get(writ.ColumnID(name)).Value
}

// holds tells whether a condition holds for a row.
func (p *past) holds(op string, f *InputFilter, r *editlog.Row) (bool, error) {
	switch {
	case f == nil:
		return true, nil
	case f.Column != "":
		return p.meets(op, f, r)
	}
	all := true
	for _, part := range f.And {
		ok, err := p.holds(op, &part, r)
		if err != nil {
			return false, err
		}
		all = all && ok
	}
	any := f.Or == nil
	for _, part := range f.Or {
		ok, err := p.holds(op, &part, r)
		if err != nil {
			return false, err
		}
		any = any || ok
	}
	return all && any, nil
}

// meets tells whether one cell meets a condition.
func (p *past) meets(op string, f *InputFilter, r *editlog.Row) (bool, error) {
	kind, err := p.kind(op, "filter", f.Column)
	if err != nil {
		return false, err
	}
	values, err := filterValues(op, seenColumn{kind: kind}, *f)
	if err != nil {
		return false, err
	}
	v := p.value(r, f.Column)
	switch {
	case f.Op == warehouse.IsNull:
		return v.Null, nil
	case f.Op == warehouse.NotNull:
		return !v.Null, nil
	case f.Op == warehouse.In:
		return !v.Null && slices.ContainsFunc(values, func(x writ.Value) bool { return compareValues(kind, v, x) == 0 }), nil
	case len(values) != 1 || !slices.Contains(warehouse.RowOps(), f.Op):
		return false, writ.Invalid(op, "filter", "The filter on %s is none: %q with %d values.", f.Column, f.Op, len(values))
	case v.Null:
		return f.Op == warehouse.NotEqual, nil
	}
	return compared(f.Op, kind, v, values[0]), nil
}

func compared(op warehouse.RowOp, kind writ.InputType, v, with writ.Value) bool {
	n := compareValues(kind, v, with)
	switch op {
	case warehouse.Equal:
		return n == 0
	case warehouse.NotEqual:
		return n != 0
	case warehouse.Less:
		return n < 0
	case warehouse.LessOrEqual:
		return n <= 0
	case warehouse.Greater:
		return n > 0
	case warehouse.GreaterOrEqual:
		return n >= 0
	case warehouse.StartsWith:
		return strings.HasPrefix(v.Text, with.Text)
	}
	return strings.Contains(v.Text, with.Text)
}

// show is a row with what waited beside its cells.
func (p *past) show(r *editlog.Row) InputRow {
	row := InputRow{
		ID: r.ID, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy, UpdatedAt: r.UpdatedAt, UpdatedBy: r.UpdatedBy, Num: r.Num,
	}
	for _, c := range p.columns {
		row.Cells = append(row.Cells, r.Get(c.ID).Value)
		if f := p.state.Flags[editlog.CellRef{Row: r.ID, Column: c.ID}]; f != nil {
			row.Flags = append(row.Flags, writ.InputFlag{
				Branch: p.state.Branch, Row: r.ID, Column: c.ID, Num: f.Num, Rule: f.Rule, Reason: f.Reason, Type: f.Value.Type, Value: f.Value.Value, By: f.By, At: f.At,
			})
		}
	}
	return row
}
