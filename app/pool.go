package app

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/explorer"
	"github.com/writ-dev/writ/warehouse"
)

// pool keeps one warehouse open per connection, which holds the sessions of each
// credential and warehouse role apart. When the way to reach a
// connection's warehouse changes, the old one is closed and calls under way on
// it fail: they must not go on with credentials that no longer count.
type pool struct {
	clock writ.Clock

	mu     sync.Mutex
	open   map[writ.ConnectionID]*opened
	closed bool
}

// opened is a connection's warehouse and the version of the connection that it
// was opened for.
type opened struct {
	conn     *writ.Connection
	w        *warehouse.Warehouse
	explorer *explorer.Explorer
}

func newPool(clock writ.Clock) *pool {
	return &pool{clock: clock, open: map[writ.ConnectionID]*opened{}}
}

// get returns what is open for c, opening it with connect if need be. A c that
// is not newer than what is open gets what is open: whatever people change has a
// new version, and secrets that were sealed anew with another key are the same.
func (p *pool) get(c *writ.Connection, connect func() (*warehouse.Warehouse, error)) (*opened, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, writ.Wrap(writ.CodeUnavailable, "app.open", errClosing, "The server is stopping.")
	}
	old := p.open[c.ID]
	if old != nil && (old.conn.Version >= c.Version || sameWay(old.conn, c)) {
		return old, nil
	}
	w, err := connect()
	if err != nil {
		return nil, err
	}
	fresh := &opened{conn: c, w: w, explorer: explorer.New(w, p.clock)}
	p.open[c.ID] = fresh
	if old != nil {
		if err := old.w.Close(); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

// changed closes what is open for a connection that was just saved, if it is
// reached in another way from now on, or deleted.
func (p *pool) changed(c *writ.Connection) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.open[c.ID]
	if old == nil || !c.Archived && sameWay(old.conn, c) || old.conn.Version > c.Version {
		return nil
	}
	delete(p.open, c.ID)
	return old.w.Close()
}

// ids names the connections that something is open for.
func (p *pool) ids() []writ.ConnectionID {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Collect(maps.Keys(p.open))
}

// signOut closes, on every connection, the sessions of the members that are meant.
func (p *pool) signOut(meant func(writ.MemberID) bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, o := range p.open {
		errs = append(errs, o.w.SignOut(meant))
	}
	return errors.Join(errs...)
}

// sameWay tells whether two versions of a connection reach the same warehouse
// in the same way.
func sameWay(a, b *writ.Connection) bool {
	return a.Platform == b.Platform && maps.Equal(a.Details, b.Details) && bytes.Equal(a.Secrets, b.Secrets)
}

// close closes every warehouse. Safe to call twice.
func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var errs []error
	for id, o := range p.open {
		errs = append(errs, o.w.Close())
		delete(p.open, id)
	}
	return errors.Join(errs...)
}
