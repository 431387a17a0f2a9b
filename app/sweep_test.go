package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// objects lists what really lies in a schema of the embedded warehouse, past
// every rule of the explorer.
func (w *world) objects(schema string) []driver.Entry {
	w.t.Helper()
	conn := must[driver.Conn](w.t)(w.drivers[writ.PlatformDuckDB].Open(w.t.Context(), driver.Config{
		Values: map[string]string{"file": "warehouse.duckdb"}, MaxConns: 1,
	}))
	defer conn.Close()
	return must[[]driver.Entry](w.t)(conn.(driver.Inspector).List(w.t.Context(), writ.Path{schema}))
}

// TestStopWhileImporting stops the server in the middle of an import: the next
// start goes on by itself, and there is one table and nothing else.
func TestStopWhileImporting(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	before := len(w.objects("writ_objects"))
	u := w.send(w.build(), "a.csv", "a,b\n"+strings.Repeat("12345,some text\n", 200_000))
	must[*app.UploadView](t)(w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "Later"}))
	w.begun(w.build(), u.ID)
	w.restart()
	if got := w.await(w.build(), u.ID); got.State != writ.UploadDone || got.Problem != nil || got.Result.RowsLoaded != 200_000 {
		t.Errorf("after the restart: %+v, %+v", got, got.Problem)
	}
	w.noOrphans()
	if after := len(w.objects("writ_objects")); after != before+1 {
		t.Errorf("%d objects in the destination, want %d", after, before+1)
	}
}

// begun waits until a node works on an import.
func (w *world) begun(actor app.Actor, id writ.UploadID) {
	w.t.Helper()
	w.eventually(func() error {
		u, err := w.Upload(w.t.Context(), actor, id)
		if err == nil && u.Progress != nil && u.Progress.Phase == app.PhaseWaiting {
			err = errors.New("the import waits")
		}
		return err
	})
}

// TestKilledBeforeRegistering builds what a kill leaves between the confirmed
// table and its registration: the file still here, the upload importing, the
// object live, no table. The next start drops the object and offers the file.
func TestKilledBeforeRegistering(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	const file = "a\n1\n"
	before := len(w.objects("writ_objects"))
	u := w.load(w.build(), w.send(w.build(), "a.csv", file).ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"})
	w.ok(w.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.Tables.Delete(ctx, u.Table); err != nil {
			return err
		}
		up := u.Upload
		up.State, up.Table = writ.UploadImporting, ""
		return tx.Uploads.Update(ctx, &up)
	}))
	w.ok(os.WriteFile(filepath.Join(w.dir, "blob", string(u.ID)), []byte(file), 0o600))
	w.ok(os.WriteFile(filepath.Join(w.dir, "blob", string(writ.NewID[writ.UploadID]())), []byte("x"), 0o600))
	w.ok(os.MkdirAll(filepath.Join(w.dir, "staging", string(u.ID), "deep"), 0o700))
	if n := len(w.objects("writ_objects")); n != before+1 {
		t.Fatalf("%d objects before the restart, want %d", n, before+1)
	}
	w.restart()
	w.noOrphans()
	if n := len(w.objects("writ_objects")); n != before {
		t.Errorf("%d objects after the restart, want %d", n, before)
	}
	left := must[[]os.DirEntry](t)(os.ReadDir(filepath.Join(w.dir, "blob")))
	if len(left) != 1 || left[0].Name() != string(u.ID) {
		t.Errorf("the blob store holds %v", left)
	}
	if got := w.load(w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"}); got.State != writ.UploadDone {
		t.Errorf("the second try: %+v, %+v", got, got.Problem)
	}
}

// TestKilledWhileReceiving builds what a kill leaves between the bytes on disk
// and their number in the store, halfway and at the very end.
func TestKilledWhileReceiving(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	for _, arrived := range []string{"a\n", "a\n1\n2\n"} {
		u := must[*app.UploadView](t)(w.CreateUpload(ctx, w.build(), "a.csv", 6))
		w.ok(os.WriteFile(filepath.Join(w.dir, "blob", string(u.ID)), []byte(arrived), 0o600))
		w.restart()
		got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), u.ID))
		whole := len(arrived) == 6
		if got.Received != int64(len(arrived)) || (got.State == writ.UploadReady) != whole || (got.SHA256 != "") != whole {
			t.Errorf("after %q: %+v", arrived, got)
		}
	}
}

// TestCloseTwice says that stopping is safe to repeat and that a stopped App
// begins nothing new.
func TestCloseTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.send(w.build(), "a.csv", "a\n1\n")
	conn := w.embedded().ID
	for range 2 {
		w.ok(w.Close(context.Background()))
	}
	_, err := w.StartImport(t.Context(), w.build(), u.ID, app.ImportRequest{Connection: conn, Name: "x"})
	refused(t, err, writ.CodeUnavailable, "stopping")
	_, err = w.Browse(t.Context(), w.build(), conn, nil, false)
	refused(t, err, writ.CodeUnavailable, "stopping")
}
