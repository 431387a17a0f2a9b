package inputtable

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
)

// Linked is a branch of a linked input table: every row of its parent, with what
// people have entered for it. The data table has only the rows in which somebody
// has; it keeps the key of each, so that what was entered for a key that the parent
// has no more can be found.
type Linked struct {
	parent *Parent
	data   *writ.DataTable
	keys   []linkedKey
	own    []Field // that people may change
}

// linkedKey is a column of the key, on both sides. The key columns of the input table
// are those that it began with.
type linkedKey struct {
	parent ParentColumn
	at     int // among the columns of the parent
	column writ.InputColumn
	data   writ.DataColumn
}

// Field is a column of a linked input table: of the parent and not to be changed, or
// its own. ID is the id of its own column, and "parent." with what keys call it for
// one of the parent.
type Field struct {
	ID     string
	Name   string
	Linked bool
	Type   writ.Type

	physical string
	render   func(writ.Value) writ.Value
}

// Render returns a value as people know it, given as the warehouse renders it.
func (f Field) Render(v writ.Value) writ.Value {
	if f.render == nil {
		return v
	}
	return f.render(v)
}

// NewLinked makes a Linked of the parent, the names of its key columns, where the
// rows of the branch lie, and its columns. CodeInvalid if the parent has not those
// keys any more.
func NewLinked(p *Parent, keys []string, d *writ.DataTable, columns []writ.InputColumn) (*Linked, error) {
	found, err := p.keys(keys)
	if err != nil {
		return nil, err
	}
	l := &Linked{parent: p, data: d, keys: make([]linkedKey, len(found))}
	for i, k := range found {
		id := columnID(i + 1)
		c := slices.IndexFunc(columns, func(c writ.InputColumn) bool { return c.ID == id })
		if c < 0 {
			return nil, writ.Errorf(writ.CodeInternal, "inputtable.NewLinked", "the linked input table has lost the column of its key %q", k.ID)
		}
		data, err := physical(d, id)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(p.Columns, func(c ParentColumn) bool { return c.ID == k.ID })
		l.keys[i] = linkedKey{parent: k, at: at, column: columns[c], data: data}
	}
	for _, c := range columns {
		if c.Removed || l.isKey(c.ID) {
			continue
		}
		data, err := physical(d, c.ID)
		if err != nil {
			return nil, err
		}
		l.own = append(l.own, Field{ID: string(c.ID), Name: c.Name, Type: data.Type, physical: data.Physical, render: renderAs(c.Type)})
	}
	return l, nil
}

func (l *Linked) isKey(id writ.ColumnID) bool {
	return slices.ContainsFunc(l.keys, func(k linkedKey) bool { return k.column.ID == id })
}

// RowID is the id of a row of Query.
func (l *Linked) RowID(row []writ.Value) (writ.RowID, error) {
	key := make([]editlog.Cell, len(l.keys))
	for i, k := range l.keys {
		c, err := l.keyCell(k, row[k.at])
		if err != nil {
			return "", err
		}
		key[i] = c
	}
	return RowIDOf(key)
}

// keyCell is a value of the parent as the key column keeps it.
func (l *Linked) keyCell(k linkedKey, v writ.Value) (editlog.Cell, error) {
	from, _ := InputTypeOf(k.parent.Type)
	c, err := cellOf(from, k.parent.Render(v))
	if err == nil {
		if c, ok := editlog.Convert(c, k.column.Type); ok {
			return c, nil
		}
	}
	return c, writ.Errorf(writ.CodeConflict, "inputtable.RowID", "The parent has the key %s in the column %q, which was %s when the input table was made.", shown(v.Text), k.parent.Name, k.column.Type).
		WithHint("Change the column of the parent back, or make another linked input table.")
}

// RowIDOf is the id of the row of a linked input table that has a key: the same for
// the same values, always. Its form is that of a UUID of version 8. CodeInvalid if
// one of them is NULL.
func RowIDOf(key []editlog.Cell) (writ.RowID, error) {
	h := sha256.New()
	fmt.Fprintf(h, "writ-row-1\n")
	for _, c := range key {
		if c.Value.Null {
			return "", writ.Errorf(writ.CodeInvalid, "inputtable.RowIDOf", "A row whose key is empty cannot be told from others.")
		}
		fmt.Fprintf(h, "%s %d %s\n", c.Type, len(c.Value.Text), c.Value.Text)
	}
	id := h.Sum(nil)[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return writ.RowID(fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])), nil
}

// Has tells whether the parent has a row of a key, given as the key columns keep it.
func (l *Linked) Has(ctx context.Context, w *warehouse.Warehouse, key []editlog.Cell) (bool, error) {
	q := l.Query()
	all := make([]warehouse.RowFilter, len(l.keys))
	for i, k := range l.keys {
		all[i] = warehouse.RowFilter{Column: parentField(k.at), Op: warehouse.Equal, Values: []writ.Value{key[i].Value}}
	}
	q.Where, q.Limit = &warehouse.RowFilter{All: all}, 1
	page, err := w.Rows(ctx, l.parent.As, q)
	if err != nil {
		return false, err
	}
	return len(page.Rows) > 0, nil
}
