package inputtable

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// batch is what one append takes: the entries of all tables that wait, and the jobs
// that are answered once it has committed.
type batch struct {
	parts map[*opened]*part
	jobs  []*job
	rows  int
	bytes int // about
}

// part is what a batch has of one table.
type part struct {
	entries []*editlog.Entry
	changes []branchChange
	hash    string // of the last entry
}

// branchChange is a change of a branch.
type branchChange struct {
	branch writ.Branch
	*change
}

// What one append takes at most. A single request may be larger.
const (
	batchRows  = 20_000
	batchBytes = 8 << 20
)

// What one entry has at most, unless a single row is longer.
const (
	entryRows  = 1_000
	entryBytes = 1 << 20
	aboutCell  = 32 // bytes that a cell takes besides its text
)

func (b *batch) full() bool { return b.rows >= batchRows || b.bytes >= batchBytes }

func (b *batch) part(st *opened) *part {
	if b.parts == nil {
		b.parts = map[*opened]*part{}
	}
	if b.parts[st] == nil {
		b.parts[st] = &part{}
	}
	return b.parts[st]
}

// append sends the next batch to the log, unless one is under way.
func (w *writer) append() {
	if w.flight != nil || len(w.next.parts) == 0 || !w.trusted() {
		return
	}
	b := w.next
	w.flight, w.next = b, &batch{}
	if b.full() {
		w.touchAll() // some may have been kept waiting
	}
	var log logbook
	for st, p := range b.parts {
		p.hash, log = st.hash, st.place.log
	}
	w.async(func(ctx context.Context) func() {
		entries, err := b.seal()
		if err == nil {
			err = log.Append(ctx, entries)
		}
		return func() { w.appended(b, err) }
	})
}

// seal binds each entry to the one before it and returns them all.
func (b *batch) seal() ([]*editlog.Entry, error) {
	var all []*editlog.Entry
	for _, p := range b.parts {
		for _, e := range p.entries {
			if err := editlog.Seal(p.hash, e); err != nil {
				return nil, err
			}
			p.hash = e.Meta.Hash
		}
		all = append(all, p.entries...)
	}
	return all, nil
}

// appended learns what became of an append.
func (w *writer) appended(b *batch, err error) {
	if w.flight != b { // everything was dropped meanwhile
		return
	}
	w.flight = nil
	switch {
	case err == nil && w.trusted():
		for st, p := range b.parts {
			st.commit(p)
		}
		for _, j := range b.jobs {
			if k := w.tables[j.req.Table].keys[j.key()]; k != nil && k.job == j {
				k.job = nil
			}
			j.finish(j.answer, nil)
		}
	case err == nil:
		w.giveBack(b, true, errElsewhere())
	default:
		w.ws.opt.Log.Warn("edits were not logged", "connection", w.conn, "rows", b.rows, "error", err)
		w.checked = false
		w.giveBack(b, unknown(err), err)
	}
}

// unknown tells whether an append that failed may have arrived all the same.
func unknown(err error) bool {
	switch warehouse.ClassOf(err) {
	case driver.ClassUncertain, driver.ClassTimeout, driver.ClassCanceled:
		return true
	case "":
		return writ.CodeOf(err) != writ.CodeInvalid
	}
	return false
}

// passing tells whether an append that failed is worth trying again.
func passing(err error) bool {
	switch warehouse.ClassOf(err) {
	case driver.ClassValue, driver.ClassLimit, driver.ClassPrivilege, driver.ClassFull:
		return false
	}
	return true
}

// appendTries is how many appends that fail a request goes through.
const appendTries = 4

// giveBack throws away what an append that failed has touched, and puts its jobs
// back to where they came from, before those that came later. If nobody knows
// whether it arrived, a new term makes sure that it no longer can.
func (w *writer) giveBack(b *batch, unsure bool, err error) {
	if unsure {
		w.lease.raise = true
	}
	for st := range b.parts {
		st.t.throw()
	}
	front := map[*table][]*job{}
	for _, j := range b.jobs {
		j.tries++
		j.unsure = unsure && j.batch != ""
		switch {
		case j.hold != nil: // found again when the entry is applied
		case !j.unsure && (j.tries >= appendTries || !passing(err)):
			j.fail(err)
		default:
			t := w.tables[j.req.Table]
			front[t] = append(front[t], j)
		}
	}
	for t, jobs := range front {
		t.requeue(jobs)
	}
}

// requeue puts jobs to the front of the inbox.
func (t *table) requeue(jobs []*job) {
	for _, j := range jobs {
		j.parsed = nil
	}
	t.inbox = append(jobs, t.inbox...)
	t.w.touched[t] = true
}

// withdraw takes a table out of a batch that was not sent, and returns its jobs.
func (b *batch) withdraw(st *opened) (jobs []*job) {
	delete(b.parts, st)
	rest := b.jobs[:0]
	for _, j := range b.jobs {
		if j.req.Table != st.t.id {
			rest = append(rest, j)
			continue
		}
		if j.batch, j.answer = "", nil; j.hold == nil {
			jobs = append(jobs, j)
		}
	}
	b.jobs = rest
	return jobs
}

// has tells whether a batch has entries of a table.
func (b *batch) has(t *table) bool {
	if b == nil {
		return false
	}
	for st := range b.parts {
		if st.t == t {
			return true
		}
	}
	return false
}

// toldRows is how many changed rows an Event names.
const toldRows = 101

// commit makes a part of a batch logged.
func (st *opened) commit(p *part) {
	last := p.entries[len(p.entries)-1]
	st.logged, st.hash = last.Num, p.hash
	st.t.known = last.Num
	told := map[writ.Branch]*Event{}
	for _, c := range p.changes {
		st.note(c.branch, c.change)
		e := told[c.branch]
		if e == nil {
			e = &Event{Table: st.t.id, Branch: c.branch}
			told[c.branch] = e
		}
		e.Columns = e.Columns || c.barrier()
		for _, im := range c.rows[:min(len(c.rows), toldRows-len(e.Rows))] {
			e.Rows = append(e.Rows, im.id)
		}
		if c.entry.Edit.Hold != nil {
			st.stale = true
		}
	}
	for _, e := range told {
		st.tell(e)
	}
	t := st.t
	t.w.touched[t] = true
	switch {
	case t.st != st: // it was thrown away meanwhile
		t.wanted = true
	case st.stale:
		t.throw()
	default:
		t.w.heads.touch(st)
	}
}

// tell says what has happened.
func (st *opened) tell(e *Event) {
	e.Head = st.logged
	if b := st.branches[e.Branch]; b != nil {
		e.Mark, e.Problem = b.mark.Num, b.problem
	}
	st.t.w.ws.opt.Tell(*e)
}
