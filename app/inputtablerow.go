package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// System columns of input tables, by the names that filters and orders know them by.
const (
	ColumnRowID     = "ID"
	ColumnCreatedAt = "CREATED_AT"
	ColumnCreatedBy = "CREATED_BY"
	ColumnUpdatedAt = "UPDATED_AT"
	ColumnUpdatedBy = "UPDATED_BY"
	ColumnEditNum   = "EDIT_NUM"
)

// systemColumns are where they lie in a data table.
var systemColumns = map[string]string{
	ColumnRowID: writ.RowIDColumn, ColumnCreatedAt: writ.CreatedAtColumn, ColumnCreatedBy: writ.CreatedByColumn,
	ColumnUpdatedAt: writ.UpdatedAtColumn, ColumnUpdatedBy: writ.UpdatedByColumn, ColumnEditNum: writ.EditNumColumn,
}

// InputQuery asks for rows of an input table. Sort names columns, by their ids or as
// system columns, with - before those that are sorted downwards; without any, rows
// come as people have put them. Page is InputRows.Next of the page before.
type InputQuery struct {
	Branch writ.Branch
	AsOf   string // the number of an edit or a time; "" is now
	Where  *InputFilter
	Sort   []string
	Page   string
	Limit  int
	Count  bool
}

// InputRows is a page of the rows of a branch. Head and Mark are numbers of entries:
// the last one that was logged, and the last one that these rows show. Total is nil
// where it was not asked for.
type InputRows struct {
	Branch  writ.Branch
	Columns []writ.InputColumn
	Rows    []InputRow
	Next    string
	Total   *int64
	Head    int64
	Mark    int64
}

// InputRow is one row: its cells in the order of the columns, and what waits beside
// them. Num is its version.
type InputRow struct {
	ID        writ.RowID
	Cells     []writ.Value
	CreatedAt time.Time
	CreatedBy string
	UpdatedAt time.Time
	UpdatedBy string
	Num       int64
	Flags     []writ.InputFlag
}

// InputRows reads a page of the rows of an input table. They have all that was
// logged before.
func (a *App) InputRows(ctx context.Context, actor Actor, id writ.InputTableID, q InputQuery) (*InputRows, error) {
	const op = "app.InputRows"
	f, branch, _, err := a.readInput(ctx, op, actor, id, q.Branch)
	if err != nil {
		return nil, err
	}
	q.Branch = branch
	if q.AsOf != "" {
		return a.pastRows(ctx, op, actor, f, q)
	}
	v, err := a.viewOf(ctx, op, actor, f, branch)
	if err != nil {
		return nil, err
	}
	t, err := a.sightOf(ctx, op, actor, f, v)
	if err != nil {
		return nil, err
	}
	query, err := t.query(op, q)
	if err != nil {
		return nil, err
	}
	o, err := a.open(f.conn)
	if err != nil {
		return nil, err
	}
	page, err := o.w.Rows(tagged(ctx, actor), v.Data.As, query)
	if err != nil {
		return nil, a.discreet(ctx, actor, f.hidden, dropped(op, f, t.named(err)))
	}
	a.used(v.Data.Object)
	out := &InputRows{Branch: branch, Columns: t.columns(), Head: v.Head, Mark: v.Mark}
	if len(page.Rows) > q.Limit {
		page.Rows = page.Rows[:q.Limit]
		out.Next = cursorText(q.Sort, query.Cursor(page.Rows[q.Limit-1]))
	}
	if q.Count {
		n, err := o.w.Count(tagged(ctx, actor), v.Data.As, query)
		if err != nil {
			return nil, a.discreet(ctx, actor, f.hidden, err)
		}
		out.Total = &n
	}
	if out.Rows, err = t.rows(op, page.Rows); err != nil {
		return nil, err
	}
	return out, a.flagRows(ctx, id, branch, out.Rows)
}

