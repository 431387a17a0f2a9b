package inputtable

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// lease is the right to write an edit log, as run sees it.
type lease struct {
	l     writ.Lease
	held  bool
	asked bool          // the store is being asked
	raise bool          // a new term is needed before a table is opened
	until time.Duration // it is trusted, by Uptime
	above int64         // a term that was seen in the log
}

func leaseName(c writ.ConnectionID) string { return "editlog:" + string(c) }

// trusted tells whether the lease can be counted on at this moment.
func (w *writer) trusted() bool {
	return w.lease.held && w.ws.opt.Uptime() < w.lease.until
}

// askStore asks the store about the lease, within the time that it lasts. then is
// done by run with the lease and the moment before the store was asked.
func (w *writer) askStore(ask func(ctx context.Context, tx store.Tx, l *writ.Lease) error, then func(l writ.Lease, before time.Duration, err error)) {
	if w.lease.asked {
		return
	}
	w.lease.asked = true
	l := w.lease.l
	before := w.ws.opt.Uptime()
	w.async(func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, w.ws.opt.Lease)
		defer cancel()
		var after writ.Lease
		err := w.ws.opt.Store.Write(ctx, func(tx store.Tx) error {
			after = l
			return ask(ctx, tx, &after)
		})
		return func() {
			w.lease.asked = false
			then(after, before, err)
		}
	})
}

// same puts what the store returned into l.
func same(l *writ.Lease) func(*writ.Lease, error) error {
	return func(got *writ.Lease, err error) error {
		if err == nil {
			*l = *got
		}
		return err
	}
}

// takeLease takes the lease for this node. If another has it, whoever waits is told.
func (w *writer) takeLease() {
	w.askStore(func(ctx context.Context, tx store.Tx, l *writ.Lease) error {
		return same(l)(tx.Leases.Take(ctx, leaseName(w.conn), w.ws.opt.Node, w.ws.opt.Lease))
	}, func(l writ.Lease, before time.Duration, err error) {
		switch {
		case writ.CodeOf(err) == writ.CodeConflict:
			w.dropAll(errElsewhere())
		case err != nil:
			w.ws.opt.Log.Warn("the lease of an edit log could not be taken", "connection", w.conn, "error", err)
			w.dropAll(err)
		default:
			w.lease = lease{l: l, held: true, until: before + w.ws.opt.Trust}
			w.leads.Store(true)
		}
	})
}

func errElsewhere() *writ.Error {
	return writ.Errorf(writ.CodeUnavailable, "inputtable.Submit", "Another server writes this edit log now; nothing was logged here.").
		WithHint("Try again.")
}

// renewLease prolongs the lease. Until that succeeds it is trusted as long as it was.
func (w *writer) renewLease() {
	w.askStore(func(ctx context.Context, tx store.Tx, l *writ.Lease) error {
		return same(l)(tx.Leases.Renew(ctx, l, w.ws.opt.Lease))
	}, w.renewed)
}

// raiseLease gets a new term, above every one that was seen.
func (w *writer) raiseLease() {
	above := w.lease.above
	w.askStore(func(ctx context.Context, tx store.Tx, l *writ.Lease) error {
		return same(l)(tx.Leases.Raise(ctx, l, above, w.ws.opt.Lease))
	}, func(l writ.Lease, before time.Duration, err error) {
		if err == nil {
			w.lease.raise = false
			w.touchAll()
		}
		w.renewed(l, before, err)
	})
}

// renewed learns what became of asking for more time. A lease that is lost is lost
// with everything that was known in it.
func (w *writer) renewed(l writ.Lease, before time.Duration, err error) {
	switch {
	case !w.lease.held:
	case err == nil:
		trusted := w.trusted()
		w.lease.l, w.lease.until = l, before+w.ws.opt.Trust
		if !trusted {
			w.touchAll()
		}
	case writ.CodeOf(err) == writ.CodeStale:
		w.loseLease()
	default:
		w.ws.opt.Log.Warn("the lease of an edit log was not renewed", "connection", w.conn, "error", err)
		if !w.trusted() {
			w.forgetLease()
			w.dropAll(err)
		} else if w.lease.raise {
			w.later(w.ws.opt.Lease/20, w.touchAll)
		}
	}
}

// loseLease forgets everything: another node may be writing.
func (w *writer) loseLease() {
	w.forgetLease()
	w.dropAll(errElsewhere())
}

// forgetLease is what is left of a lease: an answer of the store may be under way.
func (w *writer) forgetLease() {
	w.lease = lease{asked: w.lease.asked}
	w.leads.Store(false)
}

// touchAll has every table looked at again.
func (w *writer) touchAll() {
	for _, t := range w.tables {
		w.touched[t] = true
	}
}

// releaseLease gives the lease back, so that another node need not wait for its end.
func (w *writer) releaseLease() {
	if !w.lease.held {
		return
	}
	l := w.lease.l
	w.forgetLease()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := w.ws.opt.Store.Write(ctx, func(tx store.Tx) error { return tx.Leases.Release(ctx, &l) })
	if err != nil {
		w.ws.opt.Log.Warn("the lease of an edit log was not given back", "connection", w.conn, "error", err)
	}
}
