package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// content is a document of one element.
func content(source string) json.RawMessage {
	return json.RawMessage(`{"schema":1,"pages":[{"id":"p","name":"P","elements":[{"id":"e","kind":"table","name":"E","source":` + source + `}]}]}`)
}

func csvSource(t *app.TableView) json.RawMessage {
	return content(fmt.Sprintf(`{"kind":"csv-table","tableId":%q}`, t.ID))
}

// TestDraftAndPublished goes through what becomes of a document, and says what its
// readers see of that: nothing before it is published.
func TestDraftAndPublished(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	owner, reader := w.build(), w.another(writ.AccountBuild, "reader@example.org")
	f := w.create(owner, writ.KindWorkbook, "Plan", "")
	w.grant(f.ID, writ.Grantee{Member: reader.Member.ID}, writ.LevelView)
	table := w.table(owner, w.embedded().ID, "a\n1\n")

	seen := func() *app.DocumentView {
		t.Helper()
		return must[*app.DocumentView](t)(w.Document(ctx, reader, f.ID))
	}
	if d := seen(); d.Content != nil || d.Draft != nil || d.Publication != nil {
		t.Errorf("a reader sees %+v before anything is published", d)
	}
	draft := must[*app.DraftView](t)(w.SaveDraft(ctx, owner, f.ID, 1, csvSource(table)))
	if draft.Version != 2 || !draft.Changed || len(draft.Elements) != 1 || draft.Elements[0].Columns[0] != "a" {
		t.Errorf("the draft is %+v", draft)
	}
	if d := seen(); d.Content != nil {
		t.Error("a reader sees a draft")
	}
	for name, err := range map[string]error{
		"draft":    second(w.Draft(ctx, reader, f.ID)),
		"save":     second(w.SaveDraft(ctx, reader, f.ID, 2, emptyContent)),
		"publish":  second(w.Publish(ctx, reader, f.ID, 2)),
		"discard":  second(w.DiscardDraft(ctx, reader, f.ID, 2)),
		"versions": second(w.Publications(ctx, reader, f.ID, 0, 10)),
		"restore":  second(w.RestorePublication(ctx, reader, f.ID, 1)),
	} {
		if writ.CodeOf(err) != writ.CodeForbidden {
			t.Errorf("%s by a reader: %v", name, err)
		}
	}
	refused(t, second(w.SaveDraft(ctx, owner, f.ID, 1, emptyContent)), writ.CodeStale)
	refused(t, second(w.DiscardDraft(ctx, owner, f.ID, 2)), writ.CodeConflict, "nothing to go back to")
	d := must[*app.DocumentView](t)(w.Publish(ctx, owner, f.ID, 2))
	if d.Publication.Number != 1 || d.Draft.Changed || d.Draft.Base != 1 {
		t.Errorf("published: %+v, %+v", d.Publication, d.Draft)
	}
	refused(t, second(w.Publish(ctx, owner, f.ID, 0)), writ.CodeConflict, "nothing new")
	if d := seen(); len(d.Content.Elements()) != 1 || d.Draft != nil {
		t.Errorf("a reader sees %+v", d)
	}

	draft = must[*app.DraftView](t)(w.SaveDraft(ctx, owner, f.ID, d.Draft.Version, emptyContent))
	refused(t, second(w.RestorePublication(ctx, owner, f.ID, 1)), writ.CodeConflict, "published")
	draft = must[*app.DraftView](t)(w.DiscardDraft(ctx, owner, f.ID, draft.Version))
	if draft.Changed || len(draft.Content.Elements()) != 1 {
		t.Errorf("discarded: %+v", draft)
	}
	draft = must[*app.DraftView](t)(w.SaveDraft(ctx, owner, f.ID, draft.Version, emptyContent))
	must[*app.DocumentView](t)(w.Publish(ctx, owner, f.ID, draft.Version))
	d = must[*app.DocumentView](t)(w.RestorePublication(ctx, owner, f.ID, 1))
	if d.Publication.Number != 3 || d.Publication.Restored != 1 || len(d.Content.Elements()) != 1 || d.Draft.Changed {
		t.Errorf("restored: %+v", d.Publication)
	}
	list := must[[]*app.PublicationView](t)(w.Publications(ctx, owner, f.ID, 0, 10))
	if len(list) != 3 || !list[0].IsCurrent || list[2].Number != 1 {
		t.Errorf("the history has %d versions", len(list))
	}
	if _, c, err := w.Publication(ctx, owner, f.ID, 2); err != nil || len(c.Elements()) != 0 {
		t.Errorf("version 2: %v", err)
	}
	refused(t, third(w.Publication(ctx, owner, f.ID, 9)), writ.CodeNotFound, "version")
}

func third[A, B any](_ A, _ B, err error) error { return err }

