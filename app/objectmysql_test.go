package app_test

import (
	"context"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TestKillsOnMySQL builds what kills leave where DDL does not roll back: the
// objects of a check, and those of an import that was filling its table. A look
// at the warehouse removes the first and tells the second from strangers.
func TestKillsOnMySQL(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	p.grant(w)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), p.draft()))
	table := w.table(w.admin(), conn.ID, "a\n1\n")
	kept := must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), table.Object))
	old, young := writ.ProbePrefix+"0190f5c47d2a7b3c80003d1f2a4b5c6d", warehouse.NewProbe()
	for _, name := range []string{old, old + "_2", young} {
		p.server.Exec(t, "CREATE TABLE `"+p.schema+"`.`"+name+"` (i INT)")
	}
	u := w.send(w.admin(), "dead.csv", "a\n1\n")
	dead := kept.ManagedObject
	dead.ID, dead.State, dead.Upload = writ.NewID[writ.ObjectID](), writ.ObjectIntended, u.ID
	dead.Path = writ.Path{p.schema, writ.ObjectPrefix + "dead"}
	w.write(func(ctx context.Context, tx store.Tx) error { return tx.Objects.Insert(ctx, &dead) })
	p.server.Exec(t, "CREATE TABLE `"+p.schema+"`.`"+driver.LoadingName(dead.Path.Name())+"` (i INT)")

	scan := must[*writ.Scan](t)(w.StartScan(ctx, w.admin(), conn.ID))
	if scan.Problem != nil || len(scan.Strangers) != 0 {
		t.Errorf("the scan: %+v, %+v", scan, scan.Problem)
	}
	left := []string{driver.LoadingName(dead.Path.Name()), young, kept.Path.Name()}
	slices.Sort(left)
	if got := p.server.Tables(t, p.schema); !slices.Equal(got, left) {
		t.Errorf("after the look: %v, want %v", got, left)
	}
	if v := must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), kept.ID)); v.Bytes <= 0 {
		t.Errorf("the size of a table is %d bytes", v.Bytes)
	}
	orphans := must[[]*app.ObjectView](t)(w.ManagedObjects(ctx, w.admin(), app.ObjectFilter{Finding: app.FindingOrphan}, "", 10))
	if len(orphans) != 1 || orphans[0].ID != dead.ID || orphans[0].CanQuarantine() || !orphans[0].CanDrop() {
		t.Fatalf("orphans: %+v", orphans)
	}
	must[*app.ObjectView](t)(w.DropObject(ctx, w.admin(), dead.ID, dead.Path.Name()))
	left = []string{young, kept.Path.Name()}
	slices.Sort(left)
	if got := p.server.Tables(t, p.schema); !slices.Equal(got, left) {
		t.Errorf("after the drop: %v, want %v", got, left)
	}
}

// TestQuarantineOnMySQL puts an orphan aside and back where a rename cannot be
// rolled back.
func TestQuarantineOnMySQL(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	p.grant(w)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), p.draft()))
	table := w.table(w.admin(), conn.ID, "a\n1\n")
	w.write(func(ctx context.Context, tx store.Tx) error { return tx.Tables.Delete(ctx, table.ID) })
	v := must[*app.ObjectView](t)(w.QuarantineObject(ctx, w.admin(), table.Object))
	if got := p.server.Tables(t, p.schema); !slices.Equal(got, []string{v.QuarantinePath().Name()}) {
		t.Errorf("aside: %v", got)
	}
	v = must[*app.ObjectView](t)(w.RestoreObject(ctx, w.admin(), v.ID))
	if got := p.server.Tables(t, p.schema); !slices.Equal(got, []string{table.Path.Name()}) {
		t.Errorf("back: %v", got)
	}
	v = must[*app.ObjectView](t)(w.QuarantineObject(ctx, w.admin(), v.ID))
	must[*app.ObjectView](t)(w.DropObject(ctx, w.admin(), v.ID, v.Path.Name()))
	if got := p.server.Tables(t, p.schema); len(got) != 0 {
		t.Errorf("after the drop: %v", got)
	}
}
