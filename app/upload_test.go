package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// TestParts sends a file in parts, some of which go wrong, and reads exactly
// what was sent.
func TestParts(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	const file = "name,note\nÅse,\n007,\"\"\n"
	u := must[*app.UploadView](t)(w.CreateUpload(ctx, w.build(), `C:\data\../né.csv`, int64(len(file))))
	if u.FileName != "né.csv" || u.State != writ.UploadReceiving {
		t.Errorf("the new upload: %+v", u)
	}
	send := func(offset int64, part io.Reader) (*app.UploadView, error) {
		return w.AppendUpload(ctx, w.build(), u.ID, offset, part)
	}
	must[*app.UploadView](t)(send(0, strings.NewReader(file[:5])))
	got, err := send(3, strings.NewReader(file[3:]))
	refused(t, err, writ.CodeConflict, "5")
	if got.Received != 5 {
		t.Errorf("after a wrong offset %d bytes are said to have arrived", got.Received)
	}
	got, err = send(5, io.MultiReader(strings.NewReader(file[5:9]), iotest.ErrReader(errors.New("reset"))))
	refused(t, err, writ.CodeCanceled, "9 bytes")
	if got.Received != 9 {
		t.Errorf("after a broken part %d bytes are said to have arrived", got.Received)
	}
	_, err = w.PreviewUpload(ctx, w.build(), u.ID, ingest.Options{})
	refused(t, err, writ.CodeConflict, "Too little")
	w.restart()
	got = must[*app.UploadView](t)(send(9, strings.NewReader(file[9:])))
	sum := sha256.Sum256([]byte(file))
	if got.State != writ.UploadReady || got.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("the complete upload: %+v", got)
	}
	_, err = send(int64(len(file)), strings.NewReader("more"))
	refused(t, err, writ.CodeConflict, "ready")
	w.readsBack(u.ID)
}

// readsBack imports the upload of TestParts and compares what comes out.
func (w *world) readsBack(id writ.UploadID) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	done := w.load(w.build(), id, app.ImportRequest{Connection: w.embedded().ID, Name: "Notes"})
	if done.State != writ.UploadDone || done.Result == nil || *done.Result != (app.ImportResult{RowsRead: 2, RowsLoaded: 2}) {
		t.Fatalf("the upload: %+v, %+v", done, done.Problem)
	}
	rows := must[*app.RowPage](t)(w.Rows(ctx, w.build(), done.Table, 0, 10))
	want := [][]writ.Value{{writ.Text("Åse"), writ.Null()}, {writ.Text("007"), writ.Text("")}}
	for i, r := range rows.Rows {
		if r.Number != int64(i+1) || r.Cells[0] != want[i][0] || r.Cells[1] != want[i][1] {
			t.Errorf("row %d is %+v", i+1, r)
		}
	}
	for format, want := range map[export.Format]string{
		export.CSV:  "name,note\nÅse,\n007,\"\"\n",
		export.JSON: `{"name":"Åse","note":null}` + "\n" + `{"name":"007","note":""}` + "\n",
	} {
		var out bytes.Buffer
		w.ok(w.ExportTable(ctx, w.build(), done.Table, export.Form{Format: format}, &out))
		if out.String() != want {
			t.Errorf("the %s export is %q, want %q", format, out.String(), want)
		}
	}
	w.noFiles()
}

func TestLimits(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	_, err := w.CreateUpload(ctx, w.build(), "a.csv", 0)
	refused(t, err, writ.CodeInvalid, "empty")
	_, err = w.CreateUpload(ctx, w.build(), "a.csv", 65<<20)
	refused(t, err, writ.CodeExhausted, fmt.Sprint(64<<20))
	u := must[*app.UploadView](t)(w.CreateUpload(ctx, w.build(), "\x00 \n", 4))
	if u.FileName != "upload.csv" {
		t.Errorf("the file is called %q", u.FileName)
	}
	got, err := w.AppendUpload(ctx, w.build(), u.ID, 0, strings.NewReader("a\n1\n2\n"))
	refused(t, err, writ.CodeInvalid, "longer")
	if got.State != writ.UploadFailed || got.Problem == nil {
		t.Errorf("the upload that was longer than announced: %+v", got)
	}
	_, err = w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"})
	refused(t, err, writ.CodeConflict, "failed")
}

