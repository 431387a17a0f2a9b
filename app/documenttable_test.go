package app_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// TestUploadBecomesADocument says what an upload becomes without a target, in a
// folder, and in a document.
func TestUploadBecomesADocument(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	d := must[*app.DocumentView](t)(w.Document(ctx, w.build(), table.Document))
	if d.Name != "A table" || d.Kind != writ.KindWorkbook || d.Published != 1 || d.Draft.Changed || d.Content.Elements()[0].Source.Table != table.ID {
		t.Errorf("the workbook is %+v with %+v", d.File, d.Content)
	}
	if home := d.Above; len(home) != 1 || home[0].Kind != writ.KindHome {
		t.Errorf("it lies in %+v", home)
	}

	folder := must[*app.FileView](t)(w.CreateFile(ctx, w.build(), app.FileDraft{Kind: writ.KindFolder, Name: "F"}))
	load := func(req app.ImportRequest) *app.TableView {
		t.Helper()
		req.Connection, req.Name = w.embedded().ID, "In"
		u := w.load(w.build(), w.send(w.build(), "b.csv", "b\n2\n").ID, req)
		if u.State != writ.UploadDone {
			t.Fatalf("%+v", u.Problem)
		}
		return must[*app.TableView](t)(w.Table(ctx, w.build(), u.Table))
	}
	in := load(app.ImportRequest{Folder: folder.ID})
	if f := must[*app.FileView](t)(w.File(ctx, w.build(), in.Document)); f.Parent != folder.ID {
		t.Errorf("the workbook lies in %s", f.Parent)
	}
	added := load(app.ImportRequest{Document: table.Document})
	d = must[*app.DocumentView](t)(w.Document(ctx, w.build(), table.Document))
	if added.Document != table.Document || !d.Draft.Changed || len(d.Content.Elements()) != 1 {
		t.Errorf("what is published changed with an upload: %+v", d.Content)
	}
	draft := must[*app.DraftView](t)(w.Draft(ctx, w.build(), table.Document))
	if e := draft.Content.Elements(); len(e) != 2 || e[1].Source.Table != added.ID {
		t.Errorf("the draft is %+v", draft.Content)
	}
	stranger := w.another(writ.AccountBuild, "stranger@example.org")
	mine := w.send(stranger, "c.csv", "a\n1\n")
	for _, req := range []app.ImportRequest{{Folder: folder.ID}, {Document: table.Document}} {
		req.Connection, req.Name = w.embedded().ID, "x"
		refused(t, second(w.StartImport(ctx, stranger, mine.ID, req)), writ.CodeNotFound)
	}
	both := app.ImportRequest{Connection: w.embedded().ID, Name: "x", Folder: folder.ID, Document: table.Document}
	refused(t, second(w.StartImport(ctx, w.build(), w.send(w.build(), "d.csv", "a\n1\n").ID, both)), writ.CodeInvalid, "folderId")
}

// TestTableRights says what each level on a document lets do with its table.
func TestTableRights(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	viewer, editor := w.another(writ.AccountBuild, "viewer@example.org"), w.another(writ.AccountBuild, "editor@example.org")
	w.grant(table.Document, writ.Grantee{Member: viewer.Member.ID}, writ.LevelView)
	w.grant(table.Document, writ.Grantee{Member: editor.Member.ID}, writ.LevelEdit)
	change := func(who app.Actor) error {
		req := app.ImportRequest{Change: writ.ChangeAppend, Table: table.ID}
		return second(w.StartImport(ctx, who, w.send(who, "b.csv", "a\n2\n").ID, req))
	}
	must[*app.RowPage](t)(w.Rows(ctx, viewer, table.ID, 0, 1))
	if list := must[[]*app.TableView](t)(w.Tables(ctx, viewer, "", 10)); len(list) != 1 || list[0].ID != table.ID {
		t.Errorf("the viewer sees %d tables", len(list))
	}
	refused(t, change(viewer), writ.CodeForbidden)
	refused(t, second(w.RestoreVersion(ctx, viewer, table.ID, 1)), writ.CodeForbidden)
	refused(t, w.DeleteTable(ctx, viewer, table.ID), writ.CodeForbidden)
	w.ok(change(editor))
	w.settled(table.ID)
	if p := must[*app.RowPage](t)(w.Rows(ctx, viewer, table.ID, 0, 9)); p.Total != 2 {
		t.Errorf("the table has %d rows", p.Total)
	}
	w.ok(w.DeleteTable(ctx, editor, table.ID))
	d := must[*app.DocumentView](t)(w.Document(ctx, viewer, table.Document))
	if e := d.Elements; len(e) != 1 || e[0].Problem != "The table of this element is deleted." {
		t.Errorf("the element of a deleted table is %+v", e)
	}
}

// settled waits for the imports into a table.
func (w *world) settled(id writ.TableID) {
	w.t.Helper()
	var going []writ.UploadID
	w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) error {
		list, err := tx.Uploads.ListByState(w.t.Context(), writ.UploadImporting)
		for _, u := range list {
			if u.Target == id {
				going = append(going, u.ID)
			}
		}
		return err
	}))
	for _, u := range going {
		w.ok(w.Await(w.t.Context(), u))
	}
}

// TestOldTablesAreWrapped says that tables which a server of the version before made
// are their owner's alone, and get a workbook at the next start or cleaning.
func TestOldTablesAreWrapped(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	w.ok(w.store.Write(ctx, func(tx store.Tx) error {
		old, err := tx.Tables.Get(ctx, table.ID)
		if err != nil {
			return err
		}
		old.Document = ""
		return tx.Tables.Update(ctx, old)
	}))
	must[*app.RowPage](t)(w.Rows(ctx, w.build(), table.ID, 0, 1))
	refused(t, second(w.Rows(ctx, w.admin(), table.ID, 0, 1)), writ.CodeNotFound)
	w.restart()
	got := must[*app.TableView](t)(w.Table(ctx, w.build(), table.ID))
	if got.Document == "" || got.Document == table.Document {
		t.Fatalf("the table is in %q", got.Document)
	}
	d := must[*app.DocumentView](t)(w.Document(ctx, w.build(), got.Document))
	if d.Owner != w.build().Member.ID || d.Published != 1 || d.Above[0].Kind != writ.KindHome || d.Content.Elements()[0].Source.Table != table.ID {
		t.Errorf("it was wrapped in %+v", d)
	}
}

// TestPurgedDocumentDropsItsTables says that nothing of a document stays in the
// warehouse, and that trash hides its tables.
func TestPurgedDocumentDropsItsTables(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	w.ok(w.TrashFile(ctx, w.build(), table.Document))
	refused(t, second(w.Rows(ctx, w.build(), table.ID, 0, 1)), writ.CodeForbidden, "trash")
	w.ok(w.PurgeFile(ctx, w.build(), table.Document))
	refused(t, second(w.Table(ctx, w.build(), table.ID)), writ.CodeNotFound)
	w.eventually(func() error {
		return w.store.Read(ctx, func(tx store.Tx) error {
			list, err := tx.Objects.List(ctx, w.embedded().ID, writ.ObjectIntended, writ.ObjectExists)
			if slices.ContainsFunc(list, func(o *writ.ManagedObject) bool { return o.ID == table.Object }) {
				err = errors.New("the object of a purged table is there")
			}
			return err
		})
	})
}
