package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newType(name writ.AccountType) *writ.CustomType {
	return &writ.CustomType{ID: writ.NewID[writ.AccountTypeID](), Name: name, Description: "for guests", Permissions: []writ.Permission{"a", "b"},
		Version: 1, CreatedBy: writ.NewID[writ.MemberID](), CreatedAt: moment(), UpdatedAt: moment().Add(time.Second)}
}

func testAccountTypes(t *testing.T, st store.Store) {
	ctx := t.Context()
	guest, auditor := newType("Gäste"), newType("auditor")
	insert := func(c *writ.CustomType) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.AccountTypes.Insert(ctx, c) }
	}
	get := func(id writ.AccountTypeID) *writ.CustomType {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.CustomType, error) { return tx.AccountTypes.Get(ctx, id) })
	}
	write(t, st, insert(guest))
	write(t, st, insert(auditor))
	equal(t, "Get", get(guest.ID), guest)
	equal(t, "List", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.CustomType, error) { return tx.AccountTypes.List(ctx) }),
		[]*writ.CustomType{auditor, guest})
	for _, name := range []writ.AccountType{"GÄSTE", "Admin", "view"} {
		err := st.Write(ctx, insert(newType(name)))
		equal(t, "code of a name that is taken", writ.CodeOf(err), writ.CodeConflict)
		says(t, err, "Another account type has this name.")
	}
	stale, change := *guest, *guest
	change.Description, change.Permissions = "", nil
	want := change
	want.Version = 2
	change.CreatedBy, change.CreatedAt = "", time.Time{}
	write(t, st, func(tx store.Tx) error { return tx.AccountTypes.Update(ctx, &change) })
	equal(t, "Get after Update", get(guest.ID), &want)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.AccountTypes.Update(ctx, &stale) })
	for _, name := range []writ.AccountType{"Auditor", "BUILD"} {
		named := want
		named.Name = name
		refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.AccountTypes.Update(ctx, &named) })
	}
	remove := func(tx store.Tx) error { return tx.AccountTypes.Delete(ctx, guest.ID) }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.AccountTypes.Update(ctx, &want) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.AccountTypes.Get(ctx, guest.ID); return err })
}

// testMemberTypes follows members of a custom account type.
func testMemberTypes(t *testing.T, st store.Store) {
	ctx := t.Context()
	guest, ada, bob := newType("Guest"), newMember("ada@example.com"), newMember("bob@example.com")
	ada.AccountType = guest.Name
	insert := func(tx store.Tx) error { return tx.Members.Insert(ctx, ada) }
	refused(t, st, writ.CodeConflict, insert) // there is no such type
	write(t, st, func(tx store.Tx) error { return tx.AccountTypes.Insert(ctx, guest) })
	write(t, st, insert)
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, bob) })
	want := *ada
	want.Permissions = guest.Permissions
	seen := func() {
		t.Helper()
		equal(t, "Get", getMember(t, st, ada.ID), &want)
		equal(t, "ByEmail", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Member, error) {
			return tx.Members.ByEmail(ctx, ada.Email)
		}), &want)
		equal(t, "List", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Member, error) { return tx.Members.List(ctx, "", 9) }),
			[]*writ.Member{&want, bob})
	}
	seen()
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.AccountTypes.Delete(ctx, guest.ID) })
	bob.AccountType = "guest" // is spelled otherwise
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Members.Update(ctx, bob) })
	bob.AccountType = writ.AccountBuild

	guest.Permissions = nil
	write(t, st, func(tx store.Tx) error { return tx.AccountTypes.Update(ctx, guest) })
	want.Permissions = []writ.Permission{} // none, as opposed to those of a built-in type
	seen()
	guest.Name, guest.Permissions = "Visitor", []writ.Permission{"c"}
	write(t, st, func(tx store.Tx) error { return tx.AccountTypes.Update(ctx, guest) })
	want.AccountType, want.Permissions, want.Version = "Visitor", guest.Permissions, 2
	seen()
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Members.Update(ctx, ada) }) // has the old name
}
