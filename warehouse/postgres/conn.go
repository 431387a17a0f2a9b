package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// conn is a pool of sessions of one user.
type conn struct {
	pool   *pgxpool.Pool
	dialer *dialer
	types  *pgtype.Map // for the names of types; only read
	closed context.Context
	stop   func() // ends closed, and with it every call under way
}

var errClosed = errors.New("the connection was closed")

// during returns a context for one call, which ends with ctx or with the Conn.
func (c *conn) during(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.closed, cancel)
	if c.closed.Err() != nil { // AfterFunc takes its time
		cancel()
	}
	return ctx, func() { stop(); cancel() }
}

// classify turns an error of a call with the caller's context ctx into one of the
// contract.
func (c *conn) classify(ctx context.Context, err error) error {
	var sorted *driver.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &sorted) && sorted.Class == driver.ClassUncertain:
		return sorted
	case c.closed.Err() != nil:
		return &driver.Error{Class: driver.ClassLost, Message: errClosed.Error(), Err: errClosed}
	}
	return classify(ctx, err)
}

// with lends a session to use, for one call.
func (c *conn) with(ctx context.Context, use func(context.Context, *pgconn.PgConn) error) error {
	call, done := c.during(ctx)
	defer done()
	s, err := c.pool.Acquire(call)
	if err != nil {
		return c.classify(ctx, err)
	}
	defer s.Release()
	return c.classify(ctx, use(call, s.Conn().PgConn()))
}

// Ping implements driver.Conn.
func (c *conn) Ping(ctx context.Context) error {
	return c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error { return pc.Ping(ctx) })
}

// Exec implements driver.Conn.
func (c *conn) Exec(ctx context.Context, stmt sqltext.SQL) (n int64, err error) {
	err = c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		n, err = exec(ctx, pc, stmt.String())
		return err
	})
	return n, err
}

// Query implements driver.Conn.
func (c *conn) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	call, done := c.during(ctx)
	s, err := c.pool.Acquire(call)
	if err != nil {
		done()
		return nil, c.classify(ctx, err)
	}
	release := func() { s.Release(); done() }
	return c.query(ctx, call, s.Conn().PgConn(), stmt, release)
}

func (c *conn) isClosed() bool { return c.closed.Err() != nil }

// Close implements driver.Conn. Calls under way are canceled on the server.
func (c *conn) Close() error {
	if c.isClosed() {
		return nil
	}
	c.stop()
	if c.pool.Stat().AcquiredConns() == 0 {
		c.pool.Close()
		return c.dialer.close()
	}
	go func() { // it waits for rows and transactions that their holders have yet to close
		c.pool.Close()
		_ = c.dialer.close()
	}()
	return nil
}

// exec runs one statement and returns the number of rows its command tag tells,
// -1 if it tells none.
func exec(ctx context.Context, pc *pgconn.PgConn, stmt string) (int64, error) {
	tag, err := pc.ExecParams(ctx, stmt, nil, nil, nil, nil).Close()
	if err != nil {
		return 0, err
	}
	if s := tag.String(); s == "" || !strings.ContainsRune("0123456789", rune(s[len(s)-1])) {
		return -1, nil
	}
	return tag.RowsAffected(), nil
}
