package duckdb

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// CreateData implements driver.EditTables.
func (c *conn) CreateData(ctx context.Context, d driver.Data, columns []driver.Column, file string, longest int64, m driver.Mark) (int64, error) {
	load := driver.Load{Path: d.Path, Columns: append(driver.SystemColumns(), columns...), File: file}
	plan, err := planData(d, load.Columns, m)
	if err != nil {
		return 0, err
	}
	ctx, done := c.call(ctx)
	defer done()
	if file == "" {
		return c.settle(ctx, func(t *tx) (int64, error) { return 0, t.run(ctx, plan) })
	}
	return read(longest, func(how reading) (int64, error) {
		fill, err := selectFile(quoting.Build().Raw("INSERT INTO ").Path(d.Path).Raw(" "), load, how)
		if err != nil {
			return 0, err
		}
		return c.settle(ctx, func(t *tx) (int64, error) {
			if err := t.run(ctx, plan); err != nil {
				return 0, err
			}
			return t.Exec(ctx, fill)
		})
	})
}

// CopyData implements driver.EditTables. Rows and mark are read in one transaction,
// so that they belong together.
func (c *conn) CopyData(ctx context.Context, from, to driver.Data, columns []driver.Column, m driver.Mark) (int64, error) {
	all := append(driver.SystemColumns(), columns...)
	plan, err := planData(to, all, m)
	if err != nil {
		return 0, err
	}
	fill, err := planCopy(from.Path, to.Path, all)
	if err != nil {
		return 0, err
	}
	ctx, done := c.call(ctx)
	defer done()
	return c.settle(ctx, func(t *tx) (int64, error) {
		is, err := t.mark(ctx, from.Mark)
		if err != nil {
			return 0, err
		}
		if is.Num != m.Num {
			return 0, &driver.Error{Class: driver.ClassConflict, Message: driver.OtherState}
		}
		if err := t.run(ctx, plan); err != nil {
			return 0, err
		}
		return t.Exec(ctx, fill)
	})
}

// planData writes the statements that make a data table and its mark. Rows are found
// by their id: without the key every change of a row reads the ids of all.
func planData(d driver.Data, columns []driver.Column, m driver.Mark) ([]sqltext.SQL, error) {
	data, err := keyed(d.Path, columns, writ.RowIDColumn)
	if err != nil {
		return nil, err
	}
	mark, err := dialect{}.CreateTable(d.Mark, driver.MarkColumns())
	if err != nil {
		return nil, err
	}
	insert, err := driver.InsertMark(quoting, d.Mark, m)
	return []sqltext.SQL{data, mark, insert}, err
}

func planCopy(from, to writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	names := namesOf(columns)
	return quoting.Build().Raw("INSERT INTO ").Path(to).Raw(" (").Idents(names...).Raw(") SELECT ").Idents(names...).Raw(" FROM ").Path(from).Done()
}

func namesOf(columns []driver.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// run executes statements one after the other.
func (t *tx) run(ctx context.Context, stmts []sqltext.SQL) error {
	for _, s := range stmts {
		if _, err := t.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// mark reads a mark.
func (t *tx) mark(ctx context.Context, at writ.Path) (driver.Mark, error) {
	stmt, err := driver.SelectMark(quoting, at)
	if err != nil {
		return driver.Mark{}, err
	}
	rows, err := t.Query(ctx, stmt)
	if err != nil {
		return driver.Mark{}, err
	}
	return driver.ReadMark(rows)
}

// DropData implements driver.EditTables.
func (c *conn) DropData(ctx context.Context, d driver.Data) error {
	data, err := dialect{}.DropTable(d.Path)
	if err != nil {
		return err
	}
	mark, err := dialect{}.DropTable(d.Mark)
	if err != nil {
		return err
	}
	return c.change(ctx, func(ctx context.Context, t *tx) error { return t.run(ctx, []sqltext.SQL{data, mark}) })
}

// AddColumn implements driver.EditTables.
func (c *conn) AddColumn(ctx context.Context, d driver.Data, column driver.Column) error {
	stmt, err := planColumn(d, column)
	if err != nil {
		return err
	}
	err = c.change(ctx, func(ctx context.Context, t *tx) error { return t.run(ctx, []sqltext.SQL{stmt}) })
	if err != nil {
		return err
	}
	is, err := c.Describe(ctx, d.Path)
	if err == nil && !slices.ContainsFunc(is, func(there driver.Column) bool { return there.Name == column.Name && there.Type == column.Type }) {
		return &driver.Error{Class: driver.ClassExists, Message: "the table has another column " + column.Name + " already"}
	}
	return err
}

func planColumn(d driver.Data, column driver.Column) (sqltext.SQL, error) {
	b := quoting.Build().Raw("ALTER TABLE ").Path(d.Path).Raw(" ADD COLUMN IF NOT EXISTS ").Ident(column.Name).Raw(" ")
	if err := appendType(b, column.Type); err != nil {
		return sqltext.SQL{}, err
	}
	return b.Done()
}

// Fence implements driver.EditTables. Who applies holds the right to write, so that
// nothing is under way meanwhile.
func (c *conn) Fence(ctx context.Context, d driver.Data, term int64) (m driver.Mark, err error) {
	raise, err := driver.RaiseMark(quoting, d.Mark, term)
	if err != nil {
		return m, err
	}
	err = c.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.Exec(ctx, raise); err != nil {
			return err
		}
		if m, err = t.mark(ctx, d.Mark); err != nil {
			return err
		}
		return m.Fenced(term)
	})
	return m, err
}
