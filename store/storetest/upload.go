package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func getUpload(t *testing.T, st store.Store, id writ.UploadID) *writ.Upload {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Upload, error) { return tx.Uploads.Get(ctx, id) })
}

func testUploads(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	first, second, third := newUpload(w.member.ID), newUpload(w.member.ID), newUpload(w.member.ID)
	for _, u := range []*writ.Upload{first, second, third} {
		write(t, st, func(tx store.Tx) error { return tx.Uploads.Insert(ctx, u) })
	}
	equal(t, "Get", getUpload(t, st, first.ID), first)

	stale := *first
	first.State, first.Connection, first.Destination = writ.UploadFailed, w.connection.ID, w.destination.ID
	first.Table, first.Receiver = writ.NewID[writ.TableID](), writ.NewID[writ.NodeID]()
	first.Problem = &writ.Problem{Code: writ.CodeInvalid, Field: "options", Message: `a "quoted" 'word'`, Hint: "mend it"}
	write(t, st, func(tx store.Tx) error { return tx.Uploads.Update(ctx, first) })
	equal(t, "Get after Update", getUpload(t, st, first.ID), first)
	first.Receiver = ""
	write(t, st, func(tx store.Tx) error { return tx.Uploads.Update(ctx, first) })
	equal(t, "Get after the part has arrived", getUpload(t, st, first.ID), first)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Uploads.Update(ctx, &stale) })
	second.State = writ.UploadImporting
	write(t, st, func(tx store.Tx) error { return tx.Uploads.Update(ctx, second) })

	equal(t, "ListByMember", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Upload, error) {
		return tx.Uploads.ListByMember(ctx, w.member.ID, 2)
	}), []*writ.Upload{third, second})
	byState := func(states ...writ.UploadState) []*writ.Upload {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Upload, error) {
			return tx.Uploads.ListByState(ctx, states...)
		})
	}
	equal(t, "ListByState", byState(writ.UploadReceiving, writ.UploadImporting), []*writ.Upload{second, third})
	equal(t, "ListByState of none", len(byState(writ.UploadDone)), 0)

	testOldUploads(t, st, w.member.ID, first, second, third)

	absent := newUpload(w.member.ID)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Uploads.Update(ctx, absent) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Uploads.Get(ctx, absent.ID); return err })
}

// testOldUploads knows that the first upload failed and the others have not ended.
func testOldUploads(t *testing.T, st store.Store, m writ.MemberID, first, second, third *writ.Upload) {
	t.Helper()
	ctx := t.Context()
	before := func(at time.Time, limit int, states ...writ.UploadState) []*writ.Upload {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Upload, error) {
			return tx.Uploads.ListBefore(ctx, at.UnixMicro(), limit, states...)
		})
	}
	later := third.UpdatedAt.Add(time.Hour)
	equal(t, "ListBefore", before(later, 10, writ.UploadFailed, third.State), []*writ.Upload{first, third})
	equal(t, "ListBefore with a limit", before(later, 1, writ.UploadFailed, third.State), []*writ.Upload{first})
	equal(t, "ListBefore its own time", len(before(first.UpdatedAt, 10, writ.UploadFailed)), 0)
	open := read(t, st, func(ctx context.Context, tx store.Tx) ([2]int64, error) {
		n, bytes, err := tx.Uploads.Open(ctx, m)
		return [2]int64{int64(n), bytes}, err
	})
	equal(t, "Open", open, [2]int64{2, second.Size + third.Size})
	write(t, st, func(tx store.Tx) error { return tx.Uploads.Delete(ctx, first.ID) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Uploads.Delete(ctx, first.ID) })
}

