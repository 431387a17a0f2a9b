package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// LoadTable implements driver.Loader. The table is made and filled under its
// loading name, and gets its own in one step when it is whole. After a failure
// the loading name is freed; if even that fails, the error is ClassUncertain, so
// that the caller keeps knowing of the table, and DropTable will remove it.
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
	var lost *session // whose connection broke under the load; the server may not know yet
	made := false
	err = c.with(ctx, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, p.create)
		made = number(err) == 0 // unless the server itself refused, it may be there
		if err == nil {
			err = p.run(ctx, s, in)
		}
		if !s.IsValid() {
			lost = s
		}
		return err
	})
	if err == nil || !made {
		return in.rows, err
	}
	if sorted := (*driver.Error)(nil); errors.As(err, &sorted) && sorted.Class == driver.ClassUncertain {
		if lost != nil {
			c.kill(ctx, lost) // nothing of it arrives once the caller has looked
		}
		return in.rows, err
	}
	if cleaning := c.discard(ctx, lost, p.discard); cleaning != nil {
		return 0, &driver.Error{Class: driver.ClassUncertain, Message: "the load failed and what it left could not be removed: " + err.Error(), Err: errors.Join(err, cleaning)}
	}
	return 0, err
}

// discard drops the table of a failed load over a connection of its own. A lost
// session is ended first, so that it holds the table no longer.
func (c *conn) discard(ctx context.Context, lost *session, drop sqltext.SQL) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout)
	defer cancel()
	return c.aside(ctx, func(helper *session) error {
		if lost != nil {
			if err := end(ctx, helper, lost); err != nil {
				return err
			}
		}
		_, err := helper.exec(ctx, drop)
		return err
	})
}

// loadPlan is the statements of a load. The name of the reader, which the driver
// keeps in one table for the whole process, is in none other's.
type loadPlan struct {
	create, load, publish, discard sqltext.SQL
	reader                         string
}

// planLoad writes the statements of a load.
func planLoad(load driver.Load) (*loadPlan, error) {
	at := loadingPath(load.Path)
	p := &loadPlan{reader: "writ-" + writ.NewID[string]()}
	var err error
	if p.create, err = (dialect{}).CreateTable(at, load.Columns); err != nil {
		return nil, err
	}
	if p.load, err = fillSQL(at, load.Columns, p.reader); err != nil {
		return nil, err
	}
	if p.publish, err = renameTo(at, load.Path); err != nil {
		return nil, err
	}
	p.discard, err = quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(at).Done()
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

// run fills the table and publishes it.
func (p *loadPlan) run(ctx context.Context, s *session, in *transformer) error {
	mysql.RegisterReaderHandler(p.reader, func() io.Reader { return in })
	defer mysql.DeregisterReaderHandler(p.reader)
	n, err := s.exec(ctx, p.load)
	if err != nil {
		return err
	}
	if err := warned(ctx, s); err != nil {
		return err
	}
	if n != in.rows {
		return &driver.Error{Class: driver.ClassOther, Message: fmt.Sprintf("%d rows were sent, %d arrived", in.rows, n)}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.rename(ctx, s)
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

// rename gives the table its name. Once that is sent, the end of the caller's
// context leaves it a little time for the answer: unless the server itself
// answers, nobody knows whether it happened.
func (p *loadPlan) rename(ctx context.Context, s *session) error {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(cancelTimeout, cancel) })()
	_, err := s.exec(last, p.publish)
	if err != nil && number(err) == 0 {
		return &driver.Error{Class: driver.ClassUncertain, Message: lastWords(err), Err: err}
	}
	return err
}
