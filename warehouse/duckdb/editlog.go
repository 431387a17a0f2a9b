package duckdb

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// CreateLog implements driver.EditLogger. The key costs nothing that can be measured
// and serves the reading of one table's entries.
func (c *conn) CreateLog(ctx context.Context, path writ.Path) error {
	stmt, err := keyed(path, driver.LogColumns(), driver.LogTable, driver.LogNum)
	if err != nil {
		return err
	}
	return c.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.Exec(ctx, stmt)
		return err
	})
}

// keyed creates a table whose key are some of its columns.
func keyed(path writ.Path, columns []driver.Column, key ...string) (sqltext.SQL, error) {
	if err := checkColumns("duckdb.CreateTable", columns); err != nil {
		return sqltext.SQL{}, err
	}
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	for _, c := range columns {
		b.Ident(c.Name).Raw(" ")
		if err := appendType(b, c.Type); err != nil {
			return sqltext.SQL{}, err
		}
		b.Raw(", ")
	}
	return b.Raw("PRIMARY KEY (").Idents(key...).Raw("))").Done()
}

// AppendLog implements driver.EditLogger. A thousand rows go through DuckDB's
// Appender ten times as fast as in the text of a statement.
func (c *conn) AppendLog(ctx context.Context, path writ.Path, rows []driver.LogRow) error {
	if len(rows) == 0 {
		return nil
	}
	cells := make([][]writ.Value, len(rows))
	for i, r := range rows {
		cells[i] = r.Values()
	}
	if err := driver.CheckTexts(driver.LogColumns(), cells, true); err != nil {
		return err
	}
	err := c.change(ctx, func(ctx context.Context, t *tx) error {
		return t.append(ctx, path, func(add func(...sqldriver.Value) error) error {
			for _, r := range rows {
				if err := add(r.Table, r.Num, r.At.UTC(), r.Edit, r.Metadata); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return taken(err, driver.ClassExists, "the edit log has an entry of one of these numbers already")
}

// append fills a table through DuckDB's Appender. A path of three parts begins with
// the database.
func (t *tx) append(ctx context.Context, path writ.Path, fill func(add func(...sqldriver.Value) error) error) error {
	schema := path.Parent()
	err := t.raw.Raw(func(dc any) error {
		a, err := duckdb.NewAppender(dc.(sqldriver.Conn), schema.Parent().Name(), schema.Name(), path.Name())
		if err != nil {
			return err
		}
		err = fill(a.AppendRow)
		return errors.Join(err, a.CloseWithCancel(ctx))
	})
	return t.conn.instance.failed(ctx, t.db, err)
}

// taken gives a key that is taken a class and words of its own. The Appender says so
// in words alone.
func taken(err error, class driver.Class, message string) error {
	if err != nil && strings.Contains(err.Error(), "violates primary key constraint") {
		return &driver.Error{Class: class, Message: message, Err: err}
	}
	return err
}

// ReadLog implements driver.EditLogger.
func (c *conn) ReadLog(ctx context.Context, path writ.Path, r driver.LogRange, fn func(driver.LogRow) error) error {
	stmt, err := driver.SelectLog(quoting, path, r)
	if err != nil {
		return err
	}
	rows, err := c.Query(ctx, stmt)
	if err != nil {
		return err
	}
	return driver.EachLogRow(rows, fn)
}

// RedactLog implements driver.EditLogger.
func (c *conn) RedactLog(ctx context.Context, path writ.Path, row driver.LogRow, edit string) (n int64, err error) {
	stmt, err := driver.UpdateEdit(quoting, path, row, edit)
	if err != nil {
		return 0, err
	}
	err = c.change(ctx, func(ctx context.Context, t *tx) error {
		n, err = t.Exec(ctx, stmt)
		return err
	})
	return n, err
}

// change runs a transaction that writes. If its commit fails nobody knows: DuckDB
// may have written it down before it fell over something else.
func (c *conn) change(ctx context.Context, do func(context.Context, *tx) error) error {
	ctx, done := c.call(ctx)
	defer done()
	t, err := c.write(ctx)
	if err != nil {
		return err
	}
	if err := do(ctx, t); err != nil {
		_ = t.Rollback(ctx) // err tells more
		return err
	}
	err = t.Commit(ctx)
	var sorted *driver.Error
	if errors.As(err, &sorted) && sorted.Class != driver.ClassConflict && sorted.Class != driver.ClassValue {
		return &driver.Error{Class: driver.ClassUncertain, Message: sorted.Message, Err: err}
	}
	return err
}
