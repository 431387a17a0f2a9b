package inputtable

import (
	"context"
	"maps"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// publish makes the published branch what the draft is at a publish. Its data table
// becomes a copy of the draft's as soon as that is there; until then only rows in
// memory can be edited.
func (st *opened) publish(e *editlog.Entry) *change {
	draft, old := st.branches[writ.BranchDraft], st.branches[writ.BranchPublished]
	b := &branch{st: st, name: writ.BranchPublished, complete: draft.complete, first: draft.first, last: draft.last, moves: 1}
	b.prepare(draft.columnsOnly())
	b.version = e.Num
	maps.Copy(b.state.Rows, draft.state.Rows)
	maps.Copy(b.state.Flags, draft.state.Flags)
	c := &change{entry: e, snap: b.columnsOnly(), refs: map[editlog.CellRef]*editlog.Flag{}}
	for _, ref := range st.formerFlags {
		c.refs[ref] = nil
	}
	if old != nil {
		st.former = old.data
		for ref := range old.state.Flags {
			c.refs[ref] = nil
		}
	}
	maps.Copy(c.refs, b.state.Flags)
	for id, row := range b.state.Rows {
		b.stored[id] = row
	}
	b.pending = []*change{c}
	b.data = st.former
	st.branches[writ.BranchPublished] = b
	return c
}

// copyDraft makes the data table of a publish, once the draft's is exactly there.
func (b *branch) copyDraft(c *change) {
	draft := b.st.branches[writ.BranchDraft]
	if draft.mark.Num != c.entry.Num || draft.applying {
		return
	}
	w := b.st.t.w
	from := *draft.data
	next, mark := following(&from, driver.Mark{Num: c.entry.Num, Term: b.st.term}, w.ws.opt.Clock)
	next.Branch, next.Generation = writ.BranchPublished, 1
	if b.data != nil {
		next.Generation = b.data.Generation + 1
	}
	mark.Generation = next.Generation
	sh := shapeOf(c.snap, next)
	b.build(next, mark, func(ctx context.Context) error {
		return b.st.place.data.Copy(ctx, &from, next, sh.people(), mark)
	}, func() *built {
		return &built{done: c, old: b.data}
	})
}
