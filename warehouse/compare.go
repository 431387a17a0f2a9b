package warehouse

import (
	"cmp"
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Comparison says which rows of two tables are the same row: those with the same
// Key or, without one, the same number.
type Comparison struct {
	A, B    Source // before and after
	Columns []Pair // what is compared, and shown in the sample
	Key     []Pair // both sides present; empty: by row number
	Limit   int    // rows of the sample
}

// Pair is a column and what it is called in A and in B. One that is "" in either is
// shown but not compared.
type Pair struct{ A, B string }

// Comparable tells whether values of two types can be compared: those of one type,
// and exact numbers with each other if the platform has a type that holds both.
func (w *Warehouse) Comparable(a, b writ.Type) bool {
	exact := func(t writ.Type) bool { return t.Kind == writ.KindInteger || t.Kind == writ.KindDecimal }
	if a == b || !exact(a) || !exact(b) {
		return a == b
	}
	_, err := w.Dialect().NativeType(common(a, b))
	return err == nil
}

// Difference counts the rows of B that A has not, those of A that B has not, those
// that both have and that differ, and those that are the same; Sample shows the
// first of those that are not.
type Difference struct {
	Added, Removed, Changed, Same int64
	Sample                        []DifferentRow
}

// DifferenceKind is in which way a row differs.
type DifferenceKind string

// The ways in which a row differs.
const (
	RowAdded   DifferenceKind = "added"
	RowRemoved DifferenceKind = "removed"
	RowChanged DifferenceKind = "changed"
)

// DifferentRow is one row of the sample. Before and After are its values in the
// order of the comparison's columns, nil where the row is absent and NULL where
// the column is. Row is its number in B, in A if it was removed.
type DifferentRow struct {
	Kind          DifferenceKind
	Before, After []writ.Value
	Row           int64
}

// Compare compares two tables of the same warehouse inside it, null-safe and
// exact: text by its bytes, numbers by their value, NaN equal to NaN. It has no
// deadline but ctx's. CodeInvalid names the column whose types cannot be compared
// (see Comparable), or says that the key is none, because it holds NULL or stands
// more than once.
func (w *Warehouse) Compare(ctx context.Context, as writ.As, c Comparison) (*Difference, error) {
	const op = "warehouse.Compare"
	cp := &comparer{w: w, op: op, as: as, Comparison: c}
	if err := cp.prepare(ctx); err != nil {
		return nil, err
	}
	d, err := cp.count(ctx)
	if err != nil {
		return nil, err
	}
	d.Sample, err = cp.sample(ctx, d)
	return d, err
}

// comparer is one comparison under way.
type comparer struct {
	Comparison
	w     *Warehouse
	op    string
	as    writ.As
	keys  []pair
	cells []pair
}

// prepare looks the columns up and makes sure of the key.
func (c *comparer) prepare(ctx context.Context) error {
	var err error
	if c.cells, err = c.pairs(slices.DeleteFunc(slices.Clone(c.Columns), func(p Pair) bool { return p.A == "" || p.B == "" })); err != nil {
		return err
	}
	if len(c.Key) == 0 {
		c.keys, err = c.pairs([]Pair{{writ.RowColumn, writ.RowColumn}})
		return err
	}
	if c.keys, err = c.pairs(c.Key); err != nil {
		return err
	}
	a, b := make([]string, len(c.Key)), make([]string, len(c.Key))
	for i, k := range c.Key {
		a[i], b[i] = k.A, k.B
	}
	for _, side := range []struct {
		source Source
		key    []string
	}{{c.A, a}, {c.B, b}} {
		found, err := c.w.Duplicates(ctx, c.as, side.source, side.key, 1)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return writ.Invalid(c.op, "key", "The key does not tell the rows apart: that of row %d holds NULL or stands more than once.", found[0].Rows[0])
		}
	}
	return nil
}