// TestStartImportRefuses tries every request that can be told to be wrong at
// once; the upload must stay ready.
func TestStartImportRefuses(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	u, conn := w.send(w.build(), "a.csv", "a\n1\n"), w.embedded().ID
	for name, tc := range map[string]struct {
		req  app.ImportRequest
		code writ.Code
		word string
	}{
		"no name":         {app.ImportRequest{Connection: conn, Name: " \t"}, writ.CodeInvalid, "empty"},
		"control":         {app.ImportRequest{Connection: conn, Name: "a\x00b"}, writ.CodeInvalid, "shown"},
		"long name":       {app.ImportRequest{Connection: conn, Name: strings.Repeat("é", 201)}, writ.CodeInvalid, "200"},
		"no connection":   {app.ImportRequest{Connection: "x", Name: "x"}, writ.CodeNotFound, "connection"},
		"bad destination": {app.ImportRequest{Connection: conn, Destination: "x", Name: "x"}, writ.CodeInvalid, "destination"},
		"bad reject rule": {app.ImportRequest{Connection: conn, Name: "x", OnReject: "shrug"}, writ.CodeInvalid, "shrug"},
	} {
		_, err := w.StartImport(ctx, w.build(), u.ID, tc.req)
		if writ.CodeOf(err) != tc.code || !strings.Contains(fmt.Sprint(err), tc.word) {
			t.Errorf("%s: %v, want code %s and %q", name, err, tc.code, tc.word)
		}
	}
	if got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), u.ID)); got.State != writ.UploadReady {
		t.Errorf("the upload is %s", got.State)
	}
}

// TestRejects says that an import that stops leaves its list and can be started
// again with other choices.
func TestRejects(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	u := w.send(w.build(), "a.csv", "n\n1\ntwo\n3\n")
	req := app.ImportRequest{Connection: w.embedded().ID, Name: "Numbers", Options: ingest.Options{
		Columns: []ingest.ColumnChoice{{Index: 0, Include: true, Kind: writ.KindInteger}},
	}}
	refused(t, w.Rejects(ctx, w.build(), u.ID, io.Discard), writ.CodeNotFound)
	got := w.load(w.build(), u.ID, req)
	if got.State != writ.UploadFailed || got.Problem == nil || got.Problem.Code != writ.CodeInvalid {
		t.Fatalf("the import that had to stop: %+v, %+v", got, got.Problem)
	}
	var list bytes.Buffer
	w.ok(w.Rejects(ctx, w.build(), u.ID, &list))
	if !strings.Contains(list.String(), "two") {
		t.Errorf("the list of rejects: %q", list.String())
	}
	w.noOrphans()
	req.OnReject = ingest.RejectLoad
	got = w.load(w.build(), u.ID, req)
	if got.State != writ.UploadDone || got.Result == nil || *got.Result != (app.ImportResult{RowsRead: 3, RowsLoaded: 2, RowsRejected: 1}) {
		t.Errorf("the import that loads the rest: %+v, %+v", got, got.Result)
	}
	list.Reset()
	w.ok(w.Rejects(ctx, w.build(), u.ID, &list))
	w.ok(w.DeleteTable(ctx, w.build(), got.Table))
	refused(t, w.Rejects(ctx, w.build(), u.ID, io.Discard), writ.CodeNotFound)
}

// noOrphans waits until every live object of the ledger has its table, and nothing
// is staged: sweeping goes on in the background.
func (w *world) noOrphans() {
	w.t.Helper()
	w.eventually(func() error {
		left, err := os.ReadDir(filepath.Join(w.dir, "staging"))
		if err == nil && len(left) != 0 {
			err = fmt.Errorf("the staging folder holds %v", left)
		}
		if err != nil {
			return err
		}
		return w.store.Read(w.t.Context(), func(tx store.Tx) error { return noOrphans(w.t.Context(), tx) })
	})
}

func noOrphans(ctx context.Context, tx store.Tx) error {
	conns, err := tx.Connections.List(ctx, true)
	if err != nil {
		return err
	}
	for _, c := range conns {
		objects, err := tx.Objects.List(ctx, c.ID, writ.ObjectIntended, writ.ObjectExists)
		if err != nil {
			return err
		}
		tables, err := tx.Tables.ListByConnection(ctx, c.ID)
		if err != nil {
			return err
		}
		if len(objects) != len(tables) {
			return fmt.Errorf("%s holds %d live objects and %d tables", c.Name, len(objects), len(tables))
		}
	}
	return nil
}

