package inputtable

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// fakeTables is the data tables of a fake, as one node sees them.
type fakeTables struct {
	f  *fake
	ws *Writers
}

func (d *fakeTables) table(t *writ.DataTable) (*fakeTable, error) {
	ft := d.f.tables[t.Path.String()]
	if ft == nil {
		return nil, classed(driver.ClassNotFound)
	}
	return ft, nil
}

func (d *fakeTables) Fence(ctx context.Context, t *writ.DataTable, term int64) (m driver.Mark, err error) {
	err = d.f.do(ctx, "fence", func() error {
		ft, err := d.table(t)
		if err != nil {
			return err
		}
		if ft.mark.Term > term {
			m = ft.mark
			return classed(driver.ClassConflict)
		}
		ft.mark.Term = term
		m = ft.mark
		return nil
	})
	return m, err
}

func (d *fakeTables) Apply(ctx context.Context, _ writ.As, c driver.Changes) (bool, error) {
	var applied atomic.Bool // set late, perhaps
	err := d.f.do(ctx, "apply "+c.Data.Path.String(), func() error {
		ft := d.f.tables[c.Data.Path.String()]
		if ft == nil {
			return classed(driver.ClassNotFound)
		}
		if ft.mark.Num != c.From.Num || ft.mark.Term > c.To.Term {
			return nil
		}
		applied.Store(true)
		ft.mark = c.To
		return ft.change(c)
	})
	return applied.Load(), err
}

func (ft *fakeTable) change(c driver.Changes) error {
	for _, row := range c.Inserts {
		if ft.rows[row[0].Text] != nil {
			return classed(driver.ClassExists)
		}
		ft.rows[row[0].Text] = map[string]writ.Value{}
		for i, column := range c.Columns {
			ft.rows[row[0].Text][column.Name] = row[i]
		}
	}
	for _, u := range c.Updates {
		for _, row := range u.Rows {
			if ft.rows[row[0].Text] == nil {
				return classed(driver.ClassNotFound)
			}
			for i, column := range u.Columns {
				ft.rows[row[0].Text][column.Name] = row[i]
			}
		}
	}
	for _, id := range c.Deletes {
		if ft.rows[id] == nil {
			return classed(driver.ClassNotFound)
		}
		delete(ft.rows, id)
	}
	return nil
}

func (d *fakeTables) AddColumn(ctx context.Context, t *writ.DataTable, c driver.Column) error {
	return d.f.do(ctx, "addColumn", func() error {
		ft, err := d.table(t)
		if err == nil {
			ft.columns[c.Name] = true
		}
		return err
	})
}

func (ft *fakeTable) read(id string, columns []string) []writ.Value {
	values := []writ.Value{writ.Text(id)}
	for _, c := range columns {
		v, ok := ft.rows[id][c]
		if !ok {
			v = writ.Null()
		}
		values = append(values, v)
	}
	return values
}

func (d *fakeTables) RowsByID(ctx context.Context, t *writ.DataTable, columns []string, ids []string) (rows [][]writ.Value, err error) {
	err = d.f.do(ctx, "rows", func() error {
		ft, err := d.table(t)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if ft.rows[id] != nil {
				rows = append(rows, ft.read(id, columns))
			}
		}
		return nil
	})
	return rows, err
}

func (d *fakeTables) ValuesIn(ctx context.Context, t *writ.DataTable, column driver.Column, values []writ.Value) (rows [][]writ.Value, err error) {
	err = d.f.do(ctx, "values", func() error {
		ft, err := d.table(t)
		if err != nil {
			return err
		}
		for id, row := range ft.rows {
			if slices.Contains(values, row[column.Name]) {
				rows = append(rows, []writ.Value{writ.Text(id), row[column.Name]})
			}
		}
		return nil
	})
	return rows, err
}

