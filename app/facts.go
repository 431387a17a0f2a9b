package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// freshFor is how long what was confirmed with the store is believed without
// asking again: a change made by another node counts here at the latest after it.
const freshFor = 500 * time.Millisecond

// factsAtOnce is how many events, and how many files, are read in one query.
const factsAtOnce = 500

// facts keeps what permissions are decided by in memory, in step with the store.
// Nothing is read while mu is held: whoever waits for it may be in the middle of a
// transaction.
type facts struct {
	turn chan struct{} // room for one: who is in it brings the world up to date for all

	mu       sync.Mutex    // guards what follows
	world    *access.World // nil until it is loaded
	position int64         // all events on writ.TopicAccess up to this one are in the world
	begun    uint64        // number of the newest catch-up
	ended    uint64        // number of the newest one that ended well
	wanted   uint64        // nothing is believed before this one has
	at       time.Time     // when the one that ended began
}

func newFacts() facts { return facts{turn: make(chan struct{}, 1)} }

// current returns the world if it can be believed now, and otherwise nil.
func (f *facts) current(now time.Time) *access.World {
	f.mu.Lock()
	defer f.mu.Unlock()
	age := now.Sub(f.at)
	if f.ended < f.wanted || age < 0 || age >= freshFor {
		return nil
	}
	return f.world
}

// doubt says that something has changed: only a catch-up that begins from now on
// is believed.
func (f *facts) doubt() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wanted = f.begun + 1
}

// begin numbers a catch-up and tells from where it goes on; known is false if
// nothing is loaded yet.
func (f *facts) begin() (number uint64, from int64, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.begun++
	return f.begun, f.position, f.world != nil
}

// end takes in what the catch-up of that number, begun then, has read.
func (f *facts) end(number uint64, began time.Time, n *news) *access.World {
	w := f.apply(n)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended, f.at = number, began
	return w
}

// apply takes in what was read, unless the world has gone beyond that already: then
// it holds all of it, or something newer.
func (f *facts) apply(n *news) *access.World {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.world == nil || n.world != nil && n.upTo >= f.position:
		f.world = n.world
	case n.upTo <= f.position:
		return f.world
	}
	for _, put := range n.puts {
		put(f.world)
	}
	f.position = n.upTo
	return f.world
}

// news is what a transaction has read about facts: all of them as they were after
// the event upTo, or those that were changed since an earlier one.
type news struct {
	upTo  int64
	world *access.World // everything anew
	puts  []func(*access.World)
}

// fresh returns the world as the store had it at most freshFor ago, and with all
// that was changed through this App. CodeUnavailable if the store cannot be asked:
// what may no longer be true allows nothing. It must not be called in a transaction;
// worldIn is for there.
func (a *App) fresh(ctx context.Context) (*access.World, error) {
	f := &a.facts
	if w := f.current(a.clock()); w != nil {
		return w, nil
	}
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return nil, factsUnknown(ctx.Err())
	}
	began := a.clock()
	if w := f.current(began); w != nil {
		return w, nil // somebody else has done it meanwhile
	}
	number, from, known := f.begin()
	var n *news
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		n, err = newsAfter(ctx, tx, from, known)
		return err
	})
	if err != nil {
		return nil, factsUnknown(err)
	}
	return f.end(number, began, n), nil
}

func factsUnknown(err error) error {
	return writ.Wrap(writ.CodeUnavailable, "app.fresh", err, "What members may do cannot be looked up at present.").
		WithHint("Try again in a moment.")
}

// worldIn returns the world with all that was committed before the transaction, so
// that what is decided by it holds when the transaction commits. It must be called
// before the transaction changes anything that permissions are decided by.
func (a *App) worldIn(ctx context.Context, tx store.Tx) (*access.World, error) {
	a.facts.mu.Lock()
	from, known := a.facts.position, a.facts.world != nil
	a.facts.mu.Unlock()
	n, err := newsAfter(ctx, tx, from, known)
	if err != nil {
		return nil, err
	}
	return a.facts.apply(n), nil
}

// caughtUp brings the world up to date after a change made here, before its maker
// is answered. What was changed stays changed if that fails: then the next question
// has to catch up first.
func (a *App) caughtUp(ctx context.Context) {
	a.facts.doubt()
	if _, err := a.fresh(ctx); err != nil {
		a.log.WarnContext(ctx, "permissions could not be brought up to date; it is tried again with the next question", "error", err)
	}
}

// keepFacts brings the world up to date whenever a node has changed something,
// until the App closes, so that questions seldom have to.
func (a *App) keepFacts() {
	wake := make(chan struct{}, 1)
	stop := a.store.Subscribe(func(n store.Notice) {
		if !n.Gap && n.Event.Topic != writ.TopicAccess {
			return
		}
		a.facts.doubt()
		select {
		case wake <- struct{}{}:
		default: // it wakes already
		}
	})
	defer stop()
	for {
		select {
		case <-a.life.Done():
			return
		case <-wake:
		}
		if _, err := a.fresh(a.life); err != nil && a.life.Err() == nil {
			a.log.Warn("permissions could not be brought up to date; it is tried again with the next question", "error", err)
		}
	}
}

// newsAfter reads what has changed after an event, or everything if nothing is
// known or if some of the events are no longer kept. The store keeps the newest one
// for good: where none follows, none was lost.
func newsAfter(ctx context.Context, tx store.Tx, from int64, known bool) (*news, error) {
	if !known {
		return allFacts(ctx, tx)
	}
	n := &news{upTo: from}
	changed := map[writ.FactChange]bool{}
	for {
		list, complete, err := tx.Events.After(ctx, writ.TopicAccess, n.upTo, factsAtOnce)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 && !complete {
			return allFacts(ctx, tx)
		}
		for _, e := range list {
			var changes []writ.FactChange
			if err := json.Unmarshal(e.Data, &changes); err != nil {
				return nil, fmt.Errorf("app: event %d on %s: %w", e.Seq, e.Topic, err)
			}
			for _, c := range changes {
				changed[c] = true
			}
			n.upTo = e.Seq
		}
		if len(list) < factsAtOnce {
			return n, n.read(ctx, tx, changed)
		}
	}
}
