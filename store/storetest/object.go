package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// testLedgerMoves puts an object aside as package warehouse does.
func testLedgerMoves(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	now := moment().Add(24 * time.Hour)
	ledger := store.Ledger(st, func() time.Time { return now })
	if err := ledger.Settle(ctx, w.object, writ.ObjectExists); err != nil {
		t.Fatal(err)
	}
	before := getObject(t, st, w.object.ID)
	write(t, st, func(tx store.Tx) error {
		if err := tx.Objects.Measured(ctx, &writ.ManagedObject{ID: before.ID, Bytes: 7, MeasuredAt: now, Finding: writ.FindingMissing}); err != nil {
			return err
		}
		return tx.Objects.Touch(ctx, now.UnixMicro(), before.ID)
	})
	moving := *before
	moving.State, moving.Path, moving.FormerPath = writ.ObjectQuarantined, before.QuarantinePath(), before.Path
	if err := ledger.Move(ctx, before, &moving); err != nil {
		t.Fatal(err)
	}
	got := getObject(t, st, before.ID)
	equal(t, "moving", got.Moving(), true)
	moving.Bytes, moving.MeasuredAt, moving.UsedAt, moving.UpdatedAt = 7, now, now, now // they are not the move's business
	equal(t, "after the intent", got, &moving)
	if err := ledger.Move(ctx, before, &moving); writ.CodeOf(err) != writ.CodeStale {
		t.Errorf("a second move from the same place: %v", err)
	}
	if err := ledger.Settle(ctx, before, writ.ObjectDropped); writ.CodeOf(err) != writ.CodeStale { // its former path was dropped
		t.Errorf("a drop that did not know of the move: %v", err)
	}
	equal(t, "after a drop that did not know of the move", getObject(t, st, before.ID), &moving)
	aside := *got
	aside.DropAt = now.Add(time.Hour + 3*time.Nanosecond) // the store keeps microseconds
	if err := ledger.Move(ctx, got, &aside); err != nil {
		t.Fatal(err)
	}
	home := aside
	home.State, home.Path, home.FormerPath, home.DropAt = writ.ObjectExists, before.Path, nil, time.Time{}
	if err := ledger.Move(ctx, &aside, &home); err != nil {
		t.Fatal(err)
	}
	got = getObject(t, st, before.ID)
	equal(t, "home", got.Path, before.Path)
	equal(t, "nothing former", got.FormerPath, writ.Path(nil))
	unknown := home
	unknown.ID = writ.NewID[writ.ObjectID]()
	if err := ledger.Move(ctx, &unknown, &home); writ.CodeOf(err) != writ.CodeNotFound {
		t.Errorf("a move of what is not there: %v", err)
	}
}

// testObjectLists filters, pages and counts managed objects of every kind of fate.
func testObjectLists(t *testing.T, st store.Store) {
	ctx := t.Context()
	w, made, table := fates(t, st)
	page := func(f store.ObjectFilter, before writ.ObjectID, limit int) []string {
		t.Helper()
		list := read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.ManagedObject, error) {
			return tx.Objects.Page(ctx, f, before, limit)
		})
		names := []string{}
		for _, o := range list {
			for name, m := range made {
				if m.ID == o.ID {
					names = append(names, name)
				}
			}
		}
		return names
	}
	for what, tt := range map[string]struct {
		filter store.ObjectFilter
		want   []string
	}{
		"all":         {store.ObjectFilter{}, []string{"returned", "ending", "gone", "aside", "orphan", "making", "owned", "intended"}},
		"orphans":     {store.ObjectFilter{Orphans: true}, []string{"orphan", "intended"}},
		"upload":      {store.ObjectFilter{Upload: made["orphan"].Upload}, []string{"aside", "orphan"}},
		"leftovers":   {store.ObjectFilter{Leftovers: true}, []string{"orphan", "intended"}},
		"missing":     {store.ObjectFilter{Finding: writ.FindingMissing}, []string{"owned"}},
		"states":      {store.ObjectFilter{States: []writ.ObjectState{writ.ObjectQuarantined, writ.ObjectIntended}}, []string{"aside", "making", "intended"}},
		"owner":       {store.ObjectFilter{Owner: w.member.ID}, []string{"owned"}},
		"nobody":      {store.ObjectFilter{Owner: writ.NewID[writ.MemberID]()}, []string{}},
		"elsewhere":   {store.ObjectFilter{Connection: writ.NewID[writ.ConnectionID]()}, []string{}},
		"text":        {store.ObjectFilter{Text: "sigds_ORPHAN"}, []string{"orphan"}},
		"table":       {store.ObjectFilter{Text: "100% s"}, []string{"owned"}},
		"no wildcard": {store.ObjectFilter{Text: "%orphan"}, []string{}},
		"no escape":   {store.ObjectFilter{Text: "!"}, []string{}},
		"together":    {store.ObjectFilter{Connection: w.connection.ID, Orphans: true, Text: "SIGDS", States: []writ.ObjectState{writ.ObjectExists}}, []string{"orphan"}},
	} {
		equal(t, what, page(tt.filter, "", 10), tt.want)
	}
	equal(t, "second page", page(store.ObjectFilter{}, made["aside"].ID, 2), []string{"orphan", "making"})
	equal(t, "Totals", read(t, st, func(ctx context.Context, tx store.Tx) ([]store.ObjectTotals, error) { return tx.Objects.Totals(ctx) }),
		[]store.ObjectTotals{{Connection: w.connection.ID, Live: 6, Orphans: 2, Quarantined: 1, Missing: 1, Returned: 1, Unmeasured: 1, Bytes: 400}})
	equal(t, "ByObject", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Table, error) {
		return tx.Tables.ByObject(ctx, made["owned"].ID)
	}), table)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Tables.ByObject(ctx, made["orphan"].ID); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error {
		return tx.Objects.Measured(ctx, newObject(w.destination, "SIGDS_no"))
	})
	write(t, st, func(tx store.Tx) error {
		return tx.Objects.SetState(ctx, made["returned"].ID, writ.ObjectDropped, 1)
	})
	equal(t, "what a scan found before", getObject(t, st, made["returned"].ID).Finding, writ.FindingNone)
}

