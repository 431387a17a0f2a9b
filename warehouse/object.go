package warehouse

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Ledger records what Writ makes in warehouses: the intent before, the fact
// after. The metadata store implements it.
type Ledger interface {
	Intend(ctx context.Context, o *writ.ManagedObject) error
	// Settle records what became of o. CodeStale if it no longer lies at o.Path.
	Settle(ctx context.Context, o *writ.ManagedObject, state writ.ObjectState) error
	// Move records what a move changes: State, Path, FormerPath and DropAt become
	// those of to. CodeStale if they are no longer those of from.
	Move(ctx context.Context, from, to *writ.ManagedObject) error
}

// ObjectWriter creates and drops objects in the write destinations of one
// connection, and nowhere else.
type ObjectWriter struct {
	w            *Warehouse
	ledger       Ledger
	destinations []*writ.Destination
}

// Objects returns the door to create and drop objects in destinations.
func (w *Warehouse) Objects(ledger Ledger, destinations []*writ.Destination) *ObjectWriter {
	return &ObjectWriter{w: w, ledger: ledger, destinations: destinations}
}

// LoadTable creates o in its destination and fills it from load's canonical
// file, atomically; o.Path says where, load.Path is set from it. The object
// stays intended: the caller verifies what arrived and then calls Confirm or
// Drop. It returns the number of rows the warehouse says it stored. After an
// error with CodeUncertain the table may be there; after any other it is not.
func (ow *ObjectWriter) LoadTable(ctx context.Context, o *writ.ManagedObject, load driver.Load) (int64, error) {
	const op = "warehouse.LoadTable"
	return create(ctx, ow, op, []*writ.ManagedObject{o}, "load files", func(loader driver.Loader) (int64, error) {
		load.Path = o.Path
		return loader.LoadTable(ctx, load)
	})
}

// create records the intent of objects, makes them, all with the rights of the
// first, with a power P of the platform and, if that failed, records that they are
// not there, unless nobody knows. what says what a platform without that power
// cannot do.
func create[P any](ctx context.Context, ow *ObjectWriter, op string, objects []*writ.ManagedObject, what string, fill func(P) (int64, error)) (int64, error) {
	for _, o := range objects {
		if err := ow.owns(op, o); err != nil {
			return 0, err
		}
	}
	c, done, err := ow.w.conn(ctx, op, objects[0].As)
	if err != nil {
		return 0, err
	}
	defer done()
	power, ok := c.(P)
	if !ok {
		return 0, writ.Errorf(writ.CodeUnsupported, op, "%s cannot %s in this version", ow.w.Spec().Name, what)
	}
	for i, o := range objects {
		o.State = writ.ObjectIntended
		if err := ow.ledger.Intend(ctx, o); err != nil {
			return 0, errors.Join(err, ow.gone(ctx, objects[:i]))
		}
	}
	n, err := fill(power)
	if err == nil {
		return n, nil
	}
	if ClassOf(err) != driver.ClassUncertain {
		if serr := ow.gone(ctx, objects); serr != nil {
			return 0, serr
		}
	}
	return 0, wrap(op, err)
}

// gone records that objects are not there.
func (ow *ObjectWriter) gone(ctx context.Context, objects []*writ.ManagedObject) error {
	for _, o := range objects {
		if err := ow.ledger.Settle(context.WithoutCancel(ctx), o, writ.ObjectDropped); err != nil {
			return err
		}
	}
	return nil
}

// Confirm records that o exists.
func (ow *ObjectWriter) Confirm(ctx context.Context, o *writ.ManagedObject) error {
	o.State = writ.ObjectExists
	return ow.ledger.Settle(ctx, o, writ.ObjectExists)
}

// Drop drops o, whether it turns out to be there or not, and records it. One that
// moves has to arrive first: CodeConflict. CodeStale says that it has moved
// meanwhile and is still there.
func (ow *ObjectWriter) Drop(ctx context.Context, o *writ.ManagedObject) error {
	const op = "warehouse.Drop"
	if o.Moving() {
		return writ.Errorf(writ.CodeConflict, op, "%s is being renamed.", o.Path).WithHint("Look again, then try again.")
	}
	if err := ow.owns(op, o); err != nil {
		return err
	}
	ctx, cancel := ow.w.bounded(ctx)
	defer cancel()
	c, done, err := ow.w.conn(ctx, op, o.As)
	if err != nil {
		return err
	}
	defer done()
	stmt, err := ow.w.drv.Dialect().DropTable(o.Path)
	if err != nil {
		return err
	}
	if _, err := idempotent(func() (int64, error) { return c.Exec(ctx, tag(ctx, stmt)) }); err != nil {
		return wrap(op, err)
	}
	o.State = writ.ObjectDropped
	return ow.ledger.Settle(ctx, o, writ.ObjectDropped)
}

// owns refuses any object that does not lie directly in its own destination or
// whose name lacks Writ's prefix.
func (ow *ObjectWriter) owns(op string, o *writ.ManagedObject) error {
	if strings.HasPrefix(o.Path.Name(), writ.ObjectPrefix) {
		for _, d := range ow.destinations {
			if d.ID == o.Destination && d.Connection == o.Connection && d.Path.String() != "" && slices.Equal(d.Path, o.Path.Parent()) {
				return nil
			}
		}
	}
	return writ.Errorf(writ.CodeInternal, op, "%s does not lie in a write destination of its connection; nothing was done", o.Path)
}
