package postgres

import (
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// pieceSize is how much of the rows one statement changes, in bytes.
const pieceSize = 4 << 20

// Apply implements driver.EditTables in one round trip. The first statement moves
// the mark and fails if it cannot, and the others fail if rows are missing: they
// divide by the number of rows they changed. So the server itself ends the
// transaction, and nobody has to come back to tell it.
func (c *conn) Apply(ctx context.Context, changes driver.Changes) (applied bool, err error) {
	commands, err := planApply(changes)
	if err != nil {
		return false, err
	}
	_, failed, err := c.pipelined(ctx, commands)
	var sorted *driver.Error
	if failed == 0 && errors.As(err, &sorted) && sorted.Native == divisionByZero {
		return false, nil
	}
	err = duplicate(otherwise(err, driver.ClassConflict, driver.AlteredRows), driver.ClassConflict, driver.AlteredRows)
	return err == nil, err
}

// planApply writes the statements of changes. Everything is written before anything
// is sent, so that a value that cannot be sent has no effect.
func planApply(c driver.Changes) ([]command, error) {
	if err := c.CheckTexts(false); err != nil {
		return nil, err
	}
	move, err := driver.MoveMark(quoting, c)
	if err != nil {
		return nil, err
	}
	guard, err := demand(quoting.Build().SQL(move), 1)
	if err != nil {
		return nil, err
	}
	commands := []command{guard}
	for rows := range driver.Pieces(c.Inserts, pieceSize) {
		insert, err := insertRows(c.Data.Path, c.Columns, rows)
		if err != nil {
			return nil, err
		}
		commands = append(commands, insert)
	}
	for _, u := range c.Updates {
		for rows := range driver.Pieces(u.Rows, pieceSize) {
			update, err := updateRows(c.Data.Path, u.Columns, rows)
			if err != nil {
				return nil, err
			}
			commands = append(commands, update)
		}
	}
	if len(c.Deletes) > 0 {
		remove, err := deleteRows(c.Data.Path, c.Deletes)
		if err != nil {
			return nil, err
		}
		commands = append(commands, remove)
	}
	return commands, nil
}

// demand fails with a division by zero unless a statement changes n rows. What
// follows in the same transaction is planned for rows that lie in memory, as those
// that people edit do: otherwise the server would read a whole table for the sake
// of one row in a hundred, which takes ten times as long.
// https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-RANDOM-PAGE-COST
func demand(stmt *sqltext.Builder, n int) (command, error) {
	s, err := stmt.Raw(" RETURNING 1").Done()
	if err != nil {
		return command{}, err
	}
	s, err = quoting.Build().Raw("WITH changed AS (").SQL(s).Raw(") SELECT 1 / (count(*) = ").Int(int64(n)).
		Raw(")::int, set_config('random_page_cost', '0.1', true) FROM changed").Done()
	return command{SQL: s}, err
}

// otherwise gives a division by zero the class and the words that it stands for.
func otherwise(err error, class driver.Class, message string) error {
	var sorted *driver.Error
	if errors.As(err, &sorted) && sorted.Native == divisionByZero {
		return &driver.Error{Class: class, Message: message, Err: sorted}
	}
	return err
}

// insertRows inserts rows by one statement.
func insertRows(table writ.Path, columns []driver.Column, rows [][]writ.Value) (command, error) {
	p, err := columnsOfRows(columns, rows)
	if err != nil {
		return command{}, err
	}
	b := quoting.Build().Raw("INSERT INTO ").Path(table).Raw(" (").Idents(names(columns)...).Raw(") SELECT * FROM ")
	stmt, err := unnest(b, columns).Done()
	return command{stmt, p}, err
}

// updateRows updates rows by one statement, all of which have to be there.
func updateRows(table writ.Path, columns []driver.Column, rows [][]writ.Value) (command, error) {
	p, err := columnsOfRows(columns, rows)
	if err != nil {
		return command{}, err
	}
	b := quoting.Build().Raw("UPDATE ").Path(table).Raw(" AS t SET ")
	for i, c := range columns[1:] {
		if i > 0 {
			b.Raw(", ")
		}
		b.Ident(c.Name).Raw(" = v.").Ident(c.Name)
	}
	unnest(b.Raw(" FROM "), columns).Raw(" WHERE t.").Ident(columns[0].Name).Raw(" = v.").Ident(columns[0].Name)
	update, err := demand(b, len(rows))
	update.params = p
	return update, err
}

// deleteRows deletes rows by one statement, all of which have to be there.
func deleteRows(table writ.Path, ids []string) (command, error) {
	rows := make([][]writ.Value, len(ids))
	for i, id := range ids {
		rows[i] = []writ.Value{writ.Text(id)}
	}
	p, err := columnsOfRows([]driver.Column{{Name: writ.RowIDColumn, Type: writ.Type{Kind: writ.KindText}}}, rows)
	if err != nil {
		return command{}, err
	}
	remove, err := demand(quoting.Build().Raw("DELETE FROM ").Path(table).Raw(" WHERE ").Ident(writ.RowIDColumn).Raw(" = ANY ($1)"), len(ids))
	remove.params = p
	return remove, err
}

// unnest appends the rows that columnsOfRows has made parameters, called v.
func unnest(b *sqltext.Builder, columns []driver.Column) *sqltext.Builder {
	b.Raw("unnest(")
	for i := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		b.Raw("$").Int(int64(i + 1))
	}
	return b.Raw(") AS v (").Idents(names(columns)...).Raw(")")
}

func names(columns []driver.Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}
