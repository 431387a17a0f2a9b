package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// errClosed is why a call fails after or during Close.
var errClosed = errors.New("the connection was closed")

// conn is one user of an instance.
type conn struct {
	instance *instance
	staging  string
	life     context.Context // ends with Close; every call ends with it
	end      context.CancelCauseFunc
	close    func() error
}

func newConn(i *instance, staging string, released func(*conn) error) *conn {
	c := &conn{instance: i, staging: staging}
	c.life, c.end = context.WithCancelCause(context.Background())
	c.close = sync.OnceValue(func() error {
		c.end(errClosed)
		return released(c)
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
	db, err := c.instance.pool(ctx)
	if err == nil {
		_, err = db.ExecContext(ctx, "SELECT 1")
	}
	return c.instance.failed(ctx, db, err)
}

// Query implements driver.Conn.
func (c *conn) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	ctx, done := c.call(ctx)
	db, err := c.instance.pool(ctx)
	if err != nil {
		defer done()
		return nil, sorted(ctx, err)
	}
	return c.query(ctx, db, db, stmt, done)
}

// query runs a statement by r, which uses db.
func (c *conn) query(ctx context.Context, db *sql.DB, r runner, stmt sqltext.SQL, done func()) (driver.Rows, error) {
	rows, err := query(ctx, r, stmt, done)
	if err != nil {
		defer done()
		return nil, c.instance.failed(ctx, db, err)
	}
	return rows, nil
}

// Exec implements driver.Conn.
func (c *conn) Exec(ctx context.Context, stmt sqltext.SQL) (int64, error) {
	ctx, done := c.call(ctx)
	defer done()
	if err := c.instance.acquire(ctx); err != nil {
		return 0, sorted(ctx, err)
	}
	defer c.instance.release()
	return c.exec(ctx, stmt)
}

// exec runs a statement without asking for the right to write.
func (c *conn) exec(ctx context.Context, stmt sqltext.SQL) (n int64, err error) {
	db, err := c.instance.pool(ctx)
	if err == nil {
		n, err = affected(db.ExecContext(ctx, stmt.String()))
	}
	return n, c.instance.failed(ctx, db, err)
}

func affected(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Begin implements driver.Transactor. The transaction holds the right to write
// until it ends: whoever opens one and then writes outside of it waits for
// itself.
func (c *conn) Begin(ctx context.Context) (driver.Tx, error) {
	ctx, done := c.call(ctx)
	defer done()
	t, err := c.write(ctx)
	if err != nil {
		return nil, err
	}
	return t, nil
}

// write opens a transaction that holds the right to write.
func (c *conn) write(ctx context.Context) (*tx, error) {
	if err := c.instance.acquire(ctx); err != nil {
		return nil, sorted(ctx, err)
	}
	t, err := c.begin(ctx, c.instance.release)
	if err != nil {
		c.instance.release()
		return nil, err
	}
	return t, nil
}

// begin opens a transaction, at whose end ended is called. It waits for a
// connection as long as ctx says, but is open for the life of the Conn, so that
// Close rolls back what is open.
func (c *conn) begin(ctx context.Context, ended func()) (*tx, error) {
	db, err := c.instance.pool(ctx)
	if err != nil {
		return nil, sorted(ctx, err)
	}
	sc, err := db.Conn(ctx)
	if err != nil {
		return nil, c.instance.failed(ctx, db, err)
	}
	st, err := sc.BeginTx(c.life, nil)
	if err != nil {
		_ = sc.Close()
		return nil, c.instance.failed(ctx, db, err)
	}
	t := &tx{conn: c, db: db, raw: sc, tx: st}
	t.release = sync.OnceFunc(func() {
		_ = sc.Close()
		ended()
	})
	t.forget = context.AfterFunc(c.life, t.release)
	return t, nil
}

// tx is one open transaction.
type tx struct {
	conn    *conn
	db      *sql.DB
	raw     *sql.Conn // the connection of tx
	tx      *sql.Tx
	release func()      // gives the connection back, and the right to write if it was taken
	forget  func() bool // ends the watch over the life of the Conn
}

// end lets go of what the transaction held.
func (t *tx) end() {
	t.forget()
	t.release()
}

// Query implements driver.Tx.
func (t *tx) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	ctx, done := t.conn.call(ctx)
	return t.conn.query(ctx, t.db, t.tx, stmt, done)
}

// Exec implements driver.Tx.
func (t *tx) Exec(ctx context.Context, stmt sqltext.SQL) (int64, error) {
	ctx, done := t.conn.call(ctx)
	defer done()
	n, err := affected(t.tx.ExecContext(ctx, stmt.String()))
	return n, t.conn.instance.failed(ctx, t.db, err)
}

// Commit implements driver.Tx. It cannot be uncertain: nothing lies between Writ
// and the engine.
func (t *tx) Commit(context.Context) error {
	defer t.end()
	return t.conn.instance.failed(context.Background(), t.db, t.tx.Commit())
}

// Rollback implements driver.Tx.
func (t *tx) Rollback(context.Context) error {
	defer t.end()
	if err := t.tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return sorted(context.Background(), err)
	}
	return nil
}
