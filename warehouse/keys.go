package warehouse

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Distinct returns the different values of a column, NULL aside, at most limit of
// them, in any order.
func (w *Warehouse) Distinct(ctx context.Context, as writ.As, path writ.Path, c driver.Column, limit int) ([]writ.Value, error) {
	const op = "warehouse.Distinct"
	q := newQuery(w.Dialect())
	q.Raw("SELECT DISTINCT ")
	q.compared(c)
	q.Raw(" FROM ").Path(path).Raw(" WHERE ").Ident(c.Name).Raw(" IS NOT NULL LIMIT ").Int(int64(limit))
	stmt, err := q.done()
	if err != nil {
		return nil, err
	}
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	rows, err := w.fetch(ctx, op, as, stmt, limit)
	if err != nil {
		return nil, err
	}
	values := make([]writ.Value, len(rows))
	for i, r := range rows {
		values[i] = r[0]
	}
	return values, nil
}

// KeyFaults tell why columns do not name the rows of a table: in how many rows one of
// them is NULL, how many keys stand more than once, and examples of these, those that
// stand most often first, whose Rows are nil.
type KeyFaults struct {
	Nulls    int64
	Repeated int64
	Examples []Duplicate
}

// KeyFaults looks at key columns in all rows of any table, and gives limit examples.
// Text counts as the same where the table says so. It has no deadline but ctx's.
func (w *Warehouse) KeyFaults(ctx context.Context, as writ.As, path writ.Path, key []driver.Column, limit int) (*KeyFaults, error) {
	const op = "warehouse.KeyFaults"
	k := keyQuery{d: w.Dialect(), path: path, key: key}
	f := &KeyFaults{}
	for _, part := range []struct {
		stmt func() (sqltext.SQL, error)
		n    *int64
	}{{k.nulls, &f.Nulls}, {k.repeated, &f.Repeated}} {
		rows, err := w.ask(ctx, op, as, part.stmt, 1)
		if err != nil {
			return nil, err
		}
		n, err := integers(op, rows[0])
		if err != nil {
			return nil, err
		}
		*part.n = n[0]
	}
	if f.Repeated == 0 {
		return f, nil
	}
	rows, err := w.ask(ctx, op, as, func() (sqltext.SQL, error) { return k.examples(limit) }, limit)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		n, err := integers(op, r[len(key):])
		if err != nil {
			return nil, err
		}
		f.Examples = append(f.Examples, Duplicate{Key: r[:len(key)], Count: n[0]})
	}
	return f, nil
}

// ask makes a query and runs it.
func (w *Warehouse) ask(ctx context.Context, op string, as writ.As, query func() (sqltext.SQL, error), limit int) ([][]writ.Value, error) {
	stmt, err := query()
	if err != nil {
		return nil, err
	}
	return w.fetch(ctx, op, as, stmt, limit)
}

// keyQuery writes the statements of KeyFaults.
type keyQuery struct {
	d    driver.Dialect
	path writ.Path
	key  []driver.Column
}

// nulls counts the rows with a NULL in the key.
func (k keyQuery) nulls() (sqltext.SQL, error) {
	q := newQuery(k.d)
	q.Raw("SELECT count(*) FROM ").Path(k.path).Raw(" WHERE ")
	for i, c := range k.key {
		if i > 0 {
			q.Raw(" OR ")
		}
		q.Ident(c.Name).Raw(" IS NULL")
	}
	return q.done()
}

// repeated counts the keys that stand more than once.
func (k keyQuery) repeated() (sqltext.SQL, error) {
	q := newQuery(k.d)
	q.Raw("SELECT count(*) FROM (SELECT count(*)")
	k.groups(q)
	q.Raw(") AS ").Ident(first)
	return q.done()
}

// examples reads keys that stand more than once.
func (k keyQuery) examples(limit int) (sqltext.SQL, error) {
	q := newQuery(k.d)
	q.Raw("SELECT ")
	k.list(q)
	q.Raw(", count(*)")
	k.groups(q)
	q.Raw(" ORDER BY count(*) DESC, ")
	k.list(q)
	q.Raw(" LIMIT ").Int(int64(limit))
	return q.done()
}

// list appends the columns of the key.
func (k keyQuery) list(q *query) {
	for i, c := range k.key {
		if i > 0 {
			q.Raw(", ")
		}
		q.compared(c)
	}
}

// groups appends where the keys that stand more than once come from.
func (k keyQuery) groups(q *query) {
	q.Raw(" FROM ").Path(k.path).Raw(" WHERE ")
	for i, c := range k.key {
		if i > 0 {
			q.Raw(" AND ")
		}
		q.Ident(c.Name).Raw(" IS NOT NULL")
	}
	q.Raw(" GROUP BY ")
	k.list(q)
	q.Raw(" HAVING count(*) > 1")
}
