package editlog

import (
	"slices"

	"github.com/writ-dev/writ"
)

// structure does those edits that change columns. The others, takeOver, hold and
// checkpoint, change nothing.
func (s *State) structure(x *Edit, e *Entry) {
	switch {
	case x.Create != nil:
		if s.Kind == "" {
			s.create(x.Create)
		}
	case x.AddColumn != nil:
		s.addColumn(x.AddColumn)
	case x.UpdateColumn != nil:
		s.updateColumn(x.UpdateColumn, e)
	case x.RemoveColumn != nil:
		if c := s.Column(x.RemoveColumn.ID); c != nil {
			c.Removed = true
		}
	case x.SetRules != nil:
		if c := s.Column(x.SetRules.ID); c != nil {
			c.Rules = x.SetRules.Rules
		}
	}
}

func (s *State) create(c *Create) {
	s.Kind, s.Parent = c.Kind, c.Parent
	for _, column := range c.Columns {
		s.addColumn(&AddColumn{Column: column})
	}
}

func (s *State) addColumn(a *AddColumn) {
	c := a.Column
	if i := s.column(c.ID); i >= 0 {
		if !s.Columns[i].Removed {
			return
		}
		c.Type = s.Columns[i].Type
		s.Columns = slices.Delete(s.Columns, i, i+1)
	}
	c.Removed = false
	s.Made = max(s.Made, made(c.ID))
	s.place(c, a.Before)
}

// place puts a column that is not in its order there, last if the other is not
// there.
func (s *State) place(c writ.InputColumn, before writ.ColumnID) {
	i := s.column(before)
	if i < 0 {
		i = len(s.Columns)
	}
	s.Columns = slices.Insert(s.Columns, i, c)
}

func (s *State) updateColumn(u *UpdateColumn, e *Entry) {
	i := s.column(u.ID)
	if i < 0 {
		return
	}
	if u.Name != nil {
		s.Columns[i].Name = *u.Name
	}
	if u.Type != nil && *u.Type != s.Columns[i].Type {
		s.Columns[i].Type = *u.Type
		s.retype(&s.Columns[i], e)
	}
	if u.Before != nil && *u.Before != u.ID {
		c := s.Columns[i]
		s.Columns = slices.Delete(s.Columns, i, i+1)
		s.place(c, *u.Before)
	}
}

// retype makes what all rows hold in a column of its type. It is a change of the
// column, not of the rows: they keep their numbers.
func (s *State) retype(c *writ.InputColumn, e *Entry) {
	for id, old := range s.Rows {
		cell, ok := old.Values[c.ID]
		if !ok || cell.Type == c.Type {
			continue
		}
		row := old.copy(true)
		s.set(row, c, cell, e)
		s.Rows[id] = row
	}
}