// fates makes managed objects of every kind of fate, by name, and the table that
// "owned" holds.
func fates(t *testing.T, st store.Store) (w world, made map[string]*writ.ManagedObject, table *writ.Table) {
	t.Helper()
	ctx := t.Context()
	w = newWorld(t, st)
	importing, failed := newUpload(w.member.ID), newUpload(w.member.ID)
	importing.State, failed.State = writ.UploadImporting, writ.UploadFailed
	made = map[string]*writ.ManagedObject{"intended": w.object}
	add := func(name string, change func(*writ.ManagedObject)) {
		o := newObject(w.destination, "SIGDS_"+name)
		o.State, o.Bytes, o.Upload = writ.ObjectExists, 100, ""
		change(o)
		made[name] = o
		write(t, st, func(tx store.Tx) error { return tx.Objects.Insert(ctx, o) })
	}
	write(t, st, func(tx store.Tx) error {
		if err := tx.Uploads.Insert(ctx, importing); err != nil {
			return err
		}
		return tx.Uploads.Insert(ctx, failed)
	})
	add("owned", func(*writ.ManagedObject) {})
	add("making", func(o *writ.ManagedObject) { o.State, o.Upload, o.Bytes = writ.ObjectIntended, importing.ID, -1 })
	add("orphan", func(o *writ.ManagedObject) { o.Upload = failed.ID })
	add("aside", func(o *writ.ManagedObject) { o.State, o.Upload = writ.ObjectQuarantined, failed.ID })
	add("gone", func(o *writ.ManagedObject) { o.State = writ.ObjectDropped })
	canceled := newUpload(w.member.ID)
	canceled.State = writ.UploadCanceled
	write(t, st, func(tx store.Tx) error {
		if err := tx.Uploads.Insert(ctx, canceled); err != nil {
			return err
		}
		return tx.Jobs.Insert(ctx, &writ.Job{ID: writ.NewID[writ.JobID](), Kind: "import", Key: string(canceled.ID)})
	})
	add("ending", func(o *writ.ManagedObject) { o.Upload = canceled.ID }) // its import was told to stop and has not yet
	add("returned", func(o *writ.ManagedObject) { o.State, o.Finding = writ.ObjectDropped, writ.FindingReturned })
	table = newTable(made["owned"], w.member.ID)
	table.Name = "100% Sales"
	write(t, st, func(tx store.Tx) error {
		made["owned"].Finding = writ.FindingMissing
		if err := tx.Objects.Measured(ctx, made["owned"]); err != nil {
			return err
		}
		return tx.Tables.Insert(ctx, table)
	})
	return w, made, table
}

func testScans(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	get := func(ctx context.Context, tx store.Tx) (*writ.Scan, error) { return tx.Scans.Get(ctx, w.connection.ID) }
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := get(ctx, tx); return err })
	scan := &writ.Scan{
		Connection: w.connection.ID, At: moment(), Objects: 3, Problem: &writ.Problem{Code: writ.CodeRejected, Message: "no"},
		Strangers: []writ.Stranger{{Path: writ.Path{"writ", `SIGDS_"x`}, Kind: "view", Bytes: -1, Rows: 1 << 60}},
	}
	write(t, st, func(tx store.Tx) error { return tx.Scans.Put(ctx, scan) })
	equal(t, "Get", read(t, st, get), scan)
	again := &writ.Scan{Connection: w.connection.ID, At: moment().Add(time.Hour)}
	write(t, st, func(tx store.Tx) error { return tx.Scans.Put(ctx, again) })
	equal(t, "List", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Scan, error) { return tx.Scans.List(ctx) }), []*writ.Scan{again})
}
