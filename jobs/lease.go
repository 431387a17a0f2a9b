package jobs

import (
	"context"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// lease is the right to work on a job, as the node that has it sees it. Its timer
// runs on the monotonic clock.
type lease struct {
	ctx   context.Context // ends with ErrLost when the lease cannot be counted on any more
	lose  context.CancelCauseFunc
	trust time.Duration // how long it is counted on, from before the store was asked

	mu    sync.Mutex
	timer *time.Timer
	over  bool
}

// newLease begins a lease that the store is about to be asked for.
func newLease(parent context.Context, length time.Duration) *lease {
	l := &lease{trust: length * 2 / 3}
	l.ctx, l.lose = context.WithCancelCause(parent)
	l.timer = l.clock()
	return l
}

// clock begins to count.
func (l *lease) clock() *time.Timer {
	return time.AfterFunc(l.trust, func() { l.lose(ErrLost) })
}

// renew counts anew from now on if ask, which asks the store, succeeds.
func (l *lease) renew(ask func() error) error {
	next := l.clock()
	if err := ask(); err != nil {
		next.Stop()
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		next.Stop()
		return nil
	}
	l.timer.Stop()
	l.timer = next
	return nil
}

// settle stops counting: the job is no longer at stake.
func (l *lease) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	l.timer.Stop()
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
