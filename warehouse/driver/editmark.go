package driver

import (
	"errors"
	"io"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Columns of a mark, by their names on disk. It is a table of one row.
const (
	MarkNum        = "EDIT_NUM"
	MarkTerm       = "TERM"
	MarkGeneration = "GENERATION"
)

// MarkColumns are the columns of a mark in their order.
func MarkColumns() []Column {
	integer := writ.Type{Kind: writ.KindInteger}
	return []Column{{Name: MarkNum, Type: integer}, {Name: MarkTerm, Type: integer}, {Name: MarkGeneration, Type: integer}}
}

// InsertMark puts the one row into a new mark.
func InsertMark(q sqltext.Quoting, at writ.Path, m Mark) (sqltext.SQL, error) {
	return q.Build().Raw("INSERT INTO ").Path(at).Raw(" (").Idents(MarkNum, MarkTerm, MarkGeneration).Raw(") VALUES (").
		Int(m.Num).Raw(", ").Int(m.Term).Raw(", ").Int(m.Generation).Raw(")").Done()
}

// SelectMark reads a mark.
func SelectMark(q sqltext.Quoting, at writ.Path) (sqltext.SQL, error) {
	return q.Build().Raw("SELECT ").Idents(MarkNum, MarkTerm, MarkGeneration).Raw(" FROM ").Path(at).Done()
}

// MoveMark moves the mark of changes, if it is where Apply wants it; it changes one
// row then, and none otherwise.
func MoveMark(q sqltext.Quoting, c Changes) (sqltext.SQL, error) {
	return q.Build().Raw("UPDATE ").Path(c.Data.Mark).
		Raw(" SET ").Ident(MarkNum).Raw(" = ").Int(c.To.Num).
		Raw(", ").Ident(MarkTerm).Raw(" = ").Int(c.To.Term).
		Raw(", ").Ident(MarkGeneration).Raw(" = ").Int(c.To.Generation).
		Raw(" WHERE ").Ident(MarkNum).Raw(" = ").Int(c.From.Num).
		Raw(" AND ").Ident(MarkGeneration).Raw(" = ").Int(c.From.Generation).
		Raw(" AND ").Ident(MarkTerm).Raw(" <= ").Int(c.To.Term).Done()
}

// RaiseMark raises the term of a mark, if it is lower.
func RaiseMark(q sqltext.Quoting, at writ.Path, term int64) (sqltext.SQL, error) {
	return q.Build().Raw("UPDATE ").Path(at).Raw(" SET ").Ident(MarkTerm).Raw(" = ").Int(term).
		Raw(" WHERE ").Ident(MarkTerm).Raw(" < ").Int(term).Done()
}

// ReadMark reads the row of a mark and closes rows. ClassNotFound if there is none.
func ReadMark(rows Rows) (Mark, error) {
	defer rows.Close()
	cells := make([]writ.Value, len(rows.Columns()))
	if err := rows.Next(cells); errors.Is(err, io.EOF) {
		return Mark{}, &Error{Class: ClassNotFound, Message: "the table of the mark has no row"}
	} else if err != nil {
		return Mark{}, err
	}
	return MarkOf(cells)
}

// MarkOf reads the cells of MarkColumns.
func MarkOf(cells []writ.Value) (Mark, error) {
	var numbers [3]int64
	for i := range numbers {
		n, err := strconv.ParseInt(cells[i].Text, 10, 64)
		if err != nil {
			return Mark{}, &Error{Class: ClassNotFound, Message: "the mark of the data table cannot be read", Err: err}
		}
		numbers[i] = n
	}
	return Mark{Num: numbers[0], Term: numbers[1], Generation: numbers[2]}, nil
}

// Fenced checks a mark after its term was raised to term: ClassConflict if another
// writer's is higher.
func (m Mark) Fenced(term int64) error {
	if m.Term <= term {
		return nil
	}
	return &Error{Class: ClassConflict, Message: "a writer of term " + strconv.FormatInt(m.Term, 10) + " has taken the data table over"}
}
