package bundle_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/bundle"
)

// contents are the files of a backup, one of them without a byte.
var contents = map[string]string{"writ.db": "metadata", "warehouse/a.duckdb": strings.Repeat("rows\n", 10_000), "warehouse/b.duckdb": ""}

var order = []string{"writ.db", "warehouse/a.duckdb", "warehouse/b.duckdb"}

var manifest = bundle.Manifest{Writ: "v1", Schema: 2, CreatedAt: time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC), EmbeddedWarehouse: true}

// stream writes a whole backup.
func stream(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := bundle.NewWriter(&b)
	if err := w.Progress(bundle.Progress{Phase: "metadata"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range order {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(contents[name]), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := w.File(name, path); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(manifest); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func anySize(int64) error { return nil }

func unseen(bundle.Progress) {}

// receive makes a backup of a stream in a folder of its own.
func receive(t *testing.T, r io.Reader) (dir string, m *bundle.Manifest, err error) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "backup")
	m, err = bundle.Receive(t.Context(), r, dir, anySize, unseen)
	return dir, m, err
}

// demandNothing demands that the folder that dir would lie in is empty.
func demandNothing(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	dir, m, err := receive(t, bytes.NewReader(stream(t)))
	if err != nil {
		t.Fatal(err)
	}
	read, err := bundle.Read(dir)
	if err != nil || !read.CreatedAt.Equal(manifest.CreatedAt) || read.Writ != "v1" || read.Schema != 2 || !read.EmbeddedWarehouse || read.Bytes() != m.Bytes() {
		t.Fatalf("the manifest is %+v, %v", read, err)
	}
	to := t.TempDir()
	if err := read.Copy(t.Context(), dir, to, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	for name, want := range contents {
		got, err := os.ReadFile(filepath.Join(to, filepath.FromSlash(name)))
		if err != nil || string(got) != want {
			t.Errorf("%s has %d bytes, want %d (%v)", name, len(got), len(want), err)
		}
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v, %v", name, info.Mode(), err)
		}
	}
	if _, err := bundle.Receive(t.Context(), bytes.NewReader(stream(t)), dir, anySize, unseen); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second backup of that name: %v", err)
	}
}

// TestCutStream breaks a stream off at many places: nothing is left of it.
func TestCutStream(t *testing.T) {
	t.Parallel()
	whole := stream(t)
	for at := 0; at < len(whole); at += 1 + at/10 {
		dir, _, err := receive(t, bytes.NewReader(whole[:at]))
		if writ.CodeOf(err) != writ.CodeUnavailable {
			t.Fatalf("cut at %d of %d: %v", at, len(whole), err)
		}
		demandNothing(t, dir)
	}
}

func TestBadStream(t *testing.T) {
	t.Parallel()
	whole := string(stream(t))
	for name, c := range map[string]struct {
		stream string
		code   writ.Code
	}{
		"a changed byte":       {strings.Replace(whole, "metadata{", "mEtadata{", 1), writ.CodeInternal},
		"a file that is gone":  {whole[:strings.Index(whole, `{"file":{"name":"warehouse/b`)] + whole[strings.Index(whole, `{"manifest"`):], writ.CodeInternal},
		"a name that leads up": {`{"file":{"name":"../x","bytes":0}}` + "\n", writ.CodeInternal},
		"an absolute name":     {`{"file":{"name":"/etc/x","bytes":0}}` + "\n", writ.CodeInternal},
		"no frames":            {"<html>\n", writ.CodeInternal},
		"a problem":            {`{"problem":{"code":"conflict","message":"no","hint":"later"}}` + "\n", writ.CodeConflict},
	} {
		if c.stream == whole {
			t.Fatalf("%s: the stream was not bent", name)
		}
		dir, _, err := receive(t, strings.NewReader(c.stream))
		if writ.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		demandNothing(t, dir)
	}
}

func TestReceiveEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	dir := filepath.Join(t.TempDir(), "backup")
	_, err := bundle.Receive(ctx, bytes.NewReader(stream(t)), dir, func(int64) error { cancel(); return nil }, unseen)
	if writ.CodeOf(err) != writ.CodeCanceled {
		t.Errorf("got %v, want canceled", err)
	}
	demandNothing(t, dir)
	full := writ.Errorf(writ.CodeExhausted, "test", "full")
	if _, err := bundle.Receive(t.Context(), bytes.NewReader(stream(t)), dir, func(int64) error { return full }, unseen); writ.CodeOf(err) != writ.CodeExhausted {
		t.Errorf("got %v, want exhausted", err)
	}
	demandNothing(t, dir)
}

// TestDamagedBackup changes a backup on the disk in every way that a manifest can
// show.
func TestDamagedBackup(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(dir string) error{
		"no manifest": func(dir string) error { return os.Remove(filepath.Join(dir, bundle.ManifestName)) },
		"bent manifest": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, bundle.ManifestName), []byte("{"), 0o600)
		},
		"newer manifest": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, bundle.ManifestName), []byte(`{"format":2}`), 0o600)
		},
		"missing file": func(dir string) error { return os.Remove(filepath.Join(dir, "writ.db")) },
		"longer file":  func(dir string) error { return os.WriteFile(filepath.Join(dir, "writ.db"), []byte("metadata!"), 0o600) },
		"other bytes":  func(dir string) error { return os.WriteFile(filepath.Join(dir, "writ.db"), []byte("metadatA"), 0o600) },
		"a link":       func(dir string) error { return relink(filepath.Join(dir, "writ.db")) },
	} {
		dir, _, err := receive(t, bytes.NewReader(stream(t)))
		if err != nil {
			t.Fatal(err)
		}
		if err := harm(dir); err != nil {
			t.Fatal(err)
		}
		m, err := bundle.Read(dir)
		if err == nil {
			err = m.Copy(t.Context(), dir, t.TempDir(), func(int64) {})
		}
		if writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: %v, want CodeInvalid", name, err)
		}
	}
}

func relink(path string) error {
	return errors.Join(os.Remove(path), os.Symlink("/etc/hostname", path))
}
