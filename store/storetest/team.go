package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newTeam(name string) *writ.Team {
	return &writ.Team{ID: writ.NewID[writ.TeamID](), Name: name, Description: "who counts", Public: true, Version: 1,
		CreatedBy: writ.NewID[writ.MemberID](), CreatedAt: moment(), UpdatedAt: moment().Add(time.Second)}
}

func getTeam(t *testing.T, st store.Store, id writ.TeamID) *writ.Team {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Team, error) { return tx.Teams.Get(ctx, id) })
}

func testTeams(t *testing.T, st store.Store) {
	ctx := t.Context()
	finance, art := newTeam("Größe"), newTeam("art")
	insert := func(team *writ.Team) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Teams.Insert(ctx, team) }
	}
	write(t, st, insert(finance))
	write(t, st, insert(art))
	equal(t, "Get", getTeam(t, st, finance.ID), finance)
	equal(t, "List", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Team, error) { return tx.Teams.List(ctx) }), []*writ.Team{art, finance})
	err := st.Write(ctx, insert(newTeam("GRÖßE")))
	equal(t, "code of a name in another case", writ.CodeOf(err), writ.CodeConflict)
	says(t, err, "Another team has this name.")

	stale, change := *finance, *finance
	change.Name, change.Description, change.Public, change.UpdatedAt = "GRÖßE", "", false, moment().Add(time.Hour) // its own name
	want := change
	want.Version = 2
	change.CreatedBy, change.CreatedAt = "", time.Time{}
	write(t, st, func(tx store.Tx) error { return tx.Teams.Update(ctx, &change) })
	equal(t, "Get after Update", getTeam(t, st, finance.ID), &want)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Teams.Update(ctx, &stale) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Teams.Update(ctx, newTeam("nobody's")) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Teams.Get(ctx, writ.NewID[writ.TeamID]()); return err })
	art.Name = "Größe"
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Teams.Update(ctx, art) })
}

func testTeamMembers(t *testing.T, st store.Store) {
	ctx := t.Context()
	ada, bob := newMember("ada@example.com"), newMember("bob@example.com")
	zoo, art := newTeam("zoo"), newTeam("Art")
	write(t, st, func(tx store.Tx) error {
		for _, err := range []error{tx.Members.Insert(ctx, ada), tx.Members.Insert(ctx, bob), tx.Teams.Insert(ctx, zoo), tx.Teams.Insert(ctx, art)} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	in := func(team *writ.Team, m *writ.Member, hour int) writ.TeamMember {
		return writ.TeamMember{Team: team.ID, Member: m.ID, Admin: hour == 0, AddedBy: ada.ID, AddedAt: moment().Add(time.Duration(hour) * time.Hour)}
	}
	put := func(m writ.TeamMember) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Teams.Put(ctx, m) }
	}
	all := []writ.TeamMember{in(zoo, bob, 0), in(zoo, ada, 1), in(art, ada, 0)}
	for _, m := range []int{1, 0, 2} { // Ada was added later
		write(t, st, put(all[m]))
	}
	members := func() []writ.TeamMember {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]writ.TeamMember, error) {
			return tx.Teams.Members(ctx, zoo.ID)
		})
	}
	equal(t, "Members", members(), all[:2])
	equal(t, "Of", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Team, error) { return tx.Teams.Of(ctx, ada.ID) }), []*writ.Team{art, zoo})
	got := map[writ.TeamMember]bool{}
	read(t, st, func(ctx context.Context, tx store.Tx) (bool, error) {
		return true, tx.Teams.EachMember(ctx, func(m writ.TeamMember) error { got[m] = true; return nil })
	})
	equal(t, "EachMember", got, map[writ.TeamMember]bool{all[0]: true, all[1]: true, all[2]: true})

	again := all[1]
	again.Admin, again.AddedBy, again.AddedAt = true, bob.ID, moment() // who came when stays
	write(t, st, put(again))
	all[1].Admin = true
	equal(t, "Members after a change", members(), all[:2])
	refused(t, st, writ.CodeConflict, put(in(newTeam("none"), ada, 0)))
	refused(t, st, writ.CodeConflict, put(in(zoo, newMember("nobody@example.com"), 0)))
	remove := func(tx store.Tx) error { return tx.Teams.Remove(ctx, zoo.ID, bob.ID) }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
	equal(t, "Members after Remove", members(), all[1:2])
}

// testTeamDeletes checks that a team goes with all that is only about it.
func testTeamDeletes(t *testing.T, st store.Store) {
	ctx := t.Context()
	w, team, other := newTree(t, st), newTeam("gone"), newTeam("kept")
	c := newConnection("shop", w.member.ID)
	to, toOther := writ.Grantee{Team: team.ID}, writ.Grantee{Team: other.ID}
	data := func(to writ.Grantee) *writ.DataGrant {
		return &writ.DataGrant{ID: writ.NewID[writ.DataGrantID](), Connection: c.ID, Grantee: to, Level: writ.DataUse, CreatedAt: moment()}
	}
	write(t, st, func(tx store.Tx) error {
		for _, do := range []func() error{
			func() error { return tx.Connections.Insert(ctx, c) },
			func() error { return tx.Teams.Insert(ctx, team) },
			func() error { return tx.Teams.Insert(ctx, other) },
			func() error { return tx.Teams.Put(ctx, writ.TeamMember{Team: team.ID, Member: w.member.ID}) },
			func() error { return tx.Grants.Insert(ctx, newGrant(w.top, to, w.member.ID)) },
			func() error { return tx.Grants.Insert(ctx, newGrant(w.top, toOther, w.member.ID)) },
			func() error { return tx.DataGrants.Insert(ctx, data(to)) },
			func() error { return tx.DataGrants.Insert(ctx, data(toOther)) },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	})
	remove := func(tx store.Tx) error { return tx.Teams.Delete(ctx, team.ID) }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Teams.Get(ctx, team.ID); return err })
	equal(t, "grants on the workspace", len(grantsOn(t, st, w.top.ID)), 1)
	equal(t, "grants on the connection", len(read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.DataGrant, error) {
		return tx.DataGrants.ListByConnection(ctx, c.ID)
	})), 1)
	equal(t, "teams of the member", len(read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Team, error) {
		return tx.Teams.Of(ctx, w.member.ID)
	})), 0)
}
