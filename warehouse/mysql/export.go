package mysql

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Export implements driver.Exporter: the server has no form of its own that
// tells NULL from "", so the rows are written here as they come.
func (c *conn) Export(ctx context.Context, path writ.Path, columns []driver.Column, orderBy string, w io.Writer) error {
	stmt, err := exportSQL(path, columns, orderBy)
	if err != nil {
		return err
	}
	rows, err := c.Query(ctx, stmt)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := bufio.NewWriterSize(w, 1<<20)
	row := make([]writ.Value, len(columns))
	var line []byte
	for {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		line = appendRow(line[:0], row)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil { // the writer may have ended it with the last piece
		return c.classify(ctx, err)
	}
	return nil
}

func exportSQL(path writ.Path, columns []driver.Column, orderBy string) (sqltext.SQL, error) {
	if len(columns) == 0 {
		return sqltext.SQL{}, writ.Errorf(writ.CodeInvalid, "mysql.Export", "no columns were asked for")
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	b := quoting.Build().Raw("SELECT ").Idents(names...).Raw(" FROM ").Path(path)
	if orderBy != "" {
		b.Raw(" ORDER BY ").Ident(orderBy)
	}
	return b.Done()
}

// appendRow writes a row of a canonical file.
func appendRow(line []byte, row []writ.Value) []byte {
	for i, v := range row {
		if i > 0 {
			line = append(line, ',')
		}
		switch {
		case v.Null:
		case v.Text == "" || v.Text == `\.` || strings.ContainsAny(v.Text, ",\"\r\n"):
			line = append(line, '"')
			line = append(line, bytes.ReplaceAll([]byte(v.Text), []byte{'"'}, []byte(`""`))...)
			line = append(line, '"')
		default:
			line = append(line, v.Text...)
		}
	}
	return append(line, '\n')
}
