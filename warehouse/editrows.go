package warehouse

import (
	"context"
	"math"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// wantedAtOnce is how many rows are asked for by one statement, by their ids or
// values. MySQL gives up its index beyond about 30,000.
// https://dev.mysql.com/doc/refman/8.0/en/range-optimization.html#range-optimization-memory-use
const wantedAtOnce = 10_000

// RowsByID reads columns of those rows of a data table that have one of the ids, in
// any order. Each row begins with its id.
func (w *Warehouse) RowsByID(ctx context.Context, as writ.As, path writ.Path, columns []string, ids []string) ([][]writ.Value, error) {
	values := make([]writ.Value, len(ids))
	for i, id := range ids {
		values[i] = writ.Text(id)
	}
	key := driver.Column{Name: writ.RowIDColumn, Type: writ.Type{Kind: writ.KindText}}
	return w.rowsIn(ctx, "warehouse.RowsByID", as, path, columns, key, values)
}

// ValuesIn finds the rows of a data table that hold one of some values, none of them
// NULL, in a column: the id and the value of each, in any order.
func (w *Warehouse) ValuesIn(ctx context.Context, as writ.As, path writ.Path, column driver.Column, values []writ.Value) ([][]writ.Value, error) {
	return w.rowsIn(ctx, "warehouse.ValuesIn", as, path, []string{column.Name}, column, values)
}

// rowsIn reads columns of the rows that hold one of some values in a column by.
func (w *Warehouse) rowsIn(ctx context.Context, op string, as writ.As, path writ.Path, columns []string, by driver.Column, values []writ.Value) ([][]writ.Value, error) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	all := make([][]writ.Value, 0, len(values))
	for len(values) > 0 {
		n := min(len(values), wantedAtOnce)
		b := w.Dialect().Quoting().Build().Raw("SELECT ").Idents(writ.RowIDColumn)
		if len(columns) > 0 {
			b.Raw(", ").Idents(columns...)
		}
		b.Raw(" FROM ").Path(path).Raw(" WHERE ").Ident(by.Name).Raw(" IN (")
		for i, v := range values[:n] {
			if i > 0 {
				b.Raw(", ")
			}
			constant, err := w.Dialect().Literal(by.Type, v.Text)
			if err != nil {
				return nil, err
			}
			b.SQL(constant)
		}
		stmt, err := b.Raw(")").Done()
		if err != nil {
			return nil, err
		}
		rows, err := w.readAll(ctx, op, as, stmt)
		if err != nil {
			return nil, err
		}
		all, values = append(all, rows...), values[n:]
	}
	return all, nil
}

// readAll runs a query and returns all its rows.
func (w *Warehouse) readAll(ctx context.Context, op string, as writ.As, stmt sqltext.SQL) ([][]writ.Value, error) {
	return w.fetch(ctx, op, as, stmt, math.MaxInt)
}

// Positions are those of rows of a data table: of the first and the last, and of
// the nearest before and after a certain position. Each is "" if there is no such
// row.
type Positions struct{ First, Last, Before, After string }

// Positions finds the positions at the ends of a data table and around at, which
// may be "".
func (w *Warehouse) Positions(ctx context.Context, as writ.As, path writ.Path, at string) (Positions, error) {
	const op = "warehouse.Positions"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	b := w.Dialect().Quoting().Build().Raw("SELECT min(").Ident(writ.PositionColumn).Raw("), max(").Ident(writ.PositionColumn).Raw(")")
	if at != "" {
		b.Raw(", (SELECT max(").Ident(writ.PositionColumn).Raw(") FROM ").Path(path).Raw(" WHERE ").Ident(writ.PositionColumn).Raw(" < ").Text(at).
			Raw("), (SELECT min(").Ident(writ.PositionColumn).Raw(") FROM ").Path(path).Raw(" WHERE ").Ident(writ.PositionColumn).Raw(" > ").Text(at).Raw(")")
	}
	stmt, err := b.Raw(" FROM ").Path(path).Done()
	if err != nil {
		return Positions{}, err
	}
	rows, err := w.readAll(ctx, op, as, stmt)
	if err != nil {
		return Positions{}, err
	}
	p := Positions{First: rows[0][0].Text, Last: rows[0][1].Text}
	if at != "" {
		p.Before, p.After = rows[0][2].Text, rows[0][3].Text
	}
	return p, nil
}
