package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// place is where the embedded connection writes.
const place = "writ_objects"

// names lists what really lies in the embedded destination.
func (w *world) names() []string {
	w.t.Helper()
	var names []string
	for _, e := range w.objects(place) {
		names = append(names, e.Path.Name())
	}
	return names
}

// past runs a statement in the embedded warehouse past Writ.
func (w *world) past(b *sqltext.Builder) {
	w.t.Helper()
	ctx := w.t.Context()
	conn := must[driver.Conn](w.t)(w.drivers[writ.PlatformDuckDB].Open(ctx, driver.Config{Values: map[string]string{"file": "warehouse.duckdb"}, MaxConns: 1}))
	defer conn.Close()
	stmt, err := b.Done()
	w.ok(err)
	_, err = conn.Exec(ctx, stmt)
	w.ok(err)
}

func (w *world) sql() *sqltext.Builder {
	return w.drivers[writ.PlatformDuckDB].Dialect().Quoting().Build()
}

// write changes the store past the App.
func (w *world) write(fn func(context.Context, store.Tx) error) {
	w.t.Helper()
	w.ok(w.store.Write(w.t.Context(), func(tx store.Tx) error { return fn(w.t.Context(), tx) }))
}

// object returns the ledger's record of a table's object.
func (w *world) object(t *app.TableView) *app.ObjectView {
	w.t.Helper()
	return must[*app.ObjectView](w.t)(w.ManagedObject(w.t.Context(), w.admin(), t.Object))
}

// orphan makes an object that nothing owns: its upload has ended and its table is
// forgotten.
func (w *world) orphan() *app.ObjectView {
	w.t.Helper()
	t := w.table(w.build(), w.embedded().ID, "a\n1\n2\n")
	w.write(func(ctx context.Context, tx store.Tx) error { return tx.Tables.Delete(ctx, t.ID) })
	return w.object(t)
}

// listed returns the ids of a filtered list.
func (w *world) listed(f app.ObjectFilter) []writ.ObjectID {
	w.t.Helper()
	ids := []writ.ObjectID{}
	for _, v := range must[[]*app.ObjectView](w.t)(w.ManagedObjects(w.t.Context(), w.admin(), f, "", 100)) {
		ids = append(ids, v.ID)
	}
	return ids
}

func (w *world) lookNow() *writ.Scan {
	w.t.Helper()
	return must[*writ.Scan](w.t)(w.StartScan(w.t.Context(), w.admin(), w.embedded().ID))
}

// TestOwnedObject says that what a table holds is explained and cannot be touched.
func TestOwnedObject(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	v := w.object(table)
	if v.Table.ID != table.ID || v.Owner.ID != w.build().Member.ID || v.Orphan || !strings.Contains(v.Why, "“A table”") || v.ConnectionName == "" {
		t.Errorf("got %+v", v)
	}
	name := v.Path.Name()
	_, err := w.QuarantineObject(ctx, w.admin(), v.ID)
	refused(t, err, writ.CodeConflict, "“A table”")
	_, err = w.RestoreObject(ctx, w.admin(), v.ID)
	refused(t, err, writ.CodeConflict)
	_, err = w.DropObject(ctx, w.admin(), v.ID, name)
	refused(t, err, writ.CodeConflict, "“A table”")
	for _, at := range []writ.AccountType{writ.AccountView, writ.AccountBuild} {
		_, err = w.QuarantineObject(ctx, w.as(at), v.ID)
		refused(t, err, writ.CodeForbidden)
		_, err = w.DropObject(ctx, w.as(at), v.ID, name)
		refused(t, err, writ.CodeForbidden)
		_, err = w.ManagedObjects(ctx, w.as(at), app.ObjectFilter{}, "", 10)
		refused(t, err, writ.CodeForbidden)
		_, err = w.StartScan(ctx, w.as(at), v.Connection)
		refused(t, err, writ.CodeForbidden)
	}
	if !slices.Contains(w.names(), name) {
		t.Errorf("%s is gone: %v", name, w.names())
	}
}

