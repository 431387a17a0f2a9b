package inputtable

import (
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// keyFor is how long the answer to an idempotency key is kept.
const keyFor = 24 * time.Hour

// ready tells whether the first job of the inbox can be made into entries. If it
// cannot yet, what it waits for is under way; if it never can, it is answered.
func (st *opened) ready(j *job) bool {
	t := st.t
	drop := func(err error) bool {
		j.fail(err)
		j.state.Store(abandoned)
		return true
	}
	switch {
	case j.ctx != nil && j.ctx.Err() != nil && !j.unsure:
		return drop(canceled(j.ctx))
	case j.hold != nil:
		return true
	case st.overloaded():
		return drop(writ.Errorf(writ.CodeUnavailable, opSubmit, "More edits are logged than the data table has taken; nothing was logged now.").
			WithHint("Try again in a moment."))
	}
	if done := st.knownKey(j); done {
		j.state.Store(abandoned)
		return true
	}
	b, err := st.branchFor(j.req.Branch)
	if err != nil {
		return drop(err)
	}
	if j.parsed == nil || j.parsed.version != b.version {
		if j.parsed, err = b.parse(j.req); err != nil {
			return drop(err)
		}
	}
	n := newNeeds()
	if b.need(n, j); n.empty() {
		return !st.fetching || j.req.Column == nil // what is being read is of the columns as they are
	}
	if st.fetching || b.moves > 0 {
		return false
	}
	for _, other := range t.inbox[1:min(len(t.inbox), fetchJobs)] {
		if other.req.Branch == j.req.Branch && other.hold == nil {
			if other.parsed == nil || other.parsed.version != b.version {
				other.parsed, err = b.parse(other.req)
			}
			if err == nil {
				b.need(n, other)
			}
		}
	}
	b.fetch(n)
	return false
}

// fetchJobs is for how many requests rows are read at once.
const fetchJobs = 1000

// branchFor returns a branch that requests may change.
func (st *opened) branchFor(name writ.Branch) (*branch, error) {
	b := st.branches[name]
	if b == nil {
		return nil, writ.Errorf(writ.CodeConflict, opSubmit, "The input table has not been published yet.").
			WithHint("Publish the document first, or enter rows in its draft.")
	}
	return b, nil
}

// turn is a request on its way to becoming entries.
type turn struct {
	st      *opened
	b       *branch
	j       *job
	at      time.Time
	batch   string
	entries []*editlog.Entry
	changes []branchChange
	rows    int

	add     []editlog.RowAdd
	update  []editlog.RowUpdate
	remove  []writ.RowID
	refuse  []editlog.Refusal
	bytes   int                 // of what is gathered
	touched map[writ.RowID]bool // by what is gathered
	results []RowResult
	logs    []int // results that get the number of the next entry
}

// turn makes entries of a job, puts them into the next batch, and prepares the
// answer.
func (st *opened) turn(j *job) {
	w := st.t.w
	b := st.branches[writ.BranchDraft]
	if j.hold == nil {
		b = st.branches[j.req.Branch]
	}
	t := &turn{st: st, b: b, j: j, batch: newBatch(), at: later(w.ws.opt.Clock(), st.at), touched: map[writ.RowID]bool{}}
	answer, err := t.do()
	if err != nil {
		j.fail(err)
		return
	}
	j.answer = answer
	if len(t.entries) == 0 {
		st.answerWithLogged(j)
		return
	}
	answer.First, answer.Last = t.entries[0].Num, t.entries[len(t.entries)-1].Num
	for i, e := range t.entries {
		e.Meta.Part, e.Meta.Parts = i+1, len(t.entries)
	}
	j.batch, st.at = t.batch, t.at
	p := w.next.part(st)
	p.entries = append(p.entries, t.entries...)
	p.changes = append(p.changes, t.changes...)
	w.next.jobs = append(w.next.jobs, j)
	w.next.rows += max(t.rows, 1)
	w.next.bytes += j.parsed.size()
	if key := j.key(); key != "" {
		st.t.keys[key] = &keyed{hash: j.hash, at: t.at, first: answer.First, last: answer.Last, job: j}
	}
}

func (p *parsed) size() int {
	if p == nil {
		return 0
	}
	return p.bytes
}

func (j *job) key() string {
	if j.req == nil {
		return ""
	}
	return j.req.Key
}

// later is the time of an entry: now, but never before the one that came before it,
// whatever the clock says.
func later(now, before time.Time) time.Time {
	now = now.UTC().Truncate(time.Microsecond)
	if now.Before(before) {
		return before
	}
	return now
}

// answerWithLogged answers a job that adds nothing, once everything it has seen is
// logged.
func (st *opened) answerWithLogged(j *job) {
	w := st.t.w
	switch {
	case w.next.parts[st] != nil:
		w.next.jobs = append(w.next.jobs, j)
	case w.flight != nil && w.flight.parts[st] != nil:
		w.flight.jobs = append(w.flight.jobs, j)
	default:
		j.finish(j.answer, nil)
	}
}

func (t *turn) do() (*Answer, error) {
	r := t.j.req
	switch {
	case t.j.hold != nil:
		return t.holdNow(t.j.hold)
	case len(r.Rows) > 0:
		return t.changeRows()
	case r.Column != nil:
		return t.changeColumn(r.Column)
	case r.Publish != nil:
		t.log(editlog.Edit{Publish: r.Publish})
	case r.Discard != nil:
		return t.discard(r.Discard)
	case r.Release != 0:
		return t.release(r.Release)
	}
	return &Answer{}, nil
}

// log makes an entry and gives it its effect.
func (t *turn) log(edit editlog.Edit) *editlog.Entry {
	st, r := t.st, t.j.req
	st.num++
	e := &editlog.Entry{Table: st.t.id, Num: st.num, At: t.at, Edit: edit}
	e.Meta = editlog.Meta{
		Member: r.By.Member, Email: r.By.Email, Document: r.Document, Element: r.Element, Branch: r.Branch,
		Batch: t.batch, Key: r.Key, Request: t.j.hash, Cause: r.Cause, Term: st.term, Format: editlog.Format,
	}
	t.entries = append(t.entries, e)
	t.changes = append(t.changes, st.step(e, r.By.As)...)
	return e
}
