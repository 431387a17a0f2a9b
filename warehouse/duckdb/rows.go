package duckdb

import (
	"context"
	"database/sql"
	"io"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// runner is what a pool and a transaction have in common.
type runner interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// query runs a statement whose rows come back as canonical text. The rendering
// happens in the engine, which alone knows how to write each of its types: the
// statement is described first and then wrapped in one that casts. A statement
// that cannot be described (EXPLAIN, INSERT … RETURNING, one that is wrong) runs
// as it is. done lets go of ctx once the rows are closed; it is not called if
// there is an error.
func query(ctx context.Context, r runner, stmt sqltext.SQL, done func()) (*rows, error) {
	columns, err := describe(ctx, r, stmt)
	if err == nil {
		if stmt, err = rendered(stmt, columns); err != nil {
			return nil, err
		}
	}
	sr, err := r.QueryContext(ctx, stmt.String())
	if err != nil {
		return nil, err
	}
	if columns == nil {
		if columns, err = resultColumns(sr); err != nil {
			return nil, err
		}
	}
	return newRows(ctx, sr, columns, done), nil
}

// describe returns the columns of a statement without running it.
func describe(ctx context.Context, r runner, stmt sqltext.SQL) ([]driver.Column, error) {
	s, err := quoting.Build().Raw("DESCRIBE ").SQL(stmt).Done()
	if err != nil {
		return nil, err
	}
	sr, err := r.QueryContext(ctx, s.String())
	if err != nil {
		return nil, err
	}
	defer sr.Close()
	var columns []driver.Column
	for sr.Next() {
		var c driver.Column
		var null, key, def, extra sql.NullString
		if err := sr.Scan(&c.Name, &c.Native, &null, &key, &def, &extra); err != nil {
			return nil, err
		}
		c.Type = portable(c.Native)
		columns = append(columns, c)
	}
	return columns, sr.Err()
}

// rendered wraps stmt so that each column comes out as canonical text, in the
// order in which stmt returns its rows: DuckDB keeps the order of a subquery
// while preserve_insertion_order is on.
func rendered(stmt sqltext.SQL, columns []driver.Column) (sqltext.SQL, error) {
	b := quoting.Build().Raw("SELECT ")
	aliases := make([]string, len(columns))
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		aliases[i] = "c" + strconv.Itoa(i)
		canonical(b, c.Type, aliases[i])
	}
	return b.Raw(" FROM (").SQL(stmt).Raw("\n) AS q(").Idents(aliases...).Raw(")").Done()
}

// resultColumns describes a result whose statement could not be described.
func resultColumns(sr *sql.Rows) ([]driver.Column, error) {
	types, err := sr.ColumnTypes()
	if err != nil {
		_ = sr.Close()
		return nil, err
	}
	columns := make([]driver.Column, len(types))
	for i, t := range types {
		columns[i] = driver.Column{Name: t.Name(), Type: writ.Type{Kind: writ.KindOther}, Native: t.DatabaseTypeName()}
	}
	return columns, nil
}

// rows implements driver.Rows over text columns.
type rows struct {
	ctx     context.Context // tells why a call failed
	sr      *sql.Rows
	columns []driver.Column
	cells   []sql.NullString
	scan    []any // pointers to cells
	done    func()
}

func newRows(ctx context.Context, sr *sql.Rows, columns []driver.Column, done func()) *rows {
	r := &rows{ctx: ctx, sr: sr, columns: columns, done: done}
	r.cells = make([]sql.NullString, len(columns))
	r.scan = make([]any, len(columns))
	for i := range r.cells {
		r.scan[i] = &r.cells[i]
	}
	return r
}

// Columns implements driver.Rows.
func (r *rows) Columns() []driver.Column { return r.columns }

// Next implements driver.Rows.
func (r *rows) Next(dst []writ.Value) error {
	if !r.sr.Next() {
		if err := r.sr.Err(); err != nil {
			return sorted(r.ctx, err)
		}
		return io.EOF
	}
	if err := r.sr.Scan(r.scan...); err != nil {
		return sorted(r.ctx, err)
	}
	for i, c := range r.cells {
		dst[i] = writ.Value{Text: c.String, Null: !c.Valid}
	}
	return nil
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	err := r.sr.Close()
	r.done()
	return sorted(context.Background(), err)
}
