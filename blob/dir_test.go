package blob_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/blob/blobtest"
)

func openDir(t *testing.T, path string) *blob.Dir {
	t.Helper()
	d, err := blob.OpenDir(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDir(t *testing.T) {
	t.Parallel()
	blobtest.Exam(t, func(t *testing.T) (one, other blob.Store) {
		path := filepath.Join(t.TempDir(), "uploads")
		return openDir(t, path), openDir(t, path)
	})
}

// TestDirTellsStrangersApart says that files which are none of ours are neither
// listed nor in the way, and that nobody else may read ours.
func TestDirTellsStrangersApart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "uploads")
	d := openDir(t, path)
	if err := os.Mkdir(filepath.Join(path, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, ".nfs0001"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Append(t.Context(), "a", 0, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if ids, err := d.List(t.Context()); err != nil || len(ids) != 1 {
		t.Errorf("List: %v, %v", ids, err)
	}
	for _, p := range []string{path, filepath.Join(path, "a")} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", p, info.Mode(), err)
		}
	}
	_, err := blob.OpenDir(filepath.Join(path, "a", "b"))
	if writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("a folder below a file: %v", err)
	}
}
