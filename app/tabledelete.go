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
// it. Its elements stay in documents and say that it is deleted. CodeConflict while
// an import is changing it.
func (a *App) DeleteTable(ctx context.Context, actor Actor, id writ.TableID) error {
	const op = "app.DeleteTable"
	l, err := a.locate(ctx, op, actor, access.UploadCSV, access.EditDocument, id)
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
	var left []error
	for _, o := range dropped {
		left = append(left, a.blob.Remove(ctx, rejectsOf(o.Upload)))
	}
	return errors.Join(left...)
}

// dropVersions drops what versions of a table have in the warehouse, the current
// one last, and forgets the table once nothing is left there.
func (a *App) dropVersions(ctx context.Context, op string, actor Actor, l *located) (dropped []*writ.ManagedObject, err error) {
	err = errLeft
	for errors.Is(err, errLeft) {
		var left []*writ.ManagedObject
		if left, err = a.deletable(ctx, op, l.table.ID, dropped); err != nil {
			break
		}
		if err = a.drop(tagged(ctx, actor), l.conn, l.destinations, left); err != nil {
			return dropped, a.discreet(ctx, actor, pathsOf(l.destinations), err)
		}
		dropped = append(dropped, left...)
		err = a.forgetTable(ctx, op, actor, l.table, dropped)
	}
	if writ.CodeOf(err) == writ.CodeNotFound {
		err = nil // somebody else was faster
	}
	return dropped, err
}

// forgetTable forgets a table whose objects are dropped; errLeft if it has others by
// now.
func (a *App) forgetTable(ctx context.Context, op string, actor Actor, t *writ.Table, dropped []*writ.ManagedObject) error {
	on := &subject{noun: nounTable, id: string(t.ID), details: []any{"name", t.Name, "objects", len(dropped)}}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		left, err := undropped(ctx, tx, t.ID, dropped)
		if err == nil && len(left) > 0 {
			err = errLeft
		}
		if err != nil {
			return err
		}
		if err := endSchedulesOf(ctx, tx, t.ID); err != nil {
			return err
		}
		if err := tx.Tables.Delete(ctx, t.ID); err != nil {
			return err
		}
		return tellTable(ctx, tx, t)
	})
}

// deletable returns what of a table is still to be dropped, and refuses one that an
// import is changing.
func (a *App) deletable(ctx context.Context, op string, id writ.TableID, dropped []*writ.ManagedObject) (left []*writ.ManagedObject, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		t, err := tx.Tables.Get(ctx, id)
		if err != nil {
			return err
		}
		if err := idle(ctx, op, tx, t); err != nil {
			return err
		}
		left, err = undropped(ctx, tx, id, dropped)
		return err
	})
	return left, err
}

// undropped returns the objects of a table that are not among those dropped, the
// one of its current version last.
func undropped(ctx context.Context, tx store.Tx, id writ.TableID, dropped []*writ.ManagedObject) ([]*writ.ManagedObject, error) {
	t, err := tx.Tables.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	current, err := tx.Objects.Get(ctx, t.Object)
	if err != nil {
		return nil, err
	}
	all, err := tx.Versions.Objects(ctx, id)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(o *writ.ManagedObject) bool { return o.ID == current.ID })
	return slices.DeleteFunc(append(all, current), func(o *writ.ManagedObject) bool {
		return slices.ContainsFunc(dropped, func(d *writ.ManagedObject) bool { return d.ID == o.ID })
	}), nil
}

// dropTablesOf gives up the tables of a document that is deleted for good: they are
// forgotten now, and their objects are swept from their warehouses as soon as those
// can be reached.
func (a *App) dropTablesOf(ctx context.Context, tx store.Tx, id writ.FileID) error {
	list, err := tx.Tables.ListByDocument(ctx, id)
	if err != nil {
		return err
	}
	for _, t := range list {
		objects, err := undropped(ctx, tx, t.ID, nil)
		if err != nil {
			return err
		}
		if err := endSchedulesOf(ctx, tx, t.ID); err != nil {
			return err
		}
		if err := tx.Tables.Delete(ctx, t.ID); err != nil {
			return err
		}
		for _, o := range objects {
			if err := tx.Objects.SetState(ctx, o.ID, writ.ObjectIntended, a.clock().UnixMicro()); err != nil {
				return err
			}
		}
		if err := store.TellObjects(ctx, tx, t.Connection); err != nil {
			return err
		}
		if err := a.sweepLater(ctx, tx, t.Connection); err != nil {
			return err
		}
	}
	return nil
}

// nounTable is what the audit log calls a table.
const nounTable = "table"

// tellTable says that a table is another, or gone: to who made it, and to those who
// follow its document.
func tellTable(ctx context.Context, tx store.Tx, t *writ.Table) error {
	if err := tell(ctx, tx, writ.MemberTopic(t.Owner), eventTables); err != nil || t.Document == "" {
		return err
	}
	return tellFile(ctx, tx, t.Document)
}
