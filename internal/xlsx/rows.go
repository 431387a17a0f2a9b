package xlsx

import (
	"bytes"
	"math"
	"strconv"
)

// What a sheet can hold, as every spreadsheet program has it.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// Kind says what a cell holds.
type Kind uint8

// Kinds of cells.
const (
	Text       Kind = iota // as somebody typed it
	Value                  // a number, true or false, a date, a time or both, in canonical text
	Fault                  // an error such as #N/A
	Uncomputed             // a formula without the value it had; the text is the formula
)

// Cell is one that is not empty; Column counts from 0.
type Cell struct {
	Column int
	Kind   Kind
	Text   []byte
}

// Row is a row with its cells from left to right; Number counts from 1. It is
// valid until the next is read.
type Row struct {
	Number int
	Cells  []Cell
}

// Merged counts the areas of cells that are shown as one, of which only the first
// cell has a value. First is the first of them, such as "A1:C1".
type Merged struct {
	Areas int
	First string
}

// Rows reads a sheet from its first row on.
type Rows struct {
	Merged Merged // complete when Next has returned io.EOF
	book   *Workbook
	in     *scanner
	row    Row
	arena  []byte // holds the texts of the row
	value  []byte // of the cell at hand
	formed []byte // its formula
}

// Rows opens a sheet.
func (w *Workbook) Rows(sheet Sheet) (*Rows, error) {
	in, err := w.parts.scan(sheet.Part)
	if err != nil {
		return nil, err
	}
	return &Rows{book: w, in: in}, nil
}

// Next returns the next row that the sheet mentions, which may have no cells;
// io.EOF after the last.
func (r *Rows) Next() (*Row, error) {
	for {
		tok, err := r.in.next()
		if err != nil {
			return nil, err
		}
		if tok != startTag {
			continue
		}
		switch string(r.in.name) {
		case "row":
			return &r.row, r.readRow()
		case "mergeCell":
			if r.Merged.Areas++; r.Merged.Areas == 1 {
				r.Merged.First = string(r.in.attribute("ref"))
			}
		}
	}
}

func (r *Rows) readRow() error {
	number := r.row.Number + 1
	if v := r.in.attribute("r"); v != nil {
		n, err := strconv.Atoi(string(v))
		if err != nil || n < number {
			return r.in.damaged("the row %q after row %d", v, r.row.Number)
		}
		number = n
	}
	if number > MaxRows {
		return r.in.damaged("more than %d rows", MaxRows)
	}
	r.row.Number, r.row.Cells, r.arena = number, r.row.Cells[:0], r.arena[:0]
	last := -1
	for depth := r.in.depth - 1; r.in.depth > depth; {
		tok, err := r.in.next()
		if err != nil {
			return cutOff(err)
		}
		if tok != startTag || !r.in.is("c") {
			continue
		}
		column := last + 1
		if v := r.in.attribute("r"); v != nil {
			column = columnOf(v)
		}
		if column <= last || column >= MaxColumns {
			return r.in.damaged("cells in row %d that are not in order", number)
		}
		last = column
		if err := r.readCell(column); err != nil {
			return err
		}
	}
	return nil
}

// columnOf reads the letters of a place such as "AB12", -1 if there are none.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > MaxColumns {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

// ColumnName returns the letters of a column counted from 0.
func ColumnName(column int) string {
	var name []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = append([]byte{byte('A' + (n-1)%26)}, name...)
	}
	return string(name)
}

// readCell reads the cell whose start tag was read and adds it to the row, unless
// it is empty.
func (r *Rows) readCell(column int) error {
	kind := string(r.in.attribute("t"))
	number, _ := strconv.Atoi(string(r.in.attribute("s"))) // without one it is the first
	r.value, r.formed = r.value[:0], r.formed[:0]
	valued, computed := false, false
	var into *[]byte
	for depth := r.in.depth - 1; r.in.depth > depth; {
		tok, err := r.in.next()
		switch {
		case err != nil:
			return cutOff(err)
		case tok == text && into != nil:
			*into = append(*into, r.in.text...)
		case tok != startTag:
			into = nil
		case r.in.is("v"):
			valued, into = true, &r.value
		case r.in.is("f"):
			computed, into = true, &r.formed
		case r.in.is("is"):
			valued = true
			if r.value, err = r.in.rich(r.value); err != nil {
				return err
			}
		default:
			if err := r.in.skip(); err != nil {
				return err
			}
		}
	}
	if computed && len(r.value) == 0 && (kind != "str" || !valued) { // an empty text is a value
		r.add(column, Uncomputed, append([]byte{'='}, r.formed...))
		return nil
	}
	if !valued || len(r.value) == 0 && kind != "str" && kind != "inlineStr" {
		return nil
	}
	return r.readValue(column, kind, number)
}

// readValue adds the cell at hand by its type (ECMA-376 part 1, §18.18.11).
func (r *Rows) readValue(column int, kind string, number int) error {
	v := r.value
	switch kind {
	case "s":
		n, err := strconv.Atoi(string(v))
		if err != nil {
			return r.in.damaged("the text number %q in row %d", v, r.row.Number)
		}
		if v, err = r.book.strings.get(n); err != nil {
			return err
		}
		r.row.Cells = append(r.row.Cells, Cell{column, Text, v}) // it stays where it is
	case "str", "inlineStr":
		r.add(column, Text, unquoted(v))
	case "b":
		switch string(v) {
		case "1", "true":
			r.add(column, Value, []byte("true"))
		case "0", "false":
			r.add(column, Value, []byte("false"))
		default:
			return r.in.damaged("%q as true or false in row %d", v, r.row.Number)
		}
	case "e":
		r.add(column, Fault, v)
	case "d": // an ISO 8601 date, of the strict kind of workbook
		r.add(column, Value, v)
	default:
		r.addNumber(column, number)
	}
	return nil
}

// add appends a cell whose text is copied.
func (r *Rows) add(column int, kind Kind, v []byte) {
	from := len(r.arena)
	r.arena = append(r.arena, v...)
	r.row.Cells = append(r.row.Cells, Cell{column, kind, r.arena[from:len(r.arena):len(r.arena)]})
}

// isWhole tells whether v is a whole number with all its digits. Programs other than
// spreadsheets write identifiers of 64 bits so, which no double would give back.
func isWhole(v []byte) bool {
	v = bytes.TrimPrefix(v, []byte{'-'})
	return len(v) > 0 && v[0] != '0' && len(bytes.Trim(v, "0123456789")) == 0
}

// addNumber appends the number at hand, or the moment that its style makes of it.
func (r *Rows) addNumber(column, number int) {
	f, err := strconv.ParseFloat(string(r.value), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		r.add(column, Text, r.value)
		return
	}
	from := len(r.arena)
	moment := false
	if number >= 0 && number < len(r.book.styles) && r.book.styles[number] != (style{}) {
		r.arena, moment = appendMoment(r.arena, f, r.book.styles[number], r.book.from1904)
	}
	switch {
	case moment:
	case isWhole(r.value):
		r.arena = append(r.arena, r.value...)
	default:
		r.arena = appendNumber(r.arena, f)
	}
	r.row.Cells = append(r.row.Cells, Cell{column, Value, r.arena[from:len(r.arena):len(r.arena)]})
}