// TestImportingIsNoOrphan says that what an import is making belongs to it.
func TestImportingIsNoOrphan(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	v := w.orphan()
	if !v.Orphan || !slices.Contains(w.listed(app.ObjectFilter{Finding: app.FindingOrphan}), v.ID) {
		t.Fatalf("not an orphan: %+v", v)
	}
	w.write(func(ctx context.Context, tx store.Tx) error {
		u, err := tx.Uploads.Get(ctx, v.ManagedObject.Upload)
		if err != nil {
			return err
		}
		u.State = writ.UploadImporting
		return tx.Uploads.Update(ctx, u)
	})
	_, err := w.QuarantineObject(ctx, w.admin(), v.ID)
	refused(t, err, writ.CodeConflict, "file.csv")
	_, err = w.DropObject(ctx, w.admin(), v.ID, v.Path.Name())
	refused(t, err, writ.CodeConflict, "is making it")
	w.write(func(ctx context.Context, tx store.Tx) error {
		u, err := tx.Uploads.Get(ctx, v.ManagedObject.Upload)
		if err != nil {
			return err
		}
		u.State = writ.UploadCanceled
		if err := tx.Uploads.Update(ctx, u); err != nil {
			return err
		}
		return tx.Jobs.Insert(ctx, &writ.Job{ID: writ.NewID[writ.JobID](), Kind: "import", Key: string(u.ID), RunAt: time.Now().Add(time.Hour)})
	})
	_, err = w.QuarantineObject(ctx, w.admin(), v.ID) // canceled, but a node may still be at it
	refused(t, err, writ.CodeConflict, "is ending")
	if got := w.listed(app.ObjectFilter{Finding: app.FindingOrphan}); len(got) != 0 {
		t.Errorf("orphans: %v", got)
	}
}

// TestQuarantine puts an orphan aside, back, aside again, and lets its time pass.
func TestQuarantine(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	v := w.orphan()
	home, aside := v.Path.Name(), v.QuarantinePath().Name()
	for range 2 {
		v = must[*app.ObjectView](t)(w.QuarantineObject(ctx, w.admin(), v.ID))
		if v.State != writ.ObjectQuarantined || time.Until(v.DropAt) < 6*24*time.Hour || slices.Contains(w.names(), home) || !slices.Contains(w.names(), aside) {
			t.Fatalf("aside: %+v, %v", v, w.names())
		}
		v = must[*app.ObjectView](t)(w.RestoreObject(ctx, w.admin(), v.ID))
		if v.State != writ.ObjectExists || !slices.Contains(w.names(), home) || slices.Contains(w.names(), aside) {
			t.Fatalf("back: %+v, %v", v, w.names())
		}
	}
	v = must[*app.ObjectView](t)(w.QuarantineObject(ctx, w.admin(), v.ID))
	w.ok(w.CleanObjects(ctx))
	if !slices.Contains(w.names(), aside) {
		t.Fatal("it was dropped before its time")
	}
	w.write(func(ctx context.Context, tx store.Tx) error {
		o := v.ManagedObject
		o.DropAt = time.Now().Add(-time.Second)
		return tx.Objects.Update(ctx, &o)
	})
	w.ok(w.CleanObjects(ctx))
	v = must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), v.ID))
	if v.State != writ.ObjectDropped || v.Finding != "" || slices.Contains(w.names(), aside) {
		t.Errorf("after its time: %+v, %v", v, w.names())
	}
}

// TestRestoreToATakenName says that nothing is replaced by what comes back.
func TestRestoreToATakenName(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	v := w.orphan()
	home := v.Path
	v = must[*app.ObjectView](t)(w.QuarantineObject(ctx, w.admin(), v.ID))
	w.past(w.sql().Raw("CREATE TABLE ").Path(home).Raw(" (i INTEGER)"))
	_, err := w.RestoreObject(ctx, w.admin(), v.ID)
	refused(t, err, writ.CodeConflict, home.Name())
	if v = must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), v.ID)); !v.CanRestore() || !slices.Contains(w.names(), v.Path.Name()) {
		t.Errorf("it is not aside any more: %+v", v)
	}
}

// TestDropNow needs the name, and only takes what nothing owns.
func TestDropNow(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	v := w.orphan()
	for _, confirm := range []string{"", "yes", strings.ToLower(v.Path.Name())} {
		_, err := w.DropObject(ctx, w.admin(), v.ID, confirm)
		refused(t, err, writ.CodeInvalid, v.Path.Name())
	}
	v = must[*app.ObjectView](t)(w.DropObject(ctx, w.admin(), v.ID, v.Path.Name()))
	if v.State != writ.ObjectDropped || slices.Contains(w.names(), v.Path.Name()) {
		t.Errorf("got %+v", v)
	}
	_, err := w.DropObject(ctx, w.admin(), v.ID, v.Path.Name())
	refused(t, err, writ.CodeConflict, "dropped")
	_, err = w.DropObject(ctx, w.admin(), "no such id", "x")
	refused(t, err, writ.CodeNotFound)
}

