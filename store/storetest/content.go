package storetest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newDraft(f *writ.File) *writ.Draft {
	return &writ.Draft{Document: f.ID, Content: json.RawMessage(`{"a":  "<&>", "n": 1.0}`), Base: 2, Version: 1, UpdatedBy: f.Owner, UpdatedAt: moment()}
}

func newPublication(f *writ.File, number int64) *writ.Publication {
	return &writ.Publication{Document: f.ID, Number: number, Content: json.RawMessage(`{"pages":  []}`), Restored: number - 1, By: f.Owner, At: moment()}
}

func testDrafts(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newTree(t, st)
	d := newDraft(w.workbook)
	get := func(ctx context.Context, tx store.Tx) (*writ.Draft, error) { return tx.Drafts.Get(ctx, w.workbook.ID) }
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := get(ctx, tx); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Drafts.Update(ctx, d) })
	insert := func(tx store.Tx) error { return tx.Drafts.Insert(ctx, d) }
	write(t, st, insert)
	equal(t, "Get", read(t, st, get), d)
	refused(t, st, writ.CodeConflict, insert)
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error {
		return tx.Drafts.Insert(ctx, newDraft(newFile(writ.KindWorkbook, nil, w.member)))
	})

	stale := *d
	d.Content, d.Base, d.UpdatedBy = json.RawMessage(`{}`), 3, ""
	write(t, st, func(tx store.Tx) error { return tx.Drafts.Update(ctx, d) })
	equal(t, "Get after Update", read(t, st, get), d)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Drafts.Update(ctx, &stale) })
}

func testPublications(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newTree(t, st)
	var heads []*writ.Publication // the newest first
	for n := range int64(3) {
		p := newPublication(w.workbook, n+1)
		write(t, st, func(tx store.Tx) error { return tx.Publications.Insert(ctx, p) })
		equal(t, "Get", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Publication, error) {
			return tx.Publications.Get(ctx, w.workbook.ID, p.Number)
		}), p)
		head := *p
		head.Content = nil
		heads = append([]*writ.Publication{&head}, heads...)
	}
	err := st.Write(ctx, func(tx store.Tx) error { return tx.Publications.Insert(ctx, newPublication(w.workbook, 3)) })
	equal(t, "code of a number that is taken", writ.CodeOf(err), writ.CodeConflict)
	says(t, err, "Somebody else has published the document meanwhile.")
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Publications.Get(ctx, w.workbook.ID, 4); return err })
	list := func(before int64, limit int) []*writ.Publication {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Publication, error) {
			return tx.Publications.List(ctx, w.workbook.ID, before, limit)
		})
	}
	equal(t, "List", list(0, 9), heads)
	equal(t, "the first two", list(0, 2), heads[:2])
	equal(t, "those after", list(2, 9), heads[2:])
}
