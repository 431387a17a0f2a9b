package jobs

import (
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// settle records what becomes of the job after its handler returned err.
func (r *Run) settle(err error) {
	log := r.q.opt.Log.With("job", r.job.ID, "kind", r.job.Kind, "attempt", r.job.Attempt)
	if r.settled.Load() { // by Finish
		if err != nil {
			log.Warn("a job failed after it had finished", "error", err)
		}
		return
	}
	if r.lease.ctx.Err() != nil {
		log.Warn("a job was given up", "error", context.Cause(r.lease.ctx))
		return
	}
	cause := context.Cause(r.ctx)
	j := verdict(r.job, cause, err)
	if j.State == writ.JobQueued && !errors.Is(cause, ErrStopping) {
		j.RunAt = r.q.now().Add(r.q.opt.Backoff(&j))
	}
	werr := r.write(context.Background(), j, nil)
	switch {
	case writ.CodeOf(werr) == writ.CodeStale:
		log.Warn("a job was taken over", "error", werr)
	case werr != nil:
		log.Error("the end of a job could not be recorded", "state", j.State, "error", werr)
	case err != nil:
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
// as the job is this run's. It tries until the store has answered, ctx ends or the
// lease is lost. Its errors are those of Finish.
func (r *Run) write(ctx context.Context, j writ.Job, fn func(store.Tx) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(r.lease.ctx, func() { cancel(ErrLost) })()
	r.settling.Store(true)
	pause, unsure := r.q.opt.Lease/100, false // unsure whether an earlier try was saved
	for {
		state, sent, err := r.writeOnce(ctx, j, fn)
		code := writ.CodeOf(err)
		unsure = unsure || sent && err != nil
		again := err != nil && (sent || code == writ.CodeUnavailable)
		if again && sleep(ctx, pause) {
			pause = min(2*pause, r.q.opt.Lease/15)
			continue
		}
		if err != nil && unsure {
			state, err = r.wrote(context.WithoutCancel(ctx), err)
		}
		if err != nil {
			r.settling.Store(false)
			return err
		}
		r.isSettled(state)
		return nil
	}
}

// writeOnce is one try; sent tells that it went as far as the commit. A job that
// was to be queued again ends if somebody has asked for that meanwhile.
func (r *Run) writeOnce(ctx context.Context, j writ.Job, fn func(store.Tx) error) (state writ.JobState, sent bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.q.opt.Lease)
	defer cancel()
	err = r.q.opt.Store.Write(ctx, func(tx store.Tx) error {
		sent = false
		end := j // each time anew: Settle changes it
		if err := tx.Jobs.Settle(ctx, &end); err != nil {
			return err
		}
		if fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		now, err := tx.Jobs.Get(ctx, j.ID)
		if err == nil && now.Canceling && !now.State.Ended() {
			now, err = tx.Jobs.Cancel(ctx, j.ID)
		}
		if err != nil {
			return err
		}
		state = now.State
		if err := r.q.ended(ctx, tx, now); err != nil {
			return err
		}
		sent = true
		return nil
	})
	return state, sent, err
}

// wrote looks whether an earlier try settled the job after all, and into which
// state; err is what the last one ended with.
func (r *Run) wrote(ctx context.Context, err error) (writ.JobState, error) {
	const op = "jobs.Finish"
	ctx, cancel := context.WithTimeout(ctx, r.q.patience())
	defer cancel()
	var j *writ.Job
	look := r.q.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		j, err = tx.Jobs.Get(ctx, r.job.ID)
		return err
	})
	switch {
	case look == nil && j.Term != r.job.Term:
		return "", writ.Wrap(writ.CodeStale, op, err, "Another server has taken over this job.")
	case look == nil && j.State != writ.JobRunning:
		return j.State, nil
	}
	return "", writ.Wrap(writ.CodeUncertain, op, errors.Join(err, look), "Nobody can say yet whether the end of this job was saved.")
}

// isSettled ends what keeps the job for this run; its handler may go on.
func (r *Run) isSettled(state writ.JobState) {
	r.settled.Store(true)
	r.lease.settle()
	r.unkeep()
	r.q.count(r.job.Kind, state)
}
