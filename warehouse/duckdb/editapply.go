package duckdb

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

var (
	errElsewhere = errors.New("the mark is elsewhere")
	errAltered   = &driver.Error{Class: driver.ClassConflict, Message: driver.AlteredRows}
)

// Apply implements driver.EditTables.
func (c *conn) Apply(ctx context.Context, changes driver.Changes) (applied bool, err error) {
	if err := changes.CheckTexts(true); err != nil {
		return false, err
	}
	steps, err := planApply(changes)
	if err != nil {
		return false, err
	}
	err = c.change(ctx, func(ctx context.Context, t *tx) error {
		for _, s := range steps {
			if err := t.step(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errElsewhere) {
		return false, nil
	}
	err = taken(err, driver.ClassConflict, errAltered.Message)
	return err == nil, err
}

// step is a statement of an Apply, that has to change as many rows as it says; if
// not, that means otherwise. Rows of the temporary table of a statement are given to
// it there.
type step struct {
	stmt      sqltext.SQL
	wants     int
	otherwise error
	columns   []driver.Column
	rows      [][]writ.Value
}

// planApply writes the statements of changes.
func planApply(c driver.Changes) ([]step, error) {
	move, err := driver.MoveMark(quoting, c)
	if err != nil {
		return nil, err
	}
	steps := []step{{stmt: move, wants: 1, otherwise: errElsewhere}}
	if len(c.Inserts) > 0 {
		stmt, err := planInsert(c.Data.Path, c.Columns)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{stmt, len(c.Inserts), errAltered, c.Columns, c.Inserts})
	}
	for _, u := range c.Updates {
		stmt, err := planUpdate(c.Data.Path, u)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{stmt, len(u.Rows), errAltered, u.Columns, u.Rows})
	}
	if len(c.Deletes) > 0 {
		stmt, err := driver.DeleteRows(quoting, c.Data.Path, c.Deletes)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{stmt: stmt, wants: len(c.Deletes), otherwise: errAltered})
	}
	return steps, nil
}

// step runs a step.
func (t *tx) step(ctx context.Context, s step) error {
	if s.rows != nil {
		if err := t.stage(ctx, s.columns, s.rows); err != nil {
			return err
		}
	}
	n, err := t.Exec(ctx, s.stmt)
	if err == nil && n != int64(s.wants) {
		err = s.otherwise
	}
	if err != nil || s.rows == nil {
		return err
	}
	drop, err := dialect{}.DropTable(staged)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, drop)
	return err
}

// staged is the temporary table of the session that holds rows to be applied, all
// cells as canonical text. Filling it takes a fraction of the time in which DuckDB
// reads many rows from the text of a statement.
var staged = writ.Path{"temp", "main", "writ_rows"}

// stage fills it.
func (t *tx) stage(ctx context.Context, columns []driver.Column, rows [][]writ.Value) error {
	create, err := planStage(columns)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, create); err != nil {
		return err
	}
	cells := make([]sqldriver.Value, len(columns))
	return t.append(ctx, staged, func(add func(...sqldriver.Value) error) error {
		for _, row := range rows {
			for i, v := range row {
				if cells[i] = v.Text; v.Null {
					cells[i] = nil
				}
			}
			if err := add(cells...); err != nil {
				return err
			}
		}
		return nil
	})
}

func planStage(columns []driver.Column) (sqltext.SQL, error) {
	b := quoting.Build().Raw("CREATE TEMP TABLE ").Path(staged).Raw(" (")
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		b.Ident(c.Name).Raw(" VARCHAR")
	}
	return b.Raw(")").Done()
}

// planInsert inserts the staged rows.
func planInsert(table writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	b := quoting.Build().Raw("INSERT INTO ").Path(table).Raw(" (").Idents(namesOf(columns)...).Raw(") SELECT ")
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		if err := fromText(b, c); err != nil {
			return sqltext.SQL{}, err
		}
	}
	return b.Raw(" FROM ").Path(staged).Raw(" AS v").Done()
}

// inIndex is up to how many rows are named in the statement, so that DuckDB looks
// for them in the index. For a join it reads the ids of all rows, which is faster if
// it is for many, or for one, whose id it compares while it reads.
const inIndex = 200

// planUpdate updates rows from the staged ones.
func planUpdate(table writ.Path, u driver.RowUpdates) (sqltext.SQL, error) {
	b := quoting.Build().Raw("UPDATE ").Path(table).Raw(" AS t SET ")
	for i, c := range u.Columns[1:] {
		if i > 0 {
			b.Raw(", ")
		}
		b.Ident(c.Name).Raw(" = ")
		if err := fromText(b, c); err != nil {
			return sqltext.SQL{}, err
		}
	}
	b.Raw(" FROM ").Path(staged).Raw(" AS v WHERE t.").Ident(writ.RowIDColumn).Raw(" = v.").Ident(writ.RowIDColumn)
	if n := len(u.Rows); n == 1 || n > inIndex {
		return b.Done()
	}
	b.Raw(" AND t.").Ident(writ.RowIDColumn).Raw(" IN (")
	for i, row := range u.Rows {
		if i > 0 {
			b.Raw(", ")
		}
		b.Text(row[0].Text)
	}
	return b.Raw(")").Done()
}

// fromText appends the staged text of a column as a value of its type.
func fromText(b *sqltext.Builder, c driver.Column) error {
	switch c.Type.Kind {
	case writ.KindText:
		b.Raw("v.").Ident(c.Name)
		return nil
	case writ.KindBytes:
		b.Raw("unhex(v.").Ident(c.Name).Raw(")")
		return nil
	}
	b.Raw("CAST(v.").Ident(c.Name).Raw(" AS ")
	if err := appendType(b, c.Type); err != nil {
		return err
	}
	b.Raw(")")
	return nil
}
