package inputtable

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// table is an input table as its writer keeps it, whether it is open or not.
type table struct {
	w      *writer
	id     writ.InputTableID
	inbox  []*job            // in the order in which they came
	views  []*view           // that wait until everything is applied
	timed  bool              // the views are looked at again in time
	keys   map[string]*keyed // idempotency keys by themselves
	known  int64             // keys of entries up to this are in keys
	st     *opened           // nil until it is open
	busy   int               // goroutines that work for what is or was open
	saving bool              // the store is being told of what is or was open
	wanted bool              // to be opened even if nobody asks: something is to be applied
	fails  int               // tries to open it that failed, one after the other
	pause  bool              // the next try has to wait

	rebuilds []chan error // that wait for the data tables to be made anew
}

// keyed is a request that had a key.
type keyed struct {
	hash        string
	at          time.Time
	first, last int64
	job         *job // whose answer is not known yet; nil otherwise
}

// opened is what is known of a table since it was opened, and lost when anything
// goes wrong. Num, the last number given away, is ahead of Logged by what the log
// has not taken yet.
type opened struct {
	t     *table
	ctx   context.Context // ends when this is thrown away
	close context.CancelFunc
	place *place
	input *writ.InputTable
	term  int64

	num      int64
	logged   int64
	hash     string // of the entry logged last
	at       time.Time
	branches map[writ.Branch]*branch
	stale    bool  // no more requests: it is about to be opened anew
	fetching bool  // rows are being read
	saved    int64 // the store knows the head up to here
	snaps    map[writ.Branch][]*editlog.State
	flags    map[writ.Branch]map[editlog.CellRef]*editlog.Flag // logged, but the store does not know; nil for none

	former      *writ.DataTable   // of the published branch before the publish that is under way
	formerFlags []editlog.CellRef // and what waited beside its cells
}

// branch is one version of an open table. State is ahead of the data table by
// Pending; Stored has the rows of State as the data table has them.
type branch struct {
	st       *opened
	name     writ.Branch
	version  int64 // rises with every change of columns
	state    *editlog.State
	stored   map[writ.RowID]*editlog.Row
	complete bool // State has every row
	data     *writ.DataTable
	mark     driver.Mark
	pending  []*change
	applying bool
	single   bool // entries are applied one by one, to find the one that fails
	wait     bool // the next try to apply has to wait
	fails    int
	problem  *writ.Problem
	first    string // position of the first row, or one before
	last     string
	rules    map[writ.ColumnID]*Rules
	index    map[writ.ColumnID]*index // of the columns by whose values rows are looked for
	choices  map[writ.ColumnID]knownChoices
	around   map[string]warehouse.Positions // in the data table, next to a position
	moves    int                            // pending changes that replace the data table
}

// change is what an entry does to a branch.
type change struct {
	entry  *editlog.Entry
	as     writ.As
	rows   []image
	snap   *editlog.State                    // the columns after it; nil if they stay
	before *editlog.State                    // of a retype: the columns before it
	refs   map[editlog.CellRef]*editlog.Flag // refused values that came (or went: nil)
}

// image is a row after a change, nil if it is not there.
type image struct {
	id  writ.RowID
	row *editlog.Row
}

// barrier tells whether an entry has to be known to the store before a mark passes it.
func (c *change) barrier() bool { return c.snap != nil || len(c.refs) > 0 }

// unapplied tells whether something that is logged is not in a data table yet, and
// may still get there.
func (st *opened) unapplied() bool {
	for _, b := range st.branches {
		if len(b.pending) > 0 && b.problem == nil {
			return true
		}
	}
	return false
}

// async does work for what is open now. Its result is done only if that is still
// so.
func (st *opened) async(work func(ctx context.Context) func()) {
	t := st.t
	t.busy++
	t.w.async(func(context.Context) func() {
		done := work(st.ctx)
		return func() {
			t.busy--
			t.w.touched[t] = true
			if t.st == st {
				done()
			}
		}
	})
}

// throw forgets what is open, because it may be wrong: the table is opened anew.
func (t *table) throw() {
	if t.st == nil {
		return
	}
	t.wanted = t.wanted || t.st.unapplied()
	t.requeue(t.w.next.withdraw(t.st))
	t.close()
	for key, k := range t.keys {
		if k.job != nil {
			delete(t.keys, key)
		}
	}
	t.w.touched[t] = true
}

// close ends everything under way for what is open.
func (t *table) close() {
	if t.st != nil {
		t.st.close()
		delete(t.w.heads.dirty, t.st)
		t.st = nil
	}
}

// refuseAll answers everybody who waits for this table.
func (t *table) refuseAll(err error) {
	for _, j := range t.inbox {
		j.fail(err)
	}
	t.inbox = nil
	for _, v := range t.views {
		v.done <- viewed{nil, err}
	}
	t.views = nil
	for _, done := range t.rebuilds {
		done <- err
	}
	t.rebuilds = nil
}

// advance does what can be done for a table now.
func (t *table) advance() {
	switch {
	case len(t.rebuilds) > 0:
		t.rebuild()
		return
	case t.st == nil && len(t.inbox)+len(t.views) == 0 && !t.wanted:
		return
	case t.st == nil:
		t.open()
		return
	}
	t.turnAll()
	for _, b := range t.st.branches {
		b.apply()
	}
	t.answerViews()
	t.st.evict()
}

// turnAll makes entries of as many requests as can be.
func (t *table) turnAll() {
	st := t.st
	for len(t.inbox) > 0 && !st.stale && !t.w.next.full() {
		j := t.inbox[0]
		if !st.ready(j) {
			return
		}
		t.inbox[0] = nil
		t.inbox = t.inbox[1:]
		if j.take() {
			st.turn(j)
		}
	}
}

// pendingMost bounds what waits in memory to be applied.
const pendingMost = 200_000

// overloaded tells whether the data tables are too far behind to take more.
func (st *opened) overloaded() bool {
	for _, b := range st.branches {
		if len(b.pending) > pendingMost {
			return true
		}
	}
	return false
}

// evict lets rows go that lie in their data table as they are, when there are too
// many of them and nobody waits for some.
func (st *opened) evict() {
	most := st.t.w.ws.opt.Rows
	if len(st.t.inbox) > 0 || st.fetching {
		return
	}
	for _, b := range st.branches {
		if len(b.stored) <= most {
			continue
		}
		for id, row := range b.stored {
			if len(b.stored) <= most*3/4 {
				break
			}
			if b.state.Rows[id] == row {
				b.forget(id)
			}
		}
		clear(b.around)
		for id, ix := range b.index {
			if len(ix.held) > 4*most {
				delete(b.index, id)
			}
		}
	}
}

// forget lets a row go.
func (b *branch) forget(id writ.RowID) {
	b.complete = b.complete && b.state.Rows[id] == nil
	delete(b.state.Rows, id)
	delete(b.stored, id)
}
