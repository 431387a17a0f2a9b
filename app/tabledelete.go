package app

import (
	"context"
	"errors"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// DeleteTable drops a table, with all of its versions, in its warehouse and forgets
// it. CodeConflict while an import is changing it.
func (a *App) DeleteTable(ctx context.Context, actor Actor, id writ.TableID) error {
	const op = "app.DeleteTable"
	l, err := a.locate(ctx, op, actor, access.UploadCSV, id)
	if err != nil {
		return err
	}
	if err := l.reachable(op); err != nil {
		return err
	}
	if !l.conn.WriteAccess {
		return writeAccessOff(op, l.conn)
	}
	dropped, err := a.dropVersions(ctx, op, actor, l)
	if err != nil {
		return err
	}
	a.did(ctx, op, actor, "table", id, "objects", len(dropped))
	var left []error
	for _, o := range dropped {
		left = append(left, a.blob.Remove(ctx, rejectsOf(o.Upload)))
	}
	return errors.Join(left...)
}

// dropVersions drops what versions of a table have in the warehouse, and forgets
// the table once nothing is left there.
func (a *App) dropVersions(ctx context.Context, op string, actor Actor, l *located) (dropped []*writ.ManagedObject, err error) {
	err = errLeft
	left := []*writ.ManagedObject{l.object}
	for errors.Is(err, errLeft) {
		if err = a.mayDelete(ctx, op, l.table); err != nil {
			return dropped, err
		}
		if err = a.drop(tagged(ctx, actor), l.conn, l.destinations, left); err != nil {
			return dropped, a.discreet(ctx, actor, pathsOf(l.destinations), err)
		}
		dropped = append(dropped, left...)
		err = a.store.Write(ctx, func(tx store.Tx) error {
			left, err = undropped(ctx, tx, l.table.ID, dropped)
			if err != nil {
				return err
			}
			if err := tx.Tables.Delete(ctx, l.table.ID); err != nil {
				return err
			}
			return tell(ctx, tx, writ.MemberTopic(l.table.Owner), eventTables)
		})
	}
	if writ.CodeOf(err) == writ.CodeNotFound {
		err = nil // somebody else was faster
	}
	return dropped, err
}

// mayDelete refuses a table that an import is changing.
func (a *App) mayDelete(ctx context.Context, op string, t *writ.Table) error {
	return a.store.Read(ctx, func(tx store.Tx) error { return idle(ctx, op, tx, t) })
}

// undropped returns the objects of a table that are not among those dropped, and
// errLeft if there are any.
func undropped(ctx context.Context, tx store.Tx, id writ.TableID, dropped []*writ.ManagedObject) ([]*writ.ManagedObject, error) {
	all, err := tx.Versions.Objects(ctx, id)
	if err != nil {
		return nil, err
	}
	left := slices.DeleteFunc(all, func(o *writ.ManagedObject) bool {
		return slices.ContainsFunc(dropped, func(d *writ.ManagedObject) bool { return d.ID == o.ID })
	})
	if len(left) > 0 {
		return left, errLeft
	}
	return nil, nil
}
