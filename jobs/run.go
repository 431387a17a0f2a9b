package jobs

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// reportPause lies between two broadcasts of what a run reports.
const reportPause = 200 * time.Millisecond

// Run is one attempt at a job.
type Run struct {
	q     *Queue
	job   writ.Job // as it was claimed
	lease *lease

	ctx    context.Context // the handler's
	cancel context.CancelCauseFunc
	ask    chan struct{} // the lease is to be renewed at once
	news   chan struct{} // something was reported

	helpers  sync.WaitGroup // the goroutines beside the handler
	kept     context.Context
	unkeep   context.CancelFunc // ends the helpers
	settling atomic.Bool        // the end of the job is being written, or is
	settled  atomic.Bool        // it is

	mu       sync.Mutex
	progress json.RawMessage // the newest report
}

// newRun makes a run for a job that is about to be claimed.
func newRun(q *Queue) *Run {
	return &Run{q: q, lease: newLease(q.grip, q.opt.Lease), ask: make(chan struct{}, 1), news: make(chan struct{}, 1)}
}

// begin gives a run its job.
func (r *Run) begin(j *writ.Job) {
	r.q.measure(j.UpdatedAt)
	r.job = *j
	r.ctx, r.cancel = context.WithCancelCause(r.lease.ctx)
	r.kept, r.unkeep = context.WithCancel(r.lease.ctx)
	r.q.mu.Lock()
	defer r.q.mu.Unlock()
	r.q.runs[r] = struct{}{}
}

// close ends what belongs to a run.
func (r *Run) close() {
	r.lease.settle()
	r.lease.lose(context.Canceled)
	r.helpers.Wait()
	r.q.mu.Lock()
	defer r.q.mu.Unlock()
	delete(r.q.runs, r)
}

// work runs the handler and settles what becomes of the job.
func (r *Run) work() {
	defer r.close()
	defer context.AfterFunc(r.q.life, func() { r.cancel(ErrStopping) })()
	r.helpers.Go(r.renewAll)
	r.helpers.Go(r.tellAll)
	err := r.attempt()
	r.settle(err)
}

// attempt calls the handler, unless the job is not to be run.
func (r *Run) attempt() (err error) {
	const op = "jobs.attempt"
	switch {
	case r.job.Canceling:
		r.cancel(ErrCanceled)
		return ErrCanceled
	case r.q.life.Err() != nil: // it was claimed while Close began
		r.cancel(ErrStopping)
		return ErrStopping
	case r.job.Attempt > r.job.MaxAttempts:
		return writ.Errorf(writ.CodeUnavailable, op, "The server ended %d times while it worked on this.", r.job.MaxAttempts).
			WithHint("Start it again; if that ends the same way, an administrator finds the reason in the server's log.")
	}
	defer func() {
		if p := recover(); p != nil {
			err = r.q.panicked(op, &r.job, p)
		}
	}()
	return r.q.handlers[r.job.Kind].Run(r.ctx, r)
}

// Job returns the job as it was when this run took it.
func (r *Run) Job() *writ.Job {
	j := r.job
	return &j
}

// Report tells how far the job has come: v, as JSON, is broadcast on the job's
// topic (event "progress") at most five times a second, the newest only, and kept
// in the job when its lease is renewed. It never waits.
func (r *Run) Report(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		r.q.opt.Log.Error("the progress of a job cannot be told", "kind", r.job.Kind, "error", err)
		return
	}
	r.mu.Lock()
	r.progress = b
	r.mu.Unlock()
	signal(r.news)
}

func (r *Run) reported() json.RawMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.progress
}

// Finish ends the job as done, and runs fn and Handler.Ended in the same
// transaction; fn may be run again, so it has no effects but those on tx. While
// the store cannot be reached it tries again until ctx or the lease ends.
//
// CodeStale says that the job is no longer this run's and that nothing happened;
// CodeUncertain that nobody can say whether it did: what the job made must then
// stay as it is. After any other error, such as fn's own, nothing happened.
func (r *Run) Finish(ctx context.Context, fn func(tx store.Tx) error) error {
	j := r.job
	j.State, j.Problem = writ.JobDone, nil
	return r.write(ctx, j, fn)
}

// tellAll broadcasts what is reported.
func (r *Run) tellAll() {
	for {
		select {
		case <-r.kept.Done():
			return
		case <-r.news:
		}
		err := r.q.opt.Store.Broadcast(r.kept, writ.Event{Topic: writ.JobTopic(r.job.ID), Kind: "progress", Data: r.reported()})
		if err != nil && r.kept.Err() == nil {
			r.q.opt.Log.Debug("the progress of a job was not told", "job", r.job.ID, "error", err)
		}
		if !sleep(r.kept, reportPause) {
			return
		}
	}
}
