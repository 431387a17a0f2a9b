package inputtable

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
)

func TestMain(m *testing.M) {
	// The servers that the tests start live as long as their process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/writ-dev/writ/internal/testserver.watch"),
		goleak.IgnoreAnyFunction("os/exec.(*Cmd).Start.func2"))
}

// world is a store with a connection and a document, and what its input tables are
// kept in: fakes, or a real warehouse.
type world struct {
	t           testing.TB
	st          store.Store
	member      *writ.Member
	conn        *writ.Connection
	destination *writ.Destination
	document    *writ.File
	fake        *fake // nil where the warehouse is real
	w           *warehouse.Warehouse
	uptime      func() time.Duration
	lease       time.Duration
}

func newFakeWorld(t testing.TB) *world {
	w := newWorld(t, writ.Path{"work"})
	w.fake = newFake()
	return w
}

func newPostgresWorld(t testing.TB) *world {
	server := testpg.Get(t)
	user := server.NewUser(t)
	database := server.NewDatabase(t)
	schema := server.NewSchema(t, database, user)
	w := newWorld(t, writ.Path{schema})
	w.w = warehouse.New(postgres.New(), server.Values(database, user), warehouse.Options{})
	t.Cleanup(func() { _ = w.w.Close() })
	return w
}

func newWorld(t testing.TB, schema writ.Path) *world {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "writ.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	at := writ.SystemClock()
	w := &world{t: t, st: st}
	w.member = &writ.Member{ID: writ.NewID[writ.MemberID](), Email: "ada@example.com", AccountType: writ.AccountBuild, Version: 1, CreatedAt: at, UpdatedAt: at}
	w.conn = &writ.Connection{ID: writ.NewID[writ.ConnectionID](), Name: "shop", Platform: writ.PlatformPostgres, WriteAccess: true, Version: 1, CreatedBy: w.member.ID, UpdatedBy: w.member.ID, CreatedAt: at, UpdatedAt: at}
	w.destination = &writ.Destination{ID: writ.NewID[writ.DestinationID](), Connection: w.conn.ID, Path: schema, CreatedAt: at}
	w.document = &writ.File{ID: writ.NewID[writ.FileID](), Kind: writ.KindHome, Name: "Plan", Owner: w.member.ID, Creator: w.member.ID, Version: 1, UpdatedBy: w.member.ID, CreatedAt: at, UpdatedAt: at}
	err = st.Write(t.Context(), func(tx store.Tx) error {
		ctx := t.Context()
		if err := tx.Members.Insert(ctx, w.member); err != nil {
			return err
		}
		if err := tx.Connections.Insert(ctx, w.conn); err != nil {
			return err
		}
		if err := tx.Connections.InsertDestination(ctx, w.destination); err != nil {
			return err
		}
		return tx.Files.Insert(ctx, w.document)
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) author() Author {
	return Author{Member: w.member.ID, Email: w.member.Email, As: writ.ServiceAccount()}
}

// node begins the writers of a node, closed when the test ends.
func (w *world) node() *Writers {
	ws := New(Options{
		Store: w.st, Clock: writ.SystemClock, Node: writ.NewID[writ.NodeID](), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Dir: w.t.TempDir(), Uptime: w.uptime, Lease: w.lease,
		Reach: func(context.Context, writ.ConnectionID) (*warehouse.Warehouse, []*writ.Destination, error) {
			return w.w, []*writ.Destination{w.destination}, nil
		},
	})
	if w.fake != nil {
		ws.reach = func(context.Context, writ.ConnectionID) (*place, error) {
			return &place{log: w.fake, data: &fakeTables{w.fake, ws}}, nil
		}
	}
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = ws.Close(ctx)
	})
	return ws
}