func testTables(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	tables := make([]*writ.Table, 5)
	for i := range tables {
		o := newObject(w.destination, "SIGDS_T"+string(rune('0'+i)))
		tables[i] = newTable(o, w.member.ID)
		if i > 2 {
			tables[i].Document = tables[2].Document
		}
		write(t, st, func(tx store.Tx) error {
			if err := tx.Objects.Insert(ctx, o); err != nil {
				return err
			}
			return tx.Tables.Insert(ctx, tables[i])
		})
	}
	get := func(id writ.TableID) func(context.Context, store.Tx) (*writ.Table, error) {
		return func(ctx context.Context, tx store.Tx) (*writ.Table, error) { return tx.Tables.Get(ctx, id) }
	}
	equal(t, "Get", read(t, st, get(tables[0].ID)), tables[0])
	equal(t, "certificate, byte for byte", string(read(t, st, get(tables[0].ID)).Certificate), string(tables[0].Certificate))

	page := func(after writ.TableID) []*writ.Table {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Table, error) {
			return tx.Tables.List(ctx, after, 2)
		})
	}
	equal(t, "first page", page(""), []*writ.Table{tables[4], tables[3]})
	equal(t, "second page", page(tables[3].ID), []*writ.Table{tables[2], tables[1]})
	equal(t, "third page", page(tables[1].ID), []*writ.Table{tables[0]})
	byConnection := func(ctx context.Context, tx store.Tx) ([]*writ.Table, error) {
		return tx.Tables.ListByConnection(ctx, w.connection.ID)
	}
	equal(t, "ListByConnection", read(t, st, byConnection), tables)

	tables[1].Document = "" // as a server of the version before leaves it
	write(t, st, func(tx store.Tx) error { return tx.Tables.Update(ctx, tables[1]) })
	for id, want := range map[writ.FileID][]*writ.Table{tables[2].Document: tables[2:], tables[0].Document: tables[:1], "": tables[1:2], "x": nil} {
		equal(t, "ListByDocument", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Table, error) {
			return tx.Tables.ListByDocument(ctx, id)
		}), want)
	}

	twin := newTable(w.object, w.member.ID)
	twin.Object = tables[0].Object
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Tables.Insert(ctx, twin) })
	remove := func(tx store.Tx) error { return tx.Tables.Delete(ctx, tables[0].ID) }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Tables.Get(ctx, tables[0].ID); return err })
}

// testReferences checks that nothing can refer to what is not there.
func testReferences(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	nobody, nowhere := writ.NewID[writ.MemberID](), writ.NewID[writ.ConnectionID]()
	for name, insert := range map[string]func(store.Tx) error{
		"credential": func(tx store.Tx) error {
			return tx.Credentials.Insert(ctx, &writ.APICredential{ID: "c", Member: nobody})
		},
		"connection":  func(tx store.Tx) error { return tx.Connections.Insert(ctx, newConnection("x", nobody)) },
		"destination": func(tx store.Tx) error { return tx.Connections.InsertDestination(ctx, newDestination(nowhere, "x")) },
		"object": func(tx store.Tx) error {
			return tx.Objects.Insert(ctx, newObject(newDestination(nowhere, "x"), "SIGDS_X"))
		},
		"upload": func(tx store.Tx) error { return tx.Uploads.Insert(ctx, newUpload(nobody)) },
		"table": func(tx store.Tx) error {
			return tx.Tables.Insert(ctx, newTable(newObject(w.destination, "SIGDS_X"), w.member.ID))
		},
	} {
		t.Run(name, func(t *testing.T) { refused(t, st, writ.CodeConflict, insert) })
	}
}

// testMessages checks that a conflict names what collides, and nothing else.
func testMessages(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	says(t, st.Write(ctx, func(tx store.Tx) error { return tx.Members.Insert(ctx, newMember(w.member.Email)) }),
		"Another member has this e-mail address.")
	says(t, st.Write(ctx, func(tx store.Tx) error {
		return tx.Connections.Insert(ctx, newConnection(w.connection.Name, w.member.ID))
	}), "Another connection has this name.")
	says(t, st.Write(ctx, func(tx store.Tx) error {
		return tx.Connections.Insert(ctx, newConnection("new", writ.NewID[writ.MemberID]()))
	}), "It refers to something that is not there, or something else still refers to it.")
	says(t, st.Write(ctx, func(tx store.Tx) error { _, err := tx.Tables.Get(ctx, "x"); return err }),
		"There is no table like that.")
}
