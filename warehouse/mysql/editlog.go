package mysql

import (
	"context"
	"errors"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// pieceSize is about how many bytes of rows go into one statement: far less than a
// server takes in a packet as it comes, 64 MiB.
// https://dev.mysql.com/doc/refman/8.4/en/packet-too-large.html
const pieceSize = 4 << 20

// CreateLog implements driver.EditLogger. InnoDB keeps the entries of a table beside
// each other, in the order of their numbers.
func (c *conn) CreateLog(ctx context.Context, path writ.Path) error {
	stmt, err := planLog(path)
	if err != nil {
		return err
	}
	return c.with(ctx, func(ctx context.Context, s *session) error { return final(ctx, s, stmt) })
}

func planLog(path writ.Path) (sqltext.SQL, error) {
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	for _, column := range driver.LogColumns() {
		n, err := native(column.Type)
		if err != nil {
			return sqltext.SQL{}, err
		}
		b.Ident(column.Name).Raw(" ")
		if column.Name == driver.LogTable {
			b.Raw("VARCHAR(64)")
		} else {
			b.Type(n)
		}
		b.Raw(" NOT NULL, ")
	}
	return b.Raw("PRIMARY KEY (").Idents(driver.LogTable, driver.LogNum).Raw(")" + tableOptions).Done()
}

// AppendLog implements driver.EditLogger. What fits into one statement needs one
// round trip; more is a transaction.
func (c *conn) AppendLog(ctx context.Context, path writ.Path, rows []driver.LogRow) error {
	stmts, err := planAppend(path, rows)
	if err != nil {
		return err
	}
	err = c.with(ctx, func(ctx context.Context, s *session) error {
		switch len(stmts) {
		case 0:
			return nil
		case 1:
			return final(ctx, s, stmts[0])
		}
		return transaction(ctx, s, func() error { return run(ctx, s, stmts) })
	})
	return duplicate(err, driver.ClassExists, "the edit log has an entry of one of these numbers already")
}

func planAppend(path writ.Path, rows []driver.LogRow) ([]sqltext.SQL, error) {
	columns, cells := driver.LogColumns(), make([][]writ.Value, len(rows))
	for i, r := range rows {
		cells[i] = r.Values()
	}
	if err := driver.CheckTexts(columns, cells, true); err != nil {
		return nil, err
	}
	var stmts []sqltext.SQL
	for piece := range driver.Pieces(cells, pieceSize) {
		stmt, err := driver.InsertRows(quoting, path, columns, piece)
		if err != nil {
			return nil, err
		}
		stmts = append(stmts, stmt)
	}
	return stmts, nil
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
	err = c.with(ctx, func(ctx context.Context, s *session) error {
		return transaction(ctx, s, func() error {
			n, err = s.exec(ctx, stmt)
			return err
		})
	})
	return n, err
}

// run executes statements one after the other.
func run(ctx context.Context, s *session, stmts []sqltext.SQL) error {
	for _, stmt := range stmts {
		if _, err := s.exec(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

// transaction runs do in one. After an error nothing of it has happened, unless that
// is ClassUncertain. A session whose transaction nobody could end is of no use to
// anybody else.
func transaction(ctx context.Context, s *session, do func() error) error {
	begin, err := quoting.Build().Raw("START TRANSACTION").Done()
	if err != nil {
		return err
	}
	commit, err := quoting.Build().Raw("COMMIT").Done()
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, begin); err != nil {
		return err
	}
	if err := do(); err != nil {
		return errors.Join(err, s.rollback(ctx))
	}
	if err := final(ctx, s, commit); err != nil {
		return errors.Join(err, s.rollback(ctx))
	}
	return nil
}

// duplicate gives a key that is taken a class and words of its own.
func duplicate(err error, class driver.Class, message string) error {
	var sorted *driver.Error
	if errors.As(err, &sorted) && sorted.Native == strconv.Itoa(errDuplicate) {
		return &driver.Error{Class: class, Native: sorted.Native, Message: message, Err: err}
	}
	return err
}
