package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestFileChangedOnTheWay changes a byte of a file that has arrived, as a failing
// disk does, or a node that was paused and comes back to end its part.
func TestFileChangedOnTheWay(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	u := w.send(w.build(), "a.csv", "a\n1\n")
	w.ok(os.WriteFile(filepath.Join(w.dir, "blob", string(u.ID)), []byte("a\n7\n"), 0o600))
	got := w.load(w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"})
	if got.State != writ.UploadFailed || got.Problem.Code != writ.CodeInvalid {
		t.Errorf("another file than was sent: %+v, %+v", got, got.Problem)
	}
	w.ok(os.WriteFile(filepath.Join(w.dir, "blob", string(u.ID)), []byte("a\n1\n"), 0o600))
	must[*app.UploadView](t)(w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"}))
	if got = w.await(w.build(), u.ID); got.State != writ.UploadDone {
		t.Errorf("the file that was sent: %+v, %+v", got, got.Problem)
	}
}