// TestScan lets ledger and warehouse disagree in every way.
func TestScan(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	_, err := w.Scan(ctx, w.admin(), w.embedded().ID)
	refused(t, err, writ.CodeNotFound)
	kept := w.object(w.table(w.build(), w.embedded().ID, "a\n1\n"))
	lost := w.object(w.table(w.build(), w.embedded().ID, "a\n1\n"))
	dropped := w.orphan()
	must[*app.ObjectView](t)(w.DropObject(ctx, w.admin(), dropped.ID, dropped.Path.Name()))
	w.past(w.sql().Raw("DROP TABLE ").Path(lost.Path))
	w.past(w.sql().Raw("CREATE TABLE ").Path(dropped.Path).Raw(" (i INTEGER)"))
	strange := writ.Path{place, "sigds_Other"} // case does not count here
	w.past(w.sql().Raw("CREATE VIEW ").Path(strange).Raw(" AS SELECT 1 AS i"))
	w.past(w.sql().Raw("CREATE TABLE ").Path(writ.Path{place, "orders"}).Raw(" (i INTEGER)"))
	w.past(w.sql().Raw("CREATE TABLE ").Path(writ.Path{"main", "SIGDS_elsewhere"}).Raw(" (i INTEGER)"))

	scan := w.lookNow()
	if scan.Problem != nil || scan.At.IsZero() || len(scan.Strangers) != 1 || !slices.Equal(scan.Strangers[0].Path, strange) || scan.Strangers[0].Kind != "view" {
		t.Errorf("the scan: %+v", scan)
	}
	if got := w.listed(app.ObjectFilter{Finding: writ.FindingMissing}); !slices.Equal(got, []writ.ObjectID{lost.ID}) {
		t.Errorf("missing: %v", got)
	}
	if got := w.listed(app.ObjectFilter{Finding: writ.FindingReturned}); !slices.Equal(got, []writ.ObjectID{dropped.ID}) {
		t.Errorf("returned: %v", got)
	}
	if v := w.object(&app.TableView{Table: *kept.Table}); v.Finding != "" || v.MeasuredAt.IsZero() {
		t.Errorf("what is as it should be: %+v", v)
	}
	s := w.summary()
	if s.Live != 3 || s.Missing != 1 || s.Returned != 1 || s.Orphans != 0 || len(s.Scan.Strangers) != 1 {
		t.Errorf("the summary: %+v", s)
	}
	must[*app.ObjectView](t)(w.DropObject(ctx, w.admin(), dropped.ID, dropped.Path.Name()))
	if s := w.lookNow(); len(s.Strangers) != 1 || len(w.listed(app.ObjectFilter{Finding: writ.FindingReturned})) != 0 {
		t.Errorf("after dropping what had returned: %+v", s)
	}
	names := w.names()
	if !slices.Contains(names, strange.Name()) || !slices.Contains(names, "orders") || slices.Contains(names, dropped.Path.Name()) {
		t.Errorf("the destination holds %v", names)
	}
}

func (w *world) summary() app.ObjectSummary {
	w.t.Helper()
	list := must[[]app.ObjectSummary](w.t)(w.ObjectSummaries(w.t.Context(), w.admin()))
	if len(list) != 1 {
		w.t.Fatalf("summaries: %+v", list)
	}
	return list[0]
}

