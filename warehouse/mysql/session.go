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
	first, err := s.firstCell(ctx, "SELECT CONNECTION_ID()")
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
