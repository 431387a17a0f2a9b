package storetest

import (
	"context"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func testDataGrants(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	bob := newMember("bob@example.com")
	bank := newConnection("bank", w.member.ID)
	write(t, st, func(tx store.Tx) error {
		if err := tx.Members.Insert(ctx, bob); err != nil {
			return err
		}
		return tx.Connections.Insert(ctx, bank)
	})
	grant := func(c *writ.Connection, to writ.Grantee, level writ.DataLevel, path ...string) *writ.DataGrant {
		return &writ.DataGrant{ID: writ.NewID[writ.DataGrantID](), Connection: c.ID, Path: path, Grantee: to, Level: level,
			CreatedBy: w.member.ID, CreatedAt: moment()}
	}
	insert := func(g *writ.DataGrant) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.DataGrants.Insert(ctx, g) }
	}
	everybody, ofBob := writ.AllMembers(), writ.Grantee{Member: bob.ID}
	all := []*writ.DataGrant{
		grant(w.connection, everybody, writ.DataUse),
		grant(w.connection, everybody, writ.DataAnnotate, "db", "s"),
		grant(w.connection, ofBob, writ.DataAdmin),
		grant(w.connection, ofBob, writ.DataUse, "db", "s", `t"."x`),
		grant(w.connection, writ.Grantee{Member: w.member.ID}, writ.DataWrite),
		grant(bank, ofBob, writ.DataWrite),
	}
	all[0].Path = writ.Path{}
	all[2].Path, all[4].Path, all[5].Path = writ.Path{}, writ.Path{}, writ.Path{}
	all[5].CreatedBy = ""
	for _, g := range all {
		write(t, st, insert(g))
		equal(t, "Get", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.DataGrant, error) { return tx.DataGrants.Get(ctx, g.ID) }), g)
	}
	for _, g := range []*writ.DataGrant{ // the same ones, whatever their level
		grant(w.connection, everybody, writ.DataAdmin),
		grant(w.connection, everybody, writ.DataUse, "db", "s"),
		grant(w.connection, ofBob, writ.DataUse),
		grant(bank, ofBob, writ.DataWrite),
	} {
		refused(t, st, writ.CodeConflict, insert(g))
	}
	refused(t, st, writ.CodeConflict, insert(grant(bank, writ.Grantee{Member: writ.NewID[writ.MemberID]()}, writ.DataUse))) // nobody
	equal(t, "ListByConnection", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.DataGrant, error) {
		return tx.DataGrants.ListByConnection(ctx, w.connection.ID)
	}), all[:5])
	byMember := func(m writ.MemberID) []*writ.DataGrant {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.DataGrant, error) {
			return tx.DataGrants.ListByMember(ctx, m)
		})
	}
	equal(t, "ListByMember", byMember(bob.ID), []*writ.DataGrant{all[0], all[1], all[2], all[3], all[5]})
	equal(t, "ListByMember of somebody without grants", byMember(writ.NewID[writ.MemberID]()), all[:2])

	write(t, st, func(tx store.Tx) error { return tx.DataGrants.SetLevel(ctx, all[0].ID, writ.DataAnnotate) })
	all[0].Level = writ.DataAnnotate
	remove := func(tx store.Tx) error { return tx.DataGrants.Delete(ctx, all[1].ID) }
	write(t, st, remove)
	equal(t, "ListByMember after a change", byMember(writ.NewID[writ.MemberID]()), all[:1])
	refused(t, st, writ.CodeNotFound, remove)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.DataGrants.SetLevel(ctx, all[1].ID, writ.DataUse) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.DataGrants.Get(ctx, all[1].ID); return err })
}

// testTeamDataGrants checks that grants of teams are found wherever those of
// members are.
func testTeamDataGrants(t *testing.T, st store.Store) {
	ctx := t.Context()
	w, team := newWorld(t, st), newTeam("Finance")
	grant := func(to writ.Grantee, path ...string) *writ.DataGrant {
		return &writ.DataGrant{ID: writ.NewID[writ.DataGrantID](), Connection: w.connection.ID, Path: append(writ.Path{}, path...), Grantee: to,
			Level: writ.DataUse, CreatedBy: w.member.ID, CreatedAt: moment()}
	}
	ofAda, ofTeam := writ.Grantee{Member: w.member.ID}, writ.Grantee{Team: team.ID}
	all := []*writ.DataGrant{grant(ofTeam), grant(writ.AllMembers()), grant(ofTeam, "db", "s"), grant(ofAda)}
	insert := func(g *writ.DataGrant) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.DataGrants.Insert(ctx, g) }
	}
	refused(t, st, writ.CodeConflict, insert(all[0])) // there is no such team
	write(t, st, func(tx store.Tx) error { return tx.Teams.Insert(ctx, team) })
	get := func(id writ.DataGrantID) *writ.DataGrant {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.DataGrant, error) { return tx.DataGrants.Get(ctx, id) })
	}
	for _, g := range all {
		write(t, st, insert(g))
		equal(t, "Get", get(g.ID), g)
	}
	for _, path := range [][]string{nil, {"db", "s"}} {
		err := st.Write(ctx, insert(grant(ofTeam, path...)))
		equal(t, "code of a second grant", writ.CodeOf(err), writ.CodeConflict)
		says(t, err, "There is a grant for them on this already; change its level.")
	}
	equal(t, "ListByConnection", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.DataGrant, error) {
		return tx.DataGrants.ListByConnection(ctx, w.connection.ID)
	}), all)
	byMember := func() []*writ.DataGrant {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.DataGrant, error) {
			return tx.DataGrants.ListByMember(ctx, w.member.ID)
		})
	}
	equal(t, "ListByMember outside the team", byMember(), []*writ.DataGrant{all[1], all[3]})
	write(t, st, func(tx store.Tx) error { return tx.Teams.Put(ctx, writ.TeamMember{Team: team.ID, Member: w.member.ID}) })
	equal(t, "ListByMember in the team", byMember(), all)

	write(t, st, func(tx store.Tx) error { return tx.DataGrants.SetLevel(ctx, all[0].ID, writ.DataAdmin) })
	all[0].Level = writ.DataAdmin
	equal(t, "Get after SetLevel", get(all[0].ID), all[0])
	remove := func(tx store.Tx) error { return tx.DataGrants.Delete(ctx, all[0].ID) }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
	equal(t, "ListByMember after Delete", byMember(), all[1:])
}
