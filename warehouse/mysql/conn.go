package mysql

import (
	"context"
	"database/sql"
	"errors"

	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// conn is a pool of sessions of one user.
type conn struct {
	db        *sql.DB
	connector *connector
	closed    context.Context
	stop      func() // ends closed, and with it every call under way
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

// acquire lends a session until release is called.
func (c *conn) acquire(ctx context.Context) (s *session, release func(), err error) {
	sc, err := c.db.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	err = sc.Raw(func(raw any) error {
		s = raw.(*session)
		return nil
	})
	if err != nil {
		return nil, nil, errors.Join(err, sc.Close())
	}
	return s, func() { _ = sc.Close() }, nil // a broken session is thrown away
}

// with lends a session to use, for one call. A call that its context has ended
// is ended on the server too, which would not notice by itself.
func (c *conn) with(ctx context.Context, use func(context.Context, *session) error) error {
	call, done := c.during(ctx)
	defer done()
	s, release, err := c.acquire(call)
	if err != nil {
		return c.classify(ctx, err)
	}
	defer release()
	err = use(call, s)
	if err != nil && call.Err() != nil {
		c.kill(ctx, s)
	}
	return c.classify(ctx, err)
}

// kill ends what the server still does for a session whose connection is gone,
// as well as that can be done.
func (c *conn) kill(ctx context.Context, s *session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelTimeout)
	defer cancel()
	_ = c.aside(ctx, func(helper *session) error { return end(ctx, helper, s) })
}

// aside lends a connection of its own, which neither the pool's size nor its end
// can deny.
func (c *conn) aside(ctx context.Context, use func(*session) error) error {
	dc, err := c.connector.Connect(ctx)
	if err != nil {
		return err
	}
	return errors.Join(use(dc.(*session)), dc.Close())
}

// end makes helper end another session of the same user. One that has ended by
// itself is no error.
func end(ctx context.Context, helper, s *session) error {
	stmt, err := quoting.Build().Raw("KILL CONNECTION ").Int(s.id).Done()
	if err != nil {
		return err
	}
	_, err = helper.exec(ctx, stmt)
	if number(err) == errNoSuchThread {
		return nil
	}
	return err
}

// Ping implements driver.Conn.
func (c *conn) Ping(ctx context.Context) error {
	return c.with(ctx, func(ctx context.Context, s *session) error { return s.Ping(ctx) })
}

// Exec implements driver.Conn.
func (c *conn) Exec(ctx context.Context, stmt sqltext.SQL) (n int64, err error) {
	err = c.with(ctx, func(ctx context.Context, s *session) error {
		n, err = s.exec(ctx, stmt)
		return err
	})
	return n, err
}

// Close implements driver.Conn. Calls under way are ended on the server.
func (c *conn) Close() error {
	c.stop()
	return c.db.Close()
}
