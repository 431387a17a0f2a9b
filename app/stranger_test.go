package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/writ-dev/writ"
)

// TestForeignFiles says that a start removes the files of uploads that are gone,
// and nothing else from a folder that an operator named.
func TestForeignFiles(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	gone := string(writ.NewID[writ.UploadID]())
	kept := map[string]bool{"report.csv": true, "id-1": true, "x.rejects": true, gone: false, gone + ".rejects": false}
	for name := range kept {
		w.ok(os.WriteFile(filepath.Join(w.dir, "blob", name), []byte("x"), 0o600))
	}
	w.restart()
	for name, want := range kept {
		_, err := os.Stat(filepath.Join(w.dir, "blob", name))
		if is := err == nil; is != want {
			t.Errorf("%s is there: %t, want %t", name, is, want)
		}
	}
}
