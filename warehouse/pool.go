package warehouse

import (
	"context"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// pool holds the sessions of one credential in one warehouse role. Guarded by the
// Warehouse's lock.
type pool struct {
	conn  driver.Conn
	users int         // calls under way
	turn  int64       // when it was last taken; the smallest was idle longest
	idle  *time.Timer // closes it; nil while it is used
}

// conn takes the pool of as, opening it if need be. done gives it back and must
// be called; one that nobody takes for a while is closed.
func (w *Warehouse) conn(ctx context.Context, op string, as writ.As) (c driver.Conn, done func(), err error) {
	if !as.Valid() {
		return nil, nil, writ.Errorf(writ.CodeInternal, op, "a warehouse call does not say with whose rights it runs")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, nil, writ.Errorf(writ.CodeUnavailable, op, "the connection was changed or closed meanwhile").WithHint("Try again.")
	}
	p, ok := w.pools[as]
	if !ok {
		if p, err = w.openPool(ctx, op, as); err != nil {
			return nil, nil, err
		}
	}
	if p.idle != nil {
		p.idle.Stop()
		p.idle = nil
	}
	w.turns++
	p.users, p.turn = p.users+1, w.turns
	return p.conn, func() { w.giveBack(as, p) }, nil
}

// openPool opens a pool, in place of the one that was idle longest where there
// are too many.
func (w *Warehouse) openPool(ctx context.Context, op string, as writ.As) (*pool, error) {
	values := w.values
	if !as.IsService() {
		if w.opt.SignIn == nil {
			return nil, writ.Errorf(writ.CodeUnsupported, op, "this connection signs in with its service account alone; members have no sign-in of their own on it")
		}
		var err error
		if values, err = w.opt.SignIn(ctx, as); err != nil {
			return nil, err
		}
	}
	if len(w.pools) >= w.opt.MaxPools {
		if err := w.closeOldest(op); err != nil {
			return nil, err
		}
	}
	c, err := w.drv.Open(ctx, driver.Config{Values: values, MaxConns: w.opt.MaxConns, Hosts: w.opt.Hosts})
	if err != nil {
		return nil, wrap(op, err)
	}
	p := &pool{conn: c}
	w.pools[as] = p
	return p, nil
}

func (w *Warehouse) closeOldest(op string) error {
	var oldest writ.As
	for as, p := range w.pools {
		if p.users == 0 && (!oldest.Valid() || p.turn < w.pools[oldest].turn) {
			oldest = as
		}
	}
	if !oldest.Valid() {
		return writ.Errorf(writ.CodeUnavailable, op, "%d sign-ins are at work on this connection, which is all it may have at once", len(w.pools)).WithHint("Try again in a moment.")
	}
	return w.closePool(oldest)
}

// closePool closes a pool; calls under way fail.
func (w *Warehouse) closePool(as writ.As) error {
	p := w.pools[as]
	delete(w.pools, as)
	if p.idle != nil {
		p.idle.Stop()
	}
	return p.conn.Close()
}

func (w *Warehouse) giveBack(as writ.As, p *pool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p.users--
	if p.users == 0 && w.pools[as] == p {
		p.idle = time.AfterFunc(w.opt.Idle, func() { w.closeIdle(as, p) })
	}
}

// closeIdle closes a pool that nobody has taken since its timer was set. What
// goes wrong with that harms nobody.
func (w *Warehouse) closeIdle(as writ.As, p *pool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pools[as] == p && p.users == 0 {
		_ = w.closePool(as)
	}
}

// SignOut closes the pools in which a member that is meant is signed in; calls
// under way fail.
func (w *Warehouse) SignOut(meant func(writ.MemberID) bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var errs []error
	for as := range w.pools {
		if !as.IsService() && meant(as.Member()) {
			errs = append(errs, w.closePool(as))
		}
	}
	return errors.Join(errs...)
}

// Close ends every pool; calls under way fail. Safe to call twice.
func (w *Warehouse) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	var errs []error
	for as := range w.pools {
		errs = append(errs, w.closePool(as))
	}
	return errors.Join(errs...)
}
