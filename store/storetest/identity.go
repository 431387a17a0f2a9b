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
}
