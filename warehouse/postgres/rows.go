package postgres

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// drainTime is how long Close lets the server send the rest of its rows before
// it cancels the statement: a short rest comes faster than a cancel request.
const drainTime = 50 * time.Millisecond

// rows reads one result as the server sends it.
type rows struct {
	conn    *conn
	ctx     context.Context // the caller's, to tell why a read failed
	result  *pgconn.ResultReader
	columns []driver.Column
	cancel  context.CancelFunc // ends the statement
	release func()             // gives the session back; nil once that is done
	end     error              // what Next says from now on; nil while rows may come
}

// query runs stmt on a session, which release gives back. ctx is the caller's,
// call the one of this call.
func (c *conn) query(ctx, call context.Context, pc *pgconn.PgConn, stmt sqltext.SQL, release func()) (driver.Rows, error) {
	call, cancel := context.WithCancel(call)
	r := &rows{conn: c, ctx: ctx, cancel: cancel, release: release}
	r.result = pc.ExecParams(call, stmt.String(), nil, nil, nil, nil)
	fields := r.result.FieldDescriptions()
	if fields == nil { // it failed, or returns no rows
		if r.finish(); !errors.Is(r.end, io.EOF) {
			return nil, r.end
		}
	}
	r.columns = make([]driver.Column, len(fields))
	for i, f := range fields {
		r.columns[i] = driver.Column{Name: f.Name, Type: portable(f.DataTypeOID, f.TypeModifier)}
		if t, ok := c.types.TypeForOID(f.DataTypeOID); ok {
			r.columns[i].Native = t.Name
		}
	}
	return r, nil
}

// Columns implements driver.Rows. Native is empty for types that are not
// PostgreSQL's own: their names are not part of a result.
func (r *rows) Columns() []driver.Column { return r.columns }

// Next implements driver.Rows.
func (r *rows) Next(dst []writ.Value) error {
	if r.end != nil {
		return r.end
	}
	if !r.result.NextRow() {
		r.finish()
		return r.end
	}
	for i, v := range r.result.Values() {
		if v == nil {
			dst[i] = writ.Null()
		} else {
			dst[i] = writ.Text(canonical(r.columns[i].Type.Kind, v))
		}
	}
	return nil
}

// finish reads what is left of the result and gives the session back.
func (r *rows) finish() {
	if r.release == nil {
		return
	}
	_, err := r.result.Close()
	if r.end = r.conn.classify(r.ctx, err); r.end == nil {
		r.end = io.EOF
	}
	r.cancel()
	r.release()
	r.release = nil
}

// Close implements driver.Rows. Rows that nobody read are not an error, nor is
// what became of their statement.
func (r *rows) Close() error {
	stop := time.AfterFunc(drainTime, r.cancel)
	defer stop.Stop()
	r.finish()
	return nil
}
