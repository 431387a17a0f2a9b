package warehouse

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// keepData is what a platform without driver.EditTables cannot do.
const keepData = "keep the rows of input tables"

// CreateData makes a data table, with the system columns and then columns, at
// data.Path and its mark at mark.Path, fills it from a canonical file of all these
// columns ("" for no rows; longest as in driver.Load), and records both as
// existing. It returns the number of rows stored and has no deadline but ctx's.
// After an error with CodeUncertain they may be there, and the objects stay
// intended until DropData; after any other they are not.
func (ow *ObjectWriter) CreateData(ctx context.Context, data, mark *writ.ManagedObject, columns []driver.Column, file string, longest int64, m driver.Mark) (int64, error) {
	return ow.createData(ctx, "warehouse.CreateData", data, mark, func(t driver.EditTables) (int64, error) {
		return t.CreateData(ctx, driver.Data{Path: data.Path, Mark: mark.Path}, columns, file, longest, m)
	})
}

// CopyData makes a data table and its mark as CreateData does, from the rows of
// another, if the mark of that is at m.Num: ClassConflict if it is not.
func (ow *ObjectWriter) CopyData(ctx context.Context, from driver.Data, data, mark *writ.ManagedObject, columns []driver.Column, m driver.Mark) (int64, error) {
	return ow.createData(ctx, "warehouse.CopyData", data, mark, func(t driver.EditTables) (int64, error) {
		return t.CopyData(ctx, from, driver.Data{Path: data.Path, Mark: mark.Path}, columns, m)
	})
}

func (ow *ObjectWriter) createData(ctx context.Context, op string, data, mark *writ.ManagedObject, fill func(driver.EditTables) (int64, error)) (int64, error) {
	n, err := create(ctx, ow, op, []*writ.ManagedObject{data, mark}, keepData, fill)
	if err != nil {
		return 0, err
	}
	for _, o := range []*writ.ManagedObject{data, mark} {
		if err := ow.Confirm(context.WithoutCancel(ctx), o); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// DropData drops a data table and its mark, whether they turn out to be there or
// not, and records it.
func (ow *ObjectWriter) DropData(ctx context.Context, data, mark *writ.ManagedObject) error {
	const op = "warehouse.DropData"
	objects := []*writ.ManagedObject{data, mark}
	for _, o := range objects {
		if o.Moving() {
			return writ.Errorf(writ.CodeConflict, op, "%s is being renamed.", o.Path).WithHint("Look again, then try again.")
		}
		if err := ow.owns(op, o); err != nil {
			return err
		}
	}
	ctx, cancel := ow.w.bounded(ctx)
	defer cancel()
	_, err := use(ctx, ow.w, op, data.As, keepData, func(t driver.EditTables) (int, error) {
		return idempotent(func() (int, error) {
			return 0, t.DropData(ctx, driver.Data{Path: data.Path, Mark: mark.Path})
		})
	})
	if err != nil {
		return err
	}
	for _, o := range objects {
		o.State = writ.ObjectDropped
	}
	return ow.gone(ctx, objects)
}

// AddColumn adds a column to a data table, silently if one of that name and type is
// there; ClassExists if one of another type is.
func (w *Warehouse) AddColumn(ctx context.Context, as writ.As, d driver.Data, c driver.Column) error {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	_, err := use(ctx, w, "warehouse.AddColumn", as, keepData, func(t driver.EditTables) (int, error) {
		return idempotent(func() (int, error) { return 0, t.AddColumn(ctx, d, c) })
	})
	return err
}

// Fence raises the term of a mark to term and returns the mark: from then on no
// writer of a lower term can apply anything, whatever of it is still under way.
// ClassConflict if the mark's term is higher, ClassNotFound if there is no mark.
func (w *Warehouse) Fence(ctx context.Context, as writ.As, d driver.Data, term int64) (driver.Mark, error) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	return use(ctx, w, "warehouse.Fence", as, keepData, func(t driver.EditTables) (driver.Mark, error) {
		return idempotent(func() (driver.Mark, error) { return t.Fence(ctx, d, term) })
	})
}

// Mark reads the mark of a data table. An Apply of which nobody knows the outcome
// may still move it; Fence waits for that.
func (w *Warehouse) Mark(ctx context.Context, as writ.As, d driver.Data) (driver.Mark, error) {
	const op = "warehouse.Mark"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return driver.Mark{}, err
	}
	defer done()
	stmt, err := driver.SelectMark(w.Dialect().Quoting(), d.Mark)
	if err != nil {
		return driver.Mark{}, err
	}
	m, err := idempotent(func() (driver.Mark, error) {
		rows, err := c.Query(ctx, tag(ctx, stmt))
		if err != nil {
			return driver.Mark{}, err
		}
		return driver.ReadMark(rows)
	})
	return m, wrap(op, err)
}

// Apply makes changes to a data table and moves its mark in one step; see
// driver.EditTables.
func (w *Warehouse) Apply(ctx context.Context, as writ.As, c driver.Changes) (applied bool, err error) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	return use(ctx, w, "warehouse.Apply", as, keepData, func(t driver.EditTables) (bool, error) {
		return idempotent(func() (bool, error) { return t.Apply(ctx, c) })
	})
}
