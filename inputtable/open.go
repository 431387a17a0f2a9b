package inputtable

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// open begins to open the table in the present term, unless something of what was
// open before is still under way.
func (t *table) open() {
	w := t.w
	if t.busy > 0 || t.saving || t.pause || w.lease.raise || !w.trusted() || w.flight.has(t) {
		return
	}
	o := &opening{ws: w.ws, t: t, term: w.lease.l.Term, known: t.known, check: !w.checked, batches: map[string]bool{}}
	t.busy++
	w.async(func(ctx context.Context) func() {
		st, err := o.open(ctx)
		return func() {
			t.busy--
			w.touched[t] = true
			if w.tables[t.id] != t || !w.lease.held {
				if st != nil {
					st.close()
				}
				return
			}
			if err != nil {
				t.openFailed(o, err)
				return
			}
			t.isOpen(o, st)
		}
	})
}

// isOpen begins to work with what was opened.
func (t *table) isOpen(o *opening, st *opened) {
	w := t.w
	t.st, t.fails, t.wanted, w.checked = st, 0, false, true
	t.known = st.logged
	for key, k := range o.keys {
		t.keys[key] = k
	}
	t.forgetKeys(st.at.Add(-2 * keyFor))
	rest := t.inbox[:0]
	for _, j := range t.inbox {
		switch {
		case j.unsure && o.batches[j.batch]:
			j.finish(j.answer, nil)
			continue
		case j.unsure && j.state.Load() == taken && j.ctx.Err() != nil:
			j.fail(context.Cause(j.ctx))
			continue
		}
		j.unsure, j.answer = false, nil
		rest = append(rest, j)
	}
	t.inbox = rest
	w.heads.touch(st)
}

// openFailed decides what is done about a table that cannot be opened: those who wait
// are answered, unless it may soon be better.
func (t *table) openFailed(o *opening, err error) {
	w := t.w
	w.ws.opt.Log.Warn("an input table could not be opened", "table", t.id, "error", err)
	w.checked = false
	if o.above > 0 {
		w.lease.above, w.lease.raise = max(w.lease.above, o.above), true
	}
	t.fails++
	if unknown(err) && o.appending {
		w.lease.raise = true
	}
	patient := writ.CodeOf(err) == writ.CodeUnavailable || writ.CodeOf(err) == writ.CodeUncertain || o.above > 0
	if !patient || t.oldest() > w.ws.opt.Patience {
		t.refuseAll(err)
		if p := o.problem; p != nil {
			w.ws.opt.Tell(Event{Table: t.id, Branch: writ.BranchDraft, Problem: p})
		}
	}
	t.pause = true
	wait := min(20*time.Millisecond<<min(t.fails, 10), w.ws.opt.Patience)
	if !patient {
		wait, t.wanted = 0, false
	}
	w.later(wait, func() {
		t.pause = false
		w.touched[t] = true
	})
}

// oldest is how long the first of those who wait has waited.
func (t *table) oldest() time.Duration {
	now := t.w.ws.opt.Uptime()
	since := now
	if len(t.inbox) > 0 {
		since = t.inbox[0].since
	}
	for _, v := range t.views {
		since = min(since, v.since)
	}
	return now - since
}

// opening is an attempt to open a table. It owns nothing of the writer's.
type opening struct {
	ws    *Writers
	t     *table // for its ids alone
	term  int64
	known int64
	check bool

	facts     facts
	above     int64 // a term that is higher than ours
	appending bool
	keys      map[string]*keyed
	batches   map[string]bool // of the entries that were read
	problem   *writ.Problem
}

// facts are what the store knows of a table.
type facts struct {
	input *writ.InputTable
	data  map[writ.Branch]*writ.DataTable
	head  *writ.InputHead
	log   *writ.EditLog
	flags map[writ.Branch][]writ.InputFlag
}

