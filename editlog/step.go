package editlog

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// Step is what one accepted entry does. It has a meaning for every entry in every
// state, so that the log alone decides:
//
//   - On the published branch, entries of the draft do nothing but raise Num: they
//     wait for publish, before which Admit lets them in.
//   - createDatasheet does nothing unless it is the first. A column or row that is
//     there already is not added again; what changes a column or row that is not
//     there does nothing, and so do its cells, one by one.
//   - A removed column is kept, and changed and filled like any other. Adding it
//     again brings it back as it is, but for its name, rules and place.
//   - A value for a column of another type is converted. One that does not fit
//     becomes a flag with RuleType, and its cell NULL.
//   - What changes a cell ends its flag; removing a row ends its flags. A flag for a
//     row or column that is not there is none.
//   - Each change of a row, by addRow, updateRow or release, sets its UpdatedAt,
//     UpdatedBy and Num, also if its values stay what they were. Nothing else does.
//   - A row that was removed and is added again is a new one of the same id.
//   - An entry in Skip does nothing. It waits in Held for release, which does what it
//     would have done, there and then, in the name of who releases it; or for
//     discard.
//
// The error is of a hold of an entry that was not in Skip in time: the state has to
// be made again, with it. Whole says so before.
func (s *State) Step(e *Entry) error {
	if h := e.Edit.Hold; h != nil {
		if s.late(h, e) {
			return fmt.Errorf("entry %d takes the effect of entry %d away, which has had it", e.Num, h.Num)
		}
		s.Skip[h.Num] = true
	}
	if s.Concerns(e) {
		s.Admit(e)
	}
	s.Num = e.Num
	return nil
}

// Admit gives e its effect at once. Before a publish is stepped on the published
// branch, each entry that waits for it has to be admitted, in order. That is the
// same as stepping them in their places, as rows are entered in one branch at a
// time; but not if one of them is Whole: then the published branch becomes what the
// draft is.
func (s *State) Admit(e *Entry) {
	switch {
	case s.Skip[e.Num]:
		s.Held[e.Num] = e
	case e.Edit.Release != nil:
		s.release(e.Edit.Release, e)
	default:
		s.edit(&e.Edit, e, nil)
	}
}

// release gives a held entry its effect as part of e. What is held may be a release
// itself.
func (s *State) release(r *Release, e *Entry) {
	held := s.Held[r.Num]
	if held == nil {
		return
	}
	delete(s.Held, r.Num)
	if inner := held.Edit.Release; inner != nil {
		s.release(&Release{Num: inner.Num, Skip: slices.Concat(inner.Skip, r.Skip)}, e)
		return
	}
	s.edit(&held.Edit, e, r.Skip)
}

// edit does x as part of entry e, but for the rows in skip.
func (s *State) edit(x *Edit, e *Entry, skip []writ.RowID) {
	switch {
	case len(x.UpdateRows) > 0:
		for _, u := range x.UpdateRows {
			if !slices.Contains(skip, u.ID) {
				s.updateRow(u, e)
			}
		}
	case len(x.AddRows) > 0:
		for _, a := range x.AddRows {
			if !slices.Contains(skip, a.ID) {
				s.addRow(a, e)
			}
		}
	case len(x.RemoveRows) > 0:
		for _, id := range x.RemoveRows {
			if !slices.Contains(skip, id) {
				s.removeRow(id)
			}
		}
	case len(x.Refuse) > 0:
		for _, f := range x.Refuse {
			if s.Rows[f.Row] != nil && s.Column(f.Column) != nil && !slices.Contains(skip, f.Row) {
				s.flag(f, e)
			}
		}
	case x.Discard != nil:
		delete(s.Held, x.Discard.Num)
		for _, c := range x.Discard.Cells {
			delete(s.Flags, c)
		}
	case x.Publish != nil:
		s.Publish = e.Num
	case x.Redacted != nil && x.Redacted.Edit != nil:
		s.edit(x.Redacted.Edit, e, skip)
	default:
		s.structure(x, e)
	}
}

func (s *State) addRow(a RowAdd, e *Entry) {
	if s.Rows[a.ID] != nil {
		return
	}
	by := strings.Clone(e.Meta.Email)
	row := &Row{
		ID: a.ID, Position: a.Position, Num: e.Num,
		CreatedAt: e.At, CreatedBy: by, UpdatedAt: e.At, UpdatedBy: by,
		Values: make(map[writ.ColumnID]Cell, len(a.Values)),
	}
	s.put(row, a.Values, e)
	s.Rows[a.ID] = row
}

func (s *State) updateRow(u RowUpdate, e *Entry) {
	old := s.Rows[u.ID]
	if old == nil {
		return
	}
	row := old
	if !s.alone {
		row = old.copy(len(u.Values) > 0)
		s.Rows[u.ID] = row
	}
	row.UpdatedAt, row.Num = e.At, e.Num
	if row.UpdatedBy != e.Meta.Email {
		row.UpdatedBy = strings.Clone(e.Meta.Email)
	}
	if u.Position != "" {
		row.Position = u.Position
	}
	s.put(row, u.Values, e)
}

// copy returns a row that may be changed, its values only if that is said.
func (r *Row) copy(values bool) *Row {
	c := *r
	if values {
		c.Values = maps.Clone(r.Values)
	}
	return &c
}

// put sets cells of a row that nobody else has yet.
func (s *State) put(row *Row, values map[writ.ColumnID]Cell, e *Entry) {
	for id, cell := range values {
		c := s.Column(id)
		if c == nil {
			continue
		}
		if len(s.Flags) > 0 {
			delete(s.Flags, CellRef{Row: row.ID, Column: id})
		}
		s.set(row, c, cell, e)
	}
}

// set puts a value into a cell if it fits, and beside it if it does not.
func (s *State) set(row *Row, c *writ.InputColumn, cell Cell, e *Entry) {
	fit, ok := Convert(cell, c.Type)
	if !ok {
		s.flag(Refusal{
			CellRef: CellRef{Row: row.ID, Column: c.ID}, Value: cell, Rule: writ.RuleType,
			Reason: shown(cell.Value.Text) + " is not " + noun(c.Type) + ".",
		}, e)
	}
	if !ok || fit.Value.Null {
		delete(row.Values, c.ID)
		return
	}
	row.Values[c.ID] = fit
}

func (s *State) removeRow(id writ.RowID) {
	row := s.Rows[id]
	if row == nil {
		return
	}
	delete(s.Rows, id)
	if len(s.Flags) == 0 {
		return
	}
	for _, c := range s.Columns {
		delete(s.Flags, CellRef{Row: id, Column: c.ID})
	}
}

// flag keeps a value beside its cell.
func (s *State) flag(f Refusal, e *Entry) {
	s.Flags[f.CellRef] = &Flag{Refusal: f, By: strings.Clone(e.Meta.Email), At: e.At, Num: e.Num}
}
