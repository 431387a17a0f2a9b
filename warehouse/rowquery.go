package warehouse

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// RowQuery asks for a page of the rows of a table, which is one of Writ's own,
// or of a join.
//
// Text is compared and sorted byte by byte, false before true, and NULL after every
// value, or before them where the order is descending. Rows that are equal in Order
// come in the order of Key, in the direction of the last column of Order. A page
// begins after the place that Cursor told of the last row of the page before, which
// need not be there any more: rows that came or went in between are not counted.
type RowQuery struct {
	Path    writ.Path
	Join    *Join           // in place of Path
	Columns []driver.Column // what is read; Where, Order and Key name some of them
	Where   *RowFilter      // nil is all rows
	Order   []RowOrder      // no column twice
	Key     string          // the column that tells rows apart and is never NULL
	After   []writ.Value    // nil is the first page
	Limit   int
}

// RowOrder sorts by a column.
type RowOrder struct {
	Column string
	Desc   bool
}

// RowFilter is a condition, or several of them: one of All, Any and Column is set.
// All of no conditions holds for every row, Any of none for no row.
type RowFilter struct {
	All, Any []RowFilter
	Column   string
	Op       RowOp
	Values   []writ.Value // one, none for IsNull and NotNull, any number for In
}

// RowOp is what a condition looks for. The values are those of the API.
type RowOp string

// The operators. Only IsNull, NotNull and NotEqual look at NULL: a cell without a
// value is not equal to any, as people expect who leave out what they name. Their
// values are never NULL. Contains and StartsWith are for text, letter for letter.
const (
	Equal          RowOp = "="
	NotEqual       RowOp = "!="
	Less           RowOp = "<"
	LessOrEqual    RowOp = "<="
	Greater        RowOp = ">"
	GreaterOrEqual RowOp = ">="
	Contains       RowOp = "contains"
	StartsWith     RowOp = "startsWith"
	IsNull         RowOp = "isNull"
	NotNull        RowOp = "notNull"
	In             RowOp = "in"
)

// RowOps lists the operators in the order in which people are offered them.
func RowOps() []RowOp {
	return []RowOp{Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, StartsWith, IsNull, NotNull, In}
}

// Cursor returns what After has to be so that the next page begins behind row, which
// has the values of q's columns.
func (q RowQuery) Cursor(row []writ.Value) []writ.Value {
	order := q.order()
	cursor := make([]writ.Value, len(order))
	for i, o := range order {
		at := slices.IndexFunc(q.Columns, func(c driver.Column) bool { return c.Name == o.Column })
		if at >= 0 && at < len(row) {
			cursor[i] = row[at]
		}
	}
	return cursor
}

// order returns the columns that put the rows into one order alone: Order as far as
// it matters, and Key.
func (q RowQuery) order() []RowOrder {
	for i, o := range q.Order {
		if o.Column == q.Key {
			return q.Order[:i+1]
		}
	}
	key := RowOrder{Column: q.Key}
	if n := len(q.Order); n > 0 {
		key.Desc = q.Order[n-1].Desc // so that an index serves both ways
	}
	return append(slices.Clone(q.Order), key)
}

// Rows reads a page of at most q.Limit rows. CodeInvalid names the column where the
// query cannot be answered: one that is not there, a value that is none of its type,
// an operator that it does not have.
func (w *Warehouse) Rows(ctx context.Context, as writ.As, q RowQuery) (*Page, error) {
	const op = "warehouse.Rows"
	stmt, err := w.rowSQL(op, q).page()
	if err != nil {
		return nil, err
	}
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	return w.read(ctx, op, as, stmt, q.Limit)
}

// Count counts the rows that q's Where lets through, on whatever page they are.
func (w *Warehouse) Count(ctx context.Context, as writ.As, q RowQuery) (int64, error) {
	const op = "warehouse.Count"
	stmt, err := w.rowSQL(op, q).count()
	if err != nil {
		return 0, err
	}
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	page, err := w.read(ctx, op, as, stmt, 1)
	if err != nil {
		return 0, err
	}
	if len(page.Rows) != 1 {
		return 0, writ.Errorf(writ.CodeInternal, op, "the warehouse counts in %d rows", len(page.Rows))
	}
	n, err := integers(op, page.Rows[0])
	if err != nil {
		return 0, err
	}
	return n[0], nil
}
