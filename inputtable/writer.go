package inputtable

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
)

// writer is the writer of one edit log on this node. Everything below "owned by run"
// is touched by run alone, and by the functions that it is sent.
type writer struct {
	ws   *Writers
	conn writ.ConnectionID
	jobs chan *job
	news chan func() // what goroutines found out, and questions from outside

	draining  chan struct{} // closed when no more jobs are taken
	drainOnce sync.Once
	ctx       context.Context // ends when everything under way is to stop
	stop      context.CancelFunc
	ended     chan struct{}
	leads     atomic.Bool // whether the lease is held, as far as run knows

	// Owned by run.
	lease    lease
	tables   map[writ.InputTableID]*table
	touched  map[*table]bool // that something may be done for now
	next     *batch
	flight   *batch // the append under way; nil if there is none
	checked  bool   // whether the log was looked at since the last trouble
	underway int    // goroutines
	timers   int    // of them, those that only wait for a time
	heads    headKeeper
	idle     time.Duration // since when nothing has been asked, by Uptime
}

func newWriter(ws *Writers, conn writ.ConnectionID) *writer {
	w := &writer{
		ws: ws, conn: conn, jobs: make(chan *job, 256), news: make(chan func()),
		draining: make(chan struct{}), ended: make(chan struct{}),
		tables: map[writ.InputTableID]*table{}, touched: map[*table]bool{}, next: &batch{},
	}
	w.heads.dirty = map[*opened]bool{}
	w.ctx, w.stop = context.WithCancel(context.Background())
	return w
}

// drain lets the writer end once everything it has taken is logged and applied.
func (w *writer) drain() { w.drainOnce.Do(func() { close(w.draining) }) }

// run owns the writer until it has ended.
func (w *writer) run() {
	defer close(w.ended)
	defer w.stop()
	renew := time.NewTicker(w.ws.opt.Lease / 5)
	defer renew.Stop()
	draining := w.draining
	for {
		select {
		case j := <-w.jobs:
			w.enter(j)
		case fn := <-w.news:
			fn()
		case <-renew.C:
			w.tick()
		case <-draining:
			draining = nil
		case <-w.ctx.Done():
			w.end()
			return
		}
		w.takeWaiting()
		w.heads.now = w.heads.now || draining == nil
		w.pump()
		if draining == nil && w.quiet() {
			w.end()
			return
		}
	}
}

// takeWaiting takes all that has come meanwhile, so that it goes together.
func (w *writer) takeWaiting() {
	for {
		select {
		case j := <-w.jobs:
			w.enter(j)
		case fn := <-w.news:
			fn()
		default:
			return
		}
	}
}

// quiet tells whether nothing is left to do.
func (w *writer) quiet() bool {
	if w.underway > w.timers || w.flight != nil || len(w.next.jobs) > 0 || len(w.jobs) > 0 {
		return false
	}
	for _, t := range w.tables {
		if len(t.inbox) > 0 || t.st != nil && t.st.unapplied() {
			return false
		}
	}
	return len(w.heads.dirty) == 0
}

// end stops what is under way, answers whoever still waits and gives the lease back.
func (w *writer) end() {
	w.stop()
	for w.underway > 0 {
		(<-w.news)()
	}
	w.dropAll(errStopping("inputtable.Submit"))
	w.releaseLease()
	w.drain()
	for {
		select {
		case j := <-w.jobs:
			j.finish(nil, errStopping("inputtable.Submit"))
		default:
			return
		}
	}
}

// async does work on a goroutine of its own; what it returns is done by run.
func (w *writer) async(work func(ctx context.Context) func()) {
	w.underway++
	go func() {
		done := work(w.ctx)
		w.news <- func() {
			w.underway--
			done()
		}
	}()
}

// later does fn after d.
func (w *writer) later(d time.Duration, fn func()) {
	w.timers++
	w.async(func(ctx context.Context) func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		return func() {
			w.timers--
			if ctx.Err() == nil {
				fn()
			}
		}
	})
}

// ask has fn done by run.
func (w *writer) ask(ctx context.Context, fn func()) error {
	select {
	case w.news <- fn:
		return nil
	case <-w.ended:
		return errStopping("inputtable.View")
	case <-ctx.Done():
		return canceled(ctx)
	}
}

// enter puts a job into the inbox of its table.
func (w *writer) enter(j *job) {
	j.since = w.ws.opt.Uptime()
	w.idle = j.since
	t := w.table(j.req.Table)
	t.inbox = append(t.inbox, j)
	w.touched[t] = true
}

func (w *writer) table(id writ.InputTableID) *table {
	t := w.tables[id]
	if t == nil {
		t = &table{w: w, id: id, keys: map[string]*keyed{}}
		w.tables[id] = t
	}
	return t
}

// pump does everything that can be done now.
func (w *writer) pump() {
	if !w.lease.held {
		if len(w.touched) > 0 {
			w.takeLease()
		}
		return
	}
	if w.lease.raise {
		w.raiseLease()
	}
	for t := range w.touched {
		delete(w.touched, t)
		if w.tables[t.id] == t { // or else it was dropped, and what it had under way has ended
			t.advance()
		}
	}
	w.append()
	w.saveHeads()
}

// tick renews the lease, and gives it back when nobody has asked for anything for a
// while.
func (w *writer) tick() {
	if !w.lease.held {
		return
	}
	if w.ws.opt.Uptime()-w.idle > idleAfter && w.quiet() {
		w.dropAll(nil)
		w.releaseLease()
		return
	}
	w.renewLease()
}

// idleAfter is how long a lease is kept for nothing. Opening a table anew costs a
// few round trips.
const idleAfter = 2 * time.Minute

// dropAll forgets all tables, and answers whoever waits for one of them with err.
func (w *writer) dropAll(err error) {
	for _, b := range []*batch{w.flight, w.next} {
		if b == nil {
			continue
		}
		for _, j := range b.jobs {
			j.unsure = j.unsure || b == w.flight
			j.fail(err)
		}
	}
	w.flight, w.next = nil, &batch{}
	for _, t := range w.tables {
		t.close()
		t.refuseAll(err)
	}
	clear(w.tables)
	clear(w.touched)
	clear(w.heads.dirty)
	w.checked = false
}
