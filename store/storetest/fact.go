package storetest

import (
	"encoding/json"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// facts runs fn in a transaction and returns what it reported on
// writ.TopicAccess, each fact once, and in how many events.
func facts(t *testing.T, st store.Store, fn func(store.Tx) error) (got map[writ.FactChange]bool, events int) {
	t.Helper()
	ctx := t.Context()
	last := func() (seq int64) {
		err := st.Read(ctx, func(tx store.Tx) (err error) {
			seq, err = tx.Events.Last(ctx, writ.TopicAccess)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return seq
	}
	before := last()
	write(t, st, fn)
	list, _ := afterEvents(t, st, writ.TopicAccess, before, 1000)
	for _, e := range list {
		var changes []writ.FactChange
		if err := json.Unmarshal(e.Data, &changes); err != nil || len(e.Data) > 7000 || e.Kind != "changed" {
			t.Errorf("an event %q of %d bytes (%v)", e.Kind, len(e.Data), err)
		}
		for _, c := range changes {
			if got[c] {
				t.Errorf("%v is reported twice", c)
			}
			if got == nil {
				got = map[writ.FactChange]bool{}
			}
			got[c] = true
		}
	}
	return got, len(list)
}

// testFacts checks that whatever permissions are decided by is reported, and
// nothing else.
func testFacts(t *testing.T, st store.Store) {
	ctx := t.Context()
	ada, team, guest := newMember("ada@example.com"), newTeam("Finance"), newType("Guest")
	top := newFile(writ.KindWorkspace, nil, ada)
	grant, ofTeam := newGrant(top, writ.AllMembers(), ada.ID), newGrant(top, writ.Grantee{Team: team.ID}, ada.ID)
	in := writ.TeamMember{Team: team.ID, Member: ada.ID}
	change := func(noun writ.FactNoun, id string) writ.FactChange { return writ.FactChange{Noun: noun, ID: id} }
	anAda, aTeam, aGuest := change(writ.FactMember, string(ada.ID)), change(writ.FactTeam, string(team.ID)), change(writ.FactType, string(guest.ID))
	aTop, aGrant, another := change(writ.FactFile, string(top.ID)), change(writ.FactGrant, string(grant.ID)), change(writ.FactGrant, string(ofTeam.ID))
	for _, c := range []struct {
		name string
		do   func(tx store.Tx) error
		want []writ.FactChange
	}{
		{"nothing", func(store.Tx) error { return nil }, nil},
		{"a member", func(tx store.Tx) error { return tx.Members.Insert(ctx, ada) }, []writ.FactChange{anAda}},
		{"a setting", func(tx store.Tx) error { return tx.Settings.Set(ctx, "x", nil) }, nil},
		{"an account type", func(tx store.Tx) error { return tx.AccountTypes.Insert(ctx, guest) }, []writ.FactChange{aGuest}},
		{"a member's account type", func(tx store.Tx) error {
			ada.AccountType = guest.Name
			return tx.Members.Update(ctx, ada)
		}, []writ.FactChange{anAda}},
		{"the name of an account type", func(tx store.Tx) error {
			guest.Name = "Visitor"
			return tx.AccountTypes.Update(ctx, guest)
		}, []writ.FactChange{aGuest, anAda}},
		{"a team", func(tx store.Tx) error { return tx.Teams.Insert(ctx, team) }, []writ.FactChange{aTeam}},
		{"the name of a team", func(tx store.Tx) error { return tx.Teams.Update(ctx, team) }, []writ.FactChange{aTeam}},
		{"a member of a team", func(tx store.Tx) error { return tx.Teams.Put(ctx, in) }, []writ.FactChange{aTeam}},
		{"one less", func(tx store.Tx) error { return tx.Teams.Remove(ctx, team.ID, ada.ID) }, []writ.FactChange{aTeam}},
		{"a file", func(tx store.Tx) error { return tx.Files.Insert(ctx, top) }, []writ.FactChange{aTop}},
		{"a file that is changed twice", func(tx store.Tx) error {
			if err := tx.Files.Update(ctx, top); err != nil {
				return err
			}
			return tx.Files.Update(ctx, top)
		}, []writ.FactChange{aTop}},
		{"grants", func(tx store.Tx) error {
			if err := tx.Grants.Insert(ctx, ofTeam); err != nil {
				return err
			}
			return tx.Grants.Insert(ctx, grant)
		}, []writ.FactChange{aGrant, another}},
		{"a level", func(tx store.Tx) error { return tx.Grants.Update(ctx, grant) }, []writ.FactChange{aGrant}},
		{"a team that goes with its grant", func(tx store.Tx) error { return tx.Teams.Delete(ctx, team.ID) }, []writ.FactChange{aTeam, another}},
		{"a file that goes with its grant", func(tx store.Tx) error { return tx.Files.Delete(ctx, top.ID) }, []writ.FactChange{aTop, aGrant}},
		{"what fails", func(tx store.Tx) error {
			if err := tx.Files.Delete(ctx, top.ID); writ.CodeOf(err) != writ.CodeNotFound {
				t.Errorf("Delete: %v", err)
			}
			return nil
		}, nil},
	} {
		got, _ := facts(t, st, c.do)
		var want map[writ.FactChange]bool
		for _, f := range c.want {
			if want == nil {
				want = map[writ.FactChange]bool{}
			}
			want[f] = true
		}
		equal(t, c.name, got, want)
	}
}

// testManyFacts checks that a large change is reported whole, in events that
// notices can carry, and that the newest of them outlives all others.
func testManyFacts(t *testing.T, st store.Store) {
	ctx := t.Context()
	const many = 350
	got, events := facts(t, st, func(tx store.Tx) error {
		ada := newMember("ada@example.com")
		if err := tx.Members.Insert(ctx, ada); err != nil {
			return err
		}
		for range many {
			if err := tx.Files.Insert(ctx, newFile(writ.KindWorkspace, nil, ada)); err != nil {
				return err
			}
		}
		return nil
	})
	equal(t, "facts", len(got), many+1)
	if events < 2 {
		t.Errorf("%d facts came in %d events", len(got), events)
	}
	l := listen(t, st)
	write(t, st, func(tx store.Tx) error {
		ada, err := tx.Members.ByEmail(ctx, "ada@example.com")
		if err != nil {
			return err
		}
		return tx.Members.Update(ctx, ada)
	})
	if n := l.next(t); n.Event.Topic != writ.TopicAccess || len(n.Event.Data) == 0 {
		t.Errorf("the notice of a fact is %+v", n)
	}
	write(t, st, func(tx store.Tx) error { return tx.Events.DeleteBefore(ctx, 0) })
	list, _ := afterEvents(t, st, writ.TopicAccess, 0, 1000)
	equal(t, "events that are kept", len(list), 1)
}
