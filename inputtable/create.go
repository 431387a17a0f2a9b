package inputtable

import (
	"context"
	"iter"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Create makes an input table that the store knows already: the edit log of its
// connection if there is none, the entries that it begins with, and its data table.
// Rows have ids and positions; a position "" is after the row before. rows may be
// nil. Any node may create: nobody else knows of the table yet, so that its first
// entries need no lease. They are of term 0, before every term.
//
// After an error the table cannot be used; what is left of it in the log harms
// nobody.
func (ws *Writers) Create(ctx context.Context, t *writ.InputTable, by Author, c editlog.Create, rows iter.Seq2[editlog.RowAdd, error]) error {
	p, err := ws.placeFor(ctx, t)
	if err != nil {
		return err
	}
	file, err := newRowFile(ws.opt.Dir)
	if err != nil {
		return err
	}
	defer file.remove()
	m := &making{ws: ws, t: t, by: by, p: p, state: editlog.NewState(writ.BranchDraft), file: file}
	if err := m.log(ctx, editlog.Edit{Create: &c}); err != nil {
		return err
	}
	m.data, err = ws.firstData(ctx, t, by, m.state, p.limits)
	if err != nil {
		return err
	}
	m.shape = shapeOf(m.state, m.data)
	if rows != nil {
		if err := m.addAll(ctx, rows); err != nil {
			return err
		}
	}
	if err := m.send(ctx); err != nil {
		return err
	}
	return m.finish(ctx)
}

// making is an input table on its way into being.
type making struct {
	ws    *Writers
	t     *writ.InputTable
	by    Author
	p     *place
	state *editlog.State // without rows
	file  *rowFile
	data  *writ.DataTable
	shape *shape

	hash    string
	waiting []*editlog.Entry
	bytes   int
	last    string // position
}

// log makes an entry, which is sent with others.
func (m *making) log(ctx context.Context, edit editlog.Edit) error {
	e := &editlog.Entry{Table: m.t.ID, Num: m.state.Num + 1, At: m.ws.opt.Clock(), Edit: edit}
	e.Meta = editlog.Meta{
		Format: editlog.Format, Member: m.by.Member, Email: m.by.Email, Document: m.t.Document,
		Branch: writ.BranchDraft, Batch: newBatch(), Part: 1, Parts: 1,
	}
	if err := editlog.Seal(m.hash, e); err != nil {
		return writ.Wrap(writ.CodeInvalid, "inputtable.Create", err, "The input table cannot be made: %v.", err)
	}
	m.hash = e.Meta.Hash
	m.waiting = append(m.waiting, e)
	m.bytes += len(e.Text)
	if err := m.state.Step(e); err != nil {
		return err
	}
	if m.bytes < batchBytes {
		return nil
	}
	return m.send(ctx)
}

// send appends what waits.
func (m *making) send(ctx context.Context) error {
	if len(m.waiting) == 0 {
		return nil
	}
	err := m.p.log.Append(ctx, m.waiting)
	m.waiting, m.bytes = nil, 0
	return err
}

// addAll logs rows, and writes them to the file as the log has them.
func (m *making) addAll(ctx context.Context, rows iter.Seq2[editlog.RowAdd, error]) error {
	var some []editlog.RowAdd
	bytes := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		if row.Position == "" {
			if row.Position, err = Between(m.last, ""); err != nil {
				return err
			}
		}
		m.last = max(m.last, row.Position)
		size := aboutCell
		for _, c := range row.Values {
			size += len(c.Value.Text) + aboutCell
		}
		if len(some) >= entryRows || len(some) > 0 && bytes+size > entryBytes {
			if err := m.add(ctx, some); err != nil {
				return err
			}
			some, bytes = nil, 0
		}
		some, bytes = append(some, row), bytes+size
	}
	if len(some) == 0 {
		return nil
	}
	return m.add(ctx, some)
}

func (m *making) add(ctx context.Context, rows []editlog.RowAdd) error {
	if err := m.log(ctx, editlog.Edit{AddRows: rows}); err != nil {
		return err
	}
	for _, a := range rows {
		if row := m.state.Rows[a.ID]; row != nil {
			if err := m.file.write(m.shape.values(row)); err != nil {
				return err
			}
			delete(m.state.Rows, a.ID)
		}
	}
	return nil
}

