package inputtable

import (
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Names of columns in the queries: "p1" is the first column of the parent, "k1" the
// first of the key in the data table, "c5" its column c5.
const (
	placeField = "place" // what the parent is ordered by
	idField    = "id"    // of the row in the data table
)

func parentField(i int) string { return "p" + strconv.Itoa(i+1) }

func keyField(i int) string { return "k" + strconv.Itoa(i+1) }

// side gathers the columns of one side of a join, those that the query returns too.
type side struct {
	warehouse.JoinSide
	query *warehouse.RowQuery
}

// join adds a column that rows are joined by.
func (s *side) join(c driver.Column, as string, text bool) driver.Column {
	s.Columns = append(s.Columns, warehouse.JoinColumn{Column: c, As: as, AsText: text})
	if text {
		c.Type = writ.Type{Kind: writ.KindText}
	}
	return driver.Column{Name: as, Type: c.Type}
}

// read adds a column that is returned.
func (s *side) read(c driver.Column, as string, text bool) {
	s.query.Columns = append(s.query.Columns, s.join(c, as, text))
}

// Query asks for all rows of the parent, in its order, with what was entered for
// them. Its columns are first those of Fields, then the system columns, which are
// NULL in rows in which nobody has entered anything; that of the row id is called
// "id", and RowID tells the id of any row. Whoever wants another order puts it
// before the one that is there.
func (l *Linked) Query() warehouse.RowQuery {
	q := warehouse.RowQuery{Join: &warehouse.Join{}}
	parent := side{warehouse.JoinSide{Path: l.parent.Path}, &q}
	data := side{warehouse.JoinSide{Path: l.data.Path}, &q}
	for i, c := range l.parent.Columns {
		parent.read(driver.Column{Name: c.Physical, Type: c.Type}, parentField(i), l.readsAsText(c))
	}
	l.readOwn(&data)
	if o := l.parent.order; o.Name != "" {
		parent.read(o, placeField, false)
		q.Order = []warehouse.RowOrder{{Column: placeField}}
	}
	for i, k := range l.keys {
		data.join(driver.Column{Name: k.data.Physical, Type: k.data.Type}, keyField(i), false)
		q.Join.On = append(q.Join.On, warehouse.JoinPair{Left: parentField(k.at), Right: keyField(i)})
		if i < len(l.keys)-1 {
			q.Order = append(q.Order, warehouse.RowOrder{Column: parentField(k.at)})
		}
		q.Key = parentField(k.at)
	}
	q.Join.Left, q.Join.Right = parent.JoinSide, data.JoinSide
	return q
}

// Fields lists the columns of the table, in the order of Query's first columns.
func (l *Linked) Fields() []Field {
	list := make([]Field, 0, len(l.parent.Columns)+len(l.own))
	for _, c := range l.parent.Columns {
		list = append(list, Field{ID: "parent." + c.ID, Name: c.Name, Linked: true, Type: c.Type, render: c.Render})
	}
	return append(list, l.own...)
}

// Vanished asks for the rows in which somebody has entered something and whose key
// the parent has no more. Its columns are first those of VanishedFields, then the
// system columns; that of the row id is called "id".
func (l *Linked) Vanished() warehouse.RowQuery {
	q := warehouse.RowQuery{Join: &warehouse.Join{}, Key: idField}
	parent := side{warehouse.JoinSide{Path: l.parent.Path}, &q}
	data := side{warehouse.JoinSide{Path: l.data.Path}, &q}
	for i, k := range l.keys {
		data.read(driver.Column{Name: k.data.Physical, Type: k.data.Type}, keyField(i), false)
	}
	l.readOwn(&data)
	for i, k := range l.keys {
		parent.read(driver.Column{Name: k.parent.Physical, Type: k.parent.Type}, parentField(k.at), l.readsAsText(k.parent))
		q.Join.On = append(q.Join.On, warehouse.JoinPair{Left: keyField(i), Right: parentField(k.at)})
	}
	q.Where = &warehouse.RowFilter{Column: parentField(l.keys[0].at), Op: warehouse.IsNull}
	q.Join.Left, q.Join.Right = data.JoinSide, parent.JoinSide
	return q
}

// VanishedFields lists the columns of Vanished: those of the key, as the data table
// keeps it, and the table's own.
func (l *Linked) VanishedFields() []Field {
	list := make([]Field, 0, len(l.keys)+len(l.own))
	for _, k := range l.keys {
		list = append(list, Field{ID: "parent." + k.parent.ID, Name: k.column.Name, Linked: true, Type: k.data.Type, render: renderAs(k.column.Type)})
	}
	return append(list, l.own...)
}

// readOwn adds the table's own columns and the system columns.
func (l *Linked) readOwn(data *side) {
	for _, f := range l.own {
		data.read(driver.Column{Name: f.physical, Type: f.Type}, f.ID, false)
	}
	for _, c := range driver.SystemColumns() {
		switch c.Name {
		case writ.PositionColumn: // rows are where the parent has them
		case writ.RowIDColumn:
			data.read(c, idField, false)
		default:
			data.read(c, c.Name, false)
		}
	}
}

// readsAsText tells whether a column of the parent is a key that can be compared
// only as text.
func (l *Linked) readsAsText(c ParentColumn) bool {
	if c.Type.Kind != writ.KindOther {
		return false
	}
	for _, k := range l.keys {
		if k.parent.ID == c.ID {
			return true
		}
	}
	return false
}

// Render returns a value that a data table has in a column of type t as people know
// it: decimals lie there with zeros at their end.
func Render(t writ.InputType, v writ.Value) writ.Value {
	if c, err := cellOf(t, v); err == nil {
		return c.Value
	}
	return v
}

// renderAs is Render for one type.
func renderAs(t writ.InputType) func(writ.Value) writ.Value {
	return func(v writ.Value) writ.Value { return Render(t, v) }
}
