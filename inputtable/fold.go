package inputtable

import (
	"context"
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
)

// base is what the columns of a branch were at the newest structure that is not
// after its mark. Between the two are only rows, which the data table has.
func (o *opening) base(name writ.Branch, mark int64) (*editlog.State, []*editlog.State, error) {
	var saved map[writ.Branch][]*editlog.State
	if err := json.Unmarshal(o.facts.head.State, &saved); err != nil {
		return nil, nil, writ.Wrap(writ.CodeInternal, opOpen, err, "What was kept of the columns of %s cannot be read.", o.facts.input.Name)
	}
	var base *editlog.State
	for _, s := range saved[name] {
		if s.Num <= mark {
			base = s
		}
	}
	if base == nil {
		return nil, nil, writ.Errorf(writ.CodeInternal, opOpen, "The columns of %s as its data table has them are not known.", o.facts.input.Name).
			WithHint("Rebuild the data table from its edit log.")
	}
	return base, saved[name], nil
}

// fold gives the entries their effect that the data tables do not have yet, which
// is then pending.
func (o *opening) fold(ctx context.Context, st *opened, entries []*editlog.Entry) error {
	published := int64(0) // the last publish
	for _, e := range entries {
		if e.Edit.Publish != nil {
			published = e.Num
		}
	}
	draft := st.branches[writ.BranchDraft]
	if err := o.begin(ctx, draft, entries); err != nil {
		return err
	}
	reader := st.branches[writ.BranchPublished]
	if reader != nil && published > reader.mark.Num {
		delete(st.branches, writ.BranchPublished) // it becomes what the draft is then
		st.former, reader = reader.data, nil
		for _, f := range o.facts.flags[writ.BranchPublished] {
			st.formerFlags = append(st.formerFlags, editlog.CellRef{Row: f.Row, Column: f.Column})
		}
		if draft.mark.Num >= published {
			return writ.Errorf(writ.CodeInternal, opOpen, "The published rows of %s are older than its last publish.", o.facts.input.Name).
				WithHint("Rebuild the data table from its edit log.")
		}
	} else if reader != nil {
		if err := o.begin(ctx, reader, entries); err != nil {
			return err
		}
	}
	for _, e := range entries {
		as := writ.AsMember(e.Meta.Member, "")
		if e.Num > draft.mark.Num {
			draft.step(e, as)
		}
		switch {
		case e.Num == published && e.Num > draft.mark.Num:
			st.publish(e)
			reader = st.branches[writ.BranchPublished]
		case reader != nil && e.Num > reader.mark.Num && e.Num > published && reader.state.Concerns(e):
			reader.step(e, as)
		}
	}
	st.stale = false
	for name, b := range st.branches {
		for _, c := range b.pending {
			st.note(name, c)
		}
	}
	return nil
}

// begin makes a branch as its data table has it, with the rows that entries touch,
// or all of them if they are few.
func (o *opening) begin(ctx context.Context, b *branch, entries []*editlog.Entry) error {
	base, saved, err := o.base(b.name, b.mark.Num)
	if err != nil {
		return err
	}
	b.prepare(base)
	b.state.Num = b.mark.Num
	b.st.snaps[b.name] = saved
	for _, f := range o.facts.flags[b.name] {
		if f.Num <= b.mark.Num {
			flag := flagOf(f)
			b.state.Flags[flag.CellRef] = flag
		}
	}
	wanted := map[writ.RowID]bool{}
	for _, e := range entries {
		if h := e.Edit.Hold; h != nil {
			b.state.Skip[h.Num] = true
		}
		if e.Num > b.mark.Num {
			for _, id := range heldRows(e) {
				wanted[id] = true
			}
		}
		if r := e.Edit.Release; r != nil && b.state.Held[r.Num] != nil {
			for _, id := range heldRows(b.state.Held[r.Num]) {
				wanted[id] = true
			}
		}
	}
	return b.loadFirst(ctx, wanted)
}

// prepare gives a branch a state without rows.
func (b *branch) prepare(s *editlog.State) {
	b.state = s.Clone()
	b.state.Branch = b.name
	b.stored = map[writ.RowID]*editlog.Row{}
	b.rules = map[writ.ColumnID]*Rules{}
	b.index = map[writ.ColumnID]*index{}
	b.choices = map[writ.ColumnID]knownChoices{}
	b.around = map[string]warehouse.Positions{}
}

// fewCells is how many cells a table may have to be read whole when it is opened.
const fewCells = 100_000

// loadFirst reads all rows of a small table, and those that are wanted of a large
// one.
func (b *branch) loadFirst(ctx context.Context, wanted map[writ.RowID]bool) error {
	data, sh := b.st.place.data, b.shape()
	limit := min(b.st.t.w.ws.opt.Rows/2, fewCells/(len(sh.columns)+1))
	page, err := data.Page(ctx, b.data, sh.all(), "", limit+1)
	if err != nil {
		return err
	}
	rows, err := sh.rows(page)
	if err != nil {
		return err
	}
	if b.complete = len(rows) <= limit; !b.complete {
		ids := make([]writ.RowID, 0, len(wanted))
		for id := range wanted {
			ids = append(ids, id)
		}
		if rows, err = sh.readRows(ctx, data, ids); err != nil {
			return err
		}
		ends, err := data.Positions(ctx, b.data, "")
		if err != nil {
			return err
		}
		b.first, b.last = ends.First, ends.Last
	}
	for _, row := range rows {
		b.load(row)
	}
	for id := range wanted {
		if !b.knows(id) {
			b.stored[id] = nil
		}
	}
	return nil
}

// load takes a row into memory as the data table has it.
func (b *branch) load(row *editlog.Row) {
	b.stored[row.ID] = row
	b.state.Rows[row.ID] = row
	b.spread(row.Position)
	for column, ix := range b.index {
		ix.Put(row.ID, row.Get(column))
	}
}

// spread notes a position that may be the first or the last.
func (b *branch) spread(p string) {
	b.last = max(b.last, p)
	if b.first == "" || p < b.first {
		b.first = p
	}
}

// flagOf makes a flag of what the store keeps of it.
func flagOf(f writ.InputFlag) *editlog.Flag {
	return &editlog.Flag{
		Refusal: editlog.Refusal{
			CellRef: editlog.CellRef{Row: f.Row, Column: f.Column}, Rule: f.Rule, Reason: f.Reason,
			Value: editlog.Cell{Type: f.Type, Value: f.Value},
		},
		By: f.By, At: f.At, Num: f.Num,
	}
}
