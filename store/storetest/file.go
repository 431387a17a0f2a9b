package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newFile(kind writ.FileKind, parent *writ.File, m *writ.Member) *writ.File {
	f := &writ.File{
		ID: writ.NewID[writ.FileID](), Kind: kind, Name: "Plan <b>ß</b> 🗂", Description: "what we mean to do", Owner: m.ID, Creator: m.ID,
		TrashedAt: moment().Add(time.Hour), TrashedBy: m.ID, Published: 3, Version: 1, UpdatedBy: m.ID,
		CreatedAt: moment(), UpdatedAt: moment().Add(time.Second),
	}
	if parent != nil {
		f.Parent = parent.ID
	}
	return f
}

func insertFile(f *writ.File) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.Files.Insert(context.Background(), f) }
}

func getFile(t *testing.T, st store.Store, id writ.FileID) *writ.File {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.File, error) { return tx.Files.Get(ctx, id) })
}

// tree is a workspace with a folder, a folder in that and a document in that, one
// below the other, and what else a test puts there.
type tree struct {
	member                       *writ.Member
	top, folder, inner, workbook *writ.File
}

func newTree(t *testing.T, st store.Store) tree {
	t.Helper()
	w := tree{member: newMember("ada@example.com")}
	w.top = newFile(writ.KindWorkspace, nil, w.member)
	w.folder = newFile(writ.KindFolder, w.top, w.member)
	w.inner = newFile(writ.KindFolder, w.folder, w.member)
	w.workbook = newFile(writ.KindWorkbook, w.inner, w.member)
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(t.Context(), w.member) })
	for _, f := range []*writ.File{w.top, w.folder, w.inner, w.workbook} {
		write(t, st, insertFile(f))
	}
	return w
}

func testFiles(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newTree(t, st)
	equal(t, "Get", getFile(t, st, w.workbook.ID), w.workbook)
	equal(t, "Get of a workspace", getFile(t, st, w.top.ID), w.top)

	stale, bob := *w.workbook, newMember("bob@example.com")
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, bob) })
	change := *w.workbook
	change.Name, change.Parent, change.Owner, change.Published = "New", w.folder.ID, bob.ID, 4
	change.TrashedAt, change.TrashedBy, change.UpdatedBy = time.Time{}, "", bob.ID
	want := change
	want.Version = 2
	change.Kind, change.Creator, change.CreatedAt = writ.KindDataset, bob.ID, moment().Add(time.Hour) // stay as they are
	write(t, st, func(tx store.Tx) error { return tx.Files.Update(ctx, &change) })
	equal(t, "Version after Update", change.Version, int64(2))
	equal(t, "Get after Update", getFile(t, st, change.ID), &want)

	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Files.Update(ctx, &stale) })
	absent := newFile(writ.KindWorkbook, w.top, w.member)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Files.Update(ctx, absent) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Files.Get(ctx, absent.ID); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Files.Delete(ctx, absent.ID) })
	refused(t, st, writ.CodeConflict, insertFile(&want))
	nobodys := newFile(writ.KindWorkspace, nil, newMember("nobody@example.com"))
	refused(t, st, writ.CodeConflict, insertFile(nobodys))

	for _, n := range []int{0, 1, 1200} { // more than one query asks for
		ids := []writ.FileID{w.top.ID, absent.ID, w.workbook.ID}[:min(n, 3)]
		for len(ids) < n {
			ids = append(ids, writ.NewID[writ.FileID]())
		}
		got := read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.File, error) { return tx.Files.Many(ctx, ids) })
		equal(t, fmt.Sprintf("Many of %d", n), len(got), min(n, 2))
	}
}

