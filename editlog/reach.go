package editlog

import (
	"slices"

	"github.com/writ-dev/writ"
)

// Concerns tells whether Step gives e its effect in s. It does not if s is the
// published branch and e waits for publish.
func (s *State) Concerns(e *Entry) bool {
	return s.Branch == writ.BranchDraft || e.Meta.Branch == writ.BranchPublished || e.Edit.Hold != nil || e.Edit.Publish != nil
}

// Touches lists the rows that have to be in s before Step, or Admit, gives e its
// effect; no other row changes, unless e is Whole.
func (s *State) Touches(e *Entry) []writ.RowID {
	if s.Skip[e.Num] {
		return nil
	}
	return s.touches(&e.Edit)
}

func (s *State) touches(x *Edit) []writ.RowID {
	var ids []writ.RowID
	for _, u := range x.UpdateRows {
		ids = append(ids, u.ID)
	}
	for _, a := range x.AddRows {
		ids = append(ids, a.ID)
	}
	for _, f := range x.Refuse {
		ids = append(ids, f.Row)
	}
	ids = append(ids, x.RemoveRows...)
	switch {
	case x.Redacted != nil && x.Redacted.Edit != nil:
		return s.touches(x.Redacted.Edit)
	case x.Release != nil && s.Held[x.Release.Num] != nil:
		return slices.DeleteFunc(s.touches(&s.Held[x.Release.Num].Edit), func(id writ.RowID) bool {
			return slices.Contains(x.Release.Skip, id)
		})
	}
	return ids
}

// Whole tells whether the effect of e may reach every row: a retype, or what takes
// the effect of an entry away that has had it. Then the state has to be made again
// from the log, or, for a retype, hold all rows.
func (s *State) Whole(e *Entry) bool {
	return !s.Skip[e.Num] && s.whole(&e.Edit, e)
}

func (s *State) whole(x *Edit, e *Entry) bool {
	switch {
	case x.UpdateColumn != nil && x.UpdateColumn.Type != nil:
		c := s.Column(x.UpdateColumn.ID)
		return c != nil && c.Type != *x.UpdateColumn.Type
	case x.Hold != nil:
		return s.late(x.Hold, e)
	case x.Release != nil && s.Held[x.Release.Num] != nil:
		return s.whole(&s.Held[x.Release.Num].Edit, e)
	case x.Redacted != nil && x.Redacted.Edit != nil:
		return s.whole(x.Redacted.Edit, e)
	}
	return false
}

// late tells whether the entry that h, in entry e, takes the effect of has had it in
// s. An entry that still waits for publish has not.
func (s *State) late(h *Hold, e *Entry) bool {
	waits := s.Branch == writ.BranchPublished && e.Meta.Branch == writ.BranchDraft && h.Num > s.Publish
	return h.Num <= s.Num && !s.Skip[h.Num] && !waits
}