// eventually tries until check passes: what goes on in the background has no other
// sign.
func (w *world) eventually(check func() error) {
	w.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); ; <-tick.C {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatal(err)
		}
	}
}

// noFiles waits until the blob store is empty.
func (w *world) noFiles() {
	w.t.Helper()
	w.eventually(func() error {
		left, err := os.ReadDir(filepath.Join(w.dir, "blob"))
		if err == nil && len(left) != 0 {
			err = fmt.Errorf("the blob store holds %v", left)
		}
		return err
	})
}

// TestCancel cancels an upload in each of its states.
func TestCancel(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	file := "a,b\n" + strings.Repeat("12345,some text\n", 50_000)
	receiving := must[*app.UploadView](t)(w.CreateUpload(ctx, w.build(), "a.csv", 10))
	must[*app.UploadView](t)(w.AppendUpload(ctx, w.build(), receiving.ID, 0, strings.NewReader("a\n")))
	ready := w.send(w.build(), "b.csv", file)
	importing := w.send(w.build(), "c.csv", file)
	must[*app.UploadView](t)(w.StartImport(ctx, w.build(), importing.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"}))
	for _, id := range []writ.UploadID{receiving.ID, ready.ID, importing.ID} {
		for range 2 { // twice is harmless
			got, err := w.CancelUpload(ctx, w.build(), id)
			if err != nil || got.State != writ.UploadCanceled {
				t.Errorf("canceling: %+v, %v", got, err)
			}
		}
	}
	w.noOrphans()
	w.noFiles()
	done := w.load(w.build(), w.send(w.build(), "d.csv", "a\n1\n").ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"})
	_, err := w.CancelUpload(ctx, w.build(), done.ID)
	refused(t, err, writ.CodeConflict, "done")
}

// TestCancelByWhoIsGone cancels an import for somebody who does not wait for its
// end: the file goes all the same.
func TestCancelByWhoIsGone(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	gone, leave := context.WithCancel(ctx)
	defer leave()
	w.store = leavingStore{Store: w.store, ctx: gone, leave: leave}
	w.restart()
	u := w.send(w.build(), "a.csv", "a,b\n"+strings.Repeat("12345,some text\n", 2_000_000))
	must[*app.UploadView](t)(w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"}))
	w.begun(w.build(), u.ID)
	_, err := w.CancelUpload(gone, w.build(), u.ID)
	refused(t, err, writ.CodeCanceled)
	if got := w.await(w.build(), u.ID); got.State != writ.UploadCanceled {
		t.Errorf("the upload is %s", got.State)
	}
	w.noFiles()
}

// leavingStore ends the request of ctx once it has written.
type leavingStore struct {
	store.Store
	ctx   context.Context
	leave func()
}

func (s leavingStore) Write(ctx context.Context, f func(store.Tx) error) error {
	err := s.Store.Write(ctx, f)
	if ctx == s.ctx {
		s.leave()
	}
	return err
}

// TestCancelWhileReceiving cancels from inside a part: the part then finds the
// upload gone and takes its bytes along.
func TestCancelWhileReceiving(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	u := must[*app.UploadView](t)(w.CreateUpload(ctx, w.build(), "a.csv", 10))
	part := &hook{Reader: strings.NewReader("0123456789"), before: func() {
		_, err := w.AppendUpload(ctx, w.build(), u.ID, 0, strings.NewReader("x"))
		refused(t, err, writ.CodeConflict, "Another part")
		must[*app.UploadView](t)(w.CancelUpload(ctx, w.build(), u.ID))
	}}
	_, err := w.AppendUpload(ctx, w.build(), u.ID, 0, part)
	refused(t, err, writ.CodeConflict, "canceled")
	w.noFiles()
}

// hook calls before once, at the first read.
type hook struct {
	io.Reader
	before func()
}

func (h *hook) Read(p []byte) (int, error) {
	if h.before != nil {
		before := h.before
		h.before = nil
		before()
	}
	return h.Reader.Read(p)
}
