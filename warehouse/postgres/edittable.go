package postgres

import (
	"context"
	"errors"
	"os"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// CreateData implements driver.EditTables.
func (c *conn) CreateData(ctx context.Context, d driver.Data, columns []driver.Column, file string, _ int64, m driver.Mark) (int64, error) {
	all := append(driver.SystemColumns(), columns...)
	p, err := planData(d, all, m)
	if err != nil {
		return 0, err
	}
	if file == "" {
		return c.create(ctx, p, func(context.Context, *pgconn.PgConn) (int64, error) { return 0, nil })
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, writ.Wrap(writ.CodeInternal, "postgres.CreateData", err, "the staged file cannot be read")
	}
	defer f.Close()
	in, err := newEncoder(f, all, nil)
	if err != nil {
		return 0, err
	}
	stmt, err := copyInto(d.Path)
	if err != nil {
		return 0, err
	}
	return c.create(ctx, p, func(ctx context.Context, pc *pgconn.PgConn) (int64, error) { return in.copy(ctx, pc, stmt) })
}

// CopyData implements driver.EditTables. Rows and mark are read by one statement, so
// that they belong together, and nobody waits for it.
func (c *conn) CopyData(ctx context.Context, from, to driver.Data, columns []driver.Column, m driver.Mark) (int64, error) {
	all := append(driver.SystemColumns(), columns...)
	p, err := planData(to, all, m)
	if err != nil {
		return 0, err
	}
	stmt, err := planCopy(from, to, all, m)
	if err != nil {
		return 0, err
	}
	n, err := c.create(ctx, p, func(ctx context.Context, pc *pgconn.PgConn) (int64, error) { return exec(ctx, pc, stmt.String()) })
	return n, otherwise(err, driver.ClassConflict, driver.OtherState)
}

func planCopy(from, to driver.Data, columns []driver.Column, m driver.Mark) (sqltext.SQL, error) {
	return quoting.Build().Raw("INSERT INTO ").Path(to.Path).Raw(" (").Idents(names(columns)...).
		Raw(") SELECT ").Idents(names(columns)...).
		Raw(" FROM ").Path(from.Path).Raw(" WHERE (SELECT 1 / count(*) FROM ").Path(from.Mark).
		Raw(" WHERE ").Ident(driver.MarkNum).Raw(" = ").Int(m.Num).Raw(") = 1").Done()
}

// planData writes the statements that make a data table and its mark. Rows are
// found by their id, and shown in the order of their positions. The server replaces
// a row that is updated by another beside it, without touching the indexes, if
// there is room on its page, so some is left; and the mark, which is replaced again
// and again, stays on one page that is cleared whenever it is read.
// https://www.postgresql.org/docs/current/storage-hot.html
func planData(d driver.Data, columns []driver.Column, m driver.Mark) (p creation, err error) {
	if err := checkColumns("postgres.CreateData", columns); err != nil {
		return p, err
	}
	if p.lock, err = lockName(d.Path); err != nil {
		return p, err
	}
	b := quoting.Build
	create := b().Raw("CREATE TABLE ").Path(d.Path).Raw(" (")
	if err := define(create, columns, false); err != nil {
		return p, err
	}
	if p.create, err = create.Raw(") WITH (fillfactor = 90)").Done(); err != nil {
		return p, err
	}
	mark := b().Raw("CREATE TABLE ").Path(d.Mark).Raw(" (")
	if err := define(mark, driver.MarkColumns(), true); err != nil {
		return p, err
	}
	insert, err := driver.InsertMark(quoting, d.Mark, m)
	if err != nil {
		return p, err
	}
	return p, p.then(
		b().Raw("ALTER TABLE ").Path(d.Path).Raw(" ADD PRIMARY KEY (").Ident(writ.RowIDColumn).Raw(")"),
		b().Raw("CREATE INDEX ON ").Path(d.Path).Raw(" (").Idents(writ.PositionColumn, writ.RowIDColumn).Raw(")"),
		b().Raw("ANALYZE ").Path(d.Path).Raw(" (").Idents(writ.RowIDColumn, writ.PositionColumn).Raw(")"),
		mark.Raw(") WITH (fillfactor = 10)"),
		b().SQL(insert))
}

// define appends the definitions of columns. Keys and positions are compared byte
// by byte, which is exact and the fastest.
func define(b *sqltext.Builder, columns []driver.Column, notNull bool) error {
	for i, c := range columns {
		n, err := native(c.Type)
		if err != nil {
			return err
		}
		if i > 0 {
			b.Raw(", ")
		}
		b.Ident(c.Name).Raw(" ").Type(n)
		switch c.Name {
		case driver.LogTable, writ.RowIDColumn, writ.PositionColumn:
			b.Raw(` COLLATE "C"`)
		}
		if notNull {
			b.Raw(" NOT NULL")
		}
	}
	return nil
}

// DropData implements driver.EditTables.
func (c *conn) DropData(ctx context.Context, d driver.Data) error {
	stmt, err := quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(d.Path).Raw(", ").Path(d.Mark).Done()
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, stmt)
	return err
}

// AddColumn implements driver.EditTables. It gives up soon if somebody reads the
// table for long, because everybody else would have to queue behind it.
func (c *conn) AddColumn(ctx context.Context, d driver.Data, column driver.Column) error {
	commands, err := planColumn(d, column)
	if err != nil {
		return err
	}
	_, _, err = c.pipelined(ctx, commands)
	var sorted *driver.Error
	if !errors.As(err, &sorted) || sorted.Class != driver.ClassExists {
		return err
	}
	is, derr := c.Describe(ctx, d.Path)
	if derr != nil {
		return derr
	}
	for _, there := range is {
		if there.Name == column.Name && there.Type == column.Type {
			return nil
		}
	}
	return err
}

func planColumn(d driver.Data, column driver.Column) ([]command, error) {
	b := quoting.Build().Raw("ALTER TABLE ").Path(d.Path).Raw(" ADD COLUMN ")
	if err := define(b, []driver.Column{column}, false); err != nil {
		return nil, err
	}
	return texts(quoting.Build().Raw("SELECT set_config('lock_timeout', '5s', true)"), b)
}
