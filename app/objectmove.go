package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
)

// QuarantineObject puts an object that nothing owns aside: it is renamed within
// its destination, and dropped after as many days as the retention says.
func (a *App) QuarantineObject(ctx context.Context, actor Actor, id writ.ObjectID) (*ObjectView, error) {
	const op = "app.QuarantineObject"
	return a.changeObject(ctx, op, actor, id, func(ctx context.Context, v *ObjectView, w *warehouse.ObjectWriter) error {
		if !v.CanQuarantine() {
			return unfit(op, v, "put aside", "Only what exists and belongs to no table and no import can be put aside.")
		}
		s, err := a.settings(ctx)
		if err != nil {
			return err
		}
		return w.Quarantine(ctx, &v.ManagedObject, a.dropAt(s))
	})
}

// RestoreObject gives a quarantined object its name back; CodeConflict if the
// name is taken meanwhile.
func (a *App) RestoreObject(ctx context.Context, actor Actor, id writ.ObjectID) (*ObjectView, error) {
	const op = "app.RestoreObject"
	return a.changeObject(ctx, op, actor, id, func(ctx context.Context, v *ObjectView, w *warehouse.ObjectWriter) error {
		if !v.CanRestore() {
			return unfit(op, v, "brought back", "Only what was put aside can be brought back.")
		}
		return w.Restore(ctx, &v.ManagedObject, v.DropAt)
	})
}

// DropObject drops an object that nothing owns, for good: one in quarantine, an
// orphan, or one that has returned. confirm is its name, which whoever asks has to
// know, so that nothing is dropped by a slip of the hand.
func (a *App) DropObject(ctx context.Context, actor Actor, id writ.ObjectID, confirm string) (*ObjectView, error) {
	const op = "app.DropObject"
	return a.changeObject(ctx, op, actor, id, func(ctx context.Context, v *ObjectView, w *warehouse.ObjectWriter) error {
		if !v.CanDrop() {
			return unfit(op, v, "dropped", "Only what was put aside, what nothing owns, and what has returned can be dropped here. A table is deleted by its owner.")
		}
		if confirm != v.Path.Name() {
			return writ.Invalid(op, "confirm", "To drop %s for good, confirm must be its name.", v.Path).WithHint("Send confirm=%s.", v.Path.Name())
		}
		return w.Drop(ctx, &v.ManagedObject)
	})
}

// changeObject asks whether the actor may change objects, and calls with one and
// the door to its warehouse. What nothing owns cannot come to be owned meanwhile:
// a table is registered only by the import that made its object, while it runs.
func (a *App) changeObject(ctx context.Context, op string, actor Actor, id writ.ObjectID, change func(context.Context, *ObjectView, *warehouse.ObjectWriter) error) (*ObjectView, error) {
	if err := a.ask(ctx, op, actor, access.SeeManagedObjects); err != nil {
		return nil, err
	}
	v, err := a.readObject(ctx, op, id)
	if err != nil {
		return nil, err
	}
	if v.conn.Archived {
		return nil, writ.Errorf(writ.CodeConflict, op, "%s is still in its warehouse, but the connection %s is deleted.", v.Path, v.conn.Name).
			WithHint("Restore the connection under Administration, Connections first.")
	}
	if !v.conn.WriteAccess {
		return nil, writeAccessOff(op, v.conn)
	}
	o, err := a.open(v.conn)
	if err != nil {
		return nil, err
	}
	ctx = tagged(ctx, actor)
	on := &subject{noun: "object", id: string(id), details: []any{"path", v.Path, "connection", v.conn.ID}}
	if err := change(ctx, v, o.w.Objects(store.Ledger(a.store, a.clock), v.destinations)); err != nil {
		a.failed(ctx, op, actor, *on, err)
		return nil, err
	}
	on.details = append(on.details, "state", v.State)
	if err := a.note(ctx, op, actor, on); err != nil {
		return nil, err
	}
	return a.readObject(ctx, op, id)
}

// unfit refuses what an object is not in the right state for.
func unfit(op string, v *ObjectView, what, rule string) error {
	return writ.Errorf(writ.CodeConflict, op, "%s cannot be %s. %s", v.Path, what, v.Why).WithHint("%s", rule)
}
