package warehouse

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// AppendLog adds rows to an edit log in one step. After an error none of them is
// there, unless its code is CodeUncertain; ClassExists says that a number is taken.
func (w *Warehouse) AppendLog(ctx context.Context, as writ.As, path writ.Path, rows []driver.LogRow) error {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	_, err := use(ctx, w, "warehouse.AppendLog", as, keepLogs, func(l driver.EditLogger) (int, error) {
		return idempotent(func() (int, error) { return 0, l.AppendLog(ctx, path, rows) })
	})
	return err
}

// ReadLog calls fn for the rows of a range of an edit log, ordered by DS_ID, then
// EDIT_NUM, then TIMESTAMP. An error of fn ends it and is returned as it is. It has
// no deadline but ctx's.
func (w *Warehouse) ReadLog(ctx context.Context, as writ.As, path writ.Path, r driver.LogRange, fn func(driver.LogRow) error) error {
	_, err := use(ctx, w, "warehouse.ReadLog", as, keepLogs, func(l driver.EditLogger) (int, error) {
		return 0, l.ReadLog(ctx, path, r, fn)
	})
	return err
}

// RedactLog replaces EDIT of one row of an edit log. CodeConflict if the row is no
// longer as it was.
func (w *Warehouse) RedactLog(ctx context.Context, as writ.As, path writ.Path, row driver.LogRow, edit string) error {
	const op = "warehouse.RedactLog"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	n, err := use(ctx, w, op, as, keepLogs, func(l driver.EditLogger) (int64, error) {
		return l.RedactLog(ctx, path, row, edit)
	})
	if err == nil && n != 1 {
		err = writ.Errorf(writ.CodeConflict, op, "Edit %d of %s is no longer as it was read.", row.Num, row.Table).WithHint("Verify the edit log.")
	}
	return err
}

// CheckLog compares the columns of an edit log with those that it has to have, by
// name and kind. CodeNotFound if there is no such table; CodeConflict says what
// differs.
func (w *Warehouse) CheckLog(ctx context.Context, as writ.As, path writ.Path) error {
	const op = "warehouse.CheckLog"
	is, err := w.Describe(ctx, as, path)
	if err != nil {
		return err
	}
	differs := diffColumns(is, driver.LogColumns())
	if len(differs) == 0 {
		return nil
	}
	return writ.Errorf(writ.CodeConflict, op, "The edit log %s was altered: %s.", path, strings.Join(differs, "; ")).
		WithHint("Have an administrator of the warehouse undo that. Until then nothing can be edited, so that nothing is lost.")
}

// diffColumns says in words how the columns of a table differ from those wanted.
func diffColumns(is, want []driver.Column) (differs []string) {
	kinds := make(map[string]writ.Kind, len(is))
	for _, c := range is {
		kinds[c.Name] = c.Type.Kind
	}
	for _, c := range want {
		switch kind, ok := kinds[c.Name]; {
		case !ok:
			differs = append(differs, fmt.Sprintf("the column %s is missing", c.Name))
		case kind != c.Type.Kind:
			differs = append(differs, fmt.Sprintf("the column %s holds %s and not %s", c.Name, kind, c.Type.Kind))
		}
		delete(kinds, c.Name)
	}
	for _, c := range is {
		if _, ok := kinds[c.Name]; ok {
			differs = append(differs, fmt.Sprintf("there is a column %s that Writ did not make", c.Name))
		}
	}
	return differs
}

// CreateLog makes an edit log at o.Path and records it. A table of that name that
// has the columns of one is taken for it: its name belongs to one connection alone,
// so that it is what an earlier try has made. CodeConflict says in what it differs.
// An o that has a State is one that the ledger knows from such a try.
func (ow *ObjectWriter) CreateLog(ctx context.Context, o *writ.ManagedObject) error {
	const op = "warehouse.CreateLog"
	ctx, cancel := ow.w.bounded(ctx)
	defer cancel()
	err, known := ow.owns(op, o), o.State != ""
	if err == nil && !known {
		o.State = writ.ObjectIntended
		err = ow.ledger.Intend(ctx, o)
	}
	if err != nil {
		return err
	}
	_, err = use(ctx, ow.w, op, o.As, keepLogs, func(l driver.EditLogger) (int, error) { return 0, l.CreateLog(ctx, o.Path) })
	if err == nil {
		return ow.Confirm(ctx, o)
	}
	if class := ClassOf(err); class == driver.ClassExists || class == driver.ClassUncertain {
		cerr := ow.w.CheckLog(ctx, o.As, o.Path)
		if cerr == nil {
			return ow.Confirm(ctx, o)
		}
		if writ.CodeOf(cerr) == writ.CodeConflict {
			err = cerr
		}
	}
	if known {
		return err
	}
	return errors.Join(err, ow.gone(ctx, []*writ.ManagedObject{o})) // what lands late is found by the next try
}

// keepLogs is what a platform without driver.EditLogger cannot do.
const keepLogs = "keep edit logs"

// use runs a call with a power P of the platform. what says what a platform without
// it cannot do.
func use[P, T any](ctx context.Context, w *Warehouse, op string, as writ.As, what string, call func(P) (T, error)) (T, error) {
	var zero T
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return zero, err
	}
	defer done()
	power, ok := c.(P)
	if !ok {
		return zero, writ.Errorf(writ.CodeUnsupported, op, "%s cannot %s in this version", w.Spec().Name, what)
	}
	v, err := call(power)
	return v, wrap(op, err)
}