// viewOf returns what the edit log says of a branch whose rows can be read.
func (a *App) viewOf(ctx context.Context, op string, actor Actor, f *inputFacts, branch writ.Branch) (*inputtable.View, error) {
	if f.conn.Archived {
		return nil, f.writable(op)
	}
	v, err := a.writers.View(tagged(ctx, actor), f.table.ID, branch)
	switch {
	case err != nil:
		return nil, a.discreet(ctx, actor, f.hidden, err)
	case v.Data == nil:
		return nil, writ.Errorf(writ.CodeUnavailable, op, "The %s version of the input table %s is being made.", branch, f.table.Name).
			WithHint("Try again in a moment.")
	}
	return v, nil
}

// dropped says what to do where a data table is not in its warehouse any more.
func dropped(op string, f *inputFacts, err error) error {
	if writ.CodeOf(err) != writ.CodeNotFound {
		return err
	}
	return writ.Wrap(writ.CodeRejected, op, err, "The warehouse has no data table of the input table %s any more; somebody else than Writ dropped or renamed it.", f.table.Name).
		WithHint("Nothing is lost: rebuild it from the edit log.")
}

// flagRows puts what waits beside the cells of rows into them.
func (a *App) flagRows(ctx context.Context, id writ.InputTableID, b writ.Branch, rows []InputRow) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]writ.RowID, len(rows))
	at := make(map[writ.RowID]int, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
	}
	return a.store.Read(ctx, func(tx store.Tx) error {
		flags, err := tx.InputHeads.FlagsOf(ctx, id, b, ids)
		for i := range rows {
			rows[i].Flags = nil
		}
		for _, f := range flags {
			r := &rows[at[f.Row]]
			r.Flags = append(r.Flags, f)
		}
		return err
	})
}

// cursor is what the text of a page stands for: where the next one begins, in which
// order.
type cursor struct {
	Sort   []string     `json:"s,omitempty"`
	Values []writ.Value `json:"v"`
}

func cursorText(sort []string, values []writ.Value) string {
	b, _ := json.Marshal(cursor{sort, values}) // texts always can be
	return base64.RawURLEncoding.EncodeToString(b)
}

// readCursor refuses a text that cursorText has not made for this order.
func readCursor(op, text string, sort []string) ([]writ.Value, error) {
	if text == "" {
		return nil, nil
	}
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || !slices.Equal(c.Sort, sort) || len(c.Values) == 0 {
		return nil, writ.Invalid(op, "page", "page is not the nextPage of this list in this order.").WithHint("Start again without page.")
	}
	return c.Values, nil
}

// orders turns names of columns, downwards with a - before them, into an order.
func (t *inputSight) orders(op string, sort []string) ([]warehouse.RowOrder, error) {
	if len(sort) == 0 {
		return []warehouse.RowOrder{{Column: writ.PositionColumn}}, nil
	}
	var list []warehouse.RowOrder
	for _, name := range sort {
		name, desc := strings.CutPrefix(name, "-")
		c, err := t.column(op, "sort", name)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(list, func(o warehouse.RowOrder) bool { return o.Column == c.physical.Name }) {
			return nil, writ.Invalid(op, "sort", "The rows are sorted by %s twice.", name)
		}
		list = append(list, warehouse.RowOrder{Column: c.physical.Name, Desc: desc})
	}
	return list, nil
}

// query is what a query asks the warehouse for: one row more than the page has.
func (t *inputSight) query(op string, q InputQuery) (query warehouse.RowQuery, err error) {
	query = warehouse.RowQuery{Path: t.view.Data.Path, Key: writ.RowIDColumn, Limit: q.Limit + 1}
	query.Columns = append(driver.SystemColumns(), t.physical...)
	if query.Order, err = t.orders(op, q.Sort); err != nil {
		return query, err
	}
	if query.After, err = readCursor(op, q.Page, q.Sort); err != nil || q.Where == nil {
		return query, err
	}
	where, err := t.filter(op, *q.Where)
	query.Where = &where
	return query, err
}
