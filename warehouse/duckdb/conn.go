package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"sync"

	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// errClosed is why a call fails after or during Close.
var errClosed = errors.New("the connection was closed")

// conn is a pool of connections to one instance.
type conn struct {
	instance *instance
	staging  string
	db       *sql.DB
	life     context.Context // ends with Close; every call ends with it
	end      context.CancelCauseFunc
	close    func() error
}

func newConn(i *instance, maxConns int, staging string, released func(*conn) error) *conn {
	c := &conn{instance: i, staging: staging, db: sql.OpenDB(i)}
	c.db.SetMaxOpenConns(maxConns)
	c.db.SetMaxIdleConns(max(maxConns, 1))
	c.life, c.end = context.WithCancelCause(context.Background())
	c.close = sync.OnceValue(func() error {
		c.end(errClosed)
		return errors.Join(c.db.Close(), released(c))
	})
	return c
}

// Close implements driver.Conn.
func (c *conn) Close() error { return c.close() }

// call returns a context that ends with ctx or with the Conn, whichever is
// first, and how to let go of it.
func (c *conn) call(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	if c.life.Err() != nil {
		cancel(errClosed)
	}
	stop := context.AfterFunc(c.life, func() { cancel(errClosed) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// Ping implements driver.Conn.
func (c *conn) Ping(ctx context.Context) error {
	ctx, done := c.call(ctx)
	defer done()
	_, err := c.db.ExecContext(ctx, "SELECT 1")
	return sorted(ctx, err)
}

// Query implements driver.Conn.
func (c *conn) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	ctx, done := c.call(ctx)
	return query(ctx, c.db, stmt, done)
}

// Exec implements driver.Conn.
func (c *conn) Exec(ctx context.Context, stmt sqltext.SQL) (int64, error) {
	ctx, done := c.call(ctx)
	defer done()
	if err := c.instance.acquire(ctx); err != nil {
		return 0, sorted(ctx, err)
	}
	defer c.instance.release()
	return exec(ctx, c.db, stmt)
}

// Begin implements driver.Transactor. The transaction holds the right to write
// until it ends: whoever opens one and then writes outside of it waits for
// itself.
func (c *conn) Begin(ctx context.Context) (driver.Tx, error) {
	ctx, done := c.call(ctx)
	defer done()
	if err := c.instance.acquire(ctx); err != nil {
		return nil, sorted(ctx, err)
	}
	release := sync.OnceFunc(c.instance.release)
	// Begun in the life of the Conn, so that Close rolls back what is open.
	t, err := c.db.BeginTx(c.life, nil)
	if err != nil {
		release()
		return nil, sorted(ctx, err)
	}
	context.AfterFunc(c.life, release)
	return &tx{conn: c, tx: t, release: release}, nil
}

// tx is one open transaction.
type tx struct {
	conn    *conn
	tx      *sql.Tx
	release func()
}

// Query implements driver.Tx.
func (t *tx) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	ctx, done := t.conn.call(ctx)
	return query(ctx, t.tx, stmt, done)
}

// Exec implements driver.Tx.
func (t *tx) Exec(ctx context.Context, stmt sqltext.SQL) (int64, error) {
	ctx, done := t.conn.call(ctx)
	defer done()
	return exec(ctx, t.tx, stmt)
}

// Commit implements driver.Tx. It cannot be uncertain: nothing lies between Writ
// and the engine.
func (t *tx) Commit(context.Context) error {
	defer t.release()
	return sorted(context.Background(), t.tx.Commit())
}

// Rollback implements driver.Tx.
func (t *tx) Rollback(context.Context) error {
	defer t.release()
	if err := t.tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return sorted(context.Background(), err)
	}
	return nil
}

// runner is what a pool and a transaction have in common.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func exec(ctx context.Context, r runner, stmt sqltext.SQL) (int64, error) {
	res, err := r.ExecContext(ctx, stmt.String())
	if err != nil {
		return 0, sorted(ctx, err)
	}
	n, err := res.RowsAffected()
	return n, sorted(ctx, err)
}

func megabytes(n int) string { return strconv.Itoa(n) + "MB" }
