package jobs

import (
	"context"
	"encoding/json"
	"errors"
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
	job   writ.Job      // as it was claimed
	ahead time.Duration // of the store's clock before ours
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
	r.job, r.ahead = *j, j.UpdatedAt.Sub(r.q.opt.Clock())
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
	if r.job.Canceling {
		r.cancel(ErrCanceled)
		return ErrCanceled
	}
	if r.job.Attempt > r.job.MaxAttempts {
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

// now is the time by the store's clock, as far as one can tell from here.
func (r *Run) now() time.Time { return r.q.opt.Clock().Add(r.ahead) }

// Finish ends the job as done, and runs fn and Handler.Ended in the same
// transaction; fn may be run again, so it has no effects but those on tx. If the
// job is no longer this run's, nothing happens and the error is CodeStale. While
// the store cannot be reached it tries again until ctx or the lease ends.
func (r *Run) Finish(ctx context.Context, fn func(tx store.Tx) error) error {
	j := r.job
	j.State, j.Problem = writ.JobDone, nil
	return r.write(ctx, j, fn)
}

// renewAll keeps the lease until the job is settled or lost.
func (r *Run) renewAll() {
	wait := r.q.opt.Lease / 3
	for {
		select {
		case <-r.kept.Done():
			return
		case <-r.ask:
		case <-time.After(wait):
		}
		wait = r.q.opt.Lease / 3
		if err := r.renew(); err != nil {
			r.q.opt.Log.Warn("the lease of a job was not renewed", "job", r.job.ID, "kind", r.job.Kind, "error", err)
			wait = r.q.opt.Lease / 15
		}
	}
}

func (r *Run) renew() error {
	ctx, cancel := context.WithTimeout(r.kept, r.q.patience())
	defer cancel()
	progress := r.reported()
	canceling := false
	err := r.lease.renew(func() error {
		return r.q.opt.Store.Write(ctx, func(tx store.Tx) (err error) {
			canceling, err = tx.Jobs.Renew(ctx, r.job.ID, r.job.Term, r.q.opt.Lease, progress)
			return err
		})
	})
	switch {
	case r.settling.Load():
		return nil // then it may be refused because the job has ended
	case writ.CodeOf(err) == writ.CodeStale:
		r.lease.lose(ErrLost)
	case canceling && err == nil:
		r.cancel(ErrCanceled)
	}
	return err
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

// settle records what becomes of the job after its handler returned err.
func (r *Run) settle(err error) {
	log := r.q.opt.Log.With("job", r.job.ID, "kind", r.job.Kind, "attempt", r.job.Attempt)
	cause := context.Cause(r.ctx)
	if r.settled.Load() { // by Finish
		if err != nil {
			log.Warn("a job failed after it had finished", "error", err)
		}
		return
	}
	if err != nil && errors.Is(cause, ErrLost) {
		log.Warn("a job was given up", "error", err)
		return
	}
	j := verdict(r.job, cause, err)
	if j.State == writ.JobQueued && !errors.Is(cause, ErrStopping) {
		j.RunAt = r.now().Add(r.q.opt.Backoff(&j))
	}
	if werr := r.write(context.Background(), j, nil); werr != nil {
		log.Error("the end of a job could not be recorded", "state", j.State, "error", werr)
		return
	}
	if err != nil {
		log.Warn("an attempt at a job ended", "state", j.State, "error", err)
	}
}

// verdict returns the job as it is to be after an attempt that ended with err
// under a context that ended with cause.
func verdict(j writ.Job, cause, err error) writ.Job {
	code := writ.CodeOf(err)
	switch {
	case err == nil:
		j.State, j.Problem = writ.JobDone, nil
	case errors.Is(cause, ErrCanceled):
		j.State, j.Problem = writ.JobCanceled, nil
	case errors.Is(cause, ErrStopping):
		j.State, j.Attempt = writ.JobQueued, j.Attempt-1
	case j.Attempt < j.MaxAttempts && (code == writ.CodeUnavailable || code == writ.CodeUncertain):
		j.State, j.Problem = writ.JobQueued, writ.ProblemOf(err)
	default:
		j.State, j.Problem = writ.JobFailed, writ.ProblemOf(err)
	}
	return j
}

// write settles the job as j says, with fn and what belongs to its end, as long
// as the job is this run's.
func (r *Run) write(ctx context.Context, j writ.Job, fn func(store.Tx) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(r.lease.ctx, func() { cancel(ErrLost) })()
	r.settling.Store(true)
	for pause, uncertain := r.q.opt.Lease/100, false; ; pause = min(2*pause, r.q.opt.Lease/15) {
		err := r.writeOnce(ctx, j, fn)
		if err == nil || uncertain && writ.CodeOf(err) == writ.CodeStale && r.wrote(ctx, j.State) {
			r.settled.Store(true)
			r.lease.settle()
			r.unkeep()
			r.q.count(j.Kind, j.State)
			return nil
		}
		code := writ.CodeOf(err)
		uncertain = uncertain || code == writ.CodeUncertain
		if code != writ.CodeUncertain && code != writ.CodeUnavailable || !sleep(ctx, pause) {
			r.settling.Store(false)
			return err
		}
	}
}

func (r *Run) writeOnce(ctx context.Context, j writ.Job, fn func(store.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, r.q.opt.Lease)
	defer cancel()
	return r.q.opt.Store.Write(ctx, func(tx store.Tx) error {
		end := j // each time anew: Settle changes it
		if err := tx.Jobs.Settle(ctx, &end); err != nil {
			return err
		}
		if fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return r.q.ended(ctx, tx, &end)
	})
}

// wrote tells whether it was this run that brought the job into a state.
func (r *Run) wrote(ctx context.Context, state writ.JobState) bool {
	var j *writ.Job
	err := r.q.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		j, err = tx.Jobs.Get(ctx, r.job.ID)
		return err
	})
	return err == nil && j.Term == r.job.Term && j.State == state
}
