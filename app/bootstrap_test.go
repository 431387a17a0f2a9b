package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/internal/sample"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TestBootstrap says what a new installation has: a connection to write to, a
// table made of the sample, and the sample to explore.
func TestBootstrap(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded()
	if !conn.WriteAccess || len(conn.Destinations) != 1 || conn.Destinations[0].Path.String() != "writ_objects" {
		t.Errorf("the embedded connection: %+v", conn)
	}
	tables := must[[]*app.TableView](t)(w.Tables(ctx, w.admin(), "", 10))
	if len(tables) != 1 || tables[0].Name != "Chemical elements" || tables[0].Rows != 118 {
		t.Fatalf("the tables: %+v", tables)
	}
	kinds := map[writ.Kind]bool{}
	for _, c := range tables[0].Columns {
		kinds[c.Type.Kind] = true
	}
	for _, k := range []writ.Kind{writ.KindText, writ.KindInteger, writ.KindDecimal, writ.KindBoolean, writ.KindDate} {
		if !kinds[k] {
			t.Errorf("the sample has no column of kind %s: %+v", k, tables[0].Columns)
		}
	}
	rows := must[*app.RowPage](t)(w.Rows(ctx, w.admin(), tables[0].ID, 117, 10))
	if len(rows.Rows) != 1 || rows.Rows[0].Number != 118 || rows.Rows[0].Cells[1] != writ.Text("Og") || !rows.Rows[0].Cells[6].Null {
		t.Errorf("the last row: %+v", rows.Rows)
	}
	found := must[[]driver.Entry](t)(w.SearchObjects(ctx, w.as(writ.AccountView), conn.ID, "element"))
	if len(found) != 1 || found[0].Path.String() != "sample.chemical_elements" {
		t.Fatalf("search found %v", found)
	}
	page := must[*warehouse.Page](t)(w.PreviewObject(ctx, w.as(writ.AccountView), conn.ID, found[0].Path, 1000))
	if len(page.Rows) != 118 || len(page.Columns) != 9 {
		t.Errorf("the preview has %d rows and %d columns", len(page.Rows), len(page.Columns))
	}
}

// TestBootstrapTwice says that later starts make nothing new, and bring nothing
// back that was deleted.
func TestBootstrapTwice(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	tables := must[[]*app.TableView](t)(w.Tables(ctx, w.admin(), "", 10))
	w.ok(w.DeleteTable(ctx, w.admin(), tables[0].ID))
	w.restart()
	w.ok(w.Bootstrap(ctx, app.BootstrapOptions{EmbeddedFile: "warehouse.duckdb", Sample: sample.CSV(), SampleName: sample.Name}))
	if tables := must[[]*app.TableView](t)(w.Tables(ctx, w.admin(), "", 10)); len(tables) != 0 {
		t.Errorf("the second start made %+v", tables)
	}
}

// TestBootstrapResumes says that a first start that broke off goes on where it
// ended and makes nothing twice.
func TestBootstrapResumes(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	opt := app.BootstrapOptions{EmbeddedFile: "warehouse.duckdb", SampleName: sample.Name}
	if err := w.Bootstrap(ctx, opt); err == nil {
		t.Fatal("a first start without a sample went well")
	}
	must[*app.UploadView](t)(w.CreateUpload(ctx, w.admin(), sample.Name, 100)) // as if killed while sending
	opt.Sample = sample.CSV()
	for range 2 {
		w.restart()
		w.ok(w.Bootstrap(ctx, opt))
	}
	conns := must[[]*app.ConnectionView](t)(w.Connections(ctx, w.admin(), true))
	tables := must[[]*app.TableView](t)(w.Tables(ctx, w.admin(), "", 10))
	if len(conns) != 1 || len(tables) != 1 {
		t.Errorf("%d connections and %d tables", len(conns), len(tables))
	}
}

// TestWithoutEmbedded leads from one server to several: the embedded warehouse
// stands in the way until its connection is deleted, which no start undoes.
func TestWithoutEmbedded(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	refused(t, w.WithoutEmbedded(ctx), writ.CodeConflict, "holds 1 table")
	id := w.embedded().ID
	refused(t, w.DeleteConnection(ctx, w.admin(), id, false), writ.CodeConflict, "1 tables live")
	w.ok(w.DeleteConnection(ctx, w.admin(), id, true))
	w.ok(w.WithoutEmbedded(ctx))
	w.restart()
	w.ok(w.Bootstrap(ctx, app.BootstrapOptions{EmbeddedFile: "warehouse.duckdb", Sample: sample.CSV(), SampleName: sample.Name}))
	w.ok(w.WithoutEmbedded(ctx))
}

// TestRestoredWithoutWarehouse starts on what a backup of a running server
// holds: the metadata alone. The embedded warehouse takes files again, and files
// that were to be imported are asked for anew.
func TestRestoredWithoutWarehouse(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	lost := w.table(w.build(), w.embedded().ID, "a\n1\n")
	ready := w.send(w.build(), "a.csv", "a\n1\n")
	closeApp(t, w.App)
	for _, name := range []string{"warehouse.duckdb", "warehouse.duckdb.wal", "blob"} {
		w.ok(os.RemoveAll(filepath.Join(w.dir, name)))
	}
	w.start()
	w.ok(w.Bootstrap(ctx, app.BootstrapOptions{EmbeddedFile: "warehouse.duckdb", Sample: sample.CSV(), SampleName: sample.Name}))
	w.table(w.build(), w.embedded().ID, "a\n1\n")
	got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), ready.ID))
	if got.State != writ.UploadReceiving || got.Received != 0 || got.SHA256 != "" {
		t.Errorf("the upload whose file is gone: %+v", got.Upload)
	}
	_, err := w.Rows(ctx, w.build(), lost.ID, 0, 10)
	refused(t, err, writ.CodeRejected, "A table")
	var e *writ.Error
	if errors.As(err, &e) && strings.Contains(e.Message+e.Hint, "writ_objects") {
		t.Errorf("%q tells the destination", e.Message)
	}
}