func (d *fakeTables) Positions(ctx context.Context, t *writ.DataTable, at string) (p warehouse.Positions, err error) {
	err = d.f.do(ctx, "positions", func() error {
		ft, err := d.table(t)
		if err != nil {
			return err
		}
		for _, row := range ft.rows {
			pos := row[writ.PositionColumn].Text
			if p.First == "" || pos < p.First {
				p.First = pos
			}
			p.Last = max(p.Last, pos)
			if pos < at {
				p.Before = max(p.Before, pos)
			}
			if pos > at && (p.After == "" || pos < p.After) {
				p.After = pos
			}
		}
		return nil
	})
	return p, err
}

func (d *fakeTables) Page(ctx context.Context, t *writ.DataTable, columns []driver.Column, after writ.RowID, limit int) (rows [][]writ.Value, err error) {
	names := make([]string, 0, len(columns))
	for _, c := range columns[1:] {
		names = append(names, c.Name)
	}
	err = d.f.do(ctx, "page", func() error {
		ft, err := d.table(t)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(ft.rows)) {
			if id > string(after) && len(rows) < limit {
				rows = append(rows, ft.read(id, names))
			}
		}
		return nil
	})
	return rows, err
}

func (d *fakeTables) Create(ctx context.Context, t *writ.DataTable, columns []driver.Column, file string, _ int64, m driver.Mark) error {
	return d.made(ctx, "create", t, func() error {
		ft := &fakeTable{mark: m, columns: map[string]bool{}, rows: map[string]map[string]writ.Value{}}
		d.f.tables[t.Path.String()] = ft
		if file == "" {
			return nil
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return ft.fill(string(raw), append(driver.SystemColumns(), columns...))
	})
}

// fill reads a canonical file whose fields are quoted unless they are NULL.
func (ft *fakeTable) fill(raw string, columns []driver.Column) error {
	for raw != "" {
		row := map[string]writ.Value{}
		for _, c := range columns {
			row[c.Name], raw = field(raw)
			raw = raw[1:] // the comma or the end of the line
		}
		ft.rows[row[writ.RowIDColumn].Text] = row
	}
	return nil
}

func field(raw string) (writ.Value, string) {
	if raw[0] != '"' {
		return writ.Null(), raw
	}
	var text strings.Builder
	for i := 1; ; i++ {
		if raw[i] == '"' {
			if raw[i+1] != '"' {
				return writ.Text(text.String()), raw[i+1:]
			}
			i++
		}
		text.WriteByte(raw[i])
	}
}

func (d *fakeTables) Copy(ctx context.Context, from, to *writ.DataTable, _ []driver.Column, m driver.Mark) error {
	return d.made(ctx, "copy", to, func() error {
		ft, err := d.table(from)
		if err != nil {
			return err
		}
		if ft.mark.Num != m.Num {
			return classed(driver.ClassConflict)
		}
		next := &fakeTable{mark: m, columns: maps.Clone(ft.columns), rows: map[string]map[string]writ.Value{}}
		for id, row := range ft.rows {
			next.rows[id] = maps.Clone(row)
		}
		d.f.tables[to.Path.String()] = next
		return nil
	})
}

// made does what makes a data table, and records it in the ledger as the warehouse
// does.
func (d *fakeTables) made(ctx context.Context, call string, t *writ.DataTable, do func() error) error {
	err := d.ws.opt.Store.Write(ctx, func(tx store.Tx) error {
		in, err := tx.InputTables.Get(ctx, t.Table)
		if err != nil {
			return err
		}
		for i, path := range []writ.Path{t.Path, t.MarkPath} {
			o := &writ.ManagedObject{ID: []writ.ObjectID{t.Object, t.MarkObject}[i], Connection: in.Connection, Destination: in.Destination, Path: path, Kind: writ.ObjectTable, State: writ.ObjectExists, As: t.As, CreatedAt: t.UpdatedAt, UpdatedAt: t.UpdatedAt}
			if err := tx.Objects.Insert(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.f.do(ctx, call, do)
}

func (d *fakeTables) Drop(ctx context.Context, t *writ.DataTable) error {
	return d.f.do(ctx, "drop", func() error {
		delete(d.f.tables, t.Path.String())
		return nil
	})
}