// pairs looks pairs up and finds the types in which they are compared.
func (c *comparer) pairs(columns []Pair) ([]pair, error) {
	out := make([]pair, len(columns))
	for i, p := range columns {
		a, err := c.A.find(c.op, p.A)
		if err != nil {
			return nil, err
		}
		b, err := c.B.find(c.op, p.B)
		if err != nil {
			return nil, err
		}
		if !c.w.Comparable(a, b) {
			return nil, writ.Invalid(c.op, p.B, "%q cannot be compared: it was %s and is %s", p.B, a, b)
		}
		out[i] = compared(p.A, p.B, a, b, common(a, b))
	}
	return out, nil
}

// integerDigits is how many digits an integer may have.
const integerDigits = 19

// common returns the type that holds every value of two comparable ones.
func common(a, b writ.Type) writ.Type {
	if a == b {
		return a
	}
	for _, t := range []*writ.Type{&a, &b} {
		if t.Kind == writ.KindInteger {
			*t = writ.Type{Kind: writ.KindDecimal, Precision: integerDigits}
		}
	}
	scale := max(a.Scale, b.Scale)
	return writ.Type{Kind: writ.KindDecimal, Precision: max(a.Precision-a.Scale, b.Precision-b.Scale) + scale, Scale: scale}
}

// count counts the rows of each table, those that both have, and those of them that
// differ: in a filter of the join and not in what it returns, because PostgreSQL
// returns no more than 1664 columns even to itself.
func (c *comparer) count(ctx context.Context) (*Difference, error) {
	q := newQuery(c.w.Dialect())
	q.Raw("SELECT (SELECT count(*) FROM ").Path(c.A.Path).Raw("), (SELECT count(*) FROM ").Path(c.B.Path)
	q.Raw("), (SELECT count(*) FROM ")
	c.joined(q)
	q.Raw("), (SELECT count(*) FROM ")
	c.joined(q)
	q.Raw(" WHERE ")
	q.differ(c.cells)
	q.Raw(")")
	stmt, err := q.done()
	if err != nil {
		return nil, err
	}
	rows, err := c.w.fetch(ctx, c.op, c.as, stmt, 1)
	if err != nil {
		return nil, err
	}
	n, err := integers(c.op, rows[0])
	if err != nil {
		return nil, err
	}
	return &Difference{Removed: n[0] - n[2], Added: n[1] - n[2], Changed: n[3], Same: n[2] - n[3]}, nil
}

// joined appends the rows that both tables have.
func (c *comparer) joined(q *query) {
	q.table(c.A, first)
	q.Raw(" JOIN ")
	q.table(c.B, second)
	q.Raw(" ON ")
	q.equal(c.keys)
}

// differing is where a row of the sample lies, 0 where it does not.
type differing struct{ a, b int64 }

// sample finds the first differing rows of each kind and reads the first of them
// all.
func (c *comparer) sample(ctx context.Context, d *Difference) ([]DifferentRow, error) {
	var found []differing
	for _, part := range []struct {
		count int64
		write func(*query)
	}{{d.Changed, c.changed}, {d.Removed, c.removed}, {d.Added, c.added}} {
		if part.count == 0 || c.Limit <= 0 {
			continue
		}
		rows, err := c.find(ctx, part.write)
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	slices.SortStableFunc(found, func(x, y differing) int { return cmp.Compare(x.number(), y.number()) })
	found = found[:min(len(found), c.Limit)]
	return c.read(ctx, found)
}

// number is the one that people know the row by.
func (d differing) number() int64 {
	if d.b == 0 {
		return d.a
	}
	return d.b
}

// find runs a query for the numbers of differing rows in A and in B.
func (c *comparer) find(ctx context.Context, write func(*query)) ([]differing, error) {
	q := newQuery(c.w.Dialect())
	write(q)
	q.Raw(" LIMIT ").Int(int64(c.Limit))
	stmt, err := q.done()
	if err != nil {
		return nil, err
	}
	rows, err := c.w.fetch(ctx, c.op, c.as, stmt, c.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]differing, len(rows))
	for i, r := range rows {
		n, err := integers(c.op, r)
		if err != nil {
			return nil, err
		}
		out[i] = differing{n[0], n[1]}
	}
	return out, nil
}

