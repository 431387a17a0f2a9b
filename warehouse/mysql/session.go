package mysql

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/writ-dev/writ/warehouse/sqltext"
)

// connector opens sessions and remembers how the server calls each.
type connector struct{ driver.Connector }

// rawConn is what a connection of the driver can do and database/sql makes use of.
type rawConn interface {
	driver.Conn
	driver.Pinger
	driver.QueryerContext
	driver.ExecerContext
	driver.SessionResetter
	driver.Validator
}

// session is one connection with the server's number of it, by which another
// connection can end what it does.
type session struct {
	rawConn
	id int64
}

// sessionSQL asks for the server's number of a session, and takes a lock of that
// name, by which others see that it is one of Writ's.
const sessionSQL = "SELECT CONNECTION_ID(), GET_LOCK(CONCAT('writ ', CONNECTION_ID()), 0)"

// Connect implements database/sql/driver.Connector.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	dc, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	raw, ok := dc.(rawConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver's connections lack a power they had"), dc.Close())
	}
	s := &session{rawConn: raw}
	first, err := s.firstCell(ctx, sessionSQL)
	if err != nil {
		return nil, errors.Join(err, dc.Close())
	}
	switch id := first.(type) {
	case int64:
		s.id = id
	case uint64:
		s.id = int64(id)
	}
	return s, nil
}

// firstCell runs a query and returns the first cell of its first row, io.EOF if
// there is no row.
func (s *session) firstCell(ctx context.Context, query string) (driver.Value, error) {
	rows, err := s.QueryContext(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	row := make([]driver.Value, len(rows.Columns()))
	err = rows.Next(row)
	return row[0], errors.Join(err, rows.Close())
}

// exec runs one statement and returns the number of rows it affected.
func (s *session) exec(ctx context.Context, stmt sqltext.SQL) (int64, error) {
	res, err := s.ExecContext(ctx, stmt.String(), nil)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// rollback ends a transaction. A session that cannot is broken, and the server ends
// it.
func (s *session) rollback(ctx context.Context) error {
	if !s.IsValid() {
		return nil
	}
	stmt, err := quoting.Build().Raw("ROLLBACK").Done()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelTimeout)
	defer cancel()
	if _, err := s.exec(ctx, stmt); err != nil {
		return s.Close()
	}
	return nil
}
