package storetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// take asks for a lease; l is who has it then.
func take(t *testing.T, st store.Store, name string, node writ.NodeID, d time.Duration) (l *writ.Lease, err error) {
	t.Helper()
	err = st.Write(t.Context(), func(tx store.Tx) (err error) {
		l, err = tx.Leases.Take(t.Context(), name, node, d)
		return err
	})
	return l, err
}

func testLeases(t *testing.T, st store.Store) {
	ctx := t.Context()
	const name = "editlog:1"
	get := func(ctx context.Context, tx store.Tx) (*writ.Lease, error) { return tx.Leases.Get(ctx, name) }
	held := func(node writ.NodeID, d time.Duration, term int64) *writ.Lease {
		t.Helper()
		before := writ.SystemClock()
		l, err := take(t, st, name, node, d)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "Take", *l, writ.Lease{Name: name, Node: node, Term: term, Until: l.Until})
		equal(t, "Get", read(t, st, get), l)
		if l.Until.Before(before.Add(d - time.Minute)) {
			t.Errorf("a lease of %v that was taken at %v ends at %v", d, before, l.Until)
		}
		return l
	}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := get(ctx, tx); return err })
	one := held("one", time.Hour, 1)
	other, err := take(t, st, name, "two", time.Hour)
	equal(t, "code for the second", writ.CodeOf(err), writ.CodeConflict)
	equal(t, "who has it", other, one)
	if l, err := take(t, st, "editlog:2", "two", time.Hour); err != nil || l.Term != 1 {
		t.Errorf("another lease: %+v, %v", l, err)
	}

	mine := held("one", time.Hour, 2) // its holder may take it again
	renew := func(l *writ.Lease, d time.Duration) func(store.Tx) error {
		return func(tx store.Tx) error { _, err := tx.Leases.Renew(ctx, l, d); return err }
	}
	raise := func(l *writ.Lease, above int64) func(store.Tx) error {
		return func(tx store.Tx) error { mine, err = tx.Leases.Raise(ctx, l, above, time.Hour); return err }
	}
	refused(t, st, writ.CodeStale, renew(one, time.Hour))
	write(t, st, renew(mine, 2*time.Hour))
	if later := read(t, st, get); !later.Until.After(mine.Until) || later.Term != mine.Term {
		t.Errorf("renewed to %+v, not longer than %+v", later, mine)
	}
	before := *mine
	for _, step := range []struct{ above, term int64 }{{0, 3}, {3, 4}, {100, 101}, {7, 102}} {
		write(t, st, raise(mine, step.above))
		equal(t, "term", mine.Term, step.term)
		equal(t, "Get after Raise", read(t, st, get), mine)
	}
	last := *mine
	refused(t, st, writ.CodeStale, raise(&before, 0))

	write(t, st, func(tx store.Tx) error { return tx.Leases.Release(ctx, &before) }) // of an older term
	equal(t, "Get after the release of an older term", read(t, st, get), &last)
	for range 2 {
		write(t, st, func(tx store.Tx) error { return tx.Leases.Release(ctx, &last) })
	}
	refused(t, st, writ.CodeStale, renew(&last, time.Hour))
	refused(t, st, writ.CodeStale, raise(&last, 0))
	second := held("two", 0, 103)
	third := held("three", time.Hour, 104) // the lease of two has run out
	refused(t, st, writ.CodeStale, renew(second, time.Hour))
	equal(t, "Get in the end", read(t, st, get), third)
	holder := func(ctx context.Context, tx store.Tx) (*writ.Lease, error) { return tx.Leases.Holder(ctx, name) }
	equal(t, "Holder", read(t, st, holder), third)
	write(t, st, func(tx store.Tx) error { return tx.Leases.Release(ctx, third) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := holder(ctx, tx); return err })
	equal(t, "term of a lease that nobody has", read(t, st, get).Term, third.Term)
	held("four", time.Hour, 105)
	write(t, st, func(tx store.Tx) error { return tx.Leases.Abandon(ctx) })
	held("five", time.Hour, 106)
}

// tenure is a lease as one node had it in one term, by the store's clock.
type tenure struct {
	node        writ.NodeID
	from, until time.Time
	released    bool // before until
}

// tenures collects them from several goroutines.
type tenures struct {
	mu    sync.Mutex
	terms map[int64]tenure
	twice []int64 // terms that two had
}

// note records that a node was given l for d, for the first time in that term or to
// have it longer.
func (c *tenures) note(l *writ.Lease, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, again := c.terms[l.Term]
	if again && known.node != l.Node {
		c.twice = append(c.twice, l.Term)
	}
	if !again {
		known = tenure{node: l.Node, from: l.Until.Add(-d)}
	}
	known.until = l.Until
	c.terms[l.Term] = known
}

func (c *tenures) release(term int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.terms[term]
	known.released = true
	c.terms[term] = known
}

// check sees that no node was given the lease before that of the node before it had
// run out.
func (c *tenures) check(t *testing.T) {
	t.Helper()
	if len(c.twice) > 0 {
		t.Errorf("these terms were given to two nodes: %v", c.twice)
	}
	order := slices.Sorted(maps.Keys(c.terms))
	for i, term := range order[1:] {
		before, after := c.terms[order[i]], c.terms[term]
		if after.node != before.node && !before.released && after.from.Before(before.until) {
			t.Errorf("%s had term %d until %v, and %s took term %d at %v", before.node, order[i], before.until, after.node, term, after.from)
		}
	}
	if len(order) < writers {
		t.Errorf("only the terms %v were given", order)
	}
}

// raceLeases has all nodes fight for one lease. Some die with it, some renew it or
// ask for another term, some give it back.
func raceLeases(t *testing.T, nodes []store.Store) {
	const rounds = 12
	held := tenures{terms: map[int64]tenure{}}
	everywhere(nodes, func(worker int, st store.Store) {
		node := writ.NodeID(fmt.Sprintf("node %d", worker))
		d := time.Duration(1+worker%3) * time.Millisecond
		for won := 0; won < rounds && t.Context().Err() == nil; {
			l, err := take(t, st, "fight", node, d)
			if writ.CodeOf(err) == writ.CodeConflict {
				continue
			}
			if err != nil {
				t.Errorf("Take: %v", err)
				return
			}
			held.note(l, d)
			won++
			if err := holdOn(t.Context(), st, &held, l, won, d); err != nil && writ.CodeOf(err) != writ.CodeStale {
				t.Errorf("a holder: %v", err)
				return
			}
		}
	})
	held.check(t)
}

// holdOn does with a lease what a node does the nth time it has it.
func holdOn(ctx context.Context, st store.Store, held *tenures, l *writ.Lease, n int, d time.Duration) error {
	now := l
	err := st.Write(ctx, func(tx store.Tx) (err error) {
		switch n % 4 {
		case 0:
			now, err = tx.Leases.Renew(ctx, l, d)
		case 1:
			now, err = tx.Leases.Raise(ctx, l, int64(n), d)
		case 2:
			held.release(l.Term)
			err = tx.Leases.Release(ctx, l)
		}
		return err
	})
	if err == nil && n%4 < 2 {
		held.note(now, d)
	}
	return err
}
