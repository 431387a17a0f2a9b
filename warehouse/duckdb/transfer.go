package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// reading is how read_csv goes about a file. DuckDB must hold a whole line in
// one buffer, and it reads one file in several threads by guessing at line
// starts, which it verifies; where the one or the other fails it says so.
type reading struct {
	buffer   int64 // bytes
	parallel bool
}

// readings are tried in order: the fast one, then ever longer lines. One whose
// buffer the longest line exceeds is not tried: in several threads DuckDB 1.5
// drops, without a word, a last line that holds a whole buffer.
var readings = []reading{{32 << 20, true}, {256 << 20, false}, {1 << 30, false}}

// LoadTable implements driver.Loader with one CREATE TABLE AS. load.File must lie
// in the staging directory.
func (c *conn) LoadTable(ctx context.Context, load driver.Load) (int64, error) {
	if err := checkColumns("duckdb.LoadTable", load.Columns); err != nil {
		return 0, err
	}
	ctx, done := c.call(ctx)
	defer done()
	n, err := read(load.Longest, func(how reading) (int64, error) { return c.create(ctx, load, how) })
	if err == nil && load.Progress != nil {
		load.Progress(n)
	}
	return n, err
}

// read tries the ways to read a file whose longest line is known.
func read(longest int64, try func(reading) (int64, error)) (n int64, err error) {
	for i, how := range readings {
		if longest > how.buffer && i < len(readings)-1 {
			continue
		}
		if n, err = try(how); !wantsOtherReading(err) {
			break
		}
	}
	return n, err
}

// create runs the CREATE TABLE AS of a load, which returns the number of rows as
// its only row.
func (c *conn) create(ctx context.Context, load driver.Load, how reading) (int64, error) {
	stmt, err := loadStatement(load, how)
	if err != nil {
		return 0, err
	}
	return c.settle(ctx, func(t *tx) (n int64, err error) {
		err = t.tx.QueryRowContext(ctx, stmt.String()).Scan(&n)
		return n, c.instance.failed(ctx, t.db, err)
	})
}

// DeriveTable implements driver.Deriver.
func (c *conn) DeriveTable(ctx context.Context, d driver.Derivation) (int64, error) {
	create, err := dialect{}.CreateTable(d.Path, d.Columns)
	if err != nil {
		return 0, err
	}
	ctx, done := c.call(ctx)
	defer done()
	return c.settle(ctx, func(t *tx) (int64, error) {
		if _, err := t.Exec(ctx, create); err != nil {
			return 0, err
		}
		return d.Fill(quoting, d.Path, func(stmt sqltext.SQL) (int64, error) { return t.Exec(ctx, stmt) })
	})
}

// settle makes a table in a transaction, whose commit is the last step and heeds no
// ctx: if ctx ended between the commit of a statement by itself and its answer,
// nobody would know of the table. The right to write, which nobody needs for a
// table that nobody sees, is asked for at the end: see instance.writer.
func (c *conn) settle(ctx context.Context, fill func(*tx) (int64, error)) (int64, error) {
	t, err := c.begin(ctx, func() {})
	if err != nil {
		return 0, err
	}
	n, err := fill(t)
	if err != nil {
		_ = t.Rollback(ctx) // err tells more
		return 0, err
	}
	if err := c.instance.acquire(ctx); err != nil {
		_ = t.Rollback(ctx) // err tells more
		return 0, sorted(ctx, err)
	}
	defer c.instance.release()
	return n, t.Commit(ctx)
}

// wantsOtherReading tells whether the file may be fine and only the way it was
// read was not.
func wantsOtherReading(err error) bool {
	var de *duckdb.Error
	return errors.As(err, &de) && (strings.Contains(de.Msg, "Maximum line size") || strings.Contains(de.Msg, "parallel"))
}

// loadStatement leaves nothing to DuckDB's sniffer: the dialect of a canonical
// file and every type are spelled out.
// https://duckdb.org/docs/stable/data/csv/overview
func loadStatement(load driver.Load, how reading) (sqltext.SQL, error) {
	return selectFile(quoting.Build().Raw("CREATE TABLE ").Path(load.Path).Raw(" AS "), load, how)
}

// selectFile appends a query for the rows of load's file.
func selectFile(b *sqltext.Builder, load driver.Load, how reading) (sqltext.SQL, error) {
	b.Raw("SELECT ")
	for i, c := range load.Columns {
		if i > 0 {
			b.Raw(", ")
		}
		stored(b, c.Type.Kind, c.Name)
	}
	b.Raw(" FROM read_csv(").Text(load.File).Raw(`, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\n'`)
	b.Raw(", nullstr = '', allow_quoted_nulls = false, strict_mode = true, compression = 'none', parallel = ")
	if how.parallel {
		b.Raw("true")
	} else {
		b.Raw("false")
	}
	b.Raw(", max_line_size = ").Int(how.buffer).Raw(", buffer_size = ").Int(how.buffer).Raw(", columns = {")
	for i, c := range load.Columns {
		if i > 0 {
			b.Raw(", ")
		}
		t, err := readAs(c.Type)
		if err != nil {
			return sqltext.SQL{}, err
		}
		b.Text(c.Name).Raw(": ").Text(t)
	}
	return b.Raw("})").Done()
}

// Export implements driver.Exporter: the engine writes the file on all its
// threads, and it is passed on from there.
func (c *conn) Export(ctx context.Context, path writ.Path, columns []driver.Column, orderBy string, w io.Writer) error {
	ctx, done := c.call(ctx)
	defer done()
	dir, err := os.MkdirTemp(c.staging, "export-")
	if err != nil {
		return sorted(ctx, err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "table.csv")
	stmt, err := exportStatement(path, columns, orderBy, file)
	if err != nil {
		return err
	}
	if _, err := c.exec(ctx, stmt); err != nil {
		return err
	}
	return c.pass(ctx, file, w)
}

func exportStatement(path writ.Path, columns []driver.Column, orderBy, file string) (sqltext.SQL, error) {
	b := quoting.Build().Raw("COPY (SELECT ")
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		canonical(b, c.Type, c.Name)
	}
	b.Raw(" FROM ").Path(path)
	if orderBy != "" {
		b.Raw(" ORDER BY ").Ident(orderBy)
	}
	b.Raw(") TO ").Text(file)
	return b.Raw(` (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '')`).Done()
}

// pass copies a file to w until ctx ends.
func (c *conn) pass(ctx context.Context, file string, w io.Writer) error {
	f, err := os.Open(file)
	if err != nil {
		return sorted(ctx, err)
	}
	defer f.Close()
	buf := make([]byte, 256<<10)
	for {
		if ctx.Err() != nil {
			return sorted(ctx, ctx.Err())
		}
		n, err := f.Read(buf)
		if _, werr := w.Write(buf[:n]); werr != nil {
			return fmt.Errorf("duckdb: export of a table: %w", werr)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return sorted(ctx, err)
		}
	}
}
