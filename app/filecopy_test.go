package app_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// TestCopy copies a document for who may edit it and for who may view it.
func TestCopy(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	space := w.create(w.admin(), writ.KindWorkspace, "Plan", "")
	doc := w.create(w.admin(), writ.KindWorkbook, "Budget", space.ID)
	w.grant(doc.ID, writ.AllMembers(), writ.LevelView)
	w.later(time.Second)
	made := must[*app.FileView](t)(w.CopyFile(ctx, w.build(), doc.ID, app.FileCopy{Name: "Mine"}))
	if made.Name != "Mine" || made.Owner != w.build().Member.ID || w.parentOf(made.ID) != w.home(writ.AccountBuild) {
		t.Errorf("copied: %+v", made)
	}
	if w.sees(writ.AccountView, made.ID) {
		t.Error("the grants were copied")
	}
	_, err := w.CopyFile(ctx, w.build(), doc.ID, app.FileCopy{Parent: space.ID})
	refused(t, err, writ.CodeForbidden, "no such folder")
	_, err = w.CopyFile(ctx, w.admin(), space.ID, app.FileCopy{})
	if code := writ.CodeOf(err); code != writ.CodeForbidden && code != writ.CodeConflict {
		t.Errorf("copying a workspace: %v", err)
	}
	_, err = w.CopyFile(ctx, w.as(writ.AccountAnalyze), doc.ID, app.FileCopy{})
	refused(t, err, writ.CodeForbidden, "Build")
}

// TestCopyForReaders gives readers no source in a copy that they may not use, and
// never the SQL of somebody else.
func TestCopyForReaders(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	hidden := w.create(w.admin(), writ.KindDataset, "Hidden", "")
	doc := w.create(w.admin(), writ.KindWorkbook, "Budget", "")
	table := w.table(w.admin(), conn, "a\n1\n")
	c := document.Of("SQL", document.Source{Kind: document.SourceSQL, Connection: conn, Statement: "SELECT 42"})
	for name, s := range map[string]document.Source{
		"dataset": {Kind: document.SourceDataset, Document: hidden.ID}, "csv": {Kind: document.SourceCSVTable, Table: table.ID},
		"warehouse": {Kind: document.SourceWarehouse, Connection: conn, Path: writ.Path{"sample", "chemical_elements"}},
	} {
		c.Pages[0].Elements = append(c.Pages[0].Elements, document.Element{ID: document.NewID(), Kind: document.ElementTable, Name: name, Source: s})
	}
	text := must[json.RawMessage](t)(c.Write())
	w.ok(w.store.Write(ctx, func(tx store.Tx) error {
		d, err := tx.Drafts.Get(ctx, doc.ID)
		if err != nil {
			return err
		}
		d.Content = text
		f, err := tx.Files.Get(ctx, doc.ID)
		if err != nil {
			return err
		}
		f.Published = 1
		return errors.Join(tx.Drafts.Update(ctx, d), tx.Files.Update(ctx, f),
			tx.Publications.Insert(ctx, &writ.Publication{Document: doc.ID, Number: 1, Content: text, By: f.Owner, At: w.clock()}))
	}))
	w.grant(doc.ID, writ.AllMembers(), writ.LevelView)
	w.later(time.Second)
	mine := must[*app.FileView](t)(w.CopyFile(ctx, w.build(), doc.ID, app.FileCopy{}))
	draft := must[*app.DraftView](t)(w.Draft(ctx, w.build(), mine.ID))
	if names := elementNames(draft.Content); mine.LeftOut != 3 || !slices.Equal(names, []string{"warehouse"}) {
		t.Errorf("a reader's copy has %q, and %d elements were left out", names, mine.LeftOut)
	}
	whole := must[*app.FileView](t)(w.CopyFile(ctx, w.admin(), doc.ID, app.FileCopy{}))
	draft = must[*app.DraftView](t)(w.Draft(ctx, w.admin(), whole.ID))
	if names := elementNames(draft.Content); whole.LeftOut != 0 || len(names) != 4 {
		t.Errorf("an editor's copy has %q, and %d elements were left out", names, whole.LeftOut)
	}
}

func elementNames(c *document.Content) (names []string) {
	for _, e := range c.Elements() {
		names = append(names, e.Name)
	}
	return names
}
