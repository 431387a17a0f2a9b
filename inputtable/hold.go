package inputtable

import (
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// holdNow asks for an entry to be held, because it cannot be applied.
type holdNow struct {
	entry  *editlog.Entry
	reason string
}

// holdEntry has an entry held before anything else is logged. What was logged since
// stays: the table is opened anew without the effect of the entry.
func (b *branch) holdEntry(c *change, reason string) {
	t := b.st.t
	t.inbox = append([]*job{{
		req: &Request{
			Table: t.id, Branch: c.entry.Meta.Branch, Document: c.entry.Meta.Document, Element: c.entry.Meta.Element,
			By: Author{Member: c.entry.Meta.Member, Email: c.entry.Meta.Email},
		},
		hold: &holdNow{c.entry, reason}, done: make(chan outcome, 1),
	}}, t.inbox...)
	t.w.touched[t] = true
}

// holdNow logs the hold. Its effect is had by opening the table anew.
func (t *turn) holdNow(h *holdNow) (*Answer, error) {
	t.log(editlog.Edit{Hold: &editlog.Hold{Num: h.entry.Num, Reason: h.reason}})
	return &Answer{}, nil
}

// release gives a held entry its effect, but for the rows that conflict with what
// was logged since. It is done in the name of who asks for it.
func (t *turn) release(num int64) (*Answer, error) {
	held := t.b.state.Held[num]
	if held == nil {
		return nil, writ.Errorf(writ.CodeNotFound, opSubmit, "Edit %d is not held back.", num)
	}
	r := &editlog.Release{Num: num}
	a := &Answer{}
	for _, id := range heldRows(held) {
		status := Logged
		if t.b.conflicts(held, id) {
			r.Skip = append(r.Skip, id)
			status = Conflict
		}
		a.Rows = append(a.Rows, RowResult{Row: id, Status: status})
	}
	e := t.log(editlog.Edit{Release: r})
	for i := range a.Rows {
		if a.Rows[i].Status == Logged {
			a.Rows[i].Num = e.Num
		}
	}
	return a, nil
}

// heldRows are the rows that a held entry is about.
func heldRows(e *editlog.Entry) []writ.RowID {
	s := editlog.NewState(e.Meta.Branch)
	return slices.Compact(slices.Sorted(slices.Values(s.Touches(e))))
}

// conflicts tells whether what a held entry does to a row is no longer what its
// author meant: a cell was changed since he saw it, or the row is there, or gone.
func (b *branch) conflicts(held *editlog.Entry, id writ.RowID) bool {
	row := b.state.Rows[id]
	for _, a := range held.Edit.AddRows {
		if a.ID == id {
			return row != nil
		}
	}
	for _, u := range held.Edit.UpdateRows {
		if u.ID != id {
			continue
		}
		if row == nil || row.Num > held.Num && len(u.Seen) == 0 {
			return true
		}
		for column, seen := range u.Seen {
			if now := row.Get(column); !now.Equal(seen) && !now.Equal(u.Values[column]) {
				return true
			}
		}
	}
	return false
}

// discard forgets refused values, or a held entry.
func (t *turn) discard(d *editlog.Discard) (*Answer, error) {
	if d.Num != 0 {
		if t.b.state.Held[d.Num] == nil {
			return nil, writ.Errorf(writ.CodeNotFound, opSubmit, "Edit %d is not held back.", d.Num)
		}
		t.log(editlog.Edit{Discard: &editlog.Discard{Num: d.Num}})
		return &Answer{}, nil
	}
	var cells []editlog.CellRef
	for _, ref := range d.Cells {
		if t.b.state.Flags[ref] != nil {
			cells = append(cells, ref)
		}
	}
	if len(cells) > 0 {
		t.log(editlog.Edit{Discard: &editlog.Discard{Cells: cells}})
	}
	return &Answer{}, nil
}
