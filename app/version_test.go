package app_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// change imports content into a table and returns the upload when it has ended.
func (w *world) change(t *app.TableView, kind writ.TableChange, content string, key ...string) *app.UploadView {
	w.t.Helper()
	return w.load(w.build(), w.send(w.build(), "change.csv", content).ID, app.ImportRequest{Change: kind, Table: t.ID, Key: key})
}

// changed is change that must succeed; it returns the table as it is then.
func (w *world) changed(t *app.TableView, kind writ.TableChange, content string, key ...string) *app.TableView {
	w.t.Helper()
	if u := w.change(t, kind, content, key...); u.State != writ.UploadDone || u.Table != t.ID {
		w.t.Fatalf("the %s is %s: %+v", kind, u.State, u.Problem)
	}
	return must[*app.TableView](w.t)(w.Table(w.t.Context(), w.build(), t.ID))
}

// export is a version of a table as CSV; 0 is the current one.
func (w *world) export(id writ.TableID, version int64) string {
	w.t.Helper()
	var out bytes.Buffer
	w.ok(w.ExportVersion(w.t.Context(), w.build(), id, version, export.Form{Format: export.CSV}, &out))
	return out.String()
}

// holds fails unless a version of a table exports as text.
func (w *world) holds(id writ.TableID, version int64, text string) {
	w.t.Helper()
	if got := w.export(id, version); got != text {
		w.t.Errorf("version %d is %q, want %q", version, got, text)
	}
}

// TestReplace gives a table other rows and brings the first ones back.
func TestReplace(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	first, second := "n,s\n1,a\n2,b\n", "n,s\n3,c\n"
	table := w.table(w.build(), w.embedded().ID, first)
	now := w.changed(table, writ.ChangeReplace, second)
	if now.Current != 2 || now.Rows != 1 || now.Name != table.Name || now.Object == table.Object {
		t.Errorf("the replaced table: %+v", now.Table)
	}
	w.holds(table.ID, 0, second)
	w.holds(table.ID, 1, first)
	rows := must[*app.RowPage](t)(w.VersionRows(ctx, w.build(), table.ID, 1, 1, 10))
	if rows.Total != 2 || len(rows.Rows) != 1 || rows.Rows[0].Cells[1].Text != "b" {
		t.Errorf("the rows of version 1 after the first: %+v", rows)
	}
	restored := must[*app.TableView](t)(w.RestoreVersion(ctx, w.build(), table.ID, 1))
	if restored.Current != 3 || restored.Object != table.Object {
		t.Errorf("the restored table: %+v", restored.Table)
	}
	w.holds(table.ID, 0, first)
	list := must[[]*app.VersionView](t)(w.Versions(ctx, w.build(), table.ID, 0, 10))
	var changes []writ.TableChange
	for _, v := range list {
		changes = append(changes, v.Change)
		if v.IsCurrent != (v.Number == 3) || !v.Kept() || v.Maker.ID != w.build().Member.ID {
			t.Errorf("version %d: %+v", v.Number, v)
		}
	}
	if !slices.Equal(changes, []writ.TableChange{writ.ChangeRestore, writ.ChangeReplace, writ.ChangeCreate}) {
		t.Errorf("the versions came to be by %v", changes)
	}
	_, err := w.RestoreVersion(ctx, w.build(), table.ID, 1)
	refused(t, err, writ.CodeConflict, "has now")
	_, err = w.RestoreVersion(ctx, w.build(), table.ID, 9)
	refused(t, err, writ.CodeNotFound)
	w.ok(w.DeleteTable(ctx, w.build(), table.ID))
	w.noOrphans()
}

// TestReplaceStopsAtOtherColumns wants other columns to be accepted first.
func TestReplaceStopsAtOtherColumns(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "n,s,empty\n1,a,\n")
	other := "N ,t,empty\nx,7,\n"
	u := w.send(w.build(), "other.csv", other)
	req := app.ImportRequest{Change: writ.ChangeReplace, Table: table.ID}
	got := w.load(w.build(), u.ID, req)
	if got.State != writ.UploadFailed || got.Problem.Code != writ.CodeConflict || got.Problem.Field != "onSchemaChange" {
		t.Fatalf("the upload is %s: %+v", got.State, got.Problem)
	}
	want := []string{"n integer text", "s text -", "t - integer"}
	if said := sayChanges(got.Changes); !slices.Equal(said, want) {
		t.Errorf("the changes are %q, want %q", said, want)
	}
	w.holds(table.ID, 0, "n,s,empty\n1,a,\n")
	preview := must[*ingest.Preview](t)(w.PreviewChange(ctx, w.build(), u.ID, ingest.Options{}, table.ID, writ.ChangeReplace))
	if said := sayChanges(preview.Schema); !slices.Equal(said, want) {
		t.Errorf("the preview says %q, want %q", said, want)
	}
	req.OnSchemaChange = ingest.SchemaAccept
	if got = w.load(w.build(), u.ID, req); got.State != writ.UploadDone || got.Changes != nil {
		t.Fatalf("the upload is %s: %+v, %+v", got.State, got.Problem, got.Changes)
	}
	w.holds(table.ID, 0, "n,t,empty\nx,7,\n")
	w.holds(table.ID, 1, "n,s,empty\n1,a,\n")
	w.noOrphansBut(1)
}

