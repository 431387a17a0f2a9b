package inputtable

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
)

// Follow makes a change into an update of a row of the parent, which is named by its
// id, or by the values of all key columns, or both. CodeInvalid if they are of
// different rows, or if the parent has no such row.
func (l *Linked) Follow(ctx context.Context, w *warehouse.Warehouse, c RowChange) (RowChange, error) {
	const op = "inputtable.Follow"
	key, err := l.key(c)
	switch {
	case err != nil:
		return c, err
	case c.Do == Delete:
		return c, nil
	case key == nil && (c.Row == "" || c.Do == Insert):
		return c, writ.Invalid(op, "rows", "The rows of a linked input table are those of its parent. Say which one is meant by the values of its key.")
	case key == nil:
		c.Do, c.Match = Update, nil
		return c, nil
	}
	id, err := RowIDOf(key)
	if err != nil {
		return c, err
	}
	if c.Row != "" && c.Row != id {
		return c, writ.Invalid(op, "rows", "The key is not that of the row %s; keys are the parent's and cannot be changed.", c.Row)
	}
	has, err := l.Has(ctx, w, key)
	if err == nil && !has {
		err = writ.Invalid(op, "rows", "The parent has no row with that key.")
	}
	c.Do, c.Match, c.Row = Update, nil, id
	return c, err
}

// key reads the values of the key columns, all of them or none.
func (l *Linked) key(c RowChange) ([]editlog.Cell, error) {
	const op = "inputtable.Follow"
	var key []editlog.Cell
	for _, k := range l.keys {
		raw, given := c.Values[k.column.ID]
		if !given {
			continue
		}
		cell, err := editlog.Parse(k.column.Type, raw)
		if err != nil {
			return nil, writ.Invalid(op, "rows", "The key column %q cannot hold that value: %v.", k.column.Name, err)
		}
		key = append(key, cell)
	}
	if n := len(key); n > 0 && n < len(l.keys) {
		return nil, writ.Invalid(op, "rows", "The key has %d columns; the row names %d of them.", len(l.keys), n)
	}
	return key, nil
}
