package postgres

import (
	"context"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// LoadTable implements driver.Loader: one transaction creates the table, fills
// it by COPY and commits.
func (c *conn) LoadTable(ctx context.Context, load driver.Load) (int64, error) {
	p, err := planLoad(load)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(load.File)
	if err != nil {
		return 0, writ.Wrap(writ.CodeInternal, "postgres.LoadTable", err, "the staged file cannot be read")
	}
	defer f.Close()
	in, err := newEncoder(f, load.Columns, load.Progress)
	if err != nil {
		return 0, err
	}
	return c.create(ctx, p.creation, func(ctx context.Context, pc *pgconn.PgConn) (int64, error) { return in.copy(ctx, pc, p.copy) })
}

// copy sends all rows by a COPY statement.
func (e *encoder) copy(ctx context.Context, pc *pgconn.PgConn, stmt sqltext.SQL) (int64, error) {
	tag, err := pc.CopyFrom(ctx, e, stmt.String())
	if failure := e.failure.Load(); failure != nil { // the server only says that it was told of one
		return 0, failure
	}
	switch {
	case err != nil:
		return 0, err
	case tag.RowsAffected() != e.rows:
		return 0, &driver.Error{Class: driver.ClassOther, Message: fmt.Sprintf("%d rows were sent, %d arrived", e.rows, tag.RowsAffected())}
	}
	return e.rows, nil
}

// loadPlan is the statements of a load.
type loadPlan struct {
	creation
	copy sqltext.SQL
}

// planLoad writes the statements of a load.
func planLoad(load driver.Load) (p loadPlan, err error) {
	if p.creation, err = planCreation(load.Path, load.Columns); err != nil {
		return p, err
	}
	p.copy, err = copyInto(load.Path)
	return p, err
}

// copyInto fills a table. FREEZE, which a table made in the same transaction may
// have, spares every later reader the marking of rows as committed.
// https://www.postgresql.org/docs/current/sql-copy.html
func copyInto(path writ.Path) (sqltext.SQL, error) {
	return quoting.Build().Raw("COPY ").Path(path).Raw(" FROM STDIN (FORMAT binary, FREEZE true)").Done()
}
