package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func recents(t *testing.T, st store.Store, m writ.MemberID) []writ.Visit {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) ([]writ.Visit, error) { return tx.Visits.Recents(ctx, m, 9) })
}

func favourites(t *testing.T, st store.Store, m writ.MemberID) []writ.Visit {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) ([]writ.Visit, error) { return tx.Visits.Favourites(ctx, m) })
}

func testVisits(t *testing.T, st store.Store) {
	ctx := t.Context()
	w, bob := newTree(t, st), newMember("bob@example.com")
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, bob) })
	m := w.member.ID
	at := func(second int) time.Time { return moment().Add(time.Duration(second) * time.Second) }
	visit := func(m writ.MemberID, f *writ.File, second int) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Visits.Visit(ctx, m, f.ID, at(second).UnixMicro(), 3) })
	}
	for second, f := range []*writ.File{w.top, w.folder, w.top, w.inner} {
		visit(m, f, second)
	}
	visit(bob.ID, w.folder, 0)
	want := []writ.Visit{{File: w.inner.ID, At: at(3)}, {File: w.top.ID, At: at(2)}, {File: w.folder.ID, At: at(1)}}
	equal(t, "Recents", recents(t, st, m), want)
	visit(m, w.workbook, 4)
	want = append([]writ.Visit{{File: w.workbook.ID, At: at(4)}}, want[:2]...)
	equal(t, "Recents, of which three are kept", recents(t, st, m), want)
	equal(t, "Recents of another", recents(t, st, bob.ID), []writ.Visit{{File: w.folder.ID, At: at(0)}})
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Visits.Visit(ctx, m, writ.NewID[writ.FileID](), 1, 3) })

	like := func(f *writ.File, second int, likes bool) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Visits.Like(ctx, m, f.ID, at(second).UnixMicro(), likes) })
	}
	like(w.workbook, 1, true)
	like(w.folder, 2, true)
	like(w.workbook, 3, true) // is one already
	like(w.top, 4, false)     // was none
	equal(t, "Favourites", favourites(t, st, m), []writ.Visit{{File: w.workbook.ID, At: at(1)}, {File: w.folder.ID, At: at(2)}})
	like(w.workbook, 5, false)
	equal(t, "Favourites without one", favourites(t, st, m), []writ.Visit{{File: w.folder.ID, At: at(2)}})
	equal(t, "Favourites of another", len(favourites(t, st, bob.ID)), 0)
}
