package jobs

import (
	"context"
	"sync"
	"time"
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
