package inputtable

import (
	"context"
	"maps"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// missing lists the columns of a structure that the data table does not have yet.
func (b *branch) missing(s *editlog.State) []writ.InputColumn {
	var list []writ.InputColumn
	for _, c := range s.Columns {
		if _, ok := b.columnData(c.ID); !ok {
			list = append(list, c)
		}
	}
	return list
}

func (b *branch) columnData(id writ.ColumnID) (writ.DataColumn, bool) {
	for _, c := range b.data.Columns {
		if c.Column == id {
			return c, true
		}
	}
	return writ.DataColumn{}, false
}

// dataColumns gives columns physical names that no other column of the data table
// has, or had.
func dataColumns(have []writ.DataColumn, add []writ.InputColumn, limits driver.Capabilities) []writ.DataColumn {
	labels := make([]string, 0, len(have)+len(add))
	for _, c := range have {
		labels = append(labels, c.Physical)
	}
	for _, c := range add {
		labels = append(labels, c.Name)
	}
	names := warehouse.PhysicalNames(labels, limits)
	all := append([]writ.DataColumn(nil), have...)
	for i, c := range add {
		all = append(all, writ.DataColumn{Column: c.ID, Physical: names[len(have)+i], Type: c.Type.Type()})
	}
	return all
}

// addColumns adds the columns that a change brings before its mark moves: adding a
// column that is there does nothing.
func (b *branch) addColumns(c *change) {
	d := *b.data
	d.Columns = dataColumns(b.data.Columns, b.missing(c.snap), b.st.place.limits)
	d.UpdatedAt = b.st.t.w.ws.opt.Clock()
	fresh := d.Columns[len(b.data.Columns):]
	b.build(&d, b.mark, func(ctx context.Context) error {
		for _, column := range fresh {
			if err := b.st.place.data.AddColumn(ctx, &d, driver.Column{Name: column.Physical, Type: column.Type}); err != nil {
				return err
			}
		}
		return nil
	}, func() *built { return &built{} })
}

// built is what became known while a data table was made.
type built struct {
	flags []writ.InputFlag
	rows  map[editlog.CellRef]*editlog.Flag
	done  *change // that the new data table has, nil if none
	old   *writ.DataTable
}

// build has a data table made, or changed, and recorded; from then on it is the
// branch's.
func (b *branch) build(d *writ.DataTable, mark driver.Mark, make func(ctx context.Context) error, after func() *built) {
	b.applying = true
	b.st.async(func(ctx context.Context) func() {
		var r *built
		err := make(ctx)
		if err == nil {
			r = after()
			err = b.st.t.w.ws.opt.Store.Write(ctx, func(tx store.Tx) error {
				if err := tx.InputTables.PutData(ctx, d); err != nil {
					return err
				}
				return tx.InputHeads.PutFlags(ctx, r.flags)
			})
		}
		return func() {
			b.applying = false
			if err != nil {
				b.buildFailed(err)
				return
			}
			b.isBuilt(d, mark, r)
		}
	})
}

func (b *branch) buildFailed(err error) {
	w := b.st.t.w
	w.ws.opt.Log.Warn("a data table was not changed", "table", b.st.t.id, "branch", b.name, "error", err)
	if writ.CodeOf(err) == writ.CodeStale || warehouse.ClassOf(err) == driver.ClassConflict {
		b.st.t.throw()
		return
	}
	b.retry(err)
}

// isBuilt goes on with another data table.
func (b *branch) isBuilt(d *writ.DataTable, mark driver.Mark, r *built) {
	b.data, b.mark, b.fails = d, mark, 0
	if r.done == nil {
		return
	}
	b.moves--
	b.pending = b.pending[1:]
	for _, im := range r.done.rows {
		b.stored[im.id] = im.row
	}
	maps.Copy(b.state.Flags, r.rows)
	if r.old != nil {
		old := r.old
		data := b.st.place.data
		b.st.t.w.async(func(ctx context.Context) func() {
			err := data.Drop(ctx, old)
			return func() {
				if err != nil {
					b.st.t.w.ws.opt.Log.Warn("a data table that is no longer used was not dropped", "object", old.Object, "error", err)
				}
			}
		})
	}
	b.st.tell(&Event{Table: b.st.t.id, Branch: b.name, Columns: true})
}

// following is the data table of the next generation, beside the present one.
func following(d *writ.DataTable, at driver.Mark, now writ.Clock) (*writ.DataTable, driver.Mark) {
	next := *d
	next.Generation, next.UpdatedAt = d.Generation+1, now()
	next.Object, next.MarkObject = writ.NewID[writ.ObjectID](), writ.NewID[writ.ObjectID]()
	schema := d.Path.Parent()
	next.Path, next.MarkPath = schema.Child(objectName(next.Object)), schema.Child(objectName(next.MarkObject))
	at.Generation = next.Generation
	return &next, at
}

// regenerate makes the next generation of the data table with the effect of a change
// that reaches every row: a retype.
func (b *branch) regenerate(c *change) {
	w := b.st.t.w
	next, mark := following(b.data, driver.Mark{Num: c.entry.Num, Term: b.st.term}, w.ws.opt.Clock)
	next.Columns = append([]writ.DataColumn(nil), b.data.Columns...)
	for i, dc := range next.Columns {
		if column := c.snap.Column(dc.Column); column != nil {
			next.Columns[i].Type = column.Type.Type()
		}
	}
	mine := map[writ.RowID]bool{}
	for _, im := range c.rows {
		mine[im.id] = true
	}
	r := &built{done: c, old: b.data, rows: map[editlog.CellRef]*editlog.Flag{}}
	was := shapeOf(c.before, b.data)
	b.build(next, mark, func(ctx context.Context) error {
		file, err := newRowFile(w.ws.opt.Dir)
		if err != nil {
			return err
		}
		defer file.remove()
		is := shapeOf(c.snap, next)
		err = was.eachPage(ctx, b.st.place.data, func(rows []*editlog.Row) error {
			s := c.before.Clone()
			for _, row := range rows {
				s.Rows[row.ID] = row
			}
			if err := s.Step(c.entry); err != nil {
				return err
			}
			for ref, f := range s.Flags {
				if !mine[ref.Row] {
					r.rows[ref] = f
				}
			}
			for _, row := range rows {
				if err := file.write(is.values(s.Rows[row.ID])); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := file.close(); err != nil {
			return err
		}
		return b.st.place.data.Create(ctx, next, is.people(), file.path(), file.longest, mark)
	}, func() *built {
		for _, f := range r.rows {
			r.flags = append(r.flags, inputFlag(next.Table, b.name, f))
		}
		return r
	})
}

// pageRows is how many rows of a data table are in memory while it is read through.
const pageRows = 5_000

// eachPage calls fn for all rows of a data table, some at a time.
func (s *shape) eachPage(ctx context.Context, data dataTables, fn func([]*editlog.Row) error) error {
	after := writ.RowID("")
	for {
		page, err := data.Page(ctx, s.data, s.all(), after, pageRows)
		if err != nil || len(page) == 0 {
			return err
		}
		rows, err := s.rows(page)
		if err != nil {
			return err
		}
		if err := fn(rows); err != nil {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}