// input makes an input table with columns of these types, named as they are.
func (w *world) input(ws *Writers, types ...writ.InputType) *writ.InputTable {
	w.t.Helper()
	at := writ.SystemClock()
	in := &writ.InputTable{
		ID: writ.NewID[writ.InputTableID](), Name: "Forecast", Kind: writ.InputEmpty, Document: w.document.ID, Connection: w.conn.ID,
		Destination: w.destination.ID, Version: 1, CreatedBy: w.member.ID, CreatedAt: at, UpdatedAt: at,
	}
	ctx := w.t.Context()
	if err := w.st.Write(ctx, func(tx store.Tx) error { return tx.InputTables.Insert(ctx, in) }); err != nil {
		w.t.Fatal(err)
	}
	if w.fake != nil {
		w.fake.log(w, in)
	}
	c := editlog.Create{Kind: writ.InputEmpty, Name: in.Name}
	for i, typ := range types {
		c.Columns = append(c.Columns, writ.InputColumn{ID: columnNumber(i + 1), Name: "Column " + strconv.Itoa(i+1), Type: typ})
	}
	if err := ws.Create(ctx, in, w.author(), c, nil); err != nil {
		w.t.Fatal(err)
	}
	return in
}

func columnNumber(n int) writ.ColumnID { return writ.ColumnID("c" + strconv.Itoa(n)) }

// request is changes of rows of the draft.
func (w *world) request(in *writ.InputTable, rows ...RowChange) Request {
	return Request{Table: in.ID, Branch: writ.BranchDraft, By: w.author(), Document: in.Document, Rows: rows}
}

func (w *world) submit(ws *Writers, r Request) *Answer {
	w.t.Helper()
	a, err := ws.Submit(w.t.Context(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// cells makes values of pairs of column and JSON.
func cells(pairs ...string) map[writ.ColumnID]json.RawMessage {
	m := map[writ.ColumnID]json.RawMessage{}
	for i := 0; i < len(pairs); i += 2 {
		m[writ.ColumnID(pairs[i])] = json.RawMessage(pairs[i+1])
	}
	return m
}

// entries are all accepted entries of a table.
func (w *world) entries(ws *Writers, in *writ.InputTable) []*editlog.Entry {
	w.t.Helper()
	p, err := ws.reach(w.t.Context(), in.Connection)
	if err != nil {
		w.t.Fatal(err)
	}
	var all []*editlog.Entry
	err = p.log.Read(w.t.Context(), driver.LogRange{Table: string(in.ID)}, func(e *editlog.Entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return editlog.Accept(all)
}

// rows are the rows of the data table of a branch, once everything logged is there.
func (w *world) rows(ws *Writers, in *writ.InputTable, b writ.Branch) map[writ.RowID]*editlog.Row {
	w.t.Helper()
	v, err := ws.View(w.t.Context(), in.ID, b)
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := ws.reach(w.t.Context(), in.Connection)
	if err != nil {
		w.t.Fatal(err)
	}
	s := editlog.NewState(b)
	s.Columns = v.Columns
	rows := map[writ.RowID]*editlog.Row{}
	err = shapeOf(s, v.Data).eachPage(w.t.Context(), p.data, func(page []*editlog.Row) error {
		for _, row := range page {
			rows[row.ID] = row
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

// agree fails the test unless the data tables are what the log folds to, and the
// chain of the log holds.
func (w *world) agree(ws *Writers, in *writ.InputTable, branches ...writ.Branch) {
	w.t.Helper()
	if len(branches) == 0 {
		branches = []writ.Branch{writ.BranchDraft}
	}
	for _, b := range branches {
		rows := w.rows(ws, in, b)
		want := editlog.Fold(w.entries(ws, in), b).Rows
		if len(rows) != len(want) {
			w.t.Errorf("%s: the data table has %d rows, the log folds to %d", b, len(rows), len(want))
		}
		for id, row := range want {
			if got := rows[id]; got == nil || !sameRow(got, row) {
				w.t.Errorf("%s: the data table has\n%+v, the log folds to\n%+v", b, got, row)
			}
		}
	}
	prev, num := "", int64(0)
	for _, e := range w.entries(ws, in) {
		if num++; e.Num != num || e.Meta.Prev != prev {
			w.t.Errorf("entry %d follows entry %d with prev %q, want %q", e.Num, num-1, e.Meta.Prev, prev)
		}
		prev = e.Meta.Hash
	}
}

func sameRow(a, b *editlog.Row) bool {
	if a.Position != b.Position || !a.CreatedAt.Equal(b.CreatedAt) || a.CreatedBy != b.CreatedBy ||
		!a.UpdatedAt.Equal(b.UpdatedAt) || a.UpdatedBy != b.UpdatedBy || a.Num != b.Num || len(a.Values) != len(b.Values) {
		return false
	}
	for id, c := range a.Values {
		if b.Get(id) != c {
			return false
		}
	}
	return true
}
