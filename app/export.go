package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/warehouse/driver"
)

// The formats of an export. Both keep every value exactly.
const (
	FormatCSV  = "csv"  // RFC 4180 with a header of labels; NULL is an empty field, "" is two quotes
	FormatJSON = "json" // one object per line, by label; every cell is a string or null
)

// ExportTable streams a whole table to w in the order of its file. Errors before
// the first byte leave w untouched.
func (a *App) ExportTable(ctx context.Context, actor Actor, id writ.TableID, format string, w io.Writer) error {
	return a.ExportVersion(ctx, actor, id, 0, format, w)
}

// ExportVersion is ExportTable of a version; 0 is the current one.
func (a *App) ExportVersion(ctx context.Context, actor Actor, id writ.TableID, number int64, format string, w io.Writer) error {
	const op = "app.ExportTable"
	l, err := a.locateVersion(ctx, op, actor, access.ExportData, id, number)
	if err != nil {
		return err
	}
	if format != FormatCSV && format != FormatJSON {
		return writ.Invalid(op, "format", "There is no format %q; choose %q or %q.", format, FormatCSV, FormatJSON)
	}
	if err := l.reachable(op); err != nil {
		return err
	}
	o, err := a.open(l.conn)
	if err != nil {
		return err
	}
	export := func(out io.Writer) error {
		err := o.w.Export(tagged(ctx, actor), l.object.As, l.table.Path, columnsOf(l.table)[1:], writ.RowColumn, out)
		if err == nil {
			_, err = out.Write(nil)
		}
		return a.discreet(ctx, actor, pathsOf(l.destinations), gone(op, l.table, err))
	}
	switch {
	case format == FormatJSON:
		err = exportRecords(l.table.Columns, export, w, jsonLine(l.table.Columns))
	case slices.ContainsFunc(l.table.Columns, func(c writ.TableColumn) bool { return c.Trimmed }):
		err = exportRecords(l.table.Columns, export, headedBy(w, l.table.Columns), csvLine)
	default:
		err = export(headedBy(w, l.table.Columns))
	}
	if err == nil {
		a.used(l.object.ID)
		a.did(ctx, op, actor, "table", id, "version", l.table.Current, "format", format)
	}
	return err
}

// headed writes a header before the first byte, and so not before the warehouse
// has answered. An empty write brings it out of a table without rows.
type headed struct {
	w      io.Writer
	header string
}

func headedBy(w io.Writer, columns []writ.TableColumn) *headed {
	return &headed{w: w, header: header(columns)}
}

func (h *headed) Write(p []byte) (int, error) {
	if h.header != "" {
		if _, err := io.WriteString(h.w, h.header); err != nil {
			return 0, err
		}
		h.header = ""
	}
	return h.w.Write(p)
}

// header is the first line of an exported CSV file.
func header(columns []writ.TableColumn) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		if c.Name == "" || strings.ContainsAny(c.Name, ",\"\r\n") || strings.TrimSpace(c.Name) != c.Name {
			names[i] = `"` + strings.ReplaceAll(c.Name, `"`, `""`) + `"`
		}
	}
	return strings.Join(names, ",") + "\n"
}

// exportRecords passes the canonical file that export writes on to w record by
// record, each rendered as its file wrote it and put into a line by add.
func exportRecords(columns []writ.TableColumn, export func(io.Writer) error, w io.Writer, add func(line []byte, cells []writ.Value) []byte) error {
	read, write := io.Pipe()
	exported := make(chan error, 1)
	go func() {
		err := export(write)
		write.CloseWithError(err) // nil closes as at the end of a file
		exported <- err
	}()
	err := records(columns, bufio.NewReaderSize(read, 1<<16), w, add)
	read.CloseWithError(err) // ends the export if w has failed
	return errors.Join(err, <-exported)
}

func records(columns []writ.TableColumn, in *bufio.Reader, w io.Writer, add func(line []byte, cells []writ.Value) []byte) error {
	cells := make([]writ.Value, len(columns))
	var line []byte
	for {
		err := readRecord(in, cells)
		if errors.Is(err, io.EOF) {
			_, err = w.Write(nil)
			return err
		}
		if err != nil {
			return err
		}
		line = add(line[:0], render(columns, cells))
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
}

// csvLine appends a record of a canonical file.
func csvLine(line []byte, cells []writ.Value) []byte {
	for i, v := range cells {
		if i > 0 {
			line = append(line, ',')
		}
		switch {
		case v.Null:
		case v.Text == "" || strings.ContainsAny(v.Text, ",\"\r\n"):
			line = append(line, '"')
			line = append(line, strings.ReplaceAll(v.Text, `"`, `""`)...)
			line = append(line, '"')
		default:
			line = append(line, v.Text...)
		}
	}
	return append(line, '\n')
}

// jsonLine returns a function that appends a record as a JSON object by label.
func jsonLine(columns []writ.TableColumn) func(line []byte, cells []writ.Value) []byte {
	keys := make([]string, len(columns))
	for i, c := range columns {
		keys[i] = jsonText(c.Name) + ":"
	}
	return func(line []byte, cells []writ.Value) []byte {
		line = append(line, '{')
		for i, v := range cells {
			if i > 0 {
				line = append(line, ',')
			}
			line = append(line, keys[i]...)
			if v.Null {
				line = append(line, "null"...)
			} else {
				line = append(line, jsonText(v.Text)...)
			}
		}
		return append(line, '}', '\n')
	}
}

func jsonText(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
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
