package warehouse

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Merge says how a new table is made of two others: the rows of Base, then those
// of Part. Their numbers stay dense: a row of Base keeps its own.
//
// Without a Key every row of Part is added, under BaseRows and its own number. With
// one, a row of Part that has the Key of a row of Base takes that row's place and
// number, but leaves it the columns that Part lacks; the other rows of Part follow
// after BaseRows in their order. A key that holds NULL is nobody's. The Key must
// stand once in Part at most (see Duplicates).
type Merge struct {
	Base, Part Source
	BaseRows   int64 // as many as Base has; anything else fails
	Columns    []MergeColumn
	Key        []string // names of Columns; empty: append
}

// MergeColumn is a column of the new table and what it is called in Base and Part,
// "" where it is absent. Its type is that of its sources, or a decimal that holds
// every value of theirs. writ.RowColumn is not one of them.
type MergeColumn struct {
	driver.Column
	Base, Part string
}

// MergeTable creates o in its destination from two tables of the same warehouse,
// inside the warehouse, with the guarantees of LoadTable and the same native
// types, keys and indexes. It has no deadline but ctx's. A type that a column
// cannot be cast to without loss is CodeInvalid.
func (ow *ObjectWriter) MergeTable(ctx context.Context, o *writ.ManagedObject, m Merge) (int64, error) {
	const op = "warehouse.MergeTable"
	d, err := m.derivation(op, ow.w.Dialect())
	if err != nil {
		return 0, err
	}
	for i := range d.From {
		d.From[i].Query = tag(ctx, d.From[i].Query)
	}
	return create(ctx, ow, op, []*writ.ManagedObject{o}, "merge tables", func(deriver driver.Deriver) (int64, error) {
		d.Path = o.Path
		return deriver.DeriveTable(ctx, d)
	})
}

// derivation writes the queries of a merge.
func (m Merge) derivation(op string, dialect driver.Dialect) (driver.Derivation, error) {
	d := driver.Derivation{Columns: []driver.Column{{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}}}
	cells := make([]mergeCell, len(m.Columns))
	for i, c := range m.Columns {
		var err error
		if cells[i], err = m.cell(op, c); err != nil {
			return d, err
		}
		d.Columns = append(d.Columns, c.Column)
	}
	keys, err := m.keys(op, cells)
	if err != nil {
		return d, err
	}
	base, part := m.appended, m.added
	if len(keys) > 0 {
		base, part = m.updated, m.inserted
	}
	for _, from := range []struct {
		write func(*query, []mergeCell, []pair)
		rows  int64
	}{{base, m.BaseRows}, {part, -1}} {
		q := newQuery(dialect)
		from.write(q, cells, keys)
		stmt, err := q.done()
		if err != nil {
			return d, err
		}
		d.From = append(d.From, driver.Derived{Query: stmt, Rows: from.rows})
	}
	return d, nil
}

// mergeCell is a column of the result with its types in Base and Part.
type mergeCell struct {
	MergeColumn
	baseType, partType writ.Type
}

// cell looks a column up in the sources and makes sure that it loses nothing.
func (m Merge) cell(op string, c MergeColumn) (mergeCell, error) {
	cell := mergeCell{MergeColumn: c}
	for _, from := range []struct {
		source Source
		name   string
		is     *writ.Type
	}{{m.Base, c.Base, &cell.baseType}, {m.Part, c.Part, &cell.partType}} {
		if from.name == "" {
			continue
		}
		is, err := from.source.find(op, from.name)
		if err != nil {
			return cell, err
		}
		if !widens(is, c.Type) {
			return cell, writ.Invalid(op, c.Name, "%q cannot become %s: it is %s in one of the tables", c.Name, c.Type, is)
		}
		*from.is = is
	}
	return cell, nil
}

// widens tells whether every value of a type is one of another, or is refused by
// the warehouse where it has too many digits.
func widens(from, to writ.Type) bool {
	switch {
	case from == to:
		return true
	case to.Kind != writ.KindDecimal:
		return false
	case from.Kind == writ.KindDecimal:
		return to.Scale >= from.Scale && to.Precision-to.Scale >= from.Precision-from.Scale
	}
	return from.Kind == writ.KindInteger
}

// keys returns the pairs by which rows meet.
func (m Merge) keys(op string, cells []mergeCell) ([]pair, error) {
	keys := make([]pair, 0, len(m.Key))
	for _, name := range m.Key {
		found := false
		for _, c := range cells {
			if c.Name == name && c.Base != "" && c.Part != "" {
				keys = append(keys, compared(c.Base, c.Part, c.baseType, c.partType, c.Type))
				found = true
			}
		}
		if !found {
			return nil, writ.Invalid(op, name, "%q cannot be the key: it has to be in both tables", name)
		}
	}
	return keys, nil
}

// selected appends the cells of the source called as, NULL for those that it lacks.
func (m Merge) selected(q *query, cells []mergeCell, as string) {
	for _, c := range cells {
		name, is := c.Base, c.baseType
		if as == second {
			name, is = c.Part, c.partType
		}
		if q.Raw(", "); name == "" {
			q.Raw("NULL")
		} else {
			q.cell(as, name, is, c.Type)
		}
	}
}

// appended selects Base as it is. Every platform reads a table in the order in
// which it was filled, or by its key, so the rows come in their order without
// being sorted; nothing but speed depends on it.
func (m Merge) appended(q *query, cells []mergeCell, _ []pair) {
	q.Raw("SELECT ")
	q.row(first)
	m.selected(q, cells, first)
	q.Raw(" FROM ")
	q.table(m.Base, first)
}

// added selects Part with numbers that go on where Base ends.
func (m Merge) added(q *query, cells []mergeCell, _ []pair) {
	q.Raw("SELECT ")
	q.row(second).Raw(" + ").Int(m.BaseRows)
	m.selected(q, cells, second)
	q.Raw(" FROM ")
	q.table(m.Part, second)
}

// updated selects Base with the values of the rows of Part that have its keys.
func (m Merge) updated(q *query, cells []mergeCell, keys []pair) {
	q.Raw("SELECT ")
	q.row(first)
	for _, c := range cells {
		switch q.Raw(", "); {
		case c.Part == "" && c.Base == "":
			q.Raw("NULL")
		case c.Part == "":
			q.cell(first, c.Base, c.baseType, c.Type)
		case c.Base == "":
			q.cell(second, c.Part, c.partType, c.Type)
		default:
			q.Raw("CASE WHEN ")
			q.row(second).Raw(" IS NULL THEN ")
			q.cell(first, c.Base, c.baseType, c.Type)
			q.Raw(" ELSE ")
			q.cell(second, c.Part, c.partType, c.Type)
			q.Raw(" END")
		}
	}
	q.Raw(" FROM ")
	q.table(m.Base, first)
	q.Raw(" LEFT JOIN ")
	q.table(m.Part, second)
	q.Raw(" ON ")
	q.equal(keys)
	q.Raw(" ORDER BY ")
	q.row(first)
}

// inserted selects the rows of Part whose keys Base has not, numbered anew.
func (m Merge) inserted(q *query, cells []mergeCell, keys []pair) {
	q.Raw("SELECT ").Int(m.BaseRows).Raw(" + row_number() OVER (ORDER BY ")
	q.row(second).Raw(")")
	m.selected(q, cells, second)
	q.Raw(" FROM ")
	q.table(m.Part, second)
	q.Raw(" WHERE NOT EXISTS (SELECT 1 FROM ")
	q.table(m.Base, first)
	q.Raw(" WHERE ")
	q.equal(keys)
	q.Raw(") ORDER BY ")
	q.row(second)
}