// TestManyPublishAtOnce says that versions are numbered without gaps, whoever
// publishes at the same time.
func TestManyPublishAtOnce(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	f := w.create(w.build(), writ.KindWorkbook, "Plan", "")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			c := strings.Replace(string(emptyContent), `"P"`, fmt.Sprintf(`"P%d"`, i), 1)
			for {
				d, err := w.Draft(ctx, w.build(), f.ID)
				if err == nil {
					_, err = w.SaveDraft(ctx, w.build(), f.ID, d.Version, json.RawMessage(c))
				}
				if err == nil {
					_, err = w.Publish(ctx, w.build(), f.ID, 0)
				}
				switch writ.CodeOf(err) {
				case "":
					return
				case writ.CodeConflict: // somebody else has published it
					return
				case writ.CodeStale:
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	list := must[[]*app.PublicationView](t)(w.Publications(ctx, w.build(), f.ID, 0, 100))
	for i, p := range list {
		if p.Number != int64(len(list)-i) {
			t.Errorf("version %d comes at place %d of %d", p.Number, i, len(list))
		}
	}
	if d := must[*app.DocumentView](t)(w.Document(ctx, w.build(), f.ID)); d.Published != int64(len(list)) {
		t.Errorf("%d is published of %d", d.Published, len(list))
	}
}

// TestSourcesTakeAccess binds every kind of source as somebody who has no access to
// it, and as somebody who has.
func TestSourcesTakeAccess(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	owner, other := w.build(), w.another(writ.AccountBuild, "other@example.org")
	analyst := w.another(writ.AccountBuild, "analyst@example.org")
	table := w.table(owner, w.embedded().ID, "a\n1\n")
	dataset, model := w.create(owner, writ.KindDataset, "Set", ""), w.create(owner, writ.KindDataModel, "Model", "")
	for _, f := range []*app.FileView{dataset, model} {
		must[*app.DraftView](t)(w.SaveDraft(ctx, owner, f.ID, 1, csvSource(table)))
		must[*app.DocumentView](t)(w.Publish(ctx, owner, f.ID, 0))
	}
	w.ok(w.store.Write(ctx, func(tx store.Tx) error { // nobody but Admins has data access any more
		list, err := tx.DataGrants.ListByConnection(ctx, w.embedded().ID)
		for _, g := range list {
			if err == nil {
				err = tx.DataGrants.Delete(ctx, g.ID)
			}
		}
		return err
	}))
	f := w.create(other, writ.KindWorkbook, "Mine", "")
	w.grant(f.ID, writ.Grantee{Member: analyst.Member.ID}, writ.LevelEdit)
	for name, tc := range map[string]struct {
		source string
		file   writ.FileID // whose Can view it takes
	}{
		"table":      {fmt.Sprintf(`{"kind":"csv-table","tableId":%q}`, table.ID), table.Document},
		"dataset":    {fmt.Sprintf(`{"kind":"dataset","documentId":%q}`, dataset.ID), dataset.ID},
		"data model": {fmt.Sprintf(`{"kind":"data-model","documentId":%q,"elementId":"e"}`, model.ID), model.ID},
		"warehouse":  {fmt.Sprintf(`{"kind":"warehouse-table","connectionId":%q,"path":["sample","Sample"]}`, w.embedded().ID), ""},
		"sql":        {fmt.Sprintf(`{"kind":"sql","connectionId":%q,"statement":"SELECT 1"}`, w.embedded().ID), ""},
	} {
		d := must[*app.DraftView](t)(w.Draft(ctx, other, f.ID))
		err := second(w.SaveDraft(ctx, other, f.ID, d.Version, content(tc.source)))
		refused(t, err, writ.CodeNotFound)
		if e := new(writ.Error); !errors.As(err, &e) || !strings.HasPrefix(e.Field, "content.pages[0].elements[0]") {
			t.Errorf("%s: %v does not say where", name, err)
		}
		if tc.file == "" {
			continue
		}
		w.grant(tc.file, writ.Grantee{Member: analyst.Member.ID}, writ.LevelView)
		d = must[*app.DraftView](t)(w.SaveDraft(ctx, analyst, f.ID, d.Version, content(tc.source)))
		// From now on the document has it: who may edit that need not open the source.
		must[*app.DraftView](t)(w.SaveDraft(ctx, other, f.ID, d.Version, json.RawMessage(strings.Replace(string(content(tc.source)), `"E"`, `"F"`, 1))))
	}
}

// TestNoSourceOfItself tries to make documents each other's sources.
func TestNoSourceOfItself(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	one, two := w.create(w.build(), writ.KindDataset, "One", ""), w.create(w.build(), writ.KindDataset, "Two", "")
	from := func(f *app.FileView) json.RawMessage {
		return content(fmt.Sprintf(`{"kind":"dataset","documentId":%q}`, f.ID))
	}
	refused(t, second(w.SaveDraft(ctx, w.build(), one.ID, 1, from(one))), writ.CodeInvalid, "source of itself")
	must[*app.DraftView](t)(w.SaveDraft(ctx, w.build(), two.ID, 1, from(one)))
	refused(t, second(w.SaveDraft(ctx, w.build(), one.ID, 1, from(two))), writ.CodeInvalid, "source of itself")

	// A version that is brought back must not close a circle either.
	must[*app.DocumentView](t)(w.Publish(ctx, w.build(), two.ID, 0))
	must[*app.DraftView](t)(w.SaveDraft(ctx, w.build(), two.ID, 3, csvSource(table)))
	must[*app.DocumentView](t)(w.Publish(ctx, w.build(), two.ID, 0))
	must[*app.DraftView](t)(w.SaveDraft(ctx, w.build(), one.ID, 1, from(two)))
	refused(t, second(w.RestorePublication(ctx, w.build(), two.ID, 1)), writ.CodeInvalid, "source of itself")
	refused(t, second(w.SaveDraft(ctx, w.build(), one.ID, 2, content(fmt.Sprintf(`{"kind":"data-model","documentId":%q,"elementId":"e"}`, two.ID)))), writ.CodeInvalid, "not a data model")
}
