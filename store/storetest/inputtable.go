package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// inputWorld is a world with a document in a folder, and two input tables in it.
type inputWorld struct {
	world
	document      *writ.File
	first, second *writ.InputTable
}

func newInputWorld(t *testing.T, st store.Store) inputWorld {
	t.Helper()
	ctx := t.Context()
	w := inputWorld{world: newWorld(t, st)}
	home := newFile(writ.KindHome, nil, w.member)
	w.document = newFile(writ.KindWorkbook, home, w.member)
	w.first, w.second = newInputTable(w), newInputTable(w)
	w.second.Kind, w.second.Parent = writ.InputLinked, &writ.InputParent{Path: writ.Path{"db", "s", "orders"}, Keys: []string{"ID", "Straße"}}
	write(t, st, func(tx store.Tx) error {
		for _, f := range []*writ.File{home, w.document} {
			if err := tx.Files.Insert(ctx, f); err != nil {
				return err
			}
		}
		for _, i := range []*writ.InputTable{w.first, w.second} {
			if err := tx.InputTables.Insert(ctx, i); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func newInputTable(w inputWorld) *writ.InputTable {
	return &writ.InputTable{
		ID: writ.NewID[writ.InputTableID](), Name: "Forecast 🐟", Kind: writ.InputEmpty, Document: w.document.ID,
		Connection: w.connection.ID, Destination: w.destination.ID, Version: 1, CreatedBy: w.member.ID,
		CreatedAt: moment(), UpdatedAt: moment().Add(time.Second),
	}
}

// insertObjects adds managed objects of these names to the ledger.
func insertObjects(t *testing.T, st store.Store, w world, names ...string) []*writ.ManagedObject {
	t.Helper()
	list := make([]*writ.ManagedObject, len(names))
	for i, name := range names {
		list[i] = newObject(w.destination, name)
		list[i].Upload = ""
		write(t, st, func(tx store.Tx) error { return tx.Objects.Insert(t.Context(), list[i]) })
	}
	return list
}

func newDataTable(t *writ.InputTable, b writ.Branch, data, mark *writ.ManagedObject) *writ.DataTable {
	return &writ.DataTable{
		Table: t.ID, Branch: b, Generation: 1, Object: data.ID, MarkObject: mark.ID, Path: data.Path, MarkPath: mark.Path,
		As: writ.AsMember(t.CreatedBy, "editor"), UpdatedAt: moment(),
		Columns: []writ.DataColumn{{Column: "c1", Physical: "strasse", Type: writ.Type{Kind: writ.KindDecimal, Precision: 38, Scale: 10}}},
	}
}

func testInputTables(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newInputWorld(t, st)
	get := func(id writ.InputTableID) *writ.InputTable {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.InputTable, error) { return tx.InputTables.Get(ctx, id) })
	}
	equal(t, "Get", get(w.first.ID), w.first)
	equal(t, "Get a linked one", get(w.second.ID), w.second)
	list := func(fn func(context.Context, store.Tx) ([]*writ.InputTable, error)) []*writ.InputTable {
		t.Helper()
		return read(t, st, fn)
	}
	both := []*writ.InputTable{w.first, w.second}
	equal(t, "List", list(func(ctx context.Context, tx store.Tx) ([]*writ.InputTable, error) {
		return tx.InputTables.List(ctx, "", 1)
	}), both[1:])
	equal(t, "List, second page", list(func(ctx context.Context, tx store.Tx) ([]*writ.InputTable, error) {
		return tx.InputTables.List(ctx, w.second.ID, 2)
	}), both[:1])
	equal(t, "ByDocument", list(func(ctx context.Context, tx store.Tx) ([]*writ.InputTable, error) {
		return tx.InputTables.ByDocument(ctx, w.document.ID)
	}), both)
	equal(t, "ByConnection", list(func(ctx context.Context, tx store.Tx) ([]*writ.InputTable, error) {
		return tx.InputTables.ByConnection(ctx, w.connection.ID)
	}), both)

	stale := *w.first
	w.first.Name, w.first.UpdatedAt = "Budget", moment().Add(time.Hour)
	write(t, st, func(tx store.Tx) error { return tx.InputTables.Update(ctx, w.first) })
	equal(t, "Get after Update", get(w.first.ID), w.first)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.InputTables.Update(ctx, &stale) })

	nowhere := newInputTable(w)
	nowhere.Destination = writ.NewID[writ.DestinationID]()
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.InputTables.Insert(ctx, nowhere) })
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Files.Delete(ctx, w.document.ID) })
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Connections.DeleteDestination(ctx, w.destination.ID) })
	remove := func(id writ.InputTableID) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.InputTables.Delete(ctx, id) }
	}
	write(t, st, remove(w.first.ID))
	write(t, st, remove(w.second.ID))
	refused(t, st, writ.CodeNotFound, remove(w.first.ID))
	write(t, st, func(tx store.Tx) error { return tx.Files.Delete(ctx, w.document.ID) })
}