func (c *comparer) changed(q *query) {
	q.Raw("SELECT ")
	q.row(first).Raw(", ")
	q.row(second).Raw(" FROM ")
	c.joined(q)
	q.Raw(" WHERE ")
	q.differ(c.cells)
	q.Raw(" ORDER BY ")
	q.row(second)
}

func (c *comparer) removed(q *query) {
	q.Raw("SELECT ")
	q.row(first).Raw(", 0 FROM ")
	q.table(c.A, first)
	q.Raw(" WHERE NOT EXISTS (SELECT 1 FROM ")
	q.table(c.B, second)
	q.Raw(" WHERE ")
	q.equal(c.keys)
	q.Raw(") ORDER BY ")
	q.row(first)
}

func (c *comparer) added(q *query) {
	q.Raw("SELECT 0, ")
	q.row(second).Raw(" FROM ")
	q.table(c.B, second)
	q.Raw(" WHERE NOT EXISTS (SELECT 1 FROM ")
	q.table(c.A, first)
	q.Raw(" WHERE ")
	q.equal(c.keys)
	q.Raw(") ORDER BY ")
	q.row(second)
}

// read fetches the values of rows from both tables.
func (c *comparer) read(ctx context.Context, found []differing) ([]DifferentRow, error) {
	before, after := make([]string, len(c.Columns)), make([]string, len(c.Columns))
	for i, p := range c.Columns {
		before[i], after[i] = p.A, p.B
	}
	a, err := c.values(ctx, c.A.Path, before, found, func(d differing) int64 { return d.a })
	if err != nil {
		return nil, err
	}
	b, err := c.values(ctx, c.B.Path, after, found, func(d differing) int64 { return d.b })
	if err != nil {
		return nil, err
	}
	out := make([]DifferentRow, len(found))
	for i, d := range found {
		out[i] = DifferentRow{Kind: RowChanged, Before: a[d.a], After: b[d.b], Row: d.number()}
		switch {
		case d.a == 0:
			out[i].Kind = RowAdded
		case d.b == 0:
			out[i].Kind = RowRemoved
		}
	}
	return out, nil
}

// values reads columns of the rows of one table by their numbers; 0 is none.
func (c *comparer) values(ctx context.Context, path writ.Path, columns []string, found []differing, number func(differing) int64) (map[int64][]writ.Value, error) {
	stmt, n, err := rowsByNumber(c.w.Dialect(), path, columns, found, number)
	if err != nil || n == 0 {
		return nil, err
	}
	rows, err := c.w.fetch(ctx, c.op, c.as, stmt, n)
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]writ.Value, len(rows))
	for _, r := range rows {
		id, err := integers(c.op, r[:1])
		if err != nil {
			return nil, err
		}
		out[id[0]] = spread(r[1:], columns)
	}
	return out, nil
}

// spread puts the values of the columns that are there where they belong, and NULL
// where one is absent.
func spread(values []writ.Value, columns []string) []writ.Value {
	out := make([]writ.Value, len(columns))
	n := 0
	for i, name := range columns {
		if name == "" {
			out[i] = writ.Null()
			continue
		}
		out[i] = values[n]
		n++
	}
	return out
}

// rowsByNumber selects the columns that are there: to return as many as both tables
// have together may be too much for a platform.
func rowsByNumber(d driver.Dialect, path writ.Path, columns []string, found []differing, number func(differing) int64) (sqltext.SQL, int, error) {
	b := d.Quoting().Build().Raw("SELECT ").Ident(writ.RowColumn)
	for _, name := range columns {
		if name != "" {
			b.Raw(", ").Ident(name)
		}
	}
	b.Raw(" FROM ").Path(path).Raw(" WHERE ").Ident(writ.RowColumn).Raw(" IN (")
	n := 0
	for _, f := range found {
		if number(f) == 0 {
			continue
		}
		if n > 0 {
			b.Raw(", ")
		}
		b.Int(number(f))
		n++
	}
	stmt, err := b.Raw(")").Done()
	return stmt, n, err
}
