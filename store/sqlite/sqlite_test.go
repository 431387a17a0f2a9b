package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/store/storetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childVariable); path != "" {
		runChild(path)
		return
	}
	goleak.VerifyTestMain(m)
}

func TestExam(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, filepath.Join(t.TempDir(), "writ.db"))
	})
}

func TestRace(t *testing.T) {
	t.Parallel()
	storetest.Race(t, func(t *testing.T) []store.Store {
		return []store.Store{open(t, filepath.Join(t.TempDir(), "writ.db"))}
	})
}

func open(t *testing.T, path string) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func insert(ctx context.Context, st store.Store, emails ...string) error {
	return st.Write(ctx, func(tx store.Tx) error {
		for _, e := range emails {
			m := &writ.Member{ID: writ.NewID[writ.MemberID](), Email: e, AccountType: writ.AccountView}
			if err := tx.Members.Insert(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

func members(t *testing.T, st store.Store) (list []*writ.Member) {
	t.Helper()
	err := st.Read(t.Context(), func(tx store.Tx) (err error) {
		list, err = tx.Members.List(t.Context(), "", 1_000_000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestReopen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b%20c?d#é&=.db")
	st := open(t, path)
	if err := insert(t.Context(), st, "ada@example.com"); err != nil {
		t.Fatal(err)
	}
	want := members(t, st)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if got := members(t, open(t, path)); !reflect.DeepEqual(got, want) {
		t.Errorf("after a reopening: got %v, want %v", got, want)
	}
}

// TestTermsOutliveTheServer opens a store again and again, each time as another node.
func TestTermsOutliveTheServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "writ.db")
	for want := int64(1); want <= 3; want++ {
		st, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		var l *writ.Lease
		err = st.Write(t.Context(), func(tx store.Tx) (err error) {
			l, err = tx.Leases.Take(t.Context(), "editlog", writ.NewID[writ.NodeID](), 0)
			return err
		})
		if err != nil || l.Term != want {
			t.Errorf("the lease is %+v (%v), want the term %d", l, err, want)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes mean nothing on Windows")
	}
	dir := t.TempDir()
	st := open(t, filepath.Join(dir, "writ.db"))
	if err := insert(t.Context(), st, "ada@example.com"); err != nil {
		t.Fatal(err)
	}
	if err := st.Backup(t.Context(), filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 4 { // the file, its WAL and index, the lock, the copy
		t.Fatalf("only %d files (%v)", len(entries), err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v), want 0600", e.Name(), info.Mode(), err)
		}
	}
}

func TestNewerSchemaIsRefusedAndUntouched(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "writ.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	_, err = sqlite.Open(t.Context(), path)
	if writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), "999") || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want CodeUnsupported that names the file and its version", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("the file changed (%v)", err)
	}
}

func TestOpenFailsClearly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	foreign := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(foreign, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"no folder":      filepath.Join(dir, "absent", "writ.db"),
		"a folder":       dir,
		"not a database": foreign,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sqlite.Open(t.Context(), path)
			var e *writ.Error
			if !errors.As(err, &e) || e.Code != writ.CodeInternal || !strings.Contains(e.Message, path) || e.Hint == "" {
				t.Errorf("got %v, want CodeInternal that names %s and says how to mend it", err, path)
			}
		})
	}
}

func TestBackupUnderWrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st := open(t, filepath.Join(dir, "writ.db"))
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				err := insert(ctx, st, fmt.Sprintf("%d.%d.a@example.com", w, i), fmt.Sprintf("%d.%d.b@example.com", w, i))
				if err != nil && ctx.Err() == nil {
					t.Errorf("insert: %v", err)
				}
			}
		})
	}
	smallest := 0
	for i := range 5 {
		path := filepath.Join(dir, fmt.Sprintf("copy%d.db", i))
		if err := st.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		n := len(members(t, open(t, path)))
		if n%2 != 0 || n < smallest {
			t.Errorf("backup %d has %d members; an earlier one had %d, and they are written in pairs", i, n, smallest)
		}
		smallest = n
	}
	stop()
	wg.Wait()
	path := filepath.Join(dir, "last.db")
	if err := st.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if got, want := members(t, open(t, path)), members(t, st); !reflect.DeepEqual(got, want) {
		t.Errorf("the backup has %d members, the store %d", len(got), len(want))
	}
}

func TestBackupRefusals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st := open(t, filepath.Join(dir, "writ.db"))
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := st.Backup(t.Context(), taken); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("onto a file that is there: %v", err)
	}
	if text, err := os.ReadFile(taken); string(text) != "mine" {
		t.Errorf("the file that was there holds %q (%v)", text, err)
	}
	if err := st.Backup(t.Context(), filepath.Join(dir, "absent", "copy")); writ.CodeOf(err) != writ.CodeInternal {
		t.Errorf("into a folder that is absent: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	target := filepath.Join(dir, "canceled")
	if err := st.Backup(gone, target); writ.CodeOf(err) != writ.CodeCanceled {
		t.Errorf("canceled: %v", err)
	}
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a canceled backup left %s (%v)", target, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.partial")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v (%v)", left, err)
	}
}
