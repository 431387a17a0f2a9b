package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/store/storetest"
)

func TestMain(m *testing.M) {
	// The server that the tests start lives as long as their process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/writ-dev/writ/internal/testserver.watch"))
}

func TestExam(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	database := server.NewDatabase(t)
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, place(t, server, database)) })
}

func TestRace(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	database := server.NewDatabase(t)
	storetest.Race(t, func(t *testing.T) []store.Store {
		at := place(t, server, database)
		return []store.Store{open(t, at), open(t, at)}
	})
}

// place returns the URL of a schema that is not there yet.
func place(t *testing.T, server *testpg.Server, database string) string {
	t.Helper()
	return with(t, server.URL, func(u *url.URL) {
		u.Path = "/" + database
		q := u.Query()
		q.Set("search_path", "exam "+writ.NewID[string]()) // a space shows missing quotes
		u.RawQuery = q.Encode()
	})
}

// with changes a URL.
func with(t *testing.T, raw string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

// fresh returns the URL of a store in a database of its own.
func fresh(t *testing.T) string {
	t.Helper()
	server := testpg.Get(t)
	return place(t, server, server.NewDatabase(t))
}

func open(t *testing.T, url string) *postgres.Store {
	t.Helper()
	st, err := postgres.Open(t.Context(), url, t.TempDir())
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

func openFile(t *testing.T, path string) *sqlite.Store {
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

// fill puts in some of everything that engines keep differently: bytes, empty
// bytes, NULLs, long and foreign text, and more rows than are copied at a time.
func fill(t *testing.T, st store.Store) {
	t.Helper()
	ctx := t.Context()
	err := st.Write(ctx, func(tx store.Tx) error {
		for i := range 501 {
			m := &writ.Member{ID: writ.NewID[writ.MemberID](), Email: writ.NewID[string]() + "@example.com",
				FirstName: strings.Repeat("👩‍👩‍👧ß", i), AccountType: writ.AccountView, Version: 1}
			if i%2 == 0 {
				m.CreatedAt = time.UnixMicro(int64(i))
			}
			if err := tx.Members.Insert(ctx, m); err != nil {
				return err
			}
		}
		for key, value := range map[string][]byte{"empty": {}, "bytes": {0, 1, 255}} {
			if err := tx.Settings.Set(ctx, key, value); err != nil {
				return err
			}
		}
		c := &writ.Connection{ID: writ.NewID[writ.ConnectionID](), Name: "shop", Platform: writ.PlatformPostgres, Secrets: []byte{7, 0}}
		if err := tx.Connections.Insert(ctx, c); err != nil {
			return err
		}
		if err := tx.Connections.InsertDestination(ctx, &writ.Destination{ID: writ.NewID[writ.DestinationID](), Connection: c.ID, Path: writ.Path{"a", "b"}}); err != nil {
			return err
		}
		return fillFiles(ctx, tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fillFiles makes a folder with many workbooks, and then moves it into one that
// is younger than all of them: whoever copies rows in their order comes to the
// folder long before what it lies in.
func fillFiles(ctx context.Context, tx store.Tx) error {
	owners, err := tx.Members.List(ctx, "", 1)
	if err != nil {
		return err
	}
	file := func(kind writ.FileKind, parent writ.FileID) *writ.File {
		return &writ.File{ID: writ.NewID[writ.FileID](), Kind: kind, Parent: parent, Owner: owners[0].ID, Creator: owners[0].ID, Version: 1}
	}
	top := file(writ.KindWorkspace, "")
	old := file(writ.KindFolder, top.ID)
	list := []*writ.File{top, old}
	for range 300 {
		list = append(list, file(writ.KindWorkbook, old.ID))
	}
	young := file(writ.KindFolder, top.ID)
	for _, f := range append(list, young) {
		if err := tx.Files.Insert(ctx, f); err != nil {
			return err
		}
	}
	old.Parent = young.ID
	return tx.Files.Update(ctx, old)
}

// filled is how many rows fill makes: members, what the others need, files and the
// events that list the 804 facts.
const filled = 501 + 4 + 303 + 9

// content is what two stores must have in common.
type content struct {
	Members      []*writ.Member
	Connections  []*writ.Connection
	Destinations []*writ.Destination
	Bytes, Empty []byte
	Files        map[writ.FileID]writ.File
}

func contentOf(t *testing.T, st store.Store) (c content) {
	t.Helper()
	ctx := t.Context()
	err := st.Read(ctx, func(tx store.Tx) (err error) {
		if c.Members, err = tx.Members.List(ctx, "", 1_000_000); err != nil {
			return err
		}
		if c.Connections, err = tx.Connections.List(ctx, true); err != nil {
			return err
		}
		if c.Destinations, err = tx.Connections.Destinations(ctx, c.Connections[0].ID); err != nil {
			return err
		}
		if c.Bytes, _, err = tx.Settings.Get(ctx, "bytes"); err != nil {
			return err
		}
		if c.Empty, _, err = tx.Settings.Get(ctx, "empty"); err != nil {
			return err
		}
		c.Files = map[writ.FileID]writ.File{}
		return tx.Files.Each(ctx, func(f *writ.File) error {
			c.Files[f.ID] = *f
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMoveThereAndBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first := openFile(t, filepath.Join(t.TempDir(), "writ.db"))
	fill(t, first)
	want := contentOf(t, first)
	server := open(t, fresh(t))
	rows, err := first.MoveTo(ctx, server.SQL(), "there")
	if err != nil || rows != filled {
		t.Fatalf("moved %d rows (%v), want %d", rows, err, filled)
	}
	if got := contentOf(t, server); !reflect.DeepEqual(got, want) {
		t.Error("PostgreSQL holds something else")
	}
	if got := contentOf(t, first); !reflect.DeepEqual(got, want) {
		t.Error("the original has changed")
	}
	for st, want := range map[interface {
		MovedTo(context.Context) (string, error)
	}]string{first: "there", server: ""} {
		if where, err := st.MovedTo(ctx); where != want || err != nil {
			t.Errorf("moved to %q (%v), want %q", where, err, want)
		}
	}
	last := openFile(t, filepath.Join(t.TempDir(), "writ.db"))
	if rows, err := server.MoveTo(ctx, last.SQL(), "back"); err != nil || rows != filled {
		t.Fatalf("moved %d rows back (%v)", rows, err)
	}
	if got := contentOf(t, last); !reflect.DeepEqual(got, want) {
		t.Error("the file holds something else")
	}
}

func TestMoveFinishesWhatWasCopiedAndRefusesOthers(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	from := openFile(t, filepath.Join(t.TempDir(), "writ.db"))
	fill(t, from)
	to := open(t, fresh(t))
	for range 2 { // the second finds the copy of the first
		if err := from.CopyTo(ctx, to.SQL(), 1); err != nil {
			t.Fatal(err)
		}
	}
	err := to.Write(ctx, func(tx store.Tx) error { return tx.Settings.Set(ctx, "bytes", []byte("other")) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := from.MoveTo(ctx, to.SQL(), "there"); writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), "settings") {
		t.Errorf("into a store with one other value: %v", err)
	}
	if where, err := from.MovedTo(ctx); where != "" || err != nil {
		t.Errorf("a refused move was noted: %q (%v)", where, err)
	}
	if got := contentOf(t, to); string(got.Bytes) != "other" {
		t.Error("what was there is overwritten")
	}
}

// TestMoveWithATextThatPostgreSQLCannotKeep fails half way and leaves nothing.
func TestMoveWithATextThatPostgreSQLCannotKeep(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	from := openFile(t, filepath.Join(t.TempDir(), "writ.db"))
	err := from.Write(ctx, func(tx store.Tx) error {
		m := &writ.Member{ID: writ.NewID[writ.MemberID](), Email: "ada@example.com", AccountType: writ.AccountView}
		if err := tx.Members.Insert(ctx, m); err != nil {
			return err
		}
		return tx.Settings.Set(ctx, "zero\x00byte", []byte("x"))
	})
	if err != nil {
		t.Fatal(err)
	}
	to := open(t, fresh(t))
	if _, err := from.MoveTo(ctx, to.SQL(), "there"); writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "settings") {
		t.Errorf("got %v, want CodeInvalid that names the table", err)
	}
	err = to.Read(ctx, func(tx store.Tx) error {
		n, err := tx.Members.Count(ctx)
		if n != 0 {
			t.Errorf("%d members were left", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupIsAFile(t *testing.T) {
	t.Parallel()
	st := open(t, fresh(t))
	fill(t, st)
	dir := t.TempDir()
	path := filepath.Join(dir, "copy.db")
	if err := st.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
		t.Errorf("beside the backup there are %v (%v)", left, err)
	}
	if got, want := contentOf(t, openFile(t, path)), contentOf(t, st); !reflect.DeepEqual(got, want) {
		t.Error("the backup holds something else")
	}
	if err := st.Backup(t.Context(), path); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("onto a file that is there: %v", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	st := open(t, place)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	query(t, place, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)")
	_, err := postgres.Open(t.Context(), place, t.TempDir())
	if writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), "999") {
		t.Errorf("got %v, want CodeUnsupported that names the version", err)
	}
}

// TestAddedColumnsDoNotDisturb lets a newer version migrate beneath an open
// store, as in a rolling upgrade.
func TestAddedColumnsDoNotDisturb(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	st := open(t, place)
	fill(t, st)
	want := contentOf(t, st)
	query(t, place, "ALTER TABLE members ADD COLUMN shoe_size BIGINT; CREATE TABLE shoes (id TEXT PRIMARY KEY)")
	if got := contentOf(t, st); !reflect.DeepEqual(got, want) {
		t.Error("reading changed")
	}
	m := want.Members[0]
	m.LastName = "Lovelace"
	if err := st.Write(t.Context(), func(tx store.Tx) error { return tx.Members.Update(t.Context(), m) }); err != nil {
		t.Error(err)
	}
}

func TestOpenFailsClearlyAndKeepsThePassword(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	database := server.NewDatabase(t)
	base := place(t, server, database)
	poor := server.NewUser(t)
	const secret = "s3cret-of-nobody"
	for name, c := range map[string]struct {
		url  string
		says string
	}{
		"no URL":            {"mysql://ada:" + secret + "@host/db", "postgres://"},
		"a broken URL":      {"postgres://ada:" + secret + "@host:port/db", "cannot be read"},
		"a wrong password":  {with(t, base, func(u *url.URL) { u.User = url.UserPassword("postgres", secret) }), "does not let postgres sign in"},
		"no such host":      {"postgres://ada:" + secret + "@nowhere.invalid/db", "cannot be reached"},
		"nobody listens":    {"postgres://ada:" + secret + "@127.0.0.1:1/db", "refused"},
		"no such database":  {with(t, base, func(u *url.URL) { u.Path = "/nowhere" }), "does not exist"},
		"no right to build": {with(t, base, func(u *url.URL) { u.User = url.UserPassword(poor.Name, poor.Password) }), "permission denied"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := postgres.Open(t.Context(), c.url, t.TempDir())
			var e *writ.Error
			if !errors.As(err, &e) || e.Hint == "" || !strings.Contains(e.Message, c.says) {
				t.Fatalf("got %v, want an error that says %q and how to mend it", err, c.says)
			}
			if strings.Contains(err.Error()+e.Hint, secret) || strings.Contains(err.Error()+e.Hint, poor.Password) {
				t.Errorf("the password shows: %v", err)
			}
		})
	}
}
