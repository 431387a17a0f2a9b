package mysql

import (
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

var (
	errElsewhere = errors.New("the mark is elsewhere")
	errAltered   = &driver.Error{Class: driver.ClassConflict, Message: driver.AlteredRows}
)

// Apply implements driver.EditTables in one transaction, whose first statement moves
// the mark and holds it until the end, so that others wait.
func (c *conn) Apply(ctx context.Context, changes driver.Changes) (applied bool, err error) {
	if err := changes.CheckTexts(true); err != nil {
		return false, err
	}
	steps, err := planApply(changes)
	if err != nil {
		return false, err
	}
	elsewhere := false
	err = c.with(ctx, func(ctx context.Context, s *session) error {
		err := transaction(ctx, s, func() error {
			for _, step := range steps {
				n, err := s.exec(ctx, step.stmt)
				if err != nil {
					return err
				}
				if n != int64(step.wants) {
					return step.otherwise
				}
			}
			return nil
		})
		if elsewhere = errors.Is(err, errElsewhere); elsewhere {
			return nil
		}
		return err
	})
	if elsewhere {
		return false, err
	}
	err = duplicate(err, driver.ClassConflict, errAltered.Message)
	return err == nil, err
}

// step is a statement of an Apply, that has to change as many rows as it says; if
// not, that means otherwise.
type step struct {
	stmt      sqltext.SQL
	wants     int
	otherwise error
}

// planApply writes the statements of changes.
func planApply(c driver.Changes) ([]step, error) {
	move, err := driver.MoveMark(quoting, c)
	if err != nil {
		return nil, err
	}
	steps := []step{{move, 1, errElsewhere}}
	for rows := range driver.Pieces(c.Inserts, pieceSize) {
		stmt, err := planInsert(c.Data.Path, c.Columns, rows)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{stmt, len(rows), errAltered})
	}
	for _, u := range c.Updates {
		for rows := range driver.Pieces(u.Rows, pieceSize) {
			stmt, err := planUpdate(c.Data.Path, u.Columns, rows)
			if err != nil {
				return nil, err
			}
			steps = append(steps, step{stmt, len(rows), errAltered})
		}
	}
	for len(c.Deletes) > 0 {
		n := min(len(c.Deletes), deletedAtOnce)
		stmt, err := driver.DeleteRows(quoting, c.Data.Path, c.Deletes[:n])
		if err != nil {
			return nil, err
		}
		steps, c.Deletes = append(steps, step{stmt, n, errAltered}), c.Deletes[n:]
	}
	return steps, nil
}

// deletedAtOnce is how many rows one statement deletes by their ids. Beyond about
// 30,000 the server no longer looks for them by the key.
// https://dev.mysql.com/doc/refman/8.4/en/range-optimization.html#range-optimization-memory-use
const deletedAtOnce = 10_000

// planInsert inserts rows.
func planInsert(table writ.Path, columns []driver.Column, rows [][]writ.Value) (sqltext.SQL, error) {
	b := quoting.Build().Raw("INSERT INTO ").Path(table).Raw(" (").Idents(namesOf(columns)...).Raw(") VALUES ")
	for i, row := range rows {
		if i > 0 {
			b.Raw(", ")
		}
		b.Raw("(")
		if err := values(b, columns, row); err != nil {
			return sqltext.SQL{}, err
		}
		b.Raw(")")
	}
	return b.Done()
}

// planUpdate updates rows, which the server looks up one by one: it is told to begin
// with the values, and the collation of the ids, which constants do not have, has to
// be that of the key.
func planUpdate(table writ.Path, columns []driver.Column, rows [][]writ.Value) (sqltext.SQL, error) {
	b := quoting.Build().Raw("UPDATE (VALUES ")
	for i, row := range rows {
		if i > 0 {
			b.Raw(", ")
		}
		b.Raw("ROW(")
		if err := values(b, columns, row); err != nil {
			return sqltext.SQL{}, err
		}
		b.Raw(")")
	}
	b.Raw(") AS v (").Idents(namesOf(columns)...).Raw(") STRAIGHT_JOIN ").Path(table).Raw(" AS t ON t.").Ident(writ.RowIDColumn).
		Raw(" = v.").Ident(columns[0].Name).Raw(" COLLATE utf8mb4_0900_bin SET ")
	for i, c := range columns[1:] {
		if i > 0 {
			b.Raw(", ")
		}
		b.Raw("t.").Ident(c.Name).Raw(" = v.").Ident(c.Name)
	}
	return b.Done()
}

// values appends the constants of a row.
func values(b *sqltext.Builder, columns []driver.Column, row []writ.Value) error {
	for i, v := range row {
		if i > 0 {
			b.Raw(", ")
		}
		if v.Null {
			b.Raw("NULL")
			continue
		}
		constant, err := dialect{}.Literal(columns[i].Type, v.Text)
		if err != nil {
			return err
		}
		b.SQL(constant)
	}
	return nil
}

func namesOf(columns []driver.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}
