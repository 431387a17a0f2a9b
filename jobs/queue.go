package jobs

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Why the context of a run ended (context.Cause).
var (
	ErrCanceled = errors.New("jobs: somebody canceled the job")
	ErrLost     = errors.New("jobs: the lease of the job may have run out")
	ErrStopping = errors.New("jobs: the server is stopping")
)

// Handler does the jobs of one kind.
type Handler struct {
	Kind string
	// AtOnce is how many jobs of the kind run at the same time on one node; 0 means
	// as many as there are workers.
	AtOnce int
	// Run does the work. It returns soon after ctx has ended; context.Cause tells
	// why it did. It may be run again for the same job, on any node.
	Run func(ctx context.Context, r *Run) error
	// Ended is called in the transaction that ends a job or, after an attempt,
	// queues it again: j.State and j.Problem tell which. It may be nil. It may be
	// called again for one end, so it has no effects but those on tx. As long as it
	// fails, the job does not end.
	Ended func(ctx context.Context, tx store.Tx, j *writ.Job) error
}

// Options say how a Queue works. Store, Log, Clock and Node are needed.
type Options struct {
	Store store.Store
	Log   *slog.Logger
	Clock writ.Clock
	Node  writ.NodeID // new at each start
	// Workers is how many jobs run at the same time on this node; 4 if zero.
	Workers int
	// Limits returns how many jobs of one connection and of one member may run at
	// the same time on all nodes; 0 is no limit. It is asked at each claim and may
	// be nil.
	Limits func() (perConnection, perMember int)
	// Lease is how long a node may be silent before others take its jobs over; 15
	// seconds if zero. It is the same on all nodes.
	Lease time.Duration
	// Backoff returns how long a job waits after the failure of its attempt
	// j.Attempt; Backoff if nil.
	Backoff func(j *writ.Job) time.Duration
	// Retention returns how long what is over is kept; it may be nil.
	Retention func() Retention
	// Cleaners are run by the hourly cleaning, one after the other.
	Cleaners []func(ctx context.Context) error
}

const (
	defaultWorkers = 4
	defaultLease   = 15 * time.Second
	poll           = time.Second
)

// Queue runs jobs on one node.
type Queue struct {
	opt      Options
	handlers map[string]Handler
	kinds    []string

	life context.Context // ends with ErrStopping when Close begins
	stop context.CancelCauseFunc
	grip context.Context // ends with ErrLost when Close has waited in vain
	drop context.CancelCauseFunc

	wake  chan struct{} // there may be something to claim
	slots chan struct{} // one for each run under way
	work  sync.WaitGroup

	ahead atomic.Int64 // how many nanoseconds the store's clock is before ours

	mu          sync.Mutex
	unsubscribe func() // nil before Start and after Close
	runs        map[*Run]struct{}
	counts      map[string]Count
}

// New makes a Queue with a handler for each kind; Start lets it work.
func New(opt Options, handlers ...Handler) *Queue {
	if opt.Workers == 0 {
		opt.Workers = defaultWorkers
	}
	if opt.Lease == 0 {
		opt.Lease = defaultLease
	}
	if opt.Backoff == nil {
		opt.Backoff = Backoff
	}
	q := &Queue{
		opt: opt, handlers: map[string]Handler{}, wake: make(chan struct{}, 1), slots: make(chan struct{}, opt.Workers),
		runs: map[*Run]struct{}{}, counts: map[string]Count{},
	}
	q.life, q.stop = context.WithCancelCause(context.Background())
	q.grip, q.drop = context.WithCancelCause(context.Background())
	for _, h := range append(handlers, q.cleaner()) {
		q.handlers[h.Kind] = h
	}
	q.kinds = slices.Sorted(maps.Keys(q.handlers))
	return q
}

// Start begins to take jobs and to look at schedules. It fails if the store does.
// A second call, and one after Close, does nothing.
func (q *Queue) Start() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.unsubscribe != nil || q.life.Err() != nil {
		return nil
	}
	if err := q.enter(); err != nil {
		return err
	}
	q.unsubscribe = q.opt.Store.Subscribe(q.hear)
	q.work.Go(q.claimAll)
	q.work.Go(q.fireAll)
	return nil
}

// Close takes no more jobs, ends the runs under way with ErrStopping, queues
// their jobs again, and waits for all that. If ctx ends first, the leases are
// given up: other nodes take the jobs over when they have run out; the error then
// is CodeUnavailable. Safe to call twice, and without Start.
func (q *Queue) Close(ctx context.Context) error {
	q.stop(ErrStopping)
	q.mu.Lock()
	unsubscribe := q.unsubscribe
	q.unsubscribe = nil
	q.mu.Unlock()
	if unsubscribe != nil {
		unsubscribe() // not under the lock, which a call under way may want
	}
	done := make(chan struct{})
	go func() {
		q.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		q.drop(ErrLost)
		return writ.Wrap(writ.CodeUnavailable, "jobs.Close", ctx.Err(), "Some jobs did not stop in time; they are taken over later.")
	}
}

// measure learns from a time that the store has just set how its clock differs
// from ours.
func (q *Queue) measure(at time.Time) { q.ahead.Store(int64(at.Sub(q.opt.Clock()))) }

// now is the time by the store's clock, as far as one can tell from here.
func (q *Queue) now() time.Time { return q.opt.Clock().Add(time.Duration(q.ahead.Load())) }

// hear is told what happens on any node.
func (q *Queue) hear(n store.Notice) {
	if noun, _ := n.Event.Topic.Split(); !n.Gap && (noun != "job" || !n.Kept) {
		return
	}
	signal(q.wake)
	q.mu.Lock()
	defer q.mu.Unlock()
	for r := range q.runs {
		if n.Gap || n.Event.Topic == writ.JobTopic(r.job.ID) {
			signal(r.ask)
		}
	}
}

// signal leaves word in a channel of size one, unless it is there already.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// sleep waits and tells whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// trouble logs that something goes wrong when it begins and when it ends, not
// each time. It belongs to one goroutine.
type trouble struct{ now bool }

func (t *trouble) note(log *slog.Logger, what string, err error) {
	switch {
	case err != nil && !t.now:
		log.Warn(what, "error", err)
	case err == nil && t.now:
		log.Info("over: " + what)
	}
	t.now = err != nil
}