// testFilePlaces asks for files where none of their kind may lie.
func testFilePlaces(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newTree(t, st)
	home := newFile(writ.KindHome, nil, w.member)
	write(t, st, insertFile(home))
	equal(t, "Home", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.File, error) { return tx.Files.Home(ctx, w.member.ID) }), home)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error {
		_, err := tx.Files.Home(ctx, writ.NewID[writ.MemberID]())
		return err
	})
	err := st.Write(ctx, insertFile(newFile(writ.KindHome, nil, w.member)))
	equal(t, "code of a second home", writ.CodeOf(err), writ.CodeConflict)
	says(t, err, "The member has a My documents folder already.")
	for name, f := range map[string]*writ.File{
		"a folder in a workbook":  newFile(writ.KindFolder, w.workbook, w.member),
		"a dataset in a workbook": newFile(writ.KindDataset, w.workbook, w.member),
		"a workspace in a folder": newFile(writ.KindWorkspace, w.folder, w.member),
		"a home in a workspace":   newFile(writ.KindHome, w.top, w.member),
		"a workbook nowhere":      newFile(writ.KindWorkbook, nil, w.member),
		"a folder nowhere":        newFile(writ.KindFolder, nil, w.member),
		"a workbook in nothing":   newFile(writ.KindWorkbook, newFile(writ.KindFolder, nil, w.member), w.member),
	} {
		t.Run(name, func(t *testing.T) { refused(t, st, writ.CodeConflict, insertFile(f)) })
	}
	for name, parent := range map[string]writ.FileID{"into a workbook": w.workbook.ID, "into nothing": writ.NewID[writ.FileID](), "out of everything": ""} {
		t.Run("moved "+name, func(t *testing.T) {
			moved := *w.inner
			moved.Parent = parent
			refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Files.Update(ctx, &moved) })
			equal(t, "the folder", getFile(t, st, w.inner.ID), w.inner)
		})
	}
	for _, kind := range []writ.FileKind{writ.KindFolder, writ.KindWorkbook, writ.KindDataModel, writ.KindDataset} {
		write(t, st, insertFile(newFile(kind, home, w.member)))
	}
}

func idsOf(list []*writ.File) (ids []writ.FileID) {
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	return ids
}

func testFileTree(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newTree(t, st)
	other := newFile(writ.KindDataset, w.folder, w.member)
	write(t, st, insertFile(other))
	above := func(id writ.FileID) []writ.FileID {
		t.Helper()
		return idsOf(read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.File, error) { return tx.Files.Above(ctx, id) }))
	}
	below := func(id writ.FileID) (ids []writ.FileID, levels int) {
		t.Helper()
		ids = read(t, st, func(ctx context.Context, tx store.Tx) (ids []writ.FileID, err error) {
			ids, levels, err = tx.Files.Below(ctx, id)
			return ids, err
		})
		return ids, levels
	}
	equal(t, "Above", above(w.workbook.ID), []writ.FileID{w.inner.ID, w.folder.ID, w.top.ID})
	equal(t, "Above a workspace", above(w.top.ID), []writ.FileID(nil))
	equal(t, "what is above", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.File, error) { return tx.Files.Above(ctx, w.inner.ID) }),
		[]*writ.File{w.folder, w.top})
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Files.Above(ctx, writ.NewID[writ.FileID]()); return err })

	ids, levels := below(w.top.ID)
	equal(t, "levels below", levels, 3)
	equal(t, "the deepest", ids[0], w.workbook.ID)
	equal(t, "the next", len(ids), 4)
	if middle := ids[1:3]; !slices.Contains(middle, w.inner.ID) || !slices.Contains(middle, other.ID) || ids[3] != w.folder.ID {
		t.Errorf("below are %v", ids)
	}
	for _, nothing := range []writ.FileID{w.workbook.ID, writ.NewID[writ.FileID]()} {
		ids, levels = below(nothing)
		equal(t, "below a document", fmt.Sprint(ids, levels), "[] 0")
	}

	w.folder.Parent = w.inner.ID // a circle, which whoever moves should have seen
	write(t, st, func(tx store.Tx) error { return tx.Files.Update(ctx, w.folder) })
	equal(t, "Above in a circle", above(w.inner.ID), []writ.FileID{w.folder.ID})
	equal(t, "Above below a circle", above(w.workbook.ID), []writ.FileID{w.inner.ID, w.folder.ID})
	ids, levels = below(w.folder.ID)
	equal(t, "below in a circle", len(ids), 3)
	equal(t, "levels in a circle", levels, 2)
}

