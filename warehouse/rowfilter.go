package warehouse

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// filter appends a condition of the tree.
func (s *rowSQL) filter(f RowFilter, depth int) {
	s.terms += 1 + len(f.Values)
	several := f.All != nil || f.Any != nil
	switch {
	case depth > maxFilterDepth || s.terms > maxFilterTerms:
		s.fail(writ.Invalid(s.op, "filter", "the filter is too large: at most %d conditions and values, %d deep", maxFilterTerms, maxFilterDepth))
	case f.All != nil && f.Any != nil || several == (f.Column != ""):
		s.fail(writ.Invalid(s.op, "filter", "a condition of the filter is on one column, or all or any of others"))
	case !several:
		s.condition(f)
	case len(f.All) > 0:
		s.join(f.All, depth, func() { s.Raw(" AND ") })
	case len(f.Any) > 0:
		s.join(f.Any, depth, func() { s.Raw(" OR ") })
	case f.All != nil:
		s.Raw("1 = 1")
	default:
		s.Raw("1 = 0")
	}
}

func (s *rowSQL) join(list []RowFilter, depth int, between func()) {
	s.Raw("(")
	for i, f := range list {
		if i > 0 {
			between()
		}
		if s.filter(f, depth+1); s.err != nil {
			return
		}
	}
	s.Raw(")")
}

// condition appends a condition on one column.
func (s *rowSQL) condition(f RowFilter) {
	c, err := s.column(f.Column)
	if err == nil {
		err = s.fits(f, c)
	}
	if err != nil {
		s.fail(err)
		return
	}
	switch f.Op {
	case IsNull:
		s.Ident(c.Name).Raw(" IS NULL")
	case NotNull:
		s.Ident(c.Name).Raw(" IS NOT NULL")
	case Contains:
		s.compared(c).Contains(f.Values[0].Text)
	case StartsWith:
		s.compared(c).HasPrefix(f.Values[0].Text)
	case In:
		s.in(c, f.Values)
	case NotEqual:
		s.Raw("(").Ident(c.Name).Raw(" IS NULL OR ")
		s.compared(c).Raw(" <> ")
		s.constant(c, f.Values[0])
		s.Raw(")")
	default:
		s.compare(c, f.Op, f.Values[0])
	}
}

// fits refuses an operator that a column does not have, and values that it does not
// take.
func (s *rowSQL) fits(f RowFilter, c driver.Column) error {
	values := 1
	switch f.Op {
	case IsNull, NotNull:
		values = 0
	case In:
		values = len(f.Values)
	case Contains, StartsWith:
		if c.Type.Kind != writ.KindText && c.Type.Kind != writ.KindJSON {
			return writ.Invalid(s.op, c.Name, "%q is %s; only text has a part that can be looked for", c.Name, c.Type)
		}
	case Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual:
	default:
		return writ.Invalid(s.op, c.Name, "%q is not what a filter can do with %q", f.Op, c.Name)
	}
	if len(f.Values) != values {
		return writ.Invalid(s.op, c.Name, "the condition on %q has %d values; %q takes %d", c.Name, len(f.Values), f.Op, values)
	}
	if values > 0 && c.Type.Kind == writ.KindOther {
		return writ.Invalid(s.op, c.Name, "%q can only be looked at for being empty: Writ does not know how the values of its type compare", c.Name)
	}
	return checkAll(s.op, c, f.Values)
}

func (s *rowSQL) in(c driver.Column, values []writ.Value) {
	if len(values) == 0 {
		s.Raw("1 = 0")
		return
	}
	s.compared(c).Raw(" IN (")
	for i, v := range values {
		if i > 0 {
			s.Raw(", ")
		}
		s.constant(c, v)
	}
	s.Raw(")")
}

func (s *rowSQL) compare(c driver.Column, op RowOp, v writ.Value) {
	s.compared(c)
	switch op {
	case Equal:
		s.Raw(" = ")
	case Less:
		s.Raw(" < ")
	case LessOrEqual:
		s.Raw(" <= ")
	case Greater:
		s.Raw(" > ")
	case GreaterOrEqual:
		s.Raw(" >= ")
	}
	s.constant(c, v)
}
