package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// RestoreVersion brings the rows of an earlier version of a table back, as a new
// version which shares that one's object: no row is copied. CodeConflict if they
// are no longer kept, or if the table is being changed.
func (a *App) RestoreVersion(ctx context.Context, actor Actor, id writ.TableID, number int64) (*TableView, error) {
	const op = "app.RestoreVersion"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	var view *TableView
	on := &subject{noun: nounTable, id: string(id)}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		t, err := a.askTable(ctx, op, tx, w, actor, access.EditDocument, id)
		if err != nil {
			return err
		}
		if err := a.mayChange(ctx, op, tx, actor, t); err != nil {
			return err
		}
		v, err := a.restorable(ctx, op, tx, t, number)
		if err != nil {
			return err
		}
		v.Change, v.Restored, v.Upload, v.Member, v.CreatedAt = writ.ChangeRestore, number, "", actor.Member.ID, a.clock()
		if t, err = a.advance(ctx, op, tx, t, v); err != nil {
			return err
		}
		on.details = []any{"version", number, "as", t.Current}
		if view, err = viewTable(ctx, tx, t); err != nil {
			return err
		}
		return tellTable(ctx, tx, t)
	})
	return view, err
}

// mayChange asks what an import into the table would be asked: that the actor may
// write to its connection, that writing is switched on there, and that nobody else
// is changing it.
func (a *App) mayChange(ctx context.Context, op string, tx store.Tx, actor Actor, t *writ.Table) error {
	c, _, err := a.askData(ctx, op, tx, actor, t.Connection, access.WriteData)
	if err != nil {
		return err
	}
	if !c.WriteAccess {
		return writeAccessOff(op, c)
	}
	return idle(ctx, op, tx, t)
}

// restorable returns a version of a table whose rows can come back.
func (a *App) restorable(ctx context.Context, op string, tx store.Tx, t *writ.Table, number int64) (*writ.TableVersion, error) {
	v, err := tx.Versions.Get(ctx, t.ID, number)
	if err != nil {
		return nil, sameAbsence(op, "version", err)
	}
	switch v.Object {
	case "":
		return nil, noLonger(op, t, v)
	case t.Object:
		return nil, writ.Errorf(writ.CodeConflict, op, "The rows of version %d are those that the table %s has now.", number, t.Name)
	}
	return v, nil
}
