package export

import (
	"bufio"
	"errors"
	"io"
	"slices"

	"github.com/writ-dev/writ"
)

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV     Format = "csv"     // RFC 4180 with a header of labels; NULL is an empty field, "" is two quotes
	JSON    Format = "json"    // one object per line, by label, the second of a label as "label (2)"; every cell is a string or null
	XLSX    Format = "xlsx"    // a workbook of one sheet; the first row holds the labels
	Parquet Format = "parquet" // one optional column for each of the table
)

// Formats lists them.
func Formats() []Format { return []Format{CSV, JSON, XLSX, Parquet} }

// Form is how a table is written.
type Form struct {
	Format Format
	// Protect puts an apostrophe before texts that a spreadsheet would take for a
	// formula when it opens a CSV file. The other formats say what is text.
	Protect bool
}

// Table is what is to be written. Read writes the rows of all columns to its
// argument in the form of a canonical file, each time from the first on; it calls
// Write with nothing once it has succeeded, so that a table without rows is told
// from one that cannot be read.
type Table struct {
	Name    string
	Columns []writ.TableColumn
	Rows    int64
	Read    func(w io.Writer) error
}

// Write writes the table to w, which is untouched until the first row is there,
// and after an error that comes before it: CodeInvalid for an unknown format,
// CodeUnsupported for a table that the format cannot hold.
func Write(w io.Writer, form Form, t Table) error {
	const op = "export.Write"
	var s sink
	switch form.Format {
	case CSV:
		trimmed := slices.ContainsFunc(t.Columns, func(c writ.TableColumn) bool { return c.Trimmed })
		if !trimmed && !form.Protect {
			return t.Read(&headed{w: w, header: header(t.Columns)})
		}
		s = newCSV(w, t.Columns, form.Protect)
	case JSON:
		s = newJSON(w, t.Columns)
	case XLSX:
		if err := fitsSheet(t); err != nil {
			return err
		}
		s = newSheet(w, t)
	case Parquet:
		p, err := newParquet(w, t.Columns)
		if err != nil {
			return err
		}
		s = p
	default:
		return writ.Invalid(op, "format", "There is no format %q; choose one of %v.", form.Format, Formats())
	}
	return t.each(s.row, s.end)
}

// sink takes the rows of a table, each valid until the next, and their end.
type sink interface {
	row(cells []writ.Value) error
	end() error
}

// each calls row for every row, rendered as its file wrote it, and then end.
func (t Table) each(row func(cells []writ.Value) error, end func() error) error {
	read, write := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := t.Read(write)
		write.CloseWithError(err) // nil closes as at the end of a file
		done <- err
	}()
	err := records(t.Columns, bufio.NewReaderSize(read, 1<<16), row)
	if err == nil {
		err = end()
	}
	read.CloseWithError(err) // ends the reading if row has failed
	return errors.Join(err, <-done)
}

func records(columns []writ.TableColumn, in *bufio.Reader, row func(cells []writ.Value) error) error {
	cells := make([]writ.Value, len(columns))
	for {
		err := readRecord(in, cells)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, c := range columns {
			cells[i] = c.Render(cells[i])
		}
		if err := row(cells); err != nil {
			return err
		}
	}
}
