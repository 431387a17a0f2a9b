package app

import (
	"context"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// scanEvery is how often a warehouse is looked into without anybody asking.
const scanEvery = 24 * time.Hour

// CleanObjects looks into the warehouses where something is to be done: a rename
// to be ended, a quarantined object to be dropped, or nobody has looked for a day.
// It goes on after a warehouse that it cannot reach.
func (a *App) CleanObjects(ctx context.Context) error {
	var due []writ.ConnectionID
	err := a.store.Read(ctx, func(tx store.Tx) error {
		due = nil
		conns, err := tx.Connections.List(ctx, false)
		if err != nil {
			return err
		}
		for _, c := range conns {
			is, err := a.dueForScan(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			if is {
				due = append(due, c.ID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range due {
		failed = append(failed, a.scan(ctx, id))
	}
	return errors.Join(failed...)
}

// dueForScan tells whether there is a reason to look into a connection's
// warehouse.
func (a *App) dueForScan(ctx context.Context, tx store.Tx, id writ.ConnectionID) (bool, error) {
	aside, err := tx.Objects.List(ctx, id, writ.ObjectQuarantined)
	if err != nil {
		return false, err
	}
	now := a.clock()
	for _, o := range aside {
		if !o.DropAt.After(now) { // also while it moves
			return true, nil
		}
	}
	list, err := tx.Connections.Destinations(ctx, id)
	if err != nil || len(list) == 0 {
		return false, err
	}
	scan, err := present(tx.Scans.Get(ctx, id))
	return err == nil && (scan == nil || now.Sub(scan.At) >= scanEvery), err
}
