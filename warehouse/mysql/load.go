package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/go-sql-driver/mysql"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// LoadTable implements driver.Loader.
func (c *conn) LoadTable(ctx context.Context, load driver.Load) (int64, error) {
	p, err := planLoad(load)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(load.File)
	if err != nil {
		return 0, writ.Wrap(writ.CodeInternal, "mysql.LoadTable", err, "the staged file cannot be read")
	}
	defer f.Close()
	in := newTransformer(f, load.Columns, load.Progress)
	return c.create(ctx, p.creation, func(ctx context.Context, s *session) (int64, error) { return p.fill(ctx, s, in) })
}

// loadPlan is the statements of a load. The name of the reader, which the driver
// keeps in one table for the whole process, is in none other's.
type loadPlan struct {
	creation
	load   sqltext.SQL
	reader string
}

// planLoad writes the statements of a load.
func planLoad(load driver.Load) (*loadPlan, error) {
	p := &loadPlan{reader: "writ-" + writ.NewID[string]()}
	var err error
	if p.creation, err = planCreation(load.Path, load.Columns); err != nil {
		return nil, err
	}
	p.load, err = fillSQL(loadingPath(load.Path), load.Columns, p.reader)
	return p, err
}

// fillSQL fills a table from a registered reader. Bytes arrive as hexadecimal
// text: https://dev.mysql.com/doc/refman/8.4/en/load-data.html.
func fillSQL(at writ.Path, columns []driver.Column, reader string) (sqltext.SQL, error) {
	b := quoting.Build().Raw("LOAD DATA LOCAL INFILE ").Text("Reader::" + reader).Raw(" INTO TABLE ").Path(at).Raw(" CHARACTER SET utf8mb4 (")
	var set []int // columns of bytes
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		if c.Type.Kind == writ.KindBytes {
			b.Raw("@v").Int(int64(i))
			set = append(set, i)
		} else {
			b.Ident(c.Name)
		}
	}
	b.Raw(")")
	for n, i := range set {
		if n == 0 {
			b.Raw(" SET ")
		} else {
			b.Raw(", ")
		}
		b.Ident(columns[i].Name).Raw(" = UNHEX(@v").Int(int64(i)).Raw(")")
	}
	return b.Done()
}

// fill fills the table.
func (p *loadPlan) fill(ctx context.Context, s *session, in *transformer) (int64, error) {
	mysql.RegisterReaderHandler(p.reader, func() io.Reader { return in })
	defer mysql.DeregisterReaderHandler(p.reader)
	n, err := s.exec(ctx, p.load)
	if err != nil {
		return 0, err
	}
	if err := warned(ctx, s); err != nil {
		return 0, err
	}
	if n != in.rows {
		return 0, &driver.Error{Class: driver.ClassOther, Message: fmt.Sprintf("%d rows were sent, %d arrived", in.rows, n)}
	}
	return n, nil
}

// warned returns the first warning of a load as an error. With LOCAL the server
// cannot stop the file, so it bends what does not fit and only warns of it.
func warned(ctx context.Context, s *session) error {
	rows, err := s.QueryContext(ctx, "SHOW WARNINGS LIMIT 1", nil)
	if err != nil {
		return err
	}
	row := make([]sqldriver.Value, 3) // level, code, message
	err = rows.Next(row)
	if err = errors.Join(err, rows.Close()); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return err
	}
	code, err := strconv.ParseUint(canonical(writ.KindInteger, row[1]).Text, 10, 16)
	if err != nil {
		return err
	}
	sorted := ofServer(&mysql.MySQLError{Number: uint16(code), Message: canonical(writ.KindText, row[2]).Text})
	if sorted.Class == driver.ClassOther {
		sorted.Class = driver.ClassValue
	}
	return sorted
}
