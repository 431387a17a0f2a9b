package app_test

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
)

// cluster is an installation of two nodes: their metadata and their warehouse are
// in PostgreSQL, their files in a folder that both share.
type cluster struct {
	a, b *world // a has started; b starts when a test wants it
	conn writ.ConnectionID
	lake *lake
}

// clusterLease is short, so that the end of a node is found out soon.
const clusterLease = 3 * time.Second

func newCluster(t *testing.T) *cluster {
	t.Helper()
	l := newLake(t)
	at, err := url.Parse(l.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	at.Path = "/" + l.server.NewDatabase(t)
	dir := t.TempDir()
	a := &world{t: t, dir: dir, node: "-a", lease: clusterLease, members: map[writ.AccountType]*writ.Member{}}
	b := &world{t: t, dir: dir, node: "-b", lease: clusterLease, members: a.members}
	for _, w := range []*world{a, b} {
		st, err := postgres.Open(t.Context(), at.String(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := st.Close(); err != nil {
				t.Error(err)
			}
		})
		w.store = st
	}
	a.populate()
	a.start()
	return &cluster{a: a, b: b, conn: l.connect(a).ID, lake: l}
}

// holds checks that the warehouse has exactly the tables that are known.
func (c *cluster) holds(tables int) {
	c.a.t.Helper()
	ctx := c.a.t.Context()
	c.a.eventually(func() error { return c.a.store.Read(ctx, func(tx store.Tx) error { return noOrphans(ctx, tx) }) })
	if n := c.lake.count(); n != tables {
		c.a.t.Errorf("%d relations in the warehouse, want %d", n, tables)
	}
}

// holdUp keeps imports from making their tables until release is called.
func (c *cluster) holdUp() (release func()) {
	t := c.a.t
	t.Helper()
	tx, err := c.lake.server.Admin(t, c.lake.database).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "LOCK TABLE pg_catalog.pg_class IN SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = tx.Rollback(context.Background()) })
	t.Cleanup(release)
	return release
}

// large is a file whose import takes a while.
func large(rows int) string { return "a,b\n" + strings.Repeat("12345,some text\n", rows) }

// TestOtherNodeGoesOn stops a node in the middle of an import that it began: the
// other ends it, and makes exactly one table. Every node shows how far it is.
func TestOtherNodeGoesOn(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	a, b, ctx := c.a, c.b, t.Context()
	release := c.holdUp()
	u := a.send(a.admin(), "a.csv", large(300_000))
	must[*app.UploadView](t)(a.StartImport(ctx, a.admin(), u.ID, app.ImportRequest{Connection: c.conn, Name: "x"}))
	a.begun(a.admin(), u.ID)
	b.start()
	b.begun(b.admin(), u.ID)
	closeApp(t, a.App)
	release()
	got := b.await(b.admin(), u.ID)
	if got.State != writ.UploadDone || got.Result.RowsLoaded != 300_000 || got.Problem != nil {
		t.Errorf("the import: %+v, %+v", got, got.Problem)
	}
	c.holds(1)
}

// TestDeadNode cuts a node off from the store in the middle of an import: the
// other takes over when the lease has run out, and the first can neither register
// its table nor leave it behind.
func TestDeadNode(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	a, b, ctx := c.a, c.b, t.Context()
	cut := &cutStore{Store: a.store}
	closeApp(t, a.App)
	a.store = cut
	a.start()
	release := c.holdUp()
	u := a.send(a.admin(), "a.csv", large(300_000))
	must[*app.UploadView](t)(a.StartImport(ctx, a.admin(), u.ID, app.ImportRequest{Connection: c.conn, Name: "x"}))
	a.begun(a.admin(), u.ID)
	cut.away.Store(true)
	release()
	b.start()
	if got := b.await(b.admin(), u.ID); got.State != writ.UploadDone || got.Result.RowsLoaded != 300_000 {
		t.Errorf("the import: %+v, %+v", got, got.Problem)
	}
	cut.away.Store(false)
	c.holds(1)
}

// TestCancelElsewhere cancels at one node what runs at the other.
func TestCancelElsewhere(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	a, b, ctx := c.a, c.b, t.Context()
	c.holdUp()
	u := a.send(a.admin(), "a.csv", large(300_000))
	must[*app.UploadView](t)(a.StartImport(ctx, a.admin(), u.ID, app.ImportRequest{Connection: c.conn, Name: "x"}))
	a.begun(a.admin(), u.ID)
	b.start()
	got, err := b.CancelUpload(ctx, b.admin(), u.ID)
	if err != nil || got.State != writ.UploadCanceled {
		t.Errorf("canceling: %+v, %v", got, err)
	}
	c.holds(0)
	a.noFiles()
}

// TestPartsElsewhere sends the parts of a file to two nodes in turn, and one to
// the second while the first is still receiving.
func TestPartsElsewhere(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	a, b, ctx := c.a, c.b, t.Context()
	b.start()
	const file = "a,b\n1,one\n2,two\n3,three\n"
	u := must[*app.UploadView](t)(a.CreateUpload(ctx, a.admin(), "a.csv", int64(len(file))))
	for i := 0; i < 12; i += 3 {
		w := []*world{a, b}[i/3%2]
		must[*app.UploadView](t)(w.AppendUpload(ctx, w.admin(), u.ID, int64(i), strings.NewReader(file[i:i+3])))
	}
	part := &hook{Reader: strings.NewReader(file[12:15]), before: func() {
		got, err := b.AppendUpload(ctx, b.admin(), u.ID, 12, strings.NewReader(file[12:]))
		refused(t, err, writ.CodeConflict, "Another part")
		if got.Received != 12 {
			t.Errorf("%d bytes are said to have arrived, want 12", got.Received)
		}
	}}
	must[*app.UploadView](t)(a.AppendUpload(ctx, a.admin(), u.ID, 12, part))
	got, err := b.AppendUpload(ctx, b.admin(), u.ID, 12, strings.NewReader(file[12:]))
	refused(t, err, writ.CodeConflict, "15 bytes")
	if got.Received != 15 {
		t.Errorf("%d bytes are said to have arrived, want 15", got.Received)
	}
	if got = must[*app.UploadView](t)(b.AppendUpload(ctx, b.admin(), u.ID, 15, strings.NewReader(file[15:]))); got.State != writ.UploadReady {
		t.Errorf("the whole upload: %+v", got)
	}
	if got = a.load(a.admin(), u.ID, app.ImportRequest{Connection: c.conn, Name: "x"}); got.State != writ.UploadDone || got.Result.RowsLoaded != 3 {
		t.Errorf("the import: %+v, %+v", got, got.Problem)
	}
}

// cutStore is a store that a node can be cut off from.
type cutStore struct {
	store.Store
	away atomic.Bool
}

func (s *cutStore) Read(ctx context.Context, f func(store.Tx) error) error {
	if s.away.Load() {
		return writ.Errorf(writ.CodeUnavailable, "test", "The store is away.")
	}
	return s.Store.Read(ctx, f)
}

func (s *cutStore) Write(ctx context.Context, f func(store.Tx) error) error {
	if s.away.Load() {
		return writ.Errorf(writ.CodeUnavailable, "test", "The store is away.")
	}
	return s.Store.Write(ctx, f)
}
