package inputtable

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Misfits are the values of a column that are none of another type: how many there
// are, and the first of them in the order of their row ids. They would be kept
// beside their cells.
type Misfits struct {
	Count int64    `json:"count"`
	First []Misfit `json:"first"`
}

// Misfit is one of them. Why is a sentence for people.
type Misfit struct {
	Row   writ.RowID `json:"rowId"`
	Value writ.Value `json:"value"`
	Why   string     `json:"reason"`
}

// Limits of a preview.
const (
	firstMisfits = 100
	rowsAtOnce   = 10_000
)

// PreviewRetype tells which values of a column, as the data table d holds them, are
// none of type to. It reads them all, page by page, and has no deadline but ctx's.
func PreviewRetype(ctx context.Context, w *warehouse.Warehouse, d *writ.DataTable, column writ.InputColumn, to writ.InputType) (*Misfits, error) {
	data, err := physical(d, column.ID)
	if err != nil {
		return nil, err
	}
	q := warehouse.RowQuery{
		Path: d.Path,
		Columns: []driver.Column{
			{Name: writ.RowIDColumn, Type: writ.Type{Kind: writ.KindText}},
			{Name: data.Physical, Type: data.Type},
		},
		Where: &warehouse.RowFilter{Column: data.Physical, Op: warehouse.NotNull},
		Key:   writ.RowIDColumn,
		Limit: rowsAtOnce,
	}
	m := &Misfits{First: []Misfit{}}
	for {
		page, err := w.Rows(ctx, d.As, q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			if err := m.look(row, column.Type, to); err != nil {
				return nil, err
			}
		}
		if len(page.Rows) < q.Limit {
			return m, nil
		}
		q.After = q.Cursor(page.Rows[len(page.Rows)-1])
	}
}

// look takes note of a row if its value is none of type to.
func (m *Misfits) look(row []writ.Value, from, to writ.InputType) error {
	c, err := cellOf(from, row[1])
	if err != nil {
		return writ.Wrap(writ.CodeInternal, "inputtable.PreviewRetype", err, "The data table holds a value that is no %s.", from)
	}
	if _, fits := editlog.Convert(c, to); fits {
		return nil
	}
	if m.Count++; len(m.First) < firstMisfits {
		m.First = append(m.First, Misfit{Row: writ.RowID(row[0].Text), Value: c.Value, Why: misfit(c, to)})
	}
	return nil
}

// misfit says why a cell holds no value of another type.
func misfit(c editlog.Cell, to writ.InputType) string {
	if _, err := editlog.Parse(to, c.Raw()); err != nil {
		return err.Error()
	}
	return shown(c.Value.Text) + " would not stay what it is"
}

// physical finds where a data table holds a column.
func physical(d *writ.DataTable, id writ.ColumnID) (writ.DataColumn, error) {
	for _, c := range d.Columns {
		if c.Column == id {
			return c, nil
		}
	}
	return writ.DataColumn{}, writ.Errorf(writ.CodeNotFound, "inputtable.physical", "The input table has no column %q.", id)
}