// open makes all that is known of a table from the store, the log and the data
// tables, after it has made sure that no writer of an older term can add to them.
func (o *opening) open(ctx context.Context) (*opened, error) {
	if err := o.readFacts(ctx); err != nil {
		return nil, err
	}
	p, err := o.ws.reach(ctx, o.t.w.conn)
	if err != nil {
		return nil, err
	}
	if err := o.checkLog(ctx, p); err != nil {
		return nil, err
	}
	st := &opened{
		t: o.t, place: p, input: o.facts.input, term: o.term, branches: map[writ.Branch]*branch{},
		snaps: map[writ.Branch][]*editlog.State{}, flags: map[writ.Branch]map[editlog.CellRef]*editlog.Flag{},
	}
	if err := o.fence(ctx, st); err != nil {
		return nil, err
	}
	entries, err := o.readLog(ctx, st)
	if err != nil {
		return nil, err
	}
	if err := o.claim(ctx, st); err != nil {
		return nil, err
	}
	takeOver, err := o.takeOver(ctx, st)
	if err != nil {
		return nil, err
	}
	if err := o.fold(ctx, st, append(entries, takeOver)); err != nil {
		return nil, err
	}
	if o.known == 0 {
		if err := o.readKeys(ctx, p); err != nil {
			return nil, err
		}
	}
	st.ctx, st.close = context.WithCancel(o.t.w.ctx)
	return st, nil
}

func (o *opening) readFacts(ctx context.Context) error {
	f := facts{data: map[writ.Branch]*writ.DataTable{}, flags: map[writ.Branch][]writ.InputFlag{}}
	err := o.ws.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		if f.input, err = tx.InputTables.Get(ctx, o.t.id); err != nil {
			return err
		}
		data, err := tx.InputTables.Data(ctx, o.t.id)
		if err != nil {
			return err
		}
		for _, d := range data {
			f.data[d.Branch] = d
			if f.flags[d.Branch], err = allFlags(ctx, tx, o.t.id, d.Branch); err != nil {
				return err
			}
		}
		if f.head, err = tx.InputHeads.Get(ctx, o.t.id); err != nil {
			return err
		}
		f.log, err = tx.EditLogs.Get(ctx, f.input.Connection)
		return err
	})
	o.facts = f
	if err == nil && f.data[writ.BranchDraft] == nil {
		err = writ.Errorf(writ.CodeInternal, opOpen, "The input table %s has no data table.", f.input.Name)
	}
	return err
}

const opOpen = "inputtable.open"

func allFlags(ctx context.Context, tx store.Tx, id writ.InputTableID, b writ.Branch) ([]writ.InputFlag, error) {
	const page = 1000
	var all []writ.InputFlag
	var row writ.RowID
	var column writ.ColumnID
	for {
		some, err := tx.InputHeads.Flags(ctx, id, b, row, column, page)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(some) < page {
			return all, nil
		}
		row, column = some[page-1].Row, some[page-1].Column
	}
}

// checkLog looks whether the log is as it has to be. What differs is noted, and
// noted as mended.
func (o *opening) checkLog(ctx context.Context, p *place) error {
	problem := o.facts.log.Problem
	if !o.check && problem == nil {
		return nil
	}
	err := p.log.Check(ctx)
	code := writ.CodeOf(err)
	var now *writ.Problem
	if code == writ.CodeConflict || code == writ.CodeNotFound {
		now = problemOf(err)
	} else if err != nil {
		return err
	}
	if (problem == nil) != (now == nil) || now != nil && *now != *problem {
		l := *o.facts.log
		l.Problem = now
		if serr := o.ws.opt.Store.Write(ctx, func(tx store.Tx) error { return tx.EditLogs.Update(ctx, &l) }); serr != nil {
			return errors.Join(err, serr)
		}
		if now != nil {
			o.problem = now
		}
	}
	return err
}

