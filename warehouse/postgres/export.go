package postgres

import (
	"context"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Export implements driver.Exporter. In CSV, COPY writes NULL as nothing and "" in
// quotes by itself. If the order is free, a large table is read by two sessions at
// once, each of which reads half of its pages.
func (c *conn) Export(ctx context.Context, path writ.Path, columns []driver.Column, orderBy string, w io.Writer) error {
	parts := []pages{{}}
	if orderBy == "" {
		middle, err := c.middle(ctx, path)
		if err != nil {
			return err
		}
		if middle > 0 {
			parts = []pages{{to: middle}, {from: middle}}
		}
	}
	stmts := make([]sqltext.SQL, len(parts))
	for i, p := range parts {
		var err error
		if stmts[i], err = exportSQL(path, columns, orderBy, p); err != nil {
			return err
		}
	}
	out := &output{w: w}
	group, ctx := errgroup.WithContext(ctx)
	for _, stmt := range stmts {
		group.Go(func() error { return c.export(ctx, stmt, columns, out) })
	}
	err := group.Wait()
	if out.err != nil {
		return out.err
	}
	return err
}

// export runs one COPY. Its rows go to out, whole rows at a time.
func (c *conn) export(ctx context.Context, stmt sqltext.SQL, columns []driver.Column, out *output) error {
	return c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		rows := &rowBuffer{out: out}
		if _, err := pc.CopyTo(ctx, shortFloats(rows, columns), stmt.String()); err != nil {
			return err
		}
		if err := rows.flush(); err != nil {
			return err
		}
		return ctx.Err() // the writer may have ended it with the last piece
	})
}

// pages are the rows on the pages of a table from one to before another; 0 stands
// for its ends.
type pages struct{ from, to int64 }

// manyPages is how many make it worth while to read a table twice at once.
const manyPages = 1024

// middle returns the page in the middle of a large table, 0 for a small one and for
// what is no table. The two halves are all of it whatever the number is, as long
// as nobody writes to the table. From PostgreSQL 14 on the server reads no more
// than the pages that are asked for, and before that it skips the others.
func (c *conn) middle(ctx context.Context, path writ.Path) (int64, error) {
	name, err := quoting.Build().Path(path).Done()
	if err != nil {
		return 0, err
	}
	b := quoting.Build().Raw("SELECT coalesce(pg_relation_size(oid), 0) / current_setting('block_size')::bigint FROM pg_class WHERE relkind = 'r' AND oid = to_regclass(").
		Text(name.String()).Raw(")")
	found, err := driver.ReadCatalog(ctx, c, b)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	n, err := strconv.ParseInt(found[0][0].Text, 10, 64)
	if err != nil || n < manyPages {
		return 0, err
	}
	return n / 2, nil
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

// exportSQL asks for the columns of the rows on some pages in canonical text, where
// COPY's own differs.
func exportSQL(path writ.Path, columns []driver.Column, orderBy string, p pages) (sqltext.SQL, error) {
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
	if p.from > 0 {
		b.Raw(" WHERE ctid >= '(").Int(p.from).Raw(",0)'")
	} else if p.to > 0 {
		b.Raw(" WHERE ctid < '(").Int(p.to).Raw(",0)'")
	}
	if orderBy != "" {
		b.Raw(" ORDER BY ").Ident(orderBy)
	}
	return b.Raw(") TO STDOUT (FORMAT csv)").Done()
}

// output is where the rows of all sessions go. It keeps the error of the writer
// apart from those of the warehouse.
type output struct {
	mu  sync.Mutex
	w   io.Writer
	err error
}

// rowBuffer gathers rows. Each Write is one: COPY sends every row as a message of
// its own (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY).
type rowBuffer struct {
	out *output
	buf []byte
}

// rowsAtOnce is how much of a session's rows is passed on at once, in bytes.
const rowsAtOnce = 256 << 10

// Write implements io.Writer.
func (b *rowBuffer) Write(p []byte) (int, error) {
	b.buf = append(b.buf, p...)
	if len(b.buf) >= rowsAtOnce {
		if err := b.flush(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (b *rowBuffer) flush() error {
	b.out.mu.Lock()
	defer b.out.mu.Unlock()
	if b.out.err == nil {
		_, b.out.err = b.out.w.Write(b.buf)
	}
	b.buf = b.buf[:0]
	return b.out.err
}
