package inputtable

import (
	"context"
	"iter"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// csvRows is how many rows of a CSV table are read at once.
const csvRows = 1000

// FromCSV is an input table that begins with the rows of a CSV table.
type FromCSV struct {
	Columns []writ.InputColumn // one for each of the CSV table, in its order
	AsText  []string           // names of the columns whose values become text
	table   *writ.Table
}

// NewFromCSV tells which columns an input table has that begins as t.
func NewFromCSV(t *writ.Table) *FromCSV {
	f := &FromCSV{table: t}
	for i, c := range t.Columns {
		typ, same := InputTypeOf(c.Type)
		if !same {
			f.AsText = append(f.AsText, c.Name)
		}
		f.Columns = append(f.Columns, writ.InputColumn{ID: columnID(i + 1), Name: c.Name, Type: typ})
	}
	return f
}

// columnID is the id of the nth column that is made.
func columnID(n int) writ.ColumnID { return writ.ColumnID("c" + strconv.Itoa(n)) }

// Rows reads the rows of the CSV table in the order of its file, with new ids and
// positions. It ends at the first error: a value that no input table can hold is
// CodeInvalid and says where it is.
func (f *FromCSV) Rows(ctx context.Context, w *warehouse.Warehouse, as writ.As) iter.Seq2[editlog.RowAdd, error] {
	return func(yield func(editlog.RowAdd, error) bool) {
		position, number := "", int64(0)
		for more := true; more; {
			page, err := w.Select(ctx, as, f.window(number))
			if err != nil {
				yield(editlog.RowAdd{}, err)
				return
			}
			more = len(page.Rows) == csvRows
			for _, cells := range page.Rows {
				number++
				row, err := f.row(number, cells)
				if err == nil {
					position, err = Between(position, "")
				}
				row.Position = position
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}

// window is the page of the CSV table after a row.
func (f *FromCSV) window(after int64) driver.Window {
	w := driver.Window{Path: f.table.Path, Key: writ.RowColumn, After: after, Limit: csvRows, Dense: true}
	for _, c := range f.table.Columns {
		w.Columns = append(w.Columns, c.Physical)
	}
	return w
}

// row makes a row of cells.
func (f *FromCSV) row(number int64, cells []writ.Value) (editlog.RowAdd, error) {
	row := editlog.RowAdd{ID: writ.NewID[writ.RowID](), Values: make(map[writ.ColumnID]editlog.Cell, len(cells))}
	for i, v := range cells {
		column := f.Columns[i]
		c, err := cellOf(column.Type, f.table.Columns[i].Render(v))
		if err != nil {
			return row, writ.Invalid("inputtable.FromCSV", column.Name, "Row %d of %s cannot be taken over: in the column %q, %v.", number, f.table.Name, column.Name, err)
		}
		if !c.Value.Null {
			row.Values[column.ID] = c
		}
	}
	return row, nil
}
