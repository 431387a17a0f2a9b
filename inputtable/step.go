package inputtable

import (
	"maps"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// step gives an entry its effect in every branch that it concerns. as is with whose
// rights it is applied, if the data table does not say that.
func (st *opened) step(e *editlog.Entry, as writ.As) []branchChange {
	draft := st.branches[writ.BranchDraft]
	changes := []branchChange{{writ.BranchDraft, draft.step(e, as)}}
	published := st.branches[writ.BranchPublished]
	switch {
	case e.Edit.Publish != nil:
		changes = append(changes, branchChange{writ.BranchPublished, st.publish(e)})
	case published != nil && published.state.Concerns(e):
		changes = append(changes, branchChange{writ.BranchPublished, published.step(e, as)})
	}
	return changes
}

// step gives an entry its effect, of which the rows are in memory, and notes what
// that was.
func (b *branch) step(e *editlog.Entry, as writ.As) *change {
	c := &change{entry: e, as: as}
	ids := b.state.Touches(e)
	if b.state.Whole(e) && e.Edit.Hold == nil {
		c.before = b.columnsOnly()
		b.moves++
		for id := range b.state.Rows {
			ids = append(ids, id)
		}
	}
	flags := b.flagsOf(ids, e)
	if b.state.Step(e) != nil {
		b.st.stale = true // a hold: the table is opened anew once it is logged
	}
	c.rows = make([]image, 0, len(ids))
	for _, id := range ids {
		if !b.knows(id) {
			b.stored[id] = nil
		}
		c.rows = append(c.rows, image{id, b.state.Rows[id]})
		b.reindex(id)
	}
	c.refs = b.flagsChanged(flags, ids)
	if structural(&e.Edit) || b.state.Skip[e.Num] {
		b.version++
		b.rules = map[writ.ColumnID]*Rules{}
		c.snap = b.columnsOnly()
	}
	b.pending = append(b.pending, c)
	return c
}

// structural tells whether an edit changes what a State keeps besides rows and
// flags.
func structural(x *editlog.Edit) bool {
	return x.Create != nil || x.AddColumn != nil || x.UpdateColumn != nil || x.RemoveColumn != nil || x.SetRules != nil ||
		x.Publish != nil || x.Hold != nil || x.Release != nil || x.Discard != nil && x.Discard.Num != 0
}

// columnsOnly is the state of a branch without its rows and flags.
func (b *branch) columnsOnly() *editlog.State {
	s := *b.state
	s.Rows, s.Flags = map[writ.RowID]*editlog.Row{}, map[editlog.CellRef]*editlog.Flag{}
	return s.Clone()
}

// flagsOf returns the flags that an entry may end, nil if there are none at all.
func (b *branch) flagsOf(ids []writ.RowID, e *editlog.Entry) map[editlog.CellRef]*editlog.Flag {
	if len(b.state.Flags) == 0 {
		return nil
	}
	if b.state.Whole(e) {
		return maps.Clone(b.state.Flags)
	}
	flags := map[editlog.CellRef]*editlog.Flag{}
	note := func(ref editlog.CellRef) {
		if f := b.state.Flags[ref]; f != nil {
			flags[ref] = f
		}
	}
	for _, id := range ids {
		for i := range b.state.Columns {
			note(editlog.CellRef{Row: id, Column: b.state.Columns[i].ID})
		}
	}
	if d := e.Edit.Discard; d != nil {
		for _, ref := range d.Cells {
			note(ref)
		}
	}
	return flags
}

// flagsChanged tells which flags came, or went: nil. before are those that there were
// in the rows that were touched, nil if there were none anywhere.
func (b *branch) flagsChanged(before map[editlog.CellRef]*editlog.Flag, ids []writ.RowID) map[editlog.CellRef]*editlog.Flag {
	var changed map[editlog.CellRef]*editlog.Flag
	note := func(ref editlog.CellRef, f *editlog.Flag) {
		if changed == nil {
			changed = map[editlog.CellRef]*editlog.Flag{}
		}
		changed[ref] = f
	}
	for ref, f := range before {
		if b.state.Flags[ref] != f {
			note(ref, b.state.Flags[ref])
		}
	}
	if before == nil {
		for ref, f := range b.state.Flags {
			note(ref, f)
		}
		return changed
	}
	for _, id := range ids {
		for i := range b.state.Columns {
			ref := editlog.CellRef{Row: id, Column: b.state.Columns[i].ID}
			if f := b.state.Flags[ref]; f != nil && before[ref] == nil {
				note(ref, f)
			}
		}
	}
	return changed
}