// finish makes the data table of everything that was logged, and tells the store.
func (m *making) finish(ctx context.Context) error {
	if err := m.file.close(); err != nil {
		return err
	}
	mark := driver.Mark{Num: m.state.Num, Generation: m.data.Generation}
	if err := m.p.data.Create(ctx, m.data, m.shape.people(), m.file.path(), m.file.longest, mark); err != nil {
		return err
	}
	head := &savedHead{
		head:   writ.InputHead{Table: m.t.ID, Num: m.state.Num, Hash: m.hash, At: m.ws.opt.Clock()},
		states: map[writ.Branch][]*editlog.State{writ.BranchDraft: {m.state}},
		flags:  map[writ.Branch]map[editlog.CellRef]*editlog.Flag{writ.BranchDraft: m.state.Flags},
	}
	return writeHeads(ctx, m.ws.opt.Store, []*savedHead{head}, m.data)
}

// firstData names the data table of the draft.
func (ws *Writers) firstData(ctx context.Context, t *writ.InputTable, by Author, s *editlog.State, limits driver.Capabilities) (*writ.DataTable, error) {
	d, err := ws.destination(ctx, t.Connection, t.Destination)
	if err != nil {
		return nil, err
	}
	data := &writ.DataTable{
		Table: t.ID, Branch: writ.BranchDraft, Generation: 1, As: by.As, UpdatedAt: ws.opt.Clock(),
		Object: writ.NewID[writ.ObjectID](), MarkObject: writ.NewID[writ.ObjectID](),
		Columns: dataColumns(nil, s.Columns, limits),
	}
	data.Path, data.MarkPath = d.Path.Child(objectName(data.Object)), d.Path.Child(objectName(data.MarkObject))
	return data, nil
}

// destination finds a write destination of a connection.
func (ws *Writers) destination(ctx context.Context, c writ.ConnectionID, id writ.DestinationID) (*writ.Destination, error) {
	_, all, err := ws.opt.Reach(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, writ.Errorf(writ.CodeConflict, "inputtable.Create", "The write destination of the input table is no longer there.").
		WithHint("Choose another destination.")
}

// placeFor is the place of the input tables of a connection. The first one has the
// edit log made.
func (ws *Writers) placeFor(ctx context.Context, t *writ.InputTable) (*place, error) {
	p, err := ws.reach(ctx, t.Connection)
	if writ.CodeOf(err) != writ.CodeNotFound {
		return p, err
	}
	if err := ws.makeLog(ctx, t); err != nil {
		return nil, err
	}
	return ws.reach(ctx, t.Connection)
}

// logObject is the managed object of a connection's edit log in a destination: the
// one that the ledger has, if a server died while it made the log, or a new one.
func (ws *Writers) logObject(ctx context.Context, c writ.ConnectionID, d *writ.Destination) (*writ.ManagedObject, error) {
	path := d.Path.Child(writ.EditLogName(c))
	var live []*writ.ManagedObject
	err := ws.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		live, err = tx.Objects.List(ctx, c, writ.ObjectIntended, writ.ObjectExists)
		return err
	})
	for _, o := range live {
		if slices.Equal(o.Path, path) {
			return o, nil
		}
	}
	return &writ.ManagedObject{
		ID: writ.NewID[writ.ObjectID](), Connection: c, Destination: d.ID, Kind: writ.ObjectTable, Path: path, As: writ.ServiceAccount(),
	}, err
}

// makeLog makes the edit log of a connection, in the destination of its first input
// table.
func (ws *Writers) makeLog(ctx context.Context, t *writ.InputTable) error {
	w, destinations, err := ws.opt.Reach(ctx, t.Connection)
	if err != nil {
		return err
	}
	d, err := ws.destination(ctx, t.Connection, t.Destination)
	if err != nil {
		return err
	}
	o, err := ws.logObject(ctx, t.Connection, d)
	if err != nil {
		return err
	}
	if err := w.Objects(store.Ledger(ws.opt.Store, ws.opt.Clock), destinations).CreateLog(ctx, o); err != nil {
		return err
	}
	l := &writ.EditLog{Connection: t.Connection, Destination: d.ID, Object: o.ID, Path: o.Path, CreatedAt: ws.opt.Clock()}
	err = ws.opt.Store.Write(ctx, func(tx store.Tx) error { return tx.EditLogs.Insert(ctx, l) })
	if writ.CodeOf(err) == writ.CodeConflict { // somebody else made it at the same time
		return nil
	}
	return err
}
