package app_test

import (
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/internal/sample"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/vault"
	"github.com/writ-dev/writ/warehouse/bigquery"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/mysql"
	"github.com/writ-dev/writ/warehouse/postgres"
	"github.com/writ-dev/writ/warehouse/snowflake"
)

// TestMain looks for leaked goroutines, the one aside that reads the log of the
// PostgreSQL server which all tests share.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/writ-dev/writ/internal/testserver.watch"))
}

// world is a whole installation in a directory: metadata in SQLite, where every
// change is made twice, the embedded warehouse, one member of each account type.
type world struct {
	*app.App
	t       *testing.T
	dir     string
	store   store.Store
	drivers map[writ.Platform]driver.Driver
	members map[writ.AccountType]*writ.Member
	ahead   atomic.Int64 // how far the clock of the App is ahead, in nanoseconds
	hosts   *driver.Hosts
	node    string         // what is added to the names of what one of several nodes has for itself
	lease   time.Duration  // of jobs; 0 is the usual one
	trust   *x509.CertPool // whom mail servers are vouched for by; nil are those of the machine

	replaceDuckDB func(*duckdb.Driver) driver.Driver // with what; nil leaves it
}

// later moves the clock of the App on.
func (w *world) later(d time.Duration) { w.ahead.Add(int64(d)) }

func (w *world) clock() time.Time { return writ.SystemClock().Add(time.Duration(w.ahead.Load())) }

// newWorld makes an installation that has just been started for the first time.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := bareWorld(t)
	w.ok(w.Bootstrap(t.Context(), app.BootstrapOptions{EmbeddedFile: "warehouse.duckdb", Sample: sample.CSV(), SampleName: sample.Name}))
	return w
}

// bareWorld makes one that has not been bootstrapped.
func bareWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	st, err := sqlite.Open(t.Context(), filepath.Join(dir, "writ.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, dir: dir, store: twice{st}, members: map[writ.AccountType]*writ.Member{}}
	w.populate()
	w.start()
	return w
}

// populate makes one member of each account type.
func (w *world) populate() {
	t := w.t
	t.Helper()
	w.ok(w.store.Write(t.Context(), func(tx store.Tx) error {
		for _, at := range writ.AccountTypes() {
			m := &writ.Member{
				ID: writ.NewID[writ.MemberID](), Email: strings.ToLower(string(at)) + "@example.org", AccountType: at,
				Version: 1, CreatedAt: writ.SystemClock(), UpdatedAt: writ.SystemClock(),
			}
			w.members[at] = m
			if err := tx.Members.Insert(t.Context(), m); err != nil {
				return err
			}
		}
		return nil
	}))
}

// start makes an App over the installation's directory and starts it.
func (w *world) start() {
	w.t.Helper()
	v, err := vault.Open(w.dir)
	w.ok(err)
	w.ok(v.Prove(w.t.Context(), w.store))
	blobs, err := blob.OpenDir(filepath.Join(w.dir, "blob"))
	w.ok(err)
	staging := filepath.Join(w.dir, "staging"+w.node)
	w.drivers = platforms(w.dir, staging)
	if duck, ok := w.drivers[writ.PlatformDuckDB].(*duckdb.Driver); ok && w.replaceDuckDB != nil {
		w.drivers[writ.PlatformDuckDB] = w.replaceDuckDB(duck)
	}
	w.App = app.New(app.Deps{
		Store: w.store, Vault: v, Blob: blobs, Staging: staging, Drivers: w.drivers,
		Clock: w.clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), MaxUpload: 64 << 20, Hosts: w.hosts, Lease: w.lease,
		BaseURL: "https://writ.example.com", Mail: notify.Sender{Roots: w.trust},
		Node: writ.Node{ID: writ.NewID[writ.NodeID](), Name: "here" + w.node, Version: "test", StartedAt: writ.SystemClock()},
	})
	a := w.App
	w.t.Cleanup(func() { closeApp(w.t, a) })
	w.ok(a.Start(w.t.Context()))
}

func closeApp(t *testing.T, a *app.App) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := a.Close(ctx); err != nil {
		t.Error(err)
	}
}

// restart ends the App as a stop of the server does and makes a new one.
func (w *world) restart() {
	w.t.Helper()
	closeApp(w.t, w.App)
	w.start()
}

func platforms(dir, staging string) map[writ.Platform]driver.Driver {
	return map[writ.Platform]driver.Driver{
		writ.PlatformPostgres: postgres.New(), writ.PlatformMySQL: mysql.New(), writ.PlatformSnowflake: snowflake.New(), writ.PlatformBigQuery: bigquery.New(),
		writ.PlatformDuckDB: duckdb.New(duckdb.Options{Dir: dir, Staging: staging, MemoryLimitMB: 256, Threads: 2}),
	}
}

// as acts as the member of an account type.
func (w *world) as(at writ.AccountType) app.Actor {
	return app.Actor{Member: w.members[at], RequestID: "test"}
}

func (w *world) admin() app.Actor { return w.as(writ.AccountAdmin) }
func (w *world) build() app.Actor { return w.as(writ.AccountBuild) }

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// must returns what a call returned, or fails the test.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused checks the code of an error and that it speaks of each of the words.
func refused(t *testing.T, err error, code writ.Code, words ...string) {
	t.Helper()
	if writ.CodeOf(err) != code {
		t.Errorf("got %v, want code %s", err, code)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
}

// embedded returns the embedded connection.
func (w *world) embedded() *app.ConnectionView {
	w.t.Helper()
	for _, c := range must[[]*app.ConnectionView](w.t)(w.Connections(w.t.Context(), w.admin(), false)) {
		if c.Embedded {
			return c
		}
	}
	w.t.Fatal("there is no embedded connection")
	return nil
}

// send uploads a file in one part.
func (w *world) send(actor app.Actor, name, content string) *app.UploadView {
	w.t.Helper()
	u := must[*app.UploadView](w.t)(w.CreateUpload(w.t.Context(), actor, name, int64(len(content))))
	return must[*app.UploadView](w.t)(w.AppendUpload(w.t.Context(), actor, u.ID, 0, strings.NewReader(content)))
}

// load imports an upload into a connection and waits for the end.
func (w *world) load(actor app.Actor, id writ.UploadID, req app.ImportRequest) *app.UploadView {
	w.t.Helper()
	must[*app.UploadView](w.t)(w.StartImport(w.t.Context(), actor, id, req))
	return w.await(actor, id)
}

// await waits until an import has ended.
func (w *world) await(actor app.Actor, id writ.UploadID) *app.UploadView {
	w.t.Helper()
	w.ok(w.Await(w.t.Context(), id))
	return must[*app.UploadView](w.t)(w.Upload(w.t.Context(), actor, id))
}

// table uploads content and returns the table it became.
func (w *world) table(actor app.Actor, conn writ.ConnectionID, content string) *app.TableView {
	w.t.Helper()
	u := w.load(actor, w.send(actor, "file.csv", content).ID, app.ImportRequest{Connection: conn, Name: "A table"})
	if u.State != writ.UploadDone {
		w.t.Fatalf("the upload is %s: %+v", u.State, u.Problem)
	}
	return must[*app.TableView](w.t)(w.Table(w.t.Context(), actor, u.Table))
}
