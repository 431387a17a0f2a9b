package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// creation is the statements around the filling of a new table. The transaction
// holds lock, which is the table's own, as long as it lasts.
type creation struct {
	lock, create sqltext.SQL
	after        []sqltext.SQL
}

// planCreation writes the statements around the filling of a new table; after it
// is filled come those that index its rows.
func planCreation(path writ.Path, columns []driver.Column) (p creation, err error) {
	if p.lock, err = lockName(path); err != nil {
		return p, err
	}
	if p.create, err = (dialect{}).CreateTable(path, columns); err != nil {
		return p, err
	}
	var after []*sqltext.Builder
	for _, c := range columns {
		if c.Name == writ.RowColumn {
			after = append(after, indexRows(path, c.Name)...)
		}
	}
	return p, p.then(after...)
}

// lockName takes a lock of a table's own, until the transaction ends.
func lockName(path writ.Path) (sqltext.SQL, error) {
	return quoting.Build().Raw("SELECT pg_advisory_xact_lock(hashtextextended(").Text(path.String()).Raw(", 0))").Done()
}

// then adds statements that follow when the table is filled.
func (p *creation) then(after ...*sqltext.Builder) error {
	for _, b := range after {
		stmt, err := b.Done()
		if err != nil {
			return err
		}
		p.after = append(p.after, stmt)
	}
	return nil
}

// indexRows makes any dense window of a table fast to read. The index is a BRIN,
// because the rows lie in its order and a B-tree costs three times as much to
// build. The planner believes in that order only if statistics tell it, which the
// server would gather a minute later or, without autovacuum, never; of a column
// that counts a tenth of the usual sample says enough.
// https://www.postgresql.org/docs/current/brin.html
func indexRows(table writ.Path, column string) []*sqltext.Builder {
	b := quoting.Build
	return []*sqltext.Builder{
		b().Raw("CREATE INDEX ON ").Path(table).Raw(" USING brin (").Ident(column).Raw(") WITH (pages_per_range = 32)"),
		b().Raw("ALTER TABLE ").Path(table).Raw(" ALTER COLUMN ").Ident(column).Raw(" SET STATISTICS 10"),
		b().Raw("ANALYZE ").Path(table).Raw(" (").Ident(column).Raw(")"),
	}
}

// filling puts the rows into a new table and returns their number.
type filling func(ctx context.Context, pc *pgconn.PgConn) (int64, error)

// create makes and fills a table in one transaction.
func (c *conn) create(ctx context.Context, p creation, fill filling) (n int64, err error) {
	err = c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		if n, err = p.run(ctx, pc, fill); err != nil && !pc.IsClosed() {
			rollback(ctx, pc)
		}
		return err
	})
	var lost *driver.Error
	if errors.As(err, &lost) && lost.Class == driver.ClassUncertain {
		c.settle(ctx, p)
	}
	return n, err
}

func (p creation) run(ctx context.Context, pc *pgconn.PgConn, fill filling) (int64, error) {
	if _, err := exec(ctx, pc, "BEGIN"); err != nil {
		return 0, err
	}
	for _, s := range []sqltext.SQL{p.lock, p.create} {
		if _, err := exec(ctx, pc, s.String()); err != nil {
			return 0, err
		}
	}
	n, err := fill(ctx, pc)
	if err != nil {
		return 0, err
	}
	for _, s := range p.after {
		if _, err := exec(ctx, pc, s.String()); err != nil {
			return 0, err
		}
	}
	return n, commit(ctx, pc)
}

// rollback ends a failed transaction now, so that its locks are gone when the
// caller hears of the failure. If it cannot, the pool closes the session.
func rollback(ctx context.Context, pc *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelTimeout)
	defer cancel()
	_, _ = exec(ctx, pc, "ROLLBACK")
}

// settleTimeout is how long the end of a lost transaction is waited for.
const settleTimeout = 10 * time.Second

// settle waits until the lost session of a creation has ended its transaction, one
// way or the other, so that whoever looks for the table next sees what became of
// it, and nothing arrives after it was dropped. If the server cannot be reached
// either, there is nothing to wait for.
func (c *conn) settle(ctx context.Context, p creation) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	_, _ = c.Exec(ctx, p.lock)
}

// DeriveTable implements driver.Deriver.
func (c *conn) DeriveTable(ctx context.Context, d driver.Derivation) (int64, error) {
	p, err := planCreation(d.Path, d.Columns)
	if err != nil {
		return 0, err
	}
	return c.create(ctx, p, func(ctx context.Context, pc *pgconn.PgConn) (int64, error) {
		return d.Fill(quoting, d.Path, func(stmt sqltext.SQL) (int64, error) { return exec(ctx, pc, stmt.String()) })
	})
}
