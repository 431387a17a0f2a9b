package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// InputFilter is a condition on rows, or several of them: one of And, Or and Column
// is set. Value is JSON as a caller wrote it, an array for the operator in.
type InputFilter struct {
	And    []InputFilter    `json:"and,omitempty"`
	Or     []InputFilter    `json:"or,omitempty"`
	Column string           `json:"column,omitempty"`
	Op     warehouse.RowOp  `json:"op,omitempty"`
	Value  *json.RawMessage `json:"value,omitempty"`
}

// rowSight reads the rows of a branch: of the data table, or of that beside a parent.
type rowSight interface {
	columns() []writ.InputColumn
	query(op string, q InputQuery) (warehouse.RowQuery, error)
	rows(op string, list [][]writ.Value) ([]InputRow, error)
	named(err error) error
}

// sightOf returns what reads the rows of a branch.
func (a *App) sightOf(ctx context.Context, op string, actor Actor, f *inputFacts, v *inputtable.View) (rowSight, error) {
	if v.Kind != writ.InputLinked {
		return newInputSight(v), nil
	}
	l, err := a.linkedOf(ctx, op, actor, f, v)
	if err != nil {
		return nil, err
	}
	return newLinkedSight(l, v), nil
}

// inputSight reads the data table of a branch by the ids of the columns.
type inputSight struct {
	view     *inputtable.View
	shown    []writ.InputColumn // that were not removed
	physical []driver.Column    // where they lie, in the same order
}

func newInputSight(v *inputtable.View) *inputSight {
	t := &inputSight{view: v}
	for _, c := range v.Columns {
		i := slices.IndexFunc(v.Data.Columns, func(d writ.DataColumn) bool { return d.Column == c.ID })
		if c.Removed || i < 0 {
			continue
		}
		t.shown = append(t.shown, c)
		t.physical = append(t.physical, driver.Column{Name: v.Data.Columns[i].Physical, Type: v.Data.Columns[i].Type})
	}
	return t
}

func (t *inputSight) columns() []writ.InputColumn { return t.shown }

// seenColumn is a column that a filter or an order names.
type seenColumn struct {
	kind     writ.InputType
	physical driver.Column
}

// column finds a column by its id, or a system column.
func (t *inputSight) column(op, field, name string) (seenColumn, error) {
	if physical, ok := systemColumns[name]; ok {
		system := driver.SystemColumns()
		c := system[slices.IndexFunc(system, func(c driver.Column) bool { return c.Name == physical })]
		return seenColumn{kind: kindOf(c.Type.Kind), physical: c}, nil
	}
	i := slices.IndexFunc(t.shown, func(c writ.InputColumn) bool { return c.ID == writ.ColumnID(name) })
	if i < 0 {
		return seenColumn{}, writ.Invalid(op, field, "The input table has no column %q.", name).
			WithHint("Columns are named by their ids, such as c1, or are ID, CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY or EDIT_NUM.")
	}
	return seenColumn{kind: t.shown[i].Type, physical: t.physical[i]}, nil
}

// kindOf is how the values of a system column are written.
func kindOf(k writ.Kind) writ.InputType {
	switch k {
	case writ.KindInteger:
		return writ.InputInteger
	case writ.KindTimestamp:
		return writ.InputTimestamp
	}
	return writ.InputText
}

// filter turns a filter into what the warehouse takes.
func (t *inputSight) filter(op string, f InputFilter) (out warehouse.RowFilter, err error) {
	if f.And != nil || f.Or != nil {
		if f.Column != "" {
			return out, writ.Invalid(op, "filter", "A condition of the filter is on one column, or all or any of others.")
		}
		if out.All, err = t.filters(op, f.And); err != nil {
			return out, err
		}
		out.Any, err = t.filters(op, f.Or)
		return out, err
	}
	c, err := t.column(op, "filter", f.Column)
	if err != nil {
		return out, err
	}
	out = warehouse.RowFilter{Column: c.physical.Name, Op: f.Op}
	out.Values, err = filterValues(op, c, f)
	return out, err
}