// problemOf says to people what an error says.
func problemOf(err error) *writ.Problem {
	p := &writ.Problem{Code: writ.CodeOf(err), Message: err.Error()}
	var e *writ.Error
	if errors.As(err, &e) {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}

// fence makes sure that no writer of an older term can apply anything, and learns
// how far the data tables are.
func (o *opening) fence(ctx context.Context, st *opened) error {
	for name, d := range o.facts.data {
		mark, err := st.place.data.Fence(ctx, d, o.term)
		switch class := warehouse.ClassOf(err); {
		case class == driver.ClassConflict:
			o.above = max(mark.Term, o.facts.head.Term, o.term)
			return err
		case class == driver.ClassNotFound:
			o.problem = problemOf(lostData(d, err))
			return lostData(d, err)
		case err != nil:
			return err
		}
		st.branches[name] = &branch{st: st, name: name, data: d, mark: mark}
	}
	return nil
}

func lostData(d *writ.DataTable, cause error) error {
	return writ.Wrap(writ.CodeNotFound, opOpen, cause, "The data table %s is no longer there.", d.Path).
		WithHint("Rebuild it from its edit log; nothing that was logged is lost.")
}

// readLog reads the entries after the mark that is farthest behind, and checks that
// the log holds what the store knows of it.
func (o *opening) readLog(ctx context.Context, st *opened) ([]*editlog.Entry, error) {
	head := o.facts.head
	from := head.Num
	for _, b := range st.branches {
		from = min(from, b.mark.Num)
	}
	entries, err := o.readFrom(ctx, st.place.log, from, from-1)
	if err != nil {
		return nil, err
	}
	if err := o.checkHead(entries); err != nil {
		return nil, err
	}
	last := entries[len(entries)-1]
	if last.Meta.Term > o.term {
		o.above = last.Meta.Term
		return nil, writ.Errorf(writ.CodeUnavailable, opOpen, "A writer of a later term has written the edit log.")
	}
	st.num, st.hash, st.at = last.Num, last.Meta.Hash, last.At
	o.keys = map[string]*keyed{}
	for _, e := range entries {
		o.batches[e.Meta.Batch] = true
		if e.Num > o.known {
			o.noteKey(e)
		}
	}
	return entries, nil
}

// readFrom reads the accepted entries after one, of which the one that is numbered
// from is certain. If that is a part of a batch, its first part is read, too.
func (o *opening) readFrom(ctx context.Context, log logbook, from, after int64) ([]*editlog.Entry, error) {
	var entries []*editlog.Entry
	part := 1
	a := editlog.NewAcceptor(after, 0, nil)
	err := log.Read(ctx, driver.LogRange{Table: string(o.t.id), After: after}, func(e *editlog.Entry) error {
		if e.Num == from {
			part = max(part, e.Meta.Part)
		}
		entries = append(entries, a.Add(e)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if earlier := from - int64(part); earlier < after {
		return o.readFrom(ctx, log, from, earlier)
	}
	return append(entries, a.End()...), nil
}

// checkHead looks whether the log still holds what is known to have been logged.
func (o *opening) checkHead(entries []*editlog.Entry) error {
	head := o.facts.head
	i := slices.IndexFunc(entries, func(e *editlog.Entry) bool { return e.Num == head.Num })
	if i >= 0 && entries[i].Meta.Hash == head.Hash {
		return nil
	}
	err := writ.Errorf(writ.CodeConflict, opOpen, "The edit log was changed: entry %d of the input table %s is no longer what was logged.", head.Num, o.facts.input.Name).
		WithHint("Verify the edit log to see what was changed, and put it back from a backup of the warehouse.")
	o.problem = problemOf(err)
	return err
}

// claim tells the store, before the term begins in the log, how far the log has come
// for it: from then on no writer of an older term moves the head. What such a one
// lands now is decided by the log alone, as editlog.Acceptor says.
func (o *opening) claim(ctx context.Context, st *opened) error {
	h := *o.facts.head
	h.Num, h.Term, h.Hash, h.At = st.num, o.term, st.hash, o.ws.opt.Clock()
	err := o.ws.opt.Store.Write(ctx, func(tx store.Tx) error { return tx.InputHeads.Put(ctx, &h) })
	if writ.CodeOf(err) == writ.CodeStale {
		o.above = o.term
	}
	return err
}

// takeOver begins the term in the log of this table.
func (o *opening) takeOver(ctx context.Context, st *opened) (*editlog.Entry, error) {
	e := &editlog.Entry{
		Table: o.t.id, Num: st.num + 1, At: later(o.ws.opt.Clock(), st.at),
		Edit: editlog.Edit{TakeOver: &editlog.TakeOver{Node: o.ws.opt.Node}},
		Meta: editlog.Meta{
			Format: editlog.Format, Document: o.facts.input.Document, Branch: writ.BranchDraft,
			Batch: newBatch(), Part: 1, Parts: 1, Term: o.term,
		},
	}
	if err := editlog.Seal(st.hash, e); err != nil {
		return nil, err
	}
	o.appending = true
	if err := st.place.log.Append(ctx, []*editlog.Entry{e}); err != nil {
		if warehouse.ClassOf(err) == driver.ClassExists {
			err = writ.Wrap(writ.CodeUnavailable, opOpen, err, "The edit log went on while it was read.")
		}
		return nil, err
	}
	o.appending = false
	st.num, st.logged, st.hash, st.at = e.Num, e.Num, e.Meta.Hash, e.At
	return e, nil
}
