package storetest

import (
	"context"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func testIdentities(t *testing.T, st store.Store) {
	ctx := t.Context()
	const here, there = "https://id.example.com", "https://id.example.org"
	ada, bob := newMember("ada@example.com"), newMember("bob@example.com")
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, ada) })
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, bob) })
	put := func(issuer string, m *writ.Member) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Identities.Put(ctx, issuer, "7", m.ID) }
	}
	find := func(issuer string) writ.MemberID {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (writ.MemberID, error) {
			return tx.Identities.Find(ctx, issuer, "7")
		})
	}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Identities.Find(ctx, here, "7"); return err })
	write(t, st, put(here, ada))
	write(t, st, put(here, ada)) // as it is
	write(t, st, put(there, bob))
	refused(t, st, writ.CodeConflict, put(here, bob))
	refused(t, st, writ.CodeConflict, put("https://else.example.com", newMember("nobody@example.com")))
	equal(t, "Find", find(here), ada.ID)
	equal(t, "Find elsewhere", find(there), bob.ID)

	of := func(m *writ.Member) []writ.Identity {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]writ.Identity, error) { return tx.Identities.Of(ctx, m.ID) })
	}
	write(t, st, func(tx store.Tx) error { return tx.Identities.Put(ctx, there, "9", ada.ID) })
	write(t, st, func(tx store.Tx) error { return tx.Identities.Put(ctx, there, "8", ada.ID) })
	equal(t, "Of", of(ada), []writ.Identity{
		{Issuer: here, Subject: "7", Member: ada.ID}, {Issuer: there, Subject: "8", Member: ada.ID}, {Issuer: there, Subject: "9", Member: ada.ID},
	})
	for _, want := range []int64{3, 0} {
		var n int64
		write(t, st, func(tx store.Tx) (err error) {
			n, err = tx.Identities.Forget(ctx, ada.ID)
			return err
		})
		equal(t, "forgotten", n, want)
	}
	equal(t, "Of one who has none", of(ada), []writ.Identity(nil))
	equal(t, "Of another", of(bob), []writ.Identity{{Issuer: there, Subject: "7", Member: bob.ID}})
	write(t, st, put(here, bob)) // it is free again
}