func (t *inputSight) filters(op string, list []InputFilter) ([]warehouse.RowFilter, error) {
	if list == nil {
		return nil, nil
	}
	out := make([]warehouse.RowFilter, len(list))
	for i, f := range list {
		var err error
		if out[i], err = t.filter(op, f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// filterValues reads what a condition compares with.
func filterValues(op string, c seenColumn, f InputFilter) ([]writ.Value, error) {
	switch {
	case f.Value == nil:
		return nil, nil
	case f.Op == warehouse.In:
		var list []json.RawMessage
		if err := json.Unmarshal(*f.Value, &list); err != nil {
			return nil, writ.Invalid(op, "filter", "The operator in takes a list of values.")
		}
		values := make([]writ.Value, len(list))
		for i, raw := range list {
			var err error
			if values[i], err = filterValue(op, c, f, raw); err != nil {
				return nil, err
			}
		}
		return values, nil
	}
	v, err := filterValue(op, c, f, *f.Value)
	return []writ.Value{v}, err
}

// filterValue reads one value. What a multi-select contains is one of its choices,
// which is looked for as its text holds it.
func filterValue(op string, c seenColumn, f InputFilter, raw json.RawMessage) (writ.Value, error) {
	kind, part := c.kind, f.Op == warehouse.Contains || f.Op == warehouse.StartsWith
	choice := kind == writ.InputMultiSelect && f.Op == warehouse.Contains
	switch {
	case choice:
		raw = slices.Concat([]byte("["), raw, []byte("]"))
	case part:
		kind = writ.InputText
	}
	cell, err := editlog.Parse(kind, raw)
	if err != nil {
		return writ.Value{}, writ.Invalid(op, "filter", "The filter compares %s with what it cannot hold: %v.", f.Column, err)
	}
	if choice {
		cell.Value.Text = strings.TrimSuffix(strings.TrimPrefix(cell.Value.Text, "["), "]")
	}
	return cell.Value, nil
}

// named gives an error about a column of the data table the name that people know.
func (t *inputSight) named(err error) error {
	var e *writ.Error
	if !errors.As(err, &e) || e.Code != writ.CodeInvalid {
		return err
	}
	for i, p := range t.physical {
		if e.Field == p.Name {
			return writ.Wrap(writ.CodeInvalid, e.Op, err, "The filter cannot be used on %s: %s", t.shown[i].ID, e.Message)
		}
	}
	return err
}

// rows reads what the warehouse gave: the system columns, then those of people.
func (t *inputSight) rows(op string, list [][]writ.Value) ([]InputRow, error) {
	rows := make([]InputRow, len(list))
	for i, cells := range list {
		created, err1 := moment(cells[2])
		updated, err2 := moment(cells[4])
		num, err3 := strconv.ParseInt(cells[6].Text, 10, 64)
		if err := errors.Join(err1, err2, err3); err != nil {
			return nil, writ.Wrap(writ.CodeRejected, op, err, "The data table of the input table was changed by somebody else than Writ: a system column of the row %s holds no value of it.", cells[0].Text).
				WithHint("Rebuild it from the edit log.")
		}
		for at, c := range t.shown {
			cells[7+at] = inputtable.Render(c.Type, cells[7+at])
		}
		rows[i] = InputRow{
			ID: writ.RowID(cells[0].Text), Cells: cells[7:], CreatedAt: created, CreatedBy: cells[3].Text,
			UpdatedAt: updated, UpdatedBy: cells[5].Text, Num: num,
		}
	}
	return rows, nil
}

// moment reads a timestamp of a data table, which is UTC.
func moment(v writ.Value) (time.Time, error) {
	return time.Parse("2006-01-02 15:04:05.999999", v.Text)
}
