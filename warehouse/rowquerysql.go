package warehouse

import (
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Bounds of a query, which keep its statement within what platforms take.
const (
	maxFilterDepth = 32
	maxFilterTerms = 10_000 // conditions and values
)

// rowSQL writes the statements of a RowQuery.
type rowSQL struct {
	*query
	q     RowQuery
	op    string
	spec  driver.Spec
	terms int // conditions and values so far
}

func (w *Warehouse) rowSQL(op string, q RowQuery) *rowSQL {
	return &rowSQL{query: newQuery(w.Dialect()), q: q, op: op, spec: w.Spec()}
}

// page selects the rows of the page.
func (s *rowSQL) page() (sqltext.SQL, error) {
	order := s.q.order()
	if err := s.check(order); err != nil {
		return sqltext.SQL{}, err
	}
	s.Raw("SELECT ")
	for i, c := range s.q.Columns {
		if i > 0 {
			s.Raw(", ")
		}
		s.Ident(c.Name)
	}
	s.from()
	s.where(order)
	for i, o := range order {
		if i == 0 {
			s.Raw(" ORDER BY ")
		} else {
			s.Raw(", ")
		}
		s.sorted(o)
	}
	s.Raw(" LIMIT ").Int(int64(s.q.Limit))
	return s.done()
}

// count counts the rows of all pages.
func (s *rowSQL) count() (sqltext.SQL, error) {
	s.Raw("SELECT count(*)")
	s.from()
	s.q.After = nil
	s.where(nil)
	return s.done()
}

// check refuses an order that is none, and a place that is not one of it.
func (s *rowSQL) check(order []RowOrder) error {
	for i, o := range order {
		c, err := s.column(o.Column)
		if err != nil {
			return err
		}
		if c.Type.Kind == writ.KindOther {
			return writ.Invalid(s.op, c.Name, "%q cannot be sorted by: Writ does not know how the values of its type compare", c.Name)
		}
		if slices.ContainsFunc(order[:i], func(before RowOrder) bool { return before.Column == o.Column }) {
			return writ.Invalid(s.op, c.Name, "%q is sorted by twice", c.Name)
		}
	}
	if s.q.After != nil && len(s.q.After) != len(order) {
		return writ.Invalid(s.op, "after", "the place where the page begins has %d values; the order has %d columns", len(s.q.After), len(order)).
			WithHint("Begin at the first page whenever the order changes.")
	}
	if s.q.Limit < 1 {
		return writ.Invalid(s.op, "limit", "a page has at least one row")
	}
	return nil
}

// column finds a column that is read.
func (s *rowSQL) column(name string) (driver.Column, error) {
	for _, c := range s.q.Columns {
		if c.Name == name {
			return c, nil
		}
	}
	return driver.Column{}, writ.Invalid(s.op, name, "there is no column %q", name)
}

// fail keeps the first error.
func (s *rowSQL) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// neverNull tells the columns that hold no NULL, by which platforms can be asked in
// a way that an index serves.
func (s *rowSQL) neverNull(name string) bool {
	return name == s.q.Key || name == writ.RowIDColumn || name == writ.PositionColumn || name == writ.RowColumn
}

// constant appends a value of a column's type.
func (s *rowSQL) constant(c driver.Column, v writ.Value) {
	stmt, err := literal(s.op, s.d, c, v)
	if err != nil {
		s.fail(err)
	}
	s.SQL(stmt)
}

// sorted appends a column of ORDER BY.
func (s *rowSQL) sorted(o RowOrder) {
	c, _ := s.column(o.Column)
	nulls := !s.neverNull(c.Name)
	if nulls && !s.spec.Capabilities.NullsOrder {
		s.Ident(c.Name).Raw(" IS NULL")
		if o.Desc {
			s.Raw(" DESC")
		}
		s.Raw(", ")
		nulls = false
	}
	s.compared(c)
	switch {
	case o.Desc && nulls:
		s.Raw(" DESC NULLS FIRST")
	case o.Desc:
		s.Raw(" DESC")
	case nulls:
		s.Raw(" ASC NULLS LAST")
	}
}

// where appends the filter and, on a page that is not the first, the place behind
// which it begins.
func (s *rowSQL) where(order []RowOrder) {
	if s.q.Where != nil {
		s.Raw(" WHERE ")
		s.filter(*s.q.Where, 0)
	}
	if s.q.After == nil {
		return
	}
	if s.q.Where != nil {
		s.Raw(" AND ")
	} else {
		s.Raw(" WHERE ")
	}
	s.behind(order, s.q.After)
}

// behind appends that a row comes after values in an order.
func (s *rowSQL) behind(order []RowOrder, values []writ.Value) {
	o, v := order[0], values[0]
	c, _ := s.column(o.Column)
	if len(order) == 1 { // the key
		s.beyond(o, c, v)
		return
	}
	s.Raw("(")
	switch {
	case v.Null && s.neverNull(c.Name):
		s.fail(writ.Invalid(s.op, c.Name, "the place where the page begins has no %q", c.Name))
	case v.Null && o.Desc:
		s.Ident(c.Name).Raw(" IS NOT NULL OR ")
		s.behind(order[1:], values[1:])
	case v.Null:
		s.Ident(c.Name).Raw(" IS NULL AND ")
		s.behind(order[1:], values[1:])
	default:
		s.behindValue(order, values)
	}
	s.Raw(")")
}

// behindValue does that where the value of the first column is not NULL. Where the
// column cannot be NULL it says so in a range of that column alone, which an index
// serves and an engine without one can skip by.
func (s *rowSQL) behindValue(order []RowOrder, values []writ.Value) {
	c, _ := s.column(order[0].Column)
	nulls := !order[0].Desc && !s.neverNull(c.Name)
	if nulls {
		s.Ident(c.Name).Raw(" IS NULL OR ")
	}
	s.compared(c)
	if order[0].Desc {
		s.Raw(" <= ")
	} else {
		s.Raw(" >= ")
	}
	s.constant(c, values[0])
	s.Raw(" AND (")
	s.beyond(order[0], c, values[0])
	s.Raw(" OR ")
	s.behind(order[1:], values[1:])
	s.Raw(")")
}

// beyond appends that a column is greater than a value, or less in a descending
// order.
func (s *rowSQL) beyond(o RowOrder, c driver.Column, v writ.Value) {
	s.compared(c)
	if o.Desc {
		s.Raw(" < ")
	} else {
		s.Raw(" > ")
	}
	s.constant(c, v)
}
