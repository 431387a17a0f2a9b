package app_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// occupy starts as many imports as may run at once; each stands still, opening a
// pipe that nobody writes to, until free is called.
func (w *world) occupy() (free func()) {
	w.t.Helper()
	var pipes []string
	for i := range 2 {
		u := w.send(w.build(), "slow.csv", "a\n1\n")
		pipe := filepath.Join(w.dir, "blob", string(u.ID))
		w.ok(os.Remove(pipe))
		w.ok(syscall.Mkfifo(pipe, 0o600))
		must[*app.UploadView](w.t)(w.StartImport(w.t.Context(), w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "Slow"}))
		for staged := false; !staged; runtime.Gosched() { // it has its turn once it stages
			left, err := os.ReadDir(filepath.Join(w.dir, "staging"))
			w.ok(err)
			staged = len(left) > i
		}
		pipes = append(pipes, pipe)
	}
	return func() {
		for _, pipe := range pipes {
			f, err := os.OpenFile(pipe, os.O_WRONLY, 0)
			w.ok(err)
			w.ok(f.Close())
		}
	}
}

// TestChangedWhileWaiting says that an import that waited for others asks again
// whether, and where, it may write.
func TestChangedWhileWaiting(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	free := w.occupy()
	u := w.send(w.build(), "a.csv", "a\n1\n")
	must[*app.UploadView](t)(w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"}))
	off := draftOf(w.embedded())
	off.WriteAccess = false
	must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), w.embedded().ID, off))
	free()
	if got := w.await(w.build(), u.ID); got.State != writ.UploadFailed || got.Problem.Code != writ.CodeForbidden {
		t.Errorf("the import that waited: %s, %+v", got.State, got.Problem)
	}
}
