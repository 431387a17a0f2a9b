package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"reflect"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// drainTime is how long Close lets the server send the rest of its rows before
// it ends the session: a short rest comes faster than a new connection.
const drainTime = 50 * time.Millisecond

// rawRows is a result of the driver with what it tells of the columns.
type rawRows interface {
	sqldriver.Rows
	sqldriver.RowsColumnTypeDatabaseTypeName
}

// rows reads one result as the server sends it.
type rows struct {
	conn    *conn
	session *session
	ctx     context.Context // the caller's, to tell why a read failed
	call    context.Context
	cancel  context.CancelFunc // ends the statement
	release func()             // gives the session back; nil once that is done
	raw     rawRows
	columns []driver.Column
	row     []sqldriver.Value
	end     error // what Next says from now on; nil while rows may come
}

// Query implements driver.Conn.
func (c *conn) Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error) {
	r := &rows{conn: c, ctx: ctx}
	var done context.CancelFunc
	r.call, done = c.during(ctx)
	s, release, err := c.acquire(r.call)
	if err != nil {
		done()
		return nil, c.classify(ctx, err)
	}
	r.session, r.cancel = s, done
	r.release = func() { release(); done() }
	result, err := s.QueryContext(r.call, stmt.String(), nil)
	if err != nil {
		r.finish(err)
		return nil, r.end
	}
	r.raw = result.(rawRows)
	r.columns = columnsOf(r.raw)
	r.row = make([]sqldriver.Value, len(r.columns))
	return r, nil
}

// columnsOf tells the types of a result's columns.
func columnsOf(raw rawRows) []driver.Column {
	names := raw.Columns()
	columns := make([]driver.Column, len(names))
	for i, name := range names {
		native := raw.ColumnTypeDatabaseTypeName(i)
		columns[i] = driver.Column{Name: name, Type: portable(native, fieldOf(raw, i)), Native: native}
	}
	return columns
}

// field is what the server says of a column of a result beyond its type. Length
// is the width of its longest text, by which TINYINT(1), the type that MySQL
// itself calls BOOLEAN, differs from other TINYINTs.
type field struct {
	length, decimals int
	unsigned         bool
}

// unsignedFlag is UNSIGNED_FLAG of the protocol.
const unsignedFlag = 1 << 5

// fieldOf reads a field of the driver's result. The driver keeps it to itself
// (its ColumnTypeLength is commented out), so it is looked up by name; the exam's
// booleans fail if a version of the driver moves it.
func fieldOf(raw rawRows, i int) field {
	f := reflect.ValueOf(raw).Elem().FieldByName("rs").FieldByName("columns").Index(i)
	return field{
		length:   int(f.FieldByName("length").Uint()),
		decimals: int(f.FieldByName("decimals").Uint()),
		unsigned: f.FieldByName("flags").Uint()&unsignedFlag != 0,
	}
}

// portable returns the type of a result's column. A decimal's text is as long as
// its digits, its point and its sign.
func portable(native string, f field) writ.Type {
	kind, ok := kinds[native]
	switch {
	case !ok:
		return writ.Type{Kind: writ.KindOther}
	case native == "TINYINT" && f.length == 1:
		return writ.Type{Kind: writ.KindBoolean}
	case native == "UNSIGNED BIGINT":
		return writ.Type{Kind: kind, Precision: 20}
	case kind != writ.KindDecimal:
		return writ.Type{Kind: kind}
	}
	t := writ.Type{Kind: kind, Precision: f.length, Scale: f.decimals}
	if !f.unsigned {
		t.Precision--
	}
	if t.Scale > 0 {
		t.Precision--
	}
	return t
}

// Columns implements driver.Rows.
func (r *rows) Columns() []driver.Column { return r.columns }

// Next implements driver.Rows.
func (r *rows) Next(dst []writ.Value) error {
	if r.end != nil {
		return r.end
	}
	if err := r.raw.Next(r.row); err != nil {
		r.finish(err)
		return r.end
	}
	for i, v := range r.row {
		dst[i] = canonical(r.columns[i].Type.Kind, v)
	}
	return nil
}

// finish gives the session back after its last row or an error.
func (r *rows) finish(err error) {
	if r.release == nil {
		return
	}
	if r.raw != nil {
		_ = r.raw.Close()
	}
	if r.end = io.EOF; !errors.Is(err, io.EOF) || r.call.Err() != nil {
		if r.call.Err() != nil {
			r.conn.kill(r.ctx, r.session)
		}
		r.end = r.conn.classify(r.ctx, err)
	}
	r.release()
	r.release = nil
}

// Close implements driver.Rows. Rows that nobody read are not an error, nor is
// what became of their statement.
func (r *rows) Close() error {
	if r.release == nil {
		return nil
	}
	stop := time.AfterFunc(drainTime, r.cancel)
	defer stop.Stop()
	var err error
	for err == nil {
		err = r.raw.Next(r.row)
	}
	r.finish(err)
	return nil
}
