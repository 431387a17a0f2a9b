package inputtable

import (
	"context"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// shape is how the rows of a branch lie in its data table: the system columns, then
// those of people.
type shape struct {
	data    *writ.DataTable
	columns []shapeColumn
}

type shapeColumn struct {
	id   writ.ColumnID
	as   writ.InputType
	name string
	typ  writ.Type
}

// shapeOf tells how rows with the columns of a state lie in a data table.
func shapeOf(s *editlog.State, d *writ.DataTable) *shape {
	sh := &shape{data: d, columns: make([]shapeColumn, 0, len(d.Columns))}
	for _, dc := range d.Columns {
		if c := s.Column(dc.Column); c != nil {
			sh.columns = append(sh.columns, shapeColumn{dc.Column, c.Type, dc.Physical, dc.Type})
		}
	}
	return sh
}

func (b *branch) shape() *shape { return shapeOf(b.state, b.data) }

// all lists the columns as the driver knows them.
func (s *shape) all() []driver.Column {
	columns := driver.SystemColumns()
	for _, c := range s.columns {
		columns = append(columns, driver.Column{Name: c.name, Type: c.typ})
	}
	return columns
}

// people lists the columns of people.
func (s *shape) people() []driver.Column { return s.all()[len(driver.SystemColumns()):] }

// physical returns the column of the data table that holds a column.
func (s *shape) physical(id writ.ColumnID) (driver.Column, bool) {
	for _, c := range s.columns {
		if c.id == id {
			return driver.Column{Name: c.name, Type: c.typ}, true
		}
	}
	return driver.Column{}, false
}

// readRows reads rows by their ids.
func (s *shape) readRows(ctx context.Context, data dataTables, ids []writ.RowID) ([]*editlog.Row, error) {
	names := make([]string, 0, len(s.columns)+len(driver.SystemColumns()))
	for _, c := range s.all()[1:] {
		names = append(names, c.Name)
	}
	text := make([]string, len(ids))
	for i, id := range ids {
		text[i] = string(id)
	}
	found, err := data.RowsByID(ctx, s.data, names, text)
	if err != nil {
		return nil, err
	}
	return s.rows(found)
}

func (s *shape) rows(found [][]writ.Value) ([]*editlog.Row, error) {
	rows := make([]*editlog.Row, len(found))
	for i, values := range found {
		row, err := s.row(values)
		if err != nil {
			return nil, err
		}
		rows[i] = row
	}
	return rows, nil
}

// row makes a row of the values of all columns.
func (s *shape) row(v []writ.Value) (*editlog.Row, error) {
	system := len(driver.SystemColumns())
	num, err := strconv.ParseInt(v[6].Text, 10, 64)
	if err != nil {
		return nil, altered(s.data, "the row %s has no edit number", v[0].Text)
	}
	row := &editlog.Row{
		ID: writ.RowID(v[0].Text), Position: v[1].Text, CreatedBy: v[3].Text, UpdatedBy: v[5].Text, Num: num,
		Values: make(map[writ.ColumnID]editlog.Cell, len(s.columns)),
	}
	for i, at := range []*time.Time{&row.CreatedAt, &row.UpdatedAt} {
		if *at, err = time.Parse(time.DateTime, v[2+2*i].Text); err != nil {
			return nil, altered(s.data, "the row %s has no proper time", row.ID)
		}
	}
	for i, c := range s.columns {
		value := v[system+i]
		if value.Null {
			continue
		}
		cell, err := cellOf(c.as, value)
		if err != nil {
			return nil, altered(s.data, "the row %s holds no %s in %s", row.ID, c.as, c.name)
		}
		row.Values[c.id] = cell
	}
	return row, nil
}

func altered(d *writ.DataTable, format string, args ...any) *writ.Error {
	e := writ.Errorf(writ.CodeConflict, "inputtable.read", format, args...)
	e.Message = "Somebody has changed the data table " + d.Path.String() + ": " + e.Message + "."
	return e.WithHint("Rebuild the data table from its edit log.")
}

// dataTime is how data tables hold times: as timestamps without a zone, in UTC.
const dataTime = "2006-01-02 15:04:05.999999"

// values are all columns of a row.
func (s *shape) values(r *editlog.Row) []writ.Value {
	v := make([]writ.Value, 0, len(s.columns)+len(driver.SystemColumns()))
	v = append(v,
		writ.Text(string(r.ID)), writ.Text(r.Position),
		writ.Text(r.CreatedAt.UTC().Format(dataTime)), writ.Text(r.CreatedBy),
		writ.Text(r.UpdatedAt.UTC().Format(dataTime)), writ.Text(r.UpdatedBy),
		writ.Text(strconv.FormatInt(r.Num, 10)))
	for _, c := range s.columns {
		v = append(v, r.Get(c.id).Value)
	}
	return v
}

// differing lists the columns, by their places among all, in which two images of a
// row differ.
func (s *shape) differing(a, b *editlog.Row) []int {
	var list []int
	if a.Position != b.Position {
		list = append(list, 1)
	}
	if !a.CreatedAt.Equal(b.CreatedAt) {
		list = append(list, 2)
	}
	if a.CreatedBy != b.CreatedBy {
		list = append(list, 3)
	}
	if !a.UpdatedAt.Equal(b.UpdatedAt) {
		list = append(list, 4)
	}
	if a.UpdatedBy != b.UpdatedBy {
		list = append(list, 5)
	}
	if a.Num != b.Num {
		list = append(list, 6)
	}
	system := len(driver.SystemColumns())
	for i, c := range s.columns {
		if a.Get(c.id) != b.Get(c.id) {
			list = append(list, system+i)
		}
	}
	return list
}
