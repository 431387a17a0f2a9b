package app

import (
	"context"
	"sync"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// watch remembers what other nodes and this one have changed since it was last
// looked at, so that warehouses do not stay open in a way that no longer counts.
type watch struct {
	wake chan struct{}

	mu      sync.Mutex
	members map[writ.MemberID]bool // whose account has changed
	missed  bool                   // events, so anybody's may have
}

// hear takes one notice of the store. It returns at once.
func (w *watch) hear(n store.Notice) {
	noun, id := n.Event.Topic.Split()
	member := noun == "member" && n.Event.Kind == eventChanged
	if !n.Gap && !member && n.Event.Topic != writ.TopicConnections {
		return
	}
	w.mu.Lock()
	w.missed = w.missed || n.Gap
	if member {
		w.members[writ.MemberID(id)] = true
	}
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default: // it wakes already
	}
}

func (w *watch) take() (members map[writ.MemberID]bool, missed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	members, missed = w.members, w.missed
	w.members, w.missed = map[writ.MemberID]bool{}, false
	return members, missed
}

// keepWatching closes what changes elsewhere make unfit, until the App closes. A
// connection that is asked for is compared with the store in any case; this is for
// sessions that would otherwise idle on with a password that was taken back.
func (a *App) keepWatching() {
	w := &watch{wake: make(chan struct{}, 1), members: map[writ.MemberID]bool{}}
	stop := a.store.Subscribe(w.hear)
	defer stop()
	for {
		select {
		case <-a.life.Done():
			return
		case <-w.wake:
		}
		members, missed := w.take()
		if err := a.pool.signOut(func(m writ.MemberID) bool { return missed || members[m] }); err != nil {
			a.log.Warn("the sign-in of a member did not close", "error", err)
		}
		if err := a.closeChanged(a.life); err != nil {
			a.log.Warn("open connections could not be compared with what is saved", "error", err)
		}
	}
}

// closeChanged closes what is open for connections that are now reached in
// another way, or deleted.
func (a *App) closeChanged(ctx context.Context) error {
	var now []*writ.Connection
	err := a.store.Read(ctx, func(tx store.Tx) error {
		now = now[:0]
		for _, id := range a.pool.ids() {
			c, err := tx.Connections.Get(ctx, id)
			if err != nil {
				return err
			}
			now = append(now, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range now {
		a.closeFormer(ctx, c)
	}
	return nil
}
