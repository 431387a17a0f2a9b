package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// tx is a session with an open transaction.
type tx struct {
	conn    *conn
	session *pgxpool.Conn
	pc      *pgconn.PgConn
	forget  func() bool // the Conn need no longer end this session when it closes
	spent   bool
}

// Begin implements driver.Transactor.
func (c *conn) Begin(ctx context.Context) (driver.Tx, error) {
	call, done := c.during(ctx)
	defer done()
	s, err := c.pool.Acquire(call)
	if err != nil {
		return nil, c.classify(ctx, err)
	}
	pc := s.Conn().PgConn()
	if _, err := exec(call, pc, "BEGIN"); err != nil {
		s.Release()
		return nil, c.classify(ctx, err)
	}
	// Between its statements a transaction would not notice that the Conn closes.
	forget := context.AfterFunc(c.closed, func() { _ = pc.Conn().Close() })
	return &tx{conn: c, session: s, pc: pc, forget: forget}, nil
}

var errSpent = &driver.Error{Class: driver.ClassOther, Message: "the transaction has ended"}

// Exec implements driver.Tx.
func (t *tx) Exec(ctx context.Context, stmt sqltext.SQL) (int64, error) {
	if t.spent {
		return 0, errSpent
	}
	call, done := t.conn.during(ctx)
	defer done()
	n, err := exec(call, t.pc, stmt.String())
	return n, t.conn.classify(ctx, err)
}

// Query implements driver.Tx.
func (t *tx) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	if t.spent {
		return nil, errSpent
	}
	call, done := t.conn.during(ctx)
	return t.conn.query(ctx, call, t.pc, stmt, done)
}

// Commit implements driver.Tx.
func (t *tx) Commit(ctx context.Context) error {
	if t.spent {
		return errSpent
	}
	defer t.end()
	call, done := t.conn.during(ctx)
	defer done()
	return t.conn.classify(ctx, commit(call, t.pc))
}

// Rollback implements driver.Tx. Where the session is gone, as it is after a
// call that could not be canceled in time, the server has rolled back by itself.
func (t *tx) Rollback(ctx context.Context) error {
	if t.spent {
		return nil
	}
	defer t.end()
	if t.pc.IsClosed() {
		return nil
	}
	call, done := t.conn.during(ctx)
	defer done()
	_, err := exec(call, t.pc, "ROLLBACK")
	return t.conn.classify(ctx, err)
}

// end gives the session back. The pool closes it if the transaction is somehow
// still open.
func (t *tx) end() {
	t.spent = true
	t.forget()
	t.session.Release()
}

// commit commits.
func commit(ctx context.Context, pc *pgconn.PgConn) error {
	tag, err := pc.ExecParams(ctx, "COMMIT", nil, nil, nil, nil).Close()
	if err == nil && tag.String() == "ROLLBACK" {
		return &driver.Error{Class: driver.ClassOther, Message: "the transaction was rolled back because one of its statements had failed"}
	}
	return sent(pc, err)
}
