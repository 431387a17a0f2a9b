package app

import (
	"context"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// How often a node writes down which objects were read, and how long it tries.
const (
	useEvery   = time.Minute
	useTimeout = 10 * time.Second
)

// uses remembers which managed objects were read since that was last written
// down. Reading waits for nothing and fails for nothing here: a use that is lost
// costs no more than a date that is a little old.
type uses struct {
	mu   sync.Mutex
	seen map[writ.ObjectID]bool // nil while nothing waits to be written
}

// used notes that somebody read an object. The first note after a quiet time
// begins a minute, at whose end, or at the end of the App, all are written at
// once.
func (a *App) used(id writ.ObjectID) {
	a.uses.mu.Lock()
	defer a.uses.mu.Unlock()
	if a.uses.seen == nil {
		if !a.begin() {
			return
		}
		a.uses.seen = map[writ.ObjectID]bool{}
		go func() {
			defer a.work.Done()
			select {
			case <-a.life.Done():
			case <-time.After(useEvery):
			}
			a.writeUses()
		}()
	}
	a.uses.seen[id] = true
}

// writeUses writes down what was read.
func (a *App) writeUses() {
	a.uses.mu.Lock()
	ids := make([]writ.ObjectID, 0, len(a.uses.seen))
	for id := range a.uses.seen {
		ids = append(ids, id)
	}
	a.uses.seen = nil
	a.uses.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.life), useTimeout)
	defer cancel()
	err := a.store.Write(ctx, func(tx store.Tx) error { return tx.Objects.Touch(ctx, a.clock().UnixMicro(), ids...) })
	if err != nil {
		a.log.Warn("it could not be written down which tables were read", "objects", len(ids), "error", err)
	}
}
