package warehouse

import (
	"context"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Duplicate is a key that cannot be one: Count rows have it, or part of it is NULL.
type Duplicate struct {
	Key   []writ.Value
	Count int64
	Rows  []int64 // the numbers of the first row that has it and, if there are more, of the last
}

// Duplicates returns the first limit keys that stand more than once in a table or
// hold NULL, ordered by their first rows. key names columns of s. It has no
// deadline but ctx's.
func (w *Warehouse) Duplicates(ctx context.Context, as writ.As, s Source, key []string, limit int) ([]Duplicate, error) {
	const op = "warehouse.Duplicates"
	stmt, err := w.duplicates(op, s, key, limit)
	if err != nil {
		return nil, err
	}
	rows, err := w.fetch(ctx, op, as, stmt, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Duplicate, len(rows))
	for i, r := range rows {
		numbers, err := integers(op, r[len(key):])
		if err != nil {
			return nil, err
		}
		out[i] = Duplicate{Key: r[:len(key)], Count: numbers[0], Rows: numbers[1:]}
		if numbers[1] == numbers[2] {
			out[i].Rows = numbers[1:2]
		}
	}
	return out, nil
}

func (w *Warehouse) duplicates(op string, s Source, key []string, limit int) (sqltext.SQL, error) {
	if len(key) == 0 {
		return sqltext.SQL{}, writ.Invalid(op, "key", "a key has at least one column")
	}
	q := newQuery(w.Dialect())
	keys := make([]pair, len(key))
	for i, name := range key {
		is, err := s.find(op, name)
		if err != nil {
			return sqltext.SQL{}, err
		}
		keys[i] = compared(name, name, is, is, is)
	}
	list := func() {
		for i, k := range keys {
			if i > 0 {
				q.Raw(", ")
			}
			q.cell(first, k.a, k.aType, k.as)
		}
	}
	q.Raw("SELECT ")
	list()
	q.Raw(", count(*), min(")
	q.row(first).Raw("), max(")
	q.row(first).Raw(") FROM ")
	q.table(s, first)
	q.Raw(" GROUP BY ")
	list()
	q.Raw(" HAVING count(*) > 1")
	for _, k := range keys {
		q.Raw(" OR ")
		q.cell(first, k.a, k.aType, k.as)
		q.Raw(" IS NULL")
	}
	q.Raw(" ORDER BY min(")
	q.row(first).Raw(") LIMIT ").Int(int64(limit))
	return q.done()
}

// fetch runs a query that may take long, and returns its first limit rows.
func (w *Warehouse) fetch(ctx context.Context, op string, as writ.As, stmt sqltext.SQL, limit int) ([][]writ.Value, error) {
	page, err := w.read(ctx, op, as, stmt, limit)
	if err != nil {
		return nil, err
	}
	return page.Rows, nil
}

// integers reads counts and row numbers.
func integers(op string, cells []writ.Value) ([]int64, error) {
	out := make([]int64, len(cells))
	for i, c := range cells {
		n, err := strconv.ParseInt(c.Text, 10, 64)
		if err != nil {
			return nil, writ.Wrap(writ.CodeInternal, op, err, "the warehouse counts %q", c.Text)
		}
		out[i] = n
	}
	return out, nil
}
