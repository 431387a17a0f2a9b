package warehouse

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Source is a table of Writ's own, whose rows are numbered by writ.RowColumn, that
// another is made from or compared with.
type Source struct {
	Path    writ.Path
	Columns []driver.Column // with writ.RowColumn among them
}

// find returns the type of a column.
func (s Source) find(op, name string) (writ.Type, error) {
	for _, c := range s.Columns {
		if c.Name == name {
			return c.Type, nil
		}
	}
	return writ.Type{}, writ.Errorf(writ.CodeInternal, op, "%s has no column %q", s.Path, name)
}

// Sources stand under these names in queries, so that their columns are told
// apart: base and part of a merge, and the two sides of a comparison.
const (
	first  = "a"
	second = "b"
)

// query builds a statement over sources. Its first error sticks.
type query struct {
	*sqltext.Builder
	d   driver.Dialect
	err error
}

func newQuery(d driver.Dialect) *query { return &query{Builder: d.Quoting().Build(), d: d} }

// done returns the statement.
func (q *query) done() (sqltext.SQL, error) {
	if q.err != nil {
		return sqltext.SQL{}, q.err
	}
	return q.Done()
}

// table appends a source under its name in the query.
func (q *query) table(s Source, as string) { q.Path(s.Path).Raw(" AS ").Ident(as) }

// row appends the number of a row of the source called as.
func (q *query) row(as string) *sqltext.Builder { return q.Path(writ.Path{as, writ.RowColumn}) }

// cell appends a column of the source called as. It is cast if its type there is
// not the one it is wanted in; whoever asks knows that nothing is lost by that.
func (q *query) cell(as, name string, is, wanted writ.Type) {
	if is == wanted {
		q.Path(writ.Path{as, name})
		return
	}
	native, err := q.d.NativeType(wanted)
	if err != nil && q.err == nil {
		q.err = err
	}
	q.Raw("CAST(").Path(writ.Path{as, name}).Raw(" AS ").Type(native).Raw(")")
}

// compared appends a column as it is compared: see driver.Dialect.
func (q *query) compared(c driver.Column) *sqltext.Builder {
	stmt, err := q.d.Compared(c)
	if err != nil && q.err == nil {
		q.err = err
	}
	return q.SQL(stmt)
}

// pair is two columns whose values are compared as one type.
type pair struct {
	a, b         string
	aType, bType writ.Type
	as           writ.Type
}

// compared is a pair ready to be compared. Not every platform can compare JSON,
// so that is compared by its text.
func compared(a, b string, aType, bType, as writ.Type) pair {
	if as.Kind == writ.KindJSON {
		as = writ.Type{Kind: writ.KindText}
	}
	return pair{a: a, b: b, aType: aType, bType: bType, as: as}
}

// equal appends that all pairs are equal. NULL equals nothing, so that the
// platform can join by hashes.
func (q *query) equal(pairs []pair) {
	for i, p := range pairs {
		if i > 0 {
			q.Raw(" AND ")
		}
		q.cell(first, p.a, p.aType, p.as)
		q.Raw(" = ")
		q.cell(second, p.b, p.bType, p.as)
	}
}

// differ appends that some pair differs, where NULL differs from every value and
// not from NULL. It is true where they do, and false or NULL where they do not: a
// form that every platform understands.
func (q *query) differ(pairs []pair) {
	q.Raw("(1 = 0")
	for _, p := range pairs {
		q.Raw(" OR ")
		q.cell(first, p.a, p.aType, p.as)
		q.Raw(" <> ")
		q.cell(second, p.b, p.bType, p.as)
		q.Raw(" OR (").Path(writ.Path{first, p.a}).Raw(" IS NULL) <> (").Path(writ.Path{second, p.b}).Raw(" IS NULL)")
	}
	q.Raw(")")
}
