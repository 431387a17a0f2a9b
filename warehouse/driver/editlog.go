package driver

import (
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Columns of an edit log, by their names on disk.
const (
	LogTable    = "DS_ID"     // text, at most 64 bytes of ASCII
	LogNum      = "EDIT_NUM"  // integer
	LogTime     = "TIMESTAMP" // timestamp
	LogEdit     = "EDIT"      // text
	LogMetadata = "METADATA"  // text
)

// LogColumns are the columns of an edit log in their order.
func LogColumns() []Column {
	text := writ.Type{Kind: writ.KindText}
	return []Column{
		{Name: LogTable, Type: text},
		{Name: LogNum, Type: writ.Type{Kind: writ.KindInteger}},
		{Name: LogTime, Type: writ.Type{Kind: writ.KindTimestamp}},
		{Name: LogEdit, Type: text},
		{Name: LogMetadata, Type: text},
	}
}

// logTime is how TIMESTAMP is written; a fraction is read whether it is there or not.
const logTime = "2006-01-02 15:04:05.000000"

// Values are the cells of r in the order of LogColumns.
func (r LogRow) Values() []writ.Value {
	return []writ.Value{
		writ.Text(r.Table),
		writ.Text(strconv.FormatInt(r.Num, 10)),
		writ.Text(r.At.UTC().Format(logTime)),
		writ.Text(r.Edit),
		writ.Text(r.Metadata),
	}
}

// SelectLog reads a range of an edit log in the order of EditLogger.ReadLog.
func SelectLog(q sqltext.Quoting, path writ.Path, r LogRange) (sqltext.SQL, error) {
	b := q.Build().Raw("SELECT ").Idents(LogTable, LogNum, LogTime, LogEdit, LogMetadata).Raw(" FROM ").Path(path).Raw(" WHERE 1 = 1")
	if r.Table != "" {
		b.Raw(" AND ").Ident(LogTable).Raw(" = ").Text(r.Table)
	}
	if r.After != 0 {
		b.Raw(" AND ").Ident(LogNum).Raw(" > ").Int(r.After)
	}
	if r.Upto != 0 {
		b.Raw(" AND ").Ident(LogNum).Raw(" <= ").Int(r.Upto)
	}
	if !r.Since.IsZero() {
		b.Raw(" AND ").Ident(LogTime).Raw(" >= ").Text(r.Since.UTC().Format(logTime))
	}
	if r.Contains != "" {
		b.Raw(" AND (POSITION(").Text(r.Contains).Raw(" IN ").Ident(LogEdit).
			Raw(") > 0 OR POSITION(").Text(r.Contains).Raw(" IN ").Ident(LogMetadata).Raw(") > 0)")
	}
	b.Raw(" ORDER BY ").Idents(LogTable, LogNum, LogTime)
	if r.Limit != 0 {
		b.Raw(" LIMIT ").Int(int64(r.Limit))
	}
	return b.Done()
}

// EachLogRow calls fn for the rows of a statement of SelectLog, and closes them. An
// error of fn ends it and is returned as it is.
func EachLogRow(rows Rows, fn func(LogRow) error) error {
	defer rows.Close()
	cells := make([]writ.Value, len(rows.Columns()))
	for {
		if err := rows.Next(cells); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		r, err := logRow(cells)
		if err != nil {
			return err
		}
		if err := fn(r); err != nil {
			return err
		}
	}
}

// logRow reads the cells of LogColumns.
func logRow(cells []writ.Value) (LogRow, error) {
	r := LogRow{Table: cells[0].Text, Edit: cells[3].Text, Metadata: cells[4].Text}
	var err, err2 error
	r.Num, err = strconv.ParseInt(cells[1].Text, 10, 64)
	r.At, err2 = time.Parse(time.DateTime, cells[2].Text)
	if err := errors.Join(err, err2); err != nil {
		return r, writ.Wrap(writ.CodeConflict, "driver.ReadLog", err, "The edit log holds a row that Writ did not write: %s %q, %s %q.", LogNum, cells[1].Text, LogTime, cells[2].Text).
			WithHint("Have an administrator of the warehouse look who changed it.")
	}
	return r, nil
}

// UpdateEdit replaces EDIT of one row, if it is still as it was.
func UpdateEdit(q sqltext.Quoting, path writ.Path, row LogRow, edit string) (sqltext.SQL, error) {
	return q.Build().Raw("UPDATE ").Path(path).Raw(" SET ").Ident(LogEdit).Raw(" = ").Text(edit).
		Raw(" WHERE ").Ident(LogTable).Raw(" = ").Text(row.Table).
		Raw(" AND ").Ident(LogNum).Raw(" = ").Int(row.Num).
		Raw(" AND ").Ident(LogEdit).Raw(" = ").Text(row.Edit).
		Raw(" AND ").Ident(LogMetadata).Raw(" = ").Text(row.Metadata).Done()
}
