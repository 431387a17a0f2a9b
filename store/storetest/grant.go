package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newGrant(f *writ.File, to writ.Grantee, by writ.MemberID) *writ.Grant {
	return &writ.Grant{ID: writ.NewID[writ.GrantID](), File: f.ID, Grantee: to, Level: writ.LevelView, Version: 1, CreatedBy: by, UpdatedBy: by,
		CreatedAt: moment(), UpdatedAt: moment().Add(time.Minute)}
}

func grantsOn(t *testing.T, st store.Store, id writ.FileID) []*writ.Grant {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Grant, error) { return tx.Grants.ByFile(ctx, id) })
}

func testGrants(t *testing.T, st store.Store) {
	ctx := t.Context()
	w, team := newTree(t, st), newTeam("Finance")
	write(t, st, func(tx store.Tx) error { return tx.Teams.Insert(ctx, team) })
	m := w.member.ID
	ofAda, ofTeam, everybody := writ.Grantee{Member: m}, writ.Grantee{Team: team.ID}, writ.AllMembers()
	all := []*writ.Grant{
		newGrant(w.folder, everybody, m), newGrant(w.folder, ofTeam, m), newGrant(w.folder, ofAda, m),
		newGrant(w.workbook, ofAda, ""), newGrant(w.top, everybody, m), newGrant(w.inner, ofTeam, m),
	}
	insert := func(g *writ.Grant) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Grants.Insert(ctx, g) }
	}
	for _, g := range all {
		write(t, st, insert(g))
	}
	for _, g := range all {
		equal(t, "Get", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Grant, error) { return tx.Grants.Get(ctx, g.ID) }), g)
	}
	for _, to := range []writ.Grantee{everybody, ofTeam, ofAda} { // whatever the level
		again := newGrant(w.folder, to, m)
		again.Level = writ.LevelManage
		err := st.Write(ctx, insert(again))
		equal(t, "code of a second grant", writ.CodeOf(err), writ.CodeConflict)
		says(t, err, "They have a grant on this already; change its level.")
	}
	for _, g := range []*writ.Grant{
		newGrant(newFile(writ.KindFolder, nil, w.member), ofAda, m),
		newGrant(w.top, writ.Grantee{Member: writ.NewID[writ.MemberID]()}, m),
		newGrant(w.top, writ.Grantee{Team: writ.NewID[writ.TeamID]()}, m),
	} {
		refused(t, st, writ.CodeConflict, insert(g))
	}
	equal(t, "ByFile", grantsOn(t, st, w.folder.ID), all[:3])
	for to, want := range map[writ.Grantee][]*writ.Grant{
		everybody: {all[0], all[4]}, ofTeam: {all[1], all[5]}, ofAda: {all[2], all[3]}, {Member: writ.NewID[writ.MemberID]()}: nil,
	} {
		got := read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Grant, error) { return tx.Grants.ByGrantee(ctx, to) })
		equal(t, "ByGrantee", got, want)
	}
	changeGrant(t, st, all[2])

	write(t, st, func(tx store.Tx) error { return tx.Grants.Delete(ctx, all[0].ID) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Grants.Delete(ctx, all[0].ID) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Grants.Update(ctx, all[0]) })
	equal(t, "ByFile after Delete", grantsOn(t, st, w.folder.ID), all[1:3])
	eachGrant(t, st, all[1:])
}

// changeGrant checks that an update changes the level and nothing else.
func changeGrant(t *testing.T, st store.Store, g *writ.Grant) {
	t.Helper()
	ctx := t.Context()
	stale, change := *g, *g
	change.Level, change.UpdatedBy, change.UpdatedAt = writ.LevelManage, "", moment().Add(time.Hour)
	*g = change
	g.Version = 2
	change.File, change.Grantee, change.CreatedBy = writ.NewID[writ.FileID](), writ.AllMembers(), ""
	write(t, st, func(tx store.Tx) error { return tx.Grants.Update(ctx, &change) })
	equal(t, "after Update", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Grant, error) { return tx.Grants.Get(ctx, g.ID) }), g)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Grants.Update(ctx, &stale) })
}

// eachGrant checks that Each comes to every grant, and ends where fn does.
func eachGrant(t *testing.T, st store.Store, all []*writ.Grant) {
	t.Helper()
	want := map[writ.GrantID]writ.Grant{}
	for _, g := range all {
		want[g.ID] = writ.Grant{ID: g.ID, File: g.File, Grantee: g.Grantee, Level: g.Level, CreatedBy: g.CreatedBy, CreatedAt: g.CreatedAt}
	}
	got, enough := map[writ.GrantID]writ.Grant{}, errors.New("enough")
	each := func(stop int) error {
		clear(got)
		return st.Read(t.Context(), func(tx store.Tx) error {
			return tx.Grants.Each(t.Context(), func(g *writ.Grant) error {
				if got[g.ID] = *g; len(got) == stop {
					return enough
				}
				return nil
			})
		})
	}
	if err := each(2); !errors.Is(err, enough) || len(got) != 2 {
		t.Errorf("Each went on to %d grants (%v)", len(got), err)
	}
	if err := each(0); err != nil {
		t.Error(err)
	}
	equal(t, "Each", got, want)
}
