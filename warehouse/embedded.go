package warehouse

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Prepare runs the grant script of a destination. Writ is the administrator of
// the embedded warehouse alone; everywhere else it only prints the script.
func (w *Warehouse) Prepare(ctx context.Context, as writ.As, destination writ.Path) error {
	const op = "warehouse.Prepare"
	if err := w.ours(op); err != nil {
		return err
	}
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return err
	}
	defer done()
	grants, err := w.drv.Dialect().Grants(destination, "")
	if err != nil {
		return err
	}
	for _, g := range grants {
		if _, err := c.Exec(ctx, tag(ctx, g.Statement)); err != nil {
			return wrap(op, err)
		}
	}
	return nil
}

// Furnish gives the embedded warehouse a table for people to look at, outside
// any write destination: it is theirs from then on, not an object of Writ's. One
// that is there already stays as it is.
func (w *Warehouse) Furnish(ctx context.Context, as writ.As, load driver.Load) error {
	const op = "warehouse.Furnish"
	if err := w.ours(op); err != nil {
		return err
	}
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return err
	}
	defer done()
	loader, ok := c.(driver.Loader)
	if !ok {
		return writ.Errorf(writ.CodeUnsupported, op, "%s cannot load files in this version", w.Spec().Name)
	}
	_, err = loader.LoadTable(ctx, load)
	if ClassOf(err) == driver.ClassExists {
		return nil
	}
	return wrap(op, err)
}

func (w *Warehouse) ours(op string) error {
	if w.Spec().Capabilities.Embedded {
		return nil
	}
	return writ.Errorf(writ.CodeInternal, op, "Writ administers its embedded warehouse alone; nothing was done")
}
