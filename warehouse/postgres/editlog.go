package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// CreateLog implements driver.EditLogger.
func (c *conn) CreateLog(ctx context.Context, path writ.Path) error {
	commands, err := planLog(path)
	if err != nil {
		return err
	}
	_, _, err = c.pipelined(ctx, commands)
	return err
}

// planLog writes the statements that make an edit log. The key serves the reading
// of one table's entries from a number on. Everything else reads the whole log, but
// for the small index that tells which pages are older than a time: rows lie in the
// order of their times, as nothing is ever deleted.
func planLog(path writ.Path) ([]command, error) {
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	if err := define(b, driver.LogColumns(), true); err != nil {
		return nil, err
	}
	return texts(b.Raw(", UNIQUE (").Idents(driver.LogTable, driver.LogNum).Raw("))"),
		quoting.Build().Raw("CREATE INDEX ON ").Path(path).Raw(" USING brin (").Ident(driver.LogTime).Raw(") WITH (pages_per_range = 32, autosummarize = on)"))
}

// AppendLog implements driver.EditLogger by one statement: it needs one round trip,
// and holds no lock while it waits for a client that has stopped.
func (c *conn) AppendLog(ctx context.Context, path writ.Path, rows []driver.LogRow) error {
	if len(rows) == 0 {
		return nil
	}
	insert, err := planAppend(path, rows)
	if err != nil {
		return err
	}
	_, _, err = c.pipelined(ctx, []command{insert})
	return duplicate(err, driver.ClassExists, "the edit log has an entry of one of these numbers already")
}

func planAppend(path writ.Path, rows []driver.LogRow) (command, error) {
	columns, cells := driver.LogColumns(), make([][]writ.Value, len(rows))
	for i, r := range rows {
		cells[i] = r.Values()
	}
	if err := driver.CheckTexts(columns, cells, false); err != nil {
		return command{}, err
	}
	return insertRows(path, columns, cells)
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
	err = c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		n, err = exec(ctx, pc, stmt.String())
		return sent(pc, err)
	})
	return n, err
}

// pipelined runs commands in one transaction on a session of the pool.
func (c *conn) pipelined(ctx context.Context, commands []command) (rows [][][]byte, failed int, err error) {
	err = c.with(ctx, func(ctx context.Context, pc *pgconn.PgConn) error {
		rows, failed, err = pipelined(ctx, pc, commands)
		return err
	})
	return rows, failed, err
}

// texts makes commands of statements without parameters.
func texts(builders ...*sqltext.Builder) ([]command, error) {
	commands := make([]command, len(builders))
	for i, b := range builders {
		stmt, err := b.Done()
		if err != nil {
			return nil, err
		}
		commands[i].SQL = stmt
	}
	return commands, nil
}

// duplicate gives a key that is taken a class and words of its own.
func duplicate(err error, class driver.Class, message string) error {
	var sorted *driver.Error
	if errors.As(err, &sorted) && sorted.Native == uniqueViolation {
		return &driver.Error{Class: class, Native: sorted.Native, Message: message, Err: sorted}
	}
	return err
}

// States of the server that mean more in this package than their class.
const (
	uniqueViolation  = "23505"
	divisionByZero   = "22012"
	lockNotAvailable = "55P03"
)
