package inputtable

import (
	"context"
	"maps"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Rebuild makes the data tables of an input table anew from the edit log alone, in
// the destination that the input table names, and drops the old ones. Edits wait
// until it is done.
func (ws *Writers) Rebuild(ctx context.Context, id writ.InputTableID) error {
	w, err := ws.writerOf(ctx, id)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	err = w.ask(ctx, func() {
		t := w.table(id)
		t.rebuilds = append(t.rebuilds, done)
		w.touched[t] = true
	})
	if err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return canceled(ctx)
	}
}

// rebuild begins to rebuild once nothing else of the table is under way.
func (t *table) rebuild() {
	w := t.w
	t.throw()
	if t.busy > 0 || w.lease.raise || !w.trusted() || w.flight.has(t) || t.saving {
		return
	}
	asked := t.rebuilds
	t.rebuilds = nil
	r := &rebuilding{opening: opening{ws: w.ws, t: t, term: w.lease.l.Term, check: true}}
	t.busy++
	w.async(func(ctx context.Context) func() {
		err := r.rebuild(ctx)
		return func() {
			t.busy--
			w.touched[t] = true
			for _, done := range asked {
				done <- err
			}
		}
	})
}

// rebuilding makes the data tables of a table anew. It shares with opening how the
// facts are read and the log is checked.
type rebuilding struct {
	opening
	held      map[int64]bool
	published int64 // the last publish
	hash      string
	at        int64
}

func (r *rebuilding) rebuild(ctx context.Context) error {
	if err := r.readFacts(ctx); err != nil {
		return err
	}
	p, err := r.ws.reach(ctx, r.t.w.conn)
	if err != nil {
		return err
	}
	if err := r.checkLog(ctx, p); err != nil {
		return err
	}
	for _, d := range r.facts.data { // so that nobody of an older term applies anything from now on
		if _, err := p.data.Fence(ctx, d, r.term); err != nil && warehouse.ClassOf(err) != driver.ClassNotFound {
			return err
		}
	}
	states, err := r.replay(ctx, p.log)
	if err != nil {
		return err
	}
	var made []*writ.DataTable
	for name, s := range states {
		d, err := r.make(ctx, p, name, s)
		if err != nil {
			return err
		}
		made = append(made, d)
	}
	if err := r.record(ctx, states, made); err != nil {
		return err
	}
	for _, d := range r.facts.data {
		if err := p.data.Drop(ctx, d); err != nil {
			r.ws.opt.Log.Warn("a data table that is no longer used was not dropped", "object", d.Object, "error", err)
		}
	}
	return nil
}

// replay folds the log into the branches that are in use. It reads the log twice,
// because what a later entry holds has no effect from the beginning.
func (r *rebuilding) replay(ctx context.Context, log logbook) (map[writ.Branch]*editlog.State, error) {
	r.held = map[int64]bool{}
	err := r.each(ctx, log, func(e *editlog.Entry) error {
		if h := e.Edit.Hold; h != nil {
			r.held[h.Num] = true
		}
		if e.Edit.Publish != nil {
			r.published = e.Num
		}
		r.at, r.hash = e.Num, e.Meta.Hash
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r.at < r.facts.head.Num {
		return nil, writ.Errorf(writ.CodeConflict, "inputtable.Rebuild", "The edit log was cut: it ends with edit %d, but edit %d is known to have been logged.", r.at, r.facts.head.Num).
			WithHint("Verify the edit log, and put it back from a backup of the warehouse.")
	}
	states := map[writ.Branch]*editlog.State{writ.BranchDraft: editlog.NewState(writ.BranchDraft)}
	draft := states[writ.BranchDraft]
	maps.Copy(draft.Skip, r.held)
	err = r.each(ctx, log, func(e *editlog.Entry) error {
		if e.Num > r.at { // came after the first reading
			return nil
		}
		draft.Admit(e)
		draft.Num = e.Num
		reader := states[writ.BranchPublished]
		switch {
		case e.Num == r.published:
			reader = draft.Clone()
			reader.Branch = writ.BranchPublished
			states[writ.BranchPublished] = reader
		case reader != nil && reader.Concerns(e):
			reader.Admit(e)
		}
		if reader != nil {
			reader.Num = e.Num
		}
		return nil
	})
	return states, err
}

// each calls fn for the accepted entries of the table.
func (r *rebuilding) each(ctx context.Context, log logbook, fn func(*editlog.Entry) error) error {
	a := editlog.NewAcceptor(0, 0, nil)
	all := func(entries []*editlog.Entry) error {
		for _, e := range entries {
			if err := fn(e); err != nil {
				return err
			}
		}
		return nil
	}
	err := log.Read(ctx, driver.LogRange{Table: string(r.t.id)}, func(e *editlog.Entry) error {
		return all(a.Add(e))
	})
	if err != nil {
		return err
	}
	return all(a.End())
}

// make makes the data table of a branch.
func (r *rebuilding) make(ctx context.Context, p *place, name writ.Branch, s *editlog.State) (*writ.DataTable, error) {
	as := r.facts.data[writ.BranchDraft].As
	d, err := r.ws.firstData(ctx, r.facts.input, Author{As: as}, s, p.limits)
	if err != nil {
		return nil, err
	}
	d.Branch = name
	if old := r.facts.data[name]; old != nil {
		d.Generation = old.Generation + 1
	}
	file, err := newRowFile(r.ws.opt.Dir)
	if err != nil {
		return nil, err
	}
	defer file.remove()
	sh := shapeOf(s, d)
	for _, row := range s.Rows {
		if err := file.write(sh.values(row)); err != nil {
			return nil, err
		}
	}
	if err := file.close(); err != nil {
		return nil, err
	}
	mark := driver.Mark{Num: s.Num, Term: r.term, Generation: d.Generation}
	return d, p.data.Create(ctx, d, sh.people(), file.path(), file.longest, mark)
}

// record has the store know the new data tables and what belongs to them.
func (r *rebuilding) record(ctx context.Context, states map[writ.Branch]*editlog.State, made []*writ.DataTable) error {
	h := &savedHead{
		head:   writ.InputHead{Table: r.t.id, Num: r.at, Term: r.term, Hash: r.hash, At: r.ws.opt.Clock()},
		states: map[writ.Branch][]*editlog.State{}, flags: map[writ.Branch]map[editlog.CellRef]*editlog.Flag{},
	}
	for name, s := range states {
		flags := map[editlog.CellRef]*editlog.Flag{}
		for _, f := range r.facts.flags[name] {
			flags[editlog.CellRef{Row: f.Row, Column: f.Column}] = nil
		}
		maps.Copy(flags, s.Flags)
		h.states[name], h.flags[name] = []*editlog.State{s}, flags
	}
	return writeHeads(ctx, r.ws.opt.Store, []*savedHead{h}, made...)
}
