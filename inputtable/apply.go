package inputtable

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// applyRows is how many rows one apply changes at most, unless one entry has more.
const applyRows = 10_000

// application is what one apply does: the changes it covers, and each row as it was
// and as it becomes.
type application struct {
	changes []*change
	to      driver.Mark
	as      writ.As
	rows    []pair
}

type pair struct {
	id       writ.RowID
	old, now *editlog.Row
}

// apply brings the data table forward, if something is logged that it does not have
// and nothing is in the way.
func (b *branch) apply() {
	if b.applying || b.wait || len(b.pending) == 0 || b.pending[0].entry.Num > b.st.logged {
		return
	}
	first := b.pending[0]
	if first.barrier() && b.st.saved < first.entry.Num {
		b.st.t.w.heads.hurry(b.st)
		return
	}
	switch {
	case b.name == writ.BranchPublished && first.entry.Edit.Publish != nil:
		b.copyDraft(first)
	case first.before != nil:
		b.regenerate(first)
	case b.name == writ.BranchDraft && b.mark.Num == b.st.gate():
		// the published data table is made of the rows as they are now
	case first.snap != nil && len(b.missing(first.snap)) > 0:
		b.addColumns(first)
	default:
		b.send(b.gather())
	}
}

// gate is the number of a publish whose data table is not there yet; the draft's
// mark waits there. 0 if there is none.
func (st *opened) gate() int64 {
	p := st.branches[writ.BranchPublished]
	if p == nil || len(p.pending) == 0 || p.pending[0].entry.Edit.Publish == nil {
		return 0
	}
	return p.pending[0].entry.Num
}

// gather takes what one apply can do: changes with the rights of one author, up to
// what has to be done by itself.
func (b *branch) gather() *application {
	a := &application{as: b.asOf(b.pending[0])}
	gate := b.st.gate()
	last := map[writ.RowID]int{}
	for i, c := range b.pending {
		first := i == 0
		if c.entry.Num > b.st.logged || b.asOf(c) != a.as || !first && (b.single || c.before != nil ||
			c.barrier() && b.st.saved < c.entry.Num || c.snap != nil && len(b.missing(c.snap)) > 0 || len(a.rows)+len(c.rows) > applyRows) {
			break
		}
		a.changes = append(a.changes, c)
		for _, im := range c.rows {
			at, again := last[im.id]
			if !again {
				last[im.id] = len(a.rows)
				a.rows = append(a.rows, pair{im.id, b.stored[im.id], im.row})
				continue
			}
			a.rows[at].now = im.row
		}
		if b.name == writ.BranchDraft && c.entry.Num == gate {
			break
		}
	}
	a.to = driver.Mark{Num: a.changes[len(a.changes)-1].entry.Num, Term: b.st.term, Generation: b.mark.Generation}
	return a
}

// asOf is with whose rights a change is applied.
func (b *branch) asOf(c *change) writ.As {
	if b.data.As.IsService() || len(c.rows) == 0 {
		return b.data.As
	}
	return c.as
}

// send has an application done.
func (b *branch) send(a *application) {
	b.applying = true
	sh, from := b.shape(), b.mark
	b.st.async(func(ctx context.Context) func() {
		applied, err := b.st.place.data.Apply(ctx, a.as, sh.changes(a, from))
		return func() {
			b.applying = false
			switch {
			case err != nil:
				b.applyFailed(a, err)
			case !applied: // somebody else writes
				b.st.t.throw()
			default:
				b.applied(a)
			}
		}
	})
}

// changes writes an application down for the driver.
func (s *shape) changes(a *application, from driver.Mark) driver.Changes {
	c := driver.Changes{Data: dataOf(s.data), From: from, To: a.to, Columns: s.all()}
	groups := map[string]int{}
	for _, p := range a.rows {
		switch {
		case p.old == nil && p.now == nil:
		case p.old == nil:
			c.Inserts = append(c.Inserts, s.values(p.now))
		case p.now == nil:
			c.Deletes = append(c.Deletes, string(p.id))
		default:
			s.addUpdate(&c, groups, p)
		}
	}
	return c
}

// addUpdate adds an update to those that change the same columns.
func (s *shape) addUpdate(c *driver.Changes, groups map[string]int, p pair) {
	differ := s.differing(p.old, p.now)
	if len(differ) == 0 {
		return
	}
	var key strings.Builder
	for _, i := range differ {
		key.WriteString(strconv.Itoa(i))
		key.WriteByte(',')
	}
	at, ok := groups[key.String()]
	if !ok {
		at = len(c.Updates)
		groups[key.String()] = at
		u := driver.RowUpdates{Columns: []driver.Column{c.Columns[0]}}
		for _, i := range differ {
			u.Columns = append(u.Columns, c.Columns[i])
		}
		c.Updates = append(c.Updates, u)
	}
	all := s.values(p.now)
	row := make([]writ.Value, 0, len(differ)+1)
	row = append(row, all[0])
	for _, i := range differ {
		row = append(row, all[i])
	}
	c.Updates[at].Rows = append(c.Updates[at].Rows, row)
}

// applied notes that the data table has what was applied.
func (b *branch) applied(a *application) {
	b.mark, b.fails = a.to, 0
	b.pending = slices.Delete(b.pending, 0, len(a.changes))
	if len(b.pending) == 0 {
		b.pending, b.single = nil, false
	}
	e := Event{Table: b.st.t.id, Branch: b.name, Columns: b.problem != nil}
	b.problem = nil
	for _, p := range a.rows {
		b.stored[p.id] = p.now
		if len(e.Rows) < toldRows {
			e.Rows = append(e.Rows, p.id)
		}
	}
	b.st.tell(&e)
}

// applyFailed decides what is done about an apply that failed.
func (b *branch) applyFailed(a *application, err error) {
	w := b.st.t.w
	w.ws.opt.Log.Warn("edits were not applied", "table", b.st.t.id, "branch", b.name, "edit", a.to.Num, "error", err)
	switch class := warehouse.ClassOf(err); class {
	case driver.ClassUncertain, driver.ClassTimeout, driver.ClassCanceled:
		w.lease.raise = true // so that it cannot land later
		b.st.t.throw()
	case driver.ClassNotFound:
		b.st.t.throw()
	case driver.ClassValue, driver.ClassLimit, driver.ClassPrivilege, driver.ClassSignIn:
		mine := class == driver.ClassValue || class == driver.ClassLimit || !a.as.IsService()
		switch {
		case mine && len(a.changes) > 1:
			b.single = true
		case mine && len(a.changes[0].rows) > 0:
			b.holdEntry(a.changes[0], problemOf(err).Message)
			b.wait = true // until the table is opened anew, without the effect of the entry
		default:
			b.retry(err)
		}
	default:
		b.retry(err)
	}
}

// retry tries again after a while, which grows. What is wrong is told.
func (b *branch) retry(err error) {
	b.wait = true
	b.fails++
	if problem := problemOf(err); b.fails > 1 && (b.problem == nil || *b.problem != *problem) {
		b.problem = problem
		b.st.tell(&Event{Table: b.st.t.id, Branch: b.name})
	}
	t := b.st.t
	t.w.later(min(50*time.Millisecond<<min(b.fails, 20), 30*time.Second), func() {
		b.wait = false
		t.w.touched[t] = true
	})
}
