package app

import (
	"context"
	"io"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/warehouse/driver"
)

// ExportTable streams a whole table to w in the order of its file. Errors before
// the first byte leave w untouched.
func (a *App) ExportTable(ctx context.Context, actor Actor, id writ.TableID, form export.Form, w io.Writer) error {
	return a.ExportVersion(ctx, actor, id, 0, form, w)
}

// ExportVersion is ExportTable of a version; 0 is the current one.
func (a *App) ExportVersion(ctx context.Context, actor Actor, id writ.TableID, number int64, form export.Form, w io.Writer) error {
	const op = "app.ExportTable"
	l, err := a.locateVersion(ctx, op, actor, access.ExportData, access.Export, id, number)
	if err != nil {
		return err
	}
	if err := l.reachable(op); err != nil {
		return err
	}
	o, err := a.open(l.conn)
	if err != nil {
		return err
	}
	read := func(out io.Writer) error {
		err := o.w.Export(tagged(ctx, actor), l.object.As, l.table.Path, columnsOf(l.table)[1:], writ.RowColumn, out)
		if err == nil {
			_, err = out.Write(nil)
		}
		return a.discreet(ctx, actor, pathsOf(l.destinations), gone(op, l.table, err))
	}
	// Before the first row: an export that breaks off has told rows all the same.
	on := &subject{noun: "table", id: string(id), details: []any{"version", l.table.Current, "format", form.Format, "rows", l.table.Rows}}
	if err := a.note(ctx, op, actor, on); err != nil {
		return err
	}
	err = export.Write(w, form, export.Table{Name: l.table.Name, Columns: l.table.Columns, Rows: l.table.Rows, Read: read})
	if err != nil {
		a.failed(ctx, op, actor, *on, err)
		return err
	}
	a.used(l.object.ID)
	return nil
}

// rowNumber reads the value of the row column.
func rowNumber(op string, t *writ.Table, v writ.Value) (int64, error) {
	n, err := strconv.ParseInt(v.Text, 10, 64)
	if v.Null || err != nil {
		return 0, writ.Errorf(writ.CodeRejected, op, "The row numbers of the table %s were changed in the warehouse.", t.Name).
			WithHint("Nobody but Writ may change tables whose names start with %s.", writ.ObjectPrefix)
	}
	return n, nil
}

// gone explains that a table was dropped or changed behind Writ's back. Where it
// was is not told: destinations are hidden from whoever may only use them.
func gone(op string, t *writ.Table, err error) error {
	if writ.CodeOf(err) != writ.CodeNotFound {
		return err
	}
	return writ.Wrap(writ.CodeRejected, op, err, "The table %s, or a column of it, is no longer in the warehouse.", t.Name).
		WithHint("Somebody changed or dropped it there. Bring it back, or delete it here and upload the file again.")
}

// columnsOf is what a table is made of in its warehouse, the row number first.
func columnsOf(t *writ.Table) []driver.Column {
	out := []driver.Column{{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}}
	for _, c := range t.Columns {
		out = append(out, driver.Column{Name: c.Physical, Type: c.Type})
	}
	return out
}
