package inputtable

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// fake is a warehouse in memory that does what it is told to: fail before or after
// what it was asked to do, or do it late.
type fake struct {
	keyed  bool // numbers of the log are unique, as on most platforms
	mu     sync.Mutex
	rows   []driver.LogRow
	tables map[string]*fakeTable
	// fault is asked at each call. It may be changed at any time, with set.
	fault  func(call string) fault
	logged bool
}

// fault is what becomes of a call: Before fails it undone, After fails it done. Late
// is called with what does it, in place of doing it; then it fails with Before.
type fault struct {
	before, after error
	late          func(do func())
	hang          <-chan struct{} // until it is closed, or the caller gives up
}

type fakeTable struct {
	mark    driver.Mark
	columns map[string]bool
	rows    map[string]map[string]writ.Value
}

func newFake() *fake { return &fake{tables: map[string]*fakeTable{}} }

// set changes what becomes of calls.
func (f *fake) set(fn func(call string) fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fn
}

// log records the edit log of the connection.
func (f *fake) log(w *world, in *writ.InputTable) {
	if f.logged {
		return
	}
	f.logged = true
	id := writ.NewID[writ.ObjectID]()
	ctx := w.t.Context()
	l := &writ.EditLog{Connection: in.Connection, Destination: in.Destination, Object: id, Path: writ.Path{"work", writ.EditLogName(in.Connection)}, CreatedAt: writ.SystemClock()}
	err := w.st.Write(ctx, func(tx store.Tx) error {
		o := &writ.ManagedObject{ID: id, Connection: in.Connection, Destination: in.Destination, Path: l.Path, Kind: writ.ObjectTable, State: writ.ObjectExists, As: writ.ServiceAccount(), CreatedAt: l.CreatedAt, UpdatedAt: l.CreatedAt}
		if err := tx.Objects.Insert(ctx, o); err != nil {
			return err
		}
		return tx.EditLogs.Insert(ctx, l)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// do does what a call does, as fault wants it.
func (f *fake) do(ctx context.Context, call string, do func() error) error {
	f.mu.Lock()
	var is fault
	if f.fault != nil {
		is = f.fault(call)
	}
	locked := func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		return do()
	}
	f.mu.Unlock()
	if is.hang != nil {
		select {
		case <-is.hang:
		case <-ctx.Done():
		}
	}
	if is.late != nil {
		is.late(func() { _ = locked() })
		return is.before
	}
	if is.before != nil {
		return is.before
	}
	if err := ctx.Err(); err != nil {
		return &driver.Error{Class: driver.ClassCanceled, Err: err}
	}
	if err := locked(); err != nil {
		return err
	}
	return is.after
}

func classed(class driver.Class) error {
	return &driver.Error{Class: class, Message: "as the test wants it"}
}

func (f *fake) Check(ctx context.Context) error {
	return f.do(ctx, "check", func() error { return nil })
}

func (f *fake) Append(ctx context.Context, entries []*editlog.Entry) error {
	rows := make([]driver.LogRow, len(entries))
	for i, e := range entries {
		row, err := e.Row()
		if err != nil {
			return err
		}
		rows[i] = row
	}
	return f.do(ctx, "append", func() error {
		if f.keyed && slices.ContainsFunc(rows, f.taken) {
			return classed(driver.ClassExists)
		}
		f.rows = append(f.rows, rows...)
		return nil
	})
}

func (f *fake) taken(r driver.LogRow) bool {
	return slices.ContainsFunc(f.rows, func(o driver.LogRow) bool { return o.Table == r.Table && o.Num == r.Num })
}

func (f *fake) Read(ctx context.Context, r driver.LogRange, fn func(*editlog.Entry) error) error {
	var rows []driver.LogRow
	err := f.do(ctx, "read", func() error {
		for _, row := range f.rows {
			if (r.Table == "" || row.Table == r.Table) && row.Num > r.After && (r.Upto == 0 || row.Num <= r.Upto) && !row.At.Before(r.Since) &&
				(strings.Contains(row.Edit, r.Contains) || strings.Contains(row.Metadata, r.Contains)) {
				rows = append(rows, row)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b driver.LogRow) int {
		if a.Num != b.Num {
			return int(a.Num - b.Num)
		}
		return a.At.Compare(b.At)
	})
	for _, row := range rows {
		e, err := editlog.Read(row)
		if err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

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