func testFileDeletes(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newTree(t, st)
	m, id := w.member.ID, w.workbook.ID
	g := newGrant(w.workbook, writ.Grantee{Member: m}, m)
	write(t, st, func(tx store.Tx) error {
		for _, err := range []error{
			tx.Grants.Insert(ctx, g),
			tx.Grants.Insert(ctx, newGrant(w.inner, writ.AllMembers(), m)),
			tx.Drafts.Insert(ctx, newDraft(w.workbook)),
			tx.Publications.Insert(ctx, newPublication(w.workbook, 1)),
			tx.Publications.Insert(ctx, newPublication(w.workbook, 2)),
			tx.Visits.Visit(ctx, m, id, 1, 9),
			tx.Visits.Like(ctx, m, id, 1, true),
			tx.Visits.Like(ctx, m, w.inner.ID, 1, true),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Files.Delete(ctx, w.inner.ID) })
	write(t, st, func(tx store.Tx) error { // nothing of it was taken away before it was refused
		if err := tx.Files.Delete(ctx, w.inner.ID); writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("deleting a folder that is not empty: %v", err)
		}
		return nil
	})
	write(t, st, func(tx store.Tx) error { return tx.Files.Delete(ctx, id) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Files.Get(ctx, id); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Grants.Get(ctx, g.ID); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Drafts.Get(ctx, id); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Publications.Get(ctx, id, 1); return err })
	equal(t, "recents", len(recents(t, st, m)), 0)
	equal(t, "favourites", len(favourites(t, st, m)), 1)
	equal(t, "grants on the folder", len(grantsOn(t, st, w.inner.ID)), 1)
}

func testTrash(t *testing.T, st store.Store) {
	w := newTree(t, st)
	bin := []*writ.File{newFile(writ.KindWorkbook, w.top, w.member), newFile(writ.KindFolder, w.top, w.member), newFile(writ.KindDataset, w.top, w.member)}
	for i, f := range bin {
		f.TrashedAt = moment().Add(-time.Duration(i+1) * time.Hour)
		write(t, st, insertFile(f))
	}
	kept := newFile(writ.KindWorkbook, w.top, w.member)
	kept.TrashedAt, kept.TrashedBy = time.Time{}, ""
	write(t, st, insertFile(kept))
	before := func(at time.Time, limit int) []writ.FileID {
		t.Helper()
		return idsOf(read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.File, error) {
			return tx.Files.TrashedBefore(ctx, at.UnixMicro(), limit)
		}))
	}
	equal(t, "TrashedBefore", before(moment(), 9), []writ.FileID{bin[2].ID, bin[1].ID, bin[0].ID})
	equal(t, "two of them", before(moment(), 2), []writ.FileID{bin[2].ID, bin[1].ID})
	equal(t, "before the second", before(bin[1].TrashedAt, 9), []writ.FileID{bin[2].ID})

	got := map[writ.FileID]writ.File{}
	err := st.Read(t.Context(), func(tx store.Tx) error {
		return tx.Files.Each(t.Context(), func(f *writ.File) error { got[f.ID] = *f; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[writ.FileID]writ.File{}
	for _, f := range append(bin, kept, w.top, w.folder, w.inner, w.workbook) {
		want[f.ID] = writ.File{ID: f.ID, Kind: f.Kind, Name: f.Name, Parent: f.Parent, Owner: f.Owner, Creator: f.Creator,
			TrashedAt: f.TrashedAt, CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt}
	}
	equal(t, "Each", got, want)
}