func testDataTables(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newInputWorld(t, st)
	o := insertObjects(t, st, w.world, "SIGDS_D1", "SIGDS_M1", "SIGDS_D2", "SIGDS_M2", "SIGDS_D3", "SIGDS_M3")
	put := func(d writ.DataTable) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.InputTables.PutData(ctx, &d) }
	}
	check := func(what string, want ...*writ.DataTable) {
		t.Helper()
		equal(t, what, read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.DataTable, error) {
			return tx.InputTables.Data(ctx, w.first.ID)
		}), want)
	}
	check("before there is one")
	draft, published := newDataTable(w.first, writ.BranchDraft, o[0], o[1]), newDataTable(w.first, writ.BranchPublished, o[2], o[3])
	published.As = writ.ServiceAccount()
	write(t, st, put(*draft))
	write(t, st, put(*published))
	write(t, st, put(*draft))
	check("both branches", draft, published)

	draft.Columns = append(draft.Columns, writ.DataColumn{Column: "c2", Physical: "c2", Type: writ.Type{Kind: writ.KindText}})
	write(t, st, put(*draft))
	check("with a column more", draft, published)
	less := *draft
	less.Columns = draft.Columns[:1]
	refused(t, st, writ.CodeStale, put(less))
	twin := *newDataTable(w.first, writ.BranchDraft, o[4], o[5])
	twin.Columns = draft.Columns
	refused(t, st, writ.CodeStale, put(twin))
	twin.Generation = 3
	write(t, st, put(twin))
	check("the next generation", &twin, published)
	refused(t, st, writ.CodeStale, put(*draft))

	foreign := *newDataTable(w.second, writ.BranchDraft, o[4], o[0])
	refused(t, st, writ.CodeConflict, put(foreign))
	for _, id := range []writ.ObjectID{o[4].ID, o[3].ID} {
		equal(t, "ByObject", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.InputTable, error) {
			return tx.InputTables.ByObject(ctx, id)
		}), w.first)
	}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.InputTables.ByObject(ctx, o[0].ID); return err })
	write(t, st, func(tx store.Tx) error { return tx.InputTables.Delete(ctx, w.first.ID) })
	check("after Delete")
}

// testInputObjects checks what of an input table counts as an orphan, what of it is
// swept, and by what it is found.
func testInputObjects(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newInputWorld(t, st)
	now := writ.SystemClock().Truncate(time.Microsecond)
	made := map[string]*writ.ManagedObject{}
	for _, name := range []string{"data", "mark", "log", "unused", "making", "stuck", "given up"} {
		o := newObject(w.destination, "SIGDS_"+name)
		o.Upload, o.CreatedAt, o.UpdatedAt, o.State = "", now, now, writ.ObjectExists
		made[name] = o
	}
	for _, name := range []string{"making", "stuck", "given up"} {
		made[name].State = writ.ObjectIntended
	}
	made["stuck"].CreatedAt = now.Add(-25 * time.Hour)
	made["stuck"].UpdatedAt = made["stuck"].CreatedAt
	made["given up"].UpdatedAt = now.Add(time.Second)
	write(t, st, func(tx store.Tx) error {
		for _, o := range made {
			if err := tx.Objects.Insert(ctx, o); err != nil {
				return err
			}
		}
		if err := tx.InputTables.PutData(ctx, newDataTable(w.first, writ.BranchDraft, made["data"], made["mark"])); err != nil {
			return err
		}
		return tx.EditLogs.Insert(ctx, &writ.EditLog{Connection: w.connection.ID, Destination: w.destination.ID, Object: made["log"].ID, Path: made["log"].Path})
	})
	for what, tt := range map[string]struct {
		filter store.ObjectFilter
		want   []string
	}{
		"orphans":     {store.ObjectFilter{Orphans: true}, []string{"given up", "making", "stuck", "unused"}},
		"leftovers":   {store.ObjectFilter{Leftovers: true}, []string{"given up", "stuck"}},
		"owner":       {store.ObjectFilter{Owner: w.member.ID}, []string{"data", "mark"}},
		"its name":    {store.ObjectFilter{Text: "forecast"}, []string{"data", "mark"}},
		"other names": {store.ObjectFilter{Text: "budget"}, nil},
	} {
		var names []string
		for _, o := range read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.ManagedObject, error) {
			return tx.Objects.Page(ctx, tt.filter, "", 100)
		}) {
			if name := strings.TrimPrefix(o.Path.Name(), "SIGDS_"); made[name] != nil {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		equal(t, what, names, tt.want)
	}
}

func testEditLogs(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	o := insertObjects(t, st, w, "SIGDS_WAL_1", "SIGDS_WAL_2")
	get := func(ctx context.Context, tx store.Tx) (*writ.EditLog, error) {
		return tx.EditLogs.Get(ctx, w.connection.ID)
	}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := get(ctx, tx); return err })
	l := &writ.EditLog{Connection: w.connection.ID, Destination: w.destination.ID, Object: o[0].ID, Path: o[0].Path, CreatedAt: moment()}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.EditLogs.Update(ctx, l) })
	write(t, st, func(tx store.Tx) error { return tx.EditLogs.Insert(ctx, l) })
	equal(t, "Get", read(t, st, get), l)
	err := st.Write(ctx, func(tx store.Tx) error { return tx.EditLogs.Insert(ctx, l) })
	says(t, err, "The connection has an edit log already.")
	l.Object, l.Path, l.Problem = o[1].ID, o[1].Path, &writ.Problem{Code: writ.CodeConflict, Message: "EDIT is gone."}
	write(t, st, func(tx store.Tx) error { return tx.EditLogs.Update(ctx, l) })
	equal(t, "List", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.EditLog, error) { return tx.EditLogs.List(ctx) }), []*writ.EditLog{l})
	l.Problem = nil
	write(t, st, func(tx store.Tx) error { return tx.EditLogs.Update(ctx, l) })
	equal(t, "Get after it was mended", read(t, st, get), l)
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Connections.DeleteDestination(ctx, w.destination.ID) })
}
