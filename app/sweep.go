package app

import (
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// Sweeping drops what imports that are dead left in warehouses: objects of the
// ledger that no table holds and that no import, on whatever node, is making. All
// of that is asked in one transaction; an import registers its table in the
// transaction in which it ends, so that at no moment its object looks like an
// orphan.

// sweepAtOnce is how many objects are dropped between two looks.
const sweepAtOnce = 500

// sweepAttempts is how often a warehouse is tried: for as long as it takes.
const sweepAttempts = 1 << 30

// errLeft says that something came to be swept while the sweep went on.
var errLeft = errors.New("app: there is more to sweep")

// sweepLater has a connection swept, unless somebody will do so anyway. A sweep
// that is just running looks once more before it ends.
func (a *App) sweepLater(ctx context.Context, tx store.Tx, id writ.ConnectionID) error {
	if j, err := unended(ctx, tx, kindSweep, string(id)); err != nil || j != nil {
		return err
	}
	// No connection is set: a sweep need not wait for the imports that it clears up after.
	return jobs.Enqueue(ctx, tx, &writ.Job{Kind: kindSweep, Key: string(id), MaxAttempts: sweepAttempts})
}

// runSweep does the job of a sweep. A warehouse that cannot be swept now, whatever
// the reason, is tried again later.
func (a *App) runSweep(ctx context.Context, r *jobs.Run) error {
	const op = "app.runSweep"
	id := writ.ConnectionID(r.Job().Key)
	for {
		if err := a.sweepConnection(ctx, id); err != nil {
			return writ.Wrap(writ.CodeUnavailable, op, err, "What an import left in the warehouse is still there; it is tried again.")
		}
		err := r.Finish(ctx, func(tx store.Tx) error {
			left, err := orphans(ctx, tx, id)
			if err == nil && len(left) > 0 {
				err = errLeft
			}
			return err
		})
		if !errors.Is(err, errLeft) {
			return err
		}
	}
}

// sweepConnection drops the orphans of one connection.
func (a *App) sweepConnection(ctx context.Context, id writ.ConnectionID) error {
	for {
		var conn *writ.Connection
		var destinations []*writ.Destination
		var list []*writ.ManagedObject
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			if conn, err = tx.Connections.Get(ctx, id); err != nil {
				return err
			}
			if destinations, err = tx.Connections.Destinations(ctx, id); err != nil {
				return err
			}
			list, err = orphans(ctx, tx, id)
			return err
		})
		if err != nil || len(list) == 0 {
			return err
		}
		if err := a.drop(ctx, conn, destinations, list); err != nil {
			return err
		}
	}
}

// orphans returns objects of a connection that are to be swept. One that may have
// held a table once is left for an Admin to put aside.
func orphans(ctx context.Context, tx store.Tx, id writ.ConnectionID) ([]*writ.ManagedObject, error) {
	return tx.Objects.Page(ctx, store.ObjectFilter{Connection: id, Leftovers: true}, "", sweepAtOnce)
}

// drop drops objects of one connection.
func (a *App) drop(ctx context.Context, conn *writ.Connection, list []*writ.Destination, objects []*writ.ManagedObject) error {
	if len(objects) == 0 {
		return nil
	}
	o, err := a.open(conn)
	if err != nil {
		return err
	}
	writer := o.w.Objects(store.Ledger(a.store, a.clock), list)
	for _, object := range objects {
		if err := writer.Drop(ctx, object); err != nil {
			return err
		}
		a.log.InfoContext(ctx, "dropped", "connection", conn.ID, "object", object.ID)
	}
	return nil
}

// findOrphans has the connections swept that hold something to sweep.
func (a *App) findOrphans(ctx context.Context) error {
	return a.store.Write(ctx, func(tx store.Tx) error {
		totals, err := tx.Objects.Totals(ctx)
		if err != nil {
			return err
		}
		for _, t := range totals {
			if t.Orphans == 0 {
				continue
			}
			// An orphan that once held a table is for an Admin to decide about.
			left, err := orphans(ctx, tx, t.Connection)
			if err == nil && len(left) > 0 {
				err = a.sweepLater(ctx, tx, t.Connection)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