// TestStrangersStay runs everything that cleans over objects that no ledger knows,
// with names that look as much like Writ's as names can.
func TestStrangersStay(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	v := w.orphan()
	strange := []string{
		"SIGDS_x", "SIGDS_" + strings.ReplaceAll(string(writ.NewID[writ.ObjectID]()), "-", "_"),
		writ.QuarantinePrefix + "1", writ.QuarantinePrefix + strings.ReplaceAll(string(writ.NewID[writ.ObjectID]()), "-", ""),
		driver.LoadingName("x"), writ.ProbePrefix + "x", "SIGDS_PROBE_0190f5c47d2a7b3c80003d1f2a4b5c6d",
	}
	for _, name := range strange {
		w.past(w.sql().Raw("CREATE TABLE ").Path(writ.Path{place, name}).Raw(" (i INTEGER)"))
	}
	scan := w.lookNow()
	must[*app.ObjectView](t)(w.QuarantineObject(ctx, w.admin(), v.ID))
	w.ok(w.CleanObjects(ctx))
	w.restart()
	w.lookNow()
	names := w.names()
	for _, name := range strange {
		if !slices.Contains(names, name) {
			t.Errorf("%s was touched", name)
		}
		if !slices.ContainsFunc(scan.Strangers, func(s writ.Stranger) bool { return s.Path.Name() == name }) {
			t.Errorf("%s is not among the strangers", name)
		}
		for _, id := range []string{name, strings.ToLower(strings.TrimPrefix(name, writ.QuarantinePrefix))} {
			_, err := w.DropObject(ctx, w.admin(), writ.ObjectID(id), name)
			refused(t, err, writ.CodeNotFound)
		}
	}
}

// TestHalfDoneQuarantine is killed between the steps of a move, in both
// directions; the next look at the warehouse ends it.
func TestHalfDoneQuarantine(t *testing.T) {
	t.Parallel()
	for _, renamed := range []bool{false, true} {
		w, ctx := newWorld(t), t.Context()
		v := w.orphan()
		home, aside := v.Path, v.QuarantinePath()
		w.write(func(ctx context.Context, tx store.Tx) error {
			o := v.ManagedObject
			o.State, o.FormerPath, o.Path = writ.ObjectQuarantined, home, aside
			return tx.Objects.Update(ctx, &o)
		})
		if renamed {
			w.past(w.sql().Raw("ALTER TABLE ").Path(home).Raw(" RENAME TO ").Ident(aside.Name()))
		}
		v = must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), v.ID))
		if !v.Moving() || v.CanRestore() || v.CanDrop() || !strings.Contains(v.Why, "renamed") {
			t.Errorf("on its way: %+v", v)
		}
		_, err := w.DropObject(ctx, w.admin(), v.ID, aside.Name())
		refused(t, err, writ.CodeConflict)
		w.restart()
		w.ok(w.CleanObjects(ctx))
		v = must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), v.ID))
		if !v.CanRestore() || slices.Contains(w.names(), home.Name()) || !slices.Contains(w.names(), aside.Name()) {
			t.Errorf("renamed %v: %+v, %v", renamed, v, w.names())
		}
	}
}

// TestScanOutOfReach keeps what an earlier scan found, and says why it found no
// more.
func TestScanOutOfReach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.past(w.sql().Raw("CREATE TABLE ").Path(writ.Path{place, "SIGDS_x"}).Raw(" (i INTEGER)"))
	first := w.lookNow()
	w.past(w.sql().Raw("DROP SCHEMA ").Path(writ.Path{place}).Raw(" CASCADE"))
	again := w.lookNow()
	if again.Problem == nil || !again.At.Equal(first.At) || len(again.Strangers) != 1 || len(w.listed(app.ObjectFilter{Finding: writ.FindingMissing})) != 0 {
		t.Errorf("got %+v", again)
	}
}

// TestLastUse reads a table and an export; both count, at the end of the minute
// or of the server.
func TestLastUse(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	read := w.table(w.build(), w.embedded().ID, "a\n1\n")
	exported := w.table(w.build(), w.embedded().ID, "a\n1\n")
	unread := w.table(w.build(), w.embedded().ID, "a\n1\n")
	begun := time.Now()
	for range 3 {
		must[*app.RowPage](t)(w.Rows(ctx, w.build(), read.ID, 0, 10))
	}
	w.ok(w.ExportTable(ctx, w.build(), exported.ID, export.Form{Format: export.CSV}, &strings.Builder{}))
	w.restart()
	for _, tt := range []*app.TableView{read, exported} {
		if at := w.object(tt).UsedAt; at.Before(begun.Truncate(time.Microsecond)) {
			t.Errorf("last used at %s, want after %s", at, begun)
		}
	}
	if at := w.object(unread).UsedAt; !at.IsZero() {
		t.Errorf("a table that nobody read was used at %s", at)
	}
}
