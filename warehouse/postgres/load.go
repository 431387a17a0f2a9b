package postgres

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// LoadTable implements driver.Loader: one transaction creates the table, fills
// it by COPY and commits.
func (c *conn) LoadTable(ctx context.Context, load driver.Load) (int64, error) {
	p, err := planLoad(load)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(load.File)
	if err != nil {
		return 0, writ.Wrap(writ.CodeInternal, "postgres.LoadTable", err, "the staged file cannot be read")
	}
	defer f.Close()
	in := &rowCounter{r: f, progress: load.Progress}
	return c.create(ctx, p.creation, func(ctx context.Context, pc *pgconn.PgConn) (int64, error) {
		tag, err := pc.CopyFrom(ctx, in, p.copy.String())
		if err != nil {
			return 0, err
		}
		if n := tag.RowsAffected(); n != in.rows { // a line of just \. ends COPY early
			return 0, &driver.Error{Class: driver.ClassOther, Message: fmt.Sprintf("%d rows were sent, %d arrived", in.rows, n)}
		}
		return in.rows, nil
	})
}

// loadPlan is the statements of a load.
type loadPlan struct {
	creation
	copy sqltext.SQL
}

// planLoad writes the statements of a load. Bytes arrive as hexadecimal text and
// are turned into bytea by the server afterwards; COPY has no way to do it.
// FREEZE, which a table made in the same transaction may have, spares every later
// reader the marking of rows as committed.
// https://www.postgresql.org/docs/current/sql-copy.html
func planLoad(load driver.Load) (*loadPlan, error) {
	arriving := make([]driver.Column, len(load.Columns))
	var decode []*sqltext.Builder
	for i, c := range load.Columns {
		arriving[i] = c
		if c.Type.Kind == writ.KindBytes {
			arriving[i].Type = writ.Type{Kind: writ.KindText}
			decode = append(decode, quoting.Build().Raw("ALTER TABLE ").Path(load.Path).Raw(" ALTER COLUMN ").Ident(c.Name).
				Raw(" TYPE bytea USING decode(").Ident(c.Name).Raw(", 'hex')"))
		}
	}
	p := &loadPlan{}
	var err error
	if p.creation, err = planCreation(load.Path, arriving, decode...); err != nil {
		return nil, err
	}
	p.copy, err = quoting.Build().Raw("COPY ").Path(load.Path).Raw(" FROM STDIN (FORMAT csv, FREEZE true)").Done()
	return p, err
}

// rowCounter counts the rows of a canonical file as they pass: line ends outside
// quotes. A doubled quote inside quotes closes and opens them again at once, so
// it changes nothing.
type rowCounter struct {
	r        io.Reader
	rows     int64
	quoted   bool
	open     bool // the last byte did not end a row
	progress func(rows int64)
}

// Read implements io.Reader.
func (c *rowCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for rest := p[:n]; len(rest) > 0; {
		part, after, found := bytes.Cut(rest, []byte{'"'})
		if !c.quoted {
			c.rows += int64(bytes.Count(part, []byte{'\n'}))
		}
		if found {
			c.quoted = !c.quoted
		}
		rest = after
	}
	if n > 0 {
		c.open = p[n-1] != '\n' || c.quoted
	}
	if err == io.EOF && c.open { // the last row may lack its line end
		c.rows++
		c.open = false
	}
	if c.progress != nil {
		c.progress(c.rows)
	}
	return n, err
}

// Export implements driver.Exporter. In CSV, COPY writes NULL as nothing and ""
// in quotes by itself.
func (c *conn) Export(ctx context.Context, path writ.Path, columns []driver.Column, orderBy string, w io.Writer) error {
	stmt, err := exportSQL(path, columns, orderBy)
	if err != nil {
		return err
	}
	out := &sink{w: bufio.NewWriterSize(w, 1<<20)}
	err = c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		if _, err := pc.CopyTo(ctx, shortFloats(out, columns), stmt.String()); err != nil {
			return err
		}
		out.err = out.w.Flush()
		return ctx.Err() // the writer may have ended it with the last piece
	})
	if out.err != nil {
		return out.err
	}
	return err
}

// shortFloats returns a writer to w that gives doubles their shortest digits.
func shortFloats(w io.Writer, columns []driver.Column) io.Writer {
	f := &floatWriter{w: w, float: make([]bool, len(columns))}
	for i, c := range columns {
		f.float[i] = c.Type.Kind == writ.KindFloat
	}
	if !slices.Contains(f.float, true) {
		return w
	}
	return f
}

// exportSQL asks for the columns in canonical text, where COPY's own differs.
func exportSQL(path writ.Path, columns []driver.Column, orderBy string) (sqltext.SQL, error) {
	if len(columns) == 0 {
		return sqltext.SQL{}, writ.Errorf(writ.CodeInvalid, "postgres.Export", "no columns were asked for")
	}
	b := quoting.Build().Raw("COPY (SELECT ")
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		switch c.Type.Kind {
		case writ.KindBoolean:
			b.Ident(c.Name).Raw("::text")
		case writ.KindTimestampTZ:
			b.Raw("replace(").Ident(c.Name).Raw("::text, '+00', 'Z')")
		case writ.KindBytes:
			b.Raw("encode(").Ident(c.Name).Raw(", 'hex')")
		default:
			b.Ident(c.Name)
		}
	}
	b.Raw(" FROM ").Path(path)
	if orderBy != "" {
		b.Raw(" ORDER BY ").Ident(orderBy)
	}
	return b.Raw(") TO STDOUT (FORMAT csv)").Done()
}

// sink keeps the error of the writer apart from those of the warehouse.
type sink struct {
	w   *bufio.Writer
	err error
}

// Write implements io.Writer.
func (s *sink) Write(p []byte) (n int, err error) {
	n, err = s.w.Write(p)
	s.err = err
	return n, err
}
