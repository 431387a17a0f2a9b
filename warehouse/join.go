package warehouse

import (
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Join is what a RowQuery reads in place of one table: every row of Left, with the
// rows of Right where each pair of columns of On is equal, and else with NULL. No
// two columns have the same As.
type Join struct {
	Left, Right JoinSide
	On          []JoinPair
}

// JoinSide is a table and those of its columns that the query names.
type JoinSide struct {
	Path    writ.Path
	Columns []JoinColumn
}

// JoinColumn is a column and what the query calls it. What AsText says is read as
// text, which is how values of KindOther can be compared.
type JoinColumn struct {
	driver.Column
	As     string
	AsText bool
}

// JoinPair is a column of Left and one of Right, by what the query calls them.
type JoinPair struct{ Left, Right string }

// read is the column as the query has it.
func (c JoinColumn) read() driver.Column {
	if c.AsText {
		return driver.Column{Name: c.As, Type: writ.Type{Kind: writ.KindText}}
	}
	return driver.Column{Name: c.As, Type: c.Type}
}

// from appends what the query reads.
func (s *rowSQL) from() {
	j := s.q.Join
	if j == nil {
		s.Raw(" FROM ").Path(s.q.Path)
		return
	}
	s.Raw(" FROM ")
	s.side(j.Left, first)
	s.Raw(" LEFT JOIN ")
	s.side(j.Right, second)
	s.Raw(" ON ")
	for i, p := range j.On {
		if i > 0 {
			s.Raw(" AND ")
		}
		s.comparedIn(j.Left, p.Left)
		s.Raw(" = ")
		s.comparedIn(j.Right, p.Right)
	}
}

// side appends a side of the join. Its columns have names of their own from here on,
// so that they need not say whose they are.
func (s *rowSQL) side(side JoinSide, as string) {
	s.Raw("(SELECT ")
	for i, c := range side.Columns {
		if i > 0 {
			s.Raw(", ")
		}
		s.cell(as, c.Name, c.Type, c.read().Type)
		s.Raw(" AS ").Ident(c.As)
	}
	s.Raw(" FROM ").Path(side.Path).Raw(" AS ").Ident(as).Raw(") AS ").Ident(as)
}

// comparedIn appends a column of a side as it is compared.
func (s *rowSQL) comparedIn(side JoinSide, name string) {
	at := slices.IndexFunc(side.Columns, func(c JoinColumn) bool { return c.As == name })
	if at < 0 {
		s.fail(writ.Errorf(writ.CodeInternal, s.op, "no side of the join has the column %q", name))
		return
	}
	s.compared(side.Columns[at].read())
}
