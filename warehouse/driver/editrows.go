package driver

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// assigned appends NULL and the values whose literals are of their type by
// themselves; it tells whether it did.
func assigned(b *sqltext.Builder, v writ.Value, t writ.Type) bool {
	switch {
	case v.Null:
		b.Raw("NULL")
	case t.Kind == writ.KindText:
		b.Text(v.Text)
	case t.Kind == writ.KindBoolean && v.Text == "true":
		b.Raw("TRUE")
	case t.Kind == writ.KindBoolean && v.Text == "false":
		b.Raw("FALSE")
	case t.Kind == writ.KindInteger:
		n, err := strconv.ParseInt(v.Text, 10, 64)
		if err != nil {
			return false
		}
		b.Int(n)
	default:
		return false
	}
	return true
}

// Tuples appends rows as "(…), (…)", as they stand after VALUES. Their values are
// converted by being assigned to the columns.
func Tuples(b *sqltext.Builder, columns []Column, rows [][]writ.Value) *sqltext.Builder {
	for i, row := range rows {
		if i > 0 {
			b.Raw(", ")
		}
		b.Raw("(")
		for j, v := range row {
			if j > 0 {
				b.Raw(", ")
			}
			if !assigned(b, v, columns[j].Type) {
				b.Text(v.Text)
			}
		}
		b.Raw(")")
	}
	return b
}

// InsertRows inserts rows by one statement.
func InsertRows(q sqltext.Quoting, table writ.Path, columns []Column, rows [][]writ.Value) (sqltext.SQL, error) {
	b := q.Build().Raw("INSERT INTO ").Path(table).Raw(" (").Idents(names(columns)...).Raw(") VALUES ")
	return Tuples(b, columns, rows).Done()
}

// DeleteRows deletes rows of a data table by one statement.
func DeleteRows(q sqltext.Quoting, table writ.Path, ids []string) (sqltext.SQL, error) {
	b := q.Build().Raw("DELETE FROM ").Path(table).Raw(" WHERE ").Ident(writ.RowIDColumn).Raw(" IN (")
	for i, id := range ids {
		if i > 0 {
			b.Raw(", ")
		}
		b.Text(id)
	}
	return b.Raw(")").Done()
}

func names(columns []Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}

// Pieces cuts rows into pieces of about so many bytes at most, so that statements
// stay under a platform's limit. A row that is longer is a piece of its own.
func Pieces(rows [][]writ.Value, bytes int) iter.Seq[[][]writ.Value] {
	return func(yield func([][]writ.Value) bool) {
		for start := 0; start < len(rows); {
			end, size := start, 0
			for end < len(rows) {
				size += rowBytes(rows[end])
				if end > start && size > bytes {
					break
				}
				end++
			}
			if !yield(rows[start:end]) {
				return
			}
			start = end
		}
	}
}

// rowBytes is about how long a row is in a statement.
func rowBytes(row []writ.Value) int {
	const around = len("'', ")
	n := 0
	for _, v := range row {
		n += len(v.Text) + around
	}
	return n
}

// CheckTexts refuses what no text of the platform can hold, ClassValue: what is not
// valid UTF-8 and, if it has no room for that, U+0000. The first column is the row id.
func CheckTexts(columns []Column, rows [][]writ.Value, nul bool) error {
	for _, row := range rows {
		for i, v := range row {
			if columns[i].Type.Kind != writ.KindText {
				continue
			}
			switch {
			case !utf8.ValidString(v.Text):
				return badText(row[0].Text, columns[i].Name, "is not valid UTF-8")
			case !nul && strings.IndexByte(v.Text, 0) >= 0:
				return badText(row[0].Text, columns[i].Name, "holds a NUL character, which this warehouse cannot keep")
			}
		}
	}
	return nil
}

func badText(row, column, what string) error {
	return &Error{Class: ClassValue, Message: fmt.Sprintf("the text in column %q of row %s %s", column, row, what)}
}

// CheckTexts refuses what c holds and the platform cannot.
func (c Changes) CheckTexts(nul bool) error {
	if err := CheckTexts(c.Columns, c.Inserts, nul); err != nil {
		return err
	}
	for _, u := range c.Updates {
		if err := CheckTexts(u.Columns, u.Rows, nul); err != nil {
			return err
		}
	}
	return nil
}