func sayChanges(changes []writ.SchemaChange) []string {
	var out []string
	for _, c := range changes {
		said := []string{c.Column, "-", "-"}
		for i, t := range []*writ.Type{c.From, c.To} {
			if t != nil {
				said[i+1] = t.String()
			}
		}
		out = append(out, fmt.Sprintf("%s %s %s", said[0], said[1], said[2]))
	}
	return out
}

// noOrphansBut waits until the ledger has as many live objects as there are tables,
// and so many more for earlier versions.
func (w *world) noOrphansBut(versions int) {
	w.t.Helper()
	w.eventually(func() error {
		return w.store.Read(w.t.Context(), func(tx store.Tx) error {
			objects, err := tx.Objects.List(w.t.Context(), w.embedded().ID, writ.ObjectIntended, writ.ObjectExists)
			if err != nil {
				return err
			}
			tables, err := tx.Tables.ListByConnection(w.t.Context(), w.embedded().ID)
			if err == nil && len(objects) != len(tables)+versions {
				err = fmt.Errorf("%d live objects, %d tables, %d earlier versions", len(objects), len(tables), versions)
			}
			return err
		})
	})
}

// TestOneChangeAtATime refuses a second import into a table, a restore and a
// deletion while the first is at work.
func TestOneChangeAtATime(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "n\n1\n")
	w.changed(table, writ.ChangeReplace, "n\n2\n")
	slow := w.send(w.build(), "slow.csv", "n\n1\n")
	w.ok(w.store.Write(ctx, func(tx store.Tx) error { // as if a node was at it
		u, err := tx.Uploads.Get(ctx, slow.ID)
		if err != nil {
			return err
		}
		u.State, u.Target = writ.UploadImporting, table.ID
		return tx.Uploads.Update(ctx, u)
	}))
	second := w.send(w.build(), "second.csv", "n\n1\n")
	_, err := w.StartImport(ctx, w.build(), second.ID, app.ImportRequest{Change: writ.ChangeReplace, Table: table.ID})
	refused(t, err, writ.CodeConflict, "is being changed by the import of slow.csv")
	_, err = w.RestoreVersion(ctx, w.build(), table.ID, 1)
	refused(t, err, writ.CodeConflict, "is being changed")
	refused(t, w.DeleteTable(ctx, w.build(), table.ID), writ.CodeConflict, "is being changed")
}

// TestRacedChange changes a table while an import replaces its rows: the import
// fails and leaves nothing.
func TestRacedChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := w.table(w.build(), w.embedded().ID, "n\n1\n")
	u := w.send(w.build(), "late.csv", "n\n2\n")
	w.store = &racingStore{Store: w.store, table: table.ID}
	w.restart()
	got := w.load(w.build(), u.ID, app.ImportRequest{Change: writ.ChangeReplace, Table: table.ID})
	if got.State != writ.UploadFailed || got.Problem.Code != writ.CodeStale {
		t.Errorf("the upload is %s: %+v", got.State, got.Problem)
	}
	w.holds(table.ID, 0, "n\n1\n")
	w.noOrphans()
}

// racingStore changes a table whenever something is written while an import is
// making its object.
type racingStore struct {
	store.Store
	table writ.TableID
}

func (s *racingStore) Write(ctx context.Context, f func(store.Tx) error) error {
	return s.Store.Write(ctx, func(tx store.Tx) error {
		t, err := tx.Tables.Get(ctx, s.table)
		if err != nil {
			return err
		}
		list, err := tx.Objects.List(ctx, t.Connection, writ.ObjectIntended)
		if err == nil && len(list) > 0 {
			err = tx.Tables.Update(ctx, t)
		}
		if err != nil {
			return err
		}
		return f(tx)
	})
}

// TestRetention drops the rows of versions that newer ones push out, an hour after
// they were replaced, and keeps their certificates.
func TestRetention(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	s := must[writ.Settings](t)(w.Settings(ctx, w.admin()))
	s.Retention.Versions = 2
	must[writ.Settings](t)(w.SaveSettings(ctx, w.admin(), s))
	table := w.table(w.build(), w.embedded().ID, "n\n1\n")
	for i := 2; i <= 4; i++ {
		w.changed(table, writ.ChangeReplace, fmt.Sprintf("n\n%d\n", i))
	}
	w.ok(w.CleanVersions(ctx))
	w.noOrphansBut(3)
	w.holds(table.ID, 1, "n\n1\n")
	w.later(61 * time.Minute)
	w.ok(w.CleanVersions(ctx))
	w.noOrphansBut(1)
	w.ok(w.ExportVersion(ctx, w.build(), table.ID, 3, export.Form{Format: export.CSV}, &bytes.Buffer{}))
	refused(t, w.ExportVersion(ctx, w.build(), table.ID, 2, export.Form{Format: export.CSV}, &bytes.Buffer{}), writ.CodeConflict, "no longer kept")
	_, err := w.RestoreVersion(ctx, w.build(), table.ID, 1)
	refused(t, err, writ.CodeConflict, "no longer kept")
	if v := must[*writ.TableVersion](t)(w.Version(ctx, w.build(), table.ID, 1)); len(v.Certificate) == 0 || v.Object != "" {
		t.Errorf("version 1 is %+v", v)
	}
}
