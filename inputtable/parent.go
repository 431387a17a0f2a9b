package inputtable

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Parent is a table that the rows of a linked input table follow.
type Parent struct {
	Path    writ.Path
	As      writ.As
	Columns []ParentColumn
	order   driver.Column // what gives its rows their order; zero if nothing does
}

// ParentColumn is a column of a parent. ID is what keys call it: its name or, of an
// input table, its id.
type ParentColumn struct {
	ID       string
	Name     string
	Physical string
	Type     writ.Type
	native   string // the platform's own name of the type, if known
	render   func(writ.Value) writ.Value
}

// Render returns a value as people know it, given as the warehouse renders it.
func (c ParentColumn) Render(v writ.Value) writ.Value {
	if c.render == nil {
		return v
	}
	return c.render(v)
}

// ParentTable is a table or view of the warehouse as a parent; columns are as it is
// described there.
func ParentTable(path writ.Path, as writ.As, columns []driver.Column) *Parent {
	p := &Parent{Path: path, As: as}
	for _, c := range columns {
		p.Columns = append(p.Columns, ParentColumn{ID: c.Name, Name: c.Name, Physical: c.Name, Type: c.Type, native: c.Native})
	}
	return p
}

// ParentCSV is a CSV table as a parent, in the order of its file.
func ParentCSV(t *writ.Table, as writ.As) *Parent {
	p := &Parent{Path: t.Path, As: as, order: driver.Column{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}}
	for _, c := range t.Columns {
		p.Columns = append(p.Columns, ParentColumn{ID: c.Name, Name: c.Name, Physical: c.Physical, Type: c.Type, render: c.Render})
	}
	return p
}

// ParentInput is a branch of an input table as a parent, in the order people gave
// its rows. Removed columns are left out.
func ParentInput(d *writ.DataTable, columns []writ.InputColumn) (*Parent, error) {
	p := &Parent{Path: d.Path, As: d.As, order: driver.Column{Name: writ.PositionColumn, Type: writ.Type{Kind: writ.KindText}}}
	for _, c := range columns {
		if c.Removed {
			continue
		}
		data, err := physical(d, c.ID)
		if err != nil {
			return nil, err
		}
		p.Columns = append(p.Columns, ParentColumn{ID: string(c.ID), Name: c.Name, Physical: data.Physical, Type: data.Type, render: renderAs(c.Type)})
	}
	return p, nil
}

// keys finds the key columns of a parent.
func (p *Parent) keys(names []string) ([]ParentColumn, error) {
	const op = "inputtable.keys"
	if len(names) == 0 {
		return nil, writ.Invalid(op, "keys", "Say which columns together name a row of %s.", p.Path.Name())
	}
	keys := make([]ParentColumn, len(names))
	for i, name := range names {
		at := slices.IndexFunc(p.Columns, func(c ParentColumn) bool { return c.ID == name })
		switch {
		case at < 0:
			return nil, writ.Invalid(op, "keys", "The parent has no column %q.", name)
		case slices.Contains(names[:i], name):
			return nil, writ.Invalid(op, "keys", "The column %q is twice in the key.", name)
		case !p.Columns[at].keyable():
			return nil, writ.Invalid(op, "keys", "The column %q cannot be part of a key: it holds %s values.", name, p.Columns[at].Type)
		}
		keys[i] = p.Columns[at]
	}
	return keys, nil
}

// keyable tells whether the values of a column are the same wherever they are kept:
// those that an input table has a type for, and UUIDs, as text.
func (c ParentColumn) keyable() bool {
	_, same := InputTypeOf(c.Type)
	return same || c.Type.Kind == writ.KindOther && strings.EqualFold(c.native, "uuid")
}

// KeyColumns are the columns that a linked input table begins with: they hold the
// keys of those rows in which somebody has entered something. CodeInvalid if keys
// do not name columns that can be one.
func (p *Parent) KeyColumns(keys []string) ([]writ.InputColumn, error) {
	found, err := p.keys(keys)
	if err != nil {
		return nil, err
	}
	columns := make([]writ.InputColumn, len(found))
	for i, k := range found {
		t, _ := InputTypeOf(k.Type)
		columns[i] = writ.InputColumn{ID: columnID(i + 1), Name: k.Name, Type: t}
	}
	return columns, nil
}

// shownKeys is how many keys that stand more than once are shown.
const shownKeys = 5

// CheckKeys makes sure that keys name each row of the parent alone: CodeConflict
// says in how many rows one of them is NULL, or which keys stand how often. It looks
// at the whole parent and has no deadline but ctx's.
func (p *Parent) CheckKeys(ctx context.Context, w *warehouse.Warehouse, keys []string) error {
	const op = "inputtable.CheckKeys"
	found, err := p.keys(keys)
	if err != nil {
		return err
	}
	columns := make([]driver.Column, len(found))
	names := make([]string, len(found))
	for i, k := range found {
		columns[i], names[i] = driver.Column{Name: k.Physical, Type: k.Type}, k.Name
	}
	f, err := w.KeyFaults(ctx, p.As, p.Path, columns, shownKeys)
	if err != nil {
		return err
	}
	key := strings.Join(names, ", ")
	switch {
	case f.Repeated > 0:
		list := make([]string, len(f.Examples))
		for i, d := range f.Examples {
			list[i] = fmt.Sprintf("%s %d times", shownKey(d.Key), d.Count)
		}
		return writ.Errorf(writ.CodeConflict, op, "The key %s does not tell the rows apart: %d values stand more than once: %s.", key, f.Repeated, strings.Join(list, "; ")).
			WithHint("Add a column to the key.")
	case f.Nulls > 0:
		return writ.Errorf(writ.CodeConflict, op, "The key %s is empty in %d rows.", key, f.Nulls).WithHint("Take columns that are always filled.")
	}
	return nil
}

// shownKey quotes the values of a key for people.
func shownKey(key []writ.Value) string {
	list := make([]string, len(key))
	for i, v := range key {
		list[i] = shown(v.Text)
	}
	return strings.Join(list, ", ")
}
