package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// maxAttempts is how many attempts wait at most; more are in the server's log only.
const maxAttempts = 10_000

// attempts are entries of the audit log about what was refused or has failed, and
// that wait to be written. Whoever is refused may be in the middle of a transaction,
// which writes nothing then, and may try again as fast as they like: so attempts are
// written beside it, many at a time.
type attempts struct {
	writing sync.Mutex // held while they are written; mu is never held over a transaction
	wake    chan struct{}

	mu      sync.Mutex
	waiting []*writ.AuditEntry
}

func newAttempts() *attempts { return &attempts{wake: make(chan struct{}, 1)} }

// put adds an entry, unless too many wait.
func (w *attempts) put(e *writ.AuditEntry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) < maxAttempts {
		w.waiting = append(w.waiting, e)
	}
	w.rouse()
}

// rouse has somebody look at what waits.
func (w *attempts) rouse() {
	select {
	case w.wake <- struct{}{}:
	default: // it wakes already
	}
}

// take removes and returns what waits.
func (w *attempts) take() []*writ.AuditEntry {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.waiting
	w.waiting = nil
	return list
}

// giveBack puts entries that could not be written before those that came since.
func (w *attempts) giveBack(list []*writ.AuditEntry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(list, w.waiting...)
}

// refused writes down that the actor was told no, and why.
func (a *App) refused(ctx context.Context, op string, actor Actor, err error) {
	a.refusedOn(ctx, op, actor, subject{}, err)
}

// refusedOn is refused where it is known what the attempt was about.
func (a *App) refusedOn(ctx context.Context, op string, actor Actor, on subject, err error) {
	a.log.WarnContext(ctx, "refused", append(attributes(op, actor, on), "reason", err)...)
	a.attempted(op, actor, on, writ.AuditRefused, err)
}

// failed writes down that the actor could not do what they may do. What was merely
// typed wrong, overtaken or broken off is nothing to be kept, and where the store
// itself fails nothing can be.
func (a *App) failed(ctx context.Context, op string, actor Actor, on subject, err error) {
	switch writ.CodeOf(err) {
	case writ.CodeConflict, writ.CodeUnsupported, writ.CodeRejected, writ.CodeExhausted, writ.CodeUncertain:
	default:
		return
	}
	a.log.InfoContext(ctx, "failed", append(attributes(op, actor, on), "reason", err)...)
	a.attempted(op, actor, on, writ.AuditFailed, err)
}

func (a *App) attempted(op string, actor Actor, on subject, result writ.AuditResult, err error) {
	e := a.auditEntry(op, actor, on)
	e.Result, e.Reason = result, err.Error()
	var known *writ.Error
	if errors.As(err, &known) {
		e.Reason = known.Message // its cause is for the server's log
	}
	a.attempts.put(e)
}

// writeAttempts writes what waits. Whoever reads the audit log calls it first, and
// so sees every attempt at this node.
func (a *App) writeAttempts(ctx context.Context) error {
	w := a.attempts
	w.writing.Lock()
	defer w.writing.Unlock()
	list := w.take()
	if len(list) == 0 {
		return nil
	}
	err := a.store.Write(ctx, func(tx store.Tx) error {
		for _, e := range list {
			if err := tx.AuditLog.Append(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.giveBack(list)
	}
	return err
}

// attemptPause is how long attempts wait that could not be written.
const attemptPause = 5 * time.Second

// keepAttempts writes attempts until the App closes, which writes what is left.
func (a *App) keepAttempts() {
	for {
		select {
		case <-a.attempts.wake:
		case <-a.life.Done():
			return
		}
		err := a.writeAttempts(a.life)
		if err == nil || a.life.Err() != nil {
			continue
		}
		a.log.Warn("attempts could not be written to the audit log; it is tried again", "error", err)
		select {
		case <-time.After(attemptPause):
		case <-a.life.Done():
		}
		a.attempts.rouse()
	}
}
