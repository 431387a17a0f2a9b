package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func getMember(t *testing.T, st store.Store, id writ.MemberID) *writ.Member {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Member, error) { return tx.Members.Get(ctx, id) })
}

func testMembers(t *testing.T, st store.Store) {
	ctx := t.Context()
	ada, bob := newMember("ada@example.com"), newMember("bob@example.com")
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, ada) })
	equal(t, "Get", getMember(t, st, ada.ID), ada)
	equal(t, "ByEmail", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Member, error) {
		return tx.Members.ByEmail(ctx, "ada@example.com")
	}), ada)

	stale := *ada
	ada.FirstName, ada.MustChangePassword, ada.Deactivated, ada.Epoch = "Augusta", false, false, 8
	write(t, st, func(tx store.Tx) error { return tx.Members.Update(ctx, ada) })
	equal(t, "Version after Update", ada.Version, int64(2))
	equal(t, "Get after Update", getMember(t, st, ada.ID), ada)

	stale.FirstName = "lost"
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Members.Update(ctx, &stale) })
	equal(t, "version after a refused Update", stale.Version, int64(1))
	equal(t, "Get after a refused Update", getMember(t, st, ada.ID), ada)

	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Members.Update(ctx, bob) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Members.Get(ctx, bob.ID); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Members.ByEmail(ctx, bob.Email); return err })
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Members.Insert(ctx, newMember(ada.Email)) })
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Members.Insert(ctx, ada) })
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, bob) })
	bob.Email = ada.Email
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Members.Update(ctx, bob) })
}

func testMemberPages(t *testing.T, st store.Store) {
	ctx := t.Context()
	var want []writ.MemberID
	for i := range 7 {
		m := newMember(fmt.Sprintf("m%d@example.com", 9-i)) // not the order of the addresses
		want = append(want, m.ID)
		write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, m) })
	}
	var got []writ.MemberID
	var sizes []int
	for after := writ.MemberID(""); ; after = got[len(got)-1] {
		page := read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Member, error) {
			return tx.Members.List(ctx, after, 3)
		})
		if len(page) == 0 {
			break
		}
		sizes = append(sizes, len(page))
		for _, m := range page {
			got = append(got, m.ID)
		}
	}
	equal(t, "pages", sizes, []int{3, 3, 1})
	equal(t, "order", got, want)
	equal(t, "Count", read(t, st, func(ctx context.Context, tx store.Tx) (int, error) { return tx.Members.Count(ctx) }), 7)
}

func testCredentials(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	c := &writ.APICredential{ID: writ.NewID[writ.CredentialID](), Member: w.member.ID, Name: "nightly", SecretHash: "h", CreatedAt: moment()}
	d := &writ.APICredential{ID: writ.NewID[writ.CredentialID](), Member: w.member.ID, Name: "nightly", SecretHash: "i", CreatedAt: moment()}
	write(t, st, func(tx store.Tx) error { return tx.Credentials.Insert(ctx, c) })
	write(t, st, func(tx store.Tx) error { return tx.Credentials.Insert(ctx, d) })
	get := func(ctx context.Context, tx store.Tx) (*writ.APICredential, error) {
		return tx.Credentials.Get(ctx, c.ID)
	}
	equal(t, "Get", read(t, st, get), c)

	c.LastUsedAt, c.RevokedAt = moment().Add(time.Hour), moment().Add(2*time.Hour)
	write(t, st, func(tx store.Tx) error { return tx.Credentials.Touch(ctx, c.ID, c.LastUsedAt.UnixMicro()) })
	write(t, st, func(tx store.Tx) error { return tx.Credentials.Revoke(ctx, c.ID, c.RevokedAt.UnixMicro()) })
	equal(t, "Get after Touch and Revoke", read(t, st, get), c)
	equal(t, "ListByMember", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.APICredential, error) {
		return tx.Credentials.ListByMember(ctx, w.member.ID)
	}), []*writ.APICredential{c, d})

	absent := writ.NewID[writ.CredentialID]()
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Credentials.Get(ctx, absent); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Credentials.Touch(ctx, absent, 1) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Credentials.Revoke(ctx, absent, 1) })
}

func testTokens(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	c := &writ.APICredential{ID: writ.NewID[writ.CredentialID](), Member: w.member.ID, CreatedAt: moment()}
	token := func(hash, family string, expires time.Time) *writ.Token {
		return &writ.Token{Hash: hash, Use: writ.TokenRefresh, Credential: c.ID, Member: w.member.ID, Epoch: 3, Family: family, ExpiresAt: expires}
	}
	a, b, other := token("a", "f", moment()), token("b", "f", moment().Add(time.Hour)), token("c", "g", moment().Add(time.Hour))
	write(t, st, func(tx store.Tx) error {
		if err := tx.Credentials.Insert(ctx, c); err != nil {
			return err
		}
		for _, v := range []*writ.Token{a, b, other} {
			if err := tx.Tokens.Insert(ctx, v); err != nil {
				return err
			}
		}
		return nil
	})
	get := func(hash string) func(context.Context, store.Tx) (*writ.Token, error) {
		return func(ctx context.Context, tx store.Tx) (*writ.Token, error) { return tx.Tokens.ByHash(ctx, hash) }
	}
	absent := func(hash string) {
		t.Helper()
		refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Tokens.ByHash(ctx, hash); return err })
	}
	equal(t, "ByHash", read(t, st, get("a")), a)

	b.SpentAt = moment()
	spend := func(tx store.Tx) error { return tx.Tokens.Spend(ctx, "b", b.SpentAt.UnixMicro()) }
	write(t, st, spend)
	equal(t, "ByHash after Spend", read(t, st, get("b")), b)
	refused(t, st, writ.CodeNotFound, spend)

	write(t, st, func(tx store.Tx) error { return tx.Tokens.DeleteBefore(ctx, moment().UnixMicro()) })
	equal(t, "a token that expires just then", read(t, st, get("a")), a)
	write(t, st, func(tx store.Tx) error { return tx.Tokens.DeleteBefore(ctx, moment().UnixMicro()+1) })
	absent("a")
	write(t, st, func(tx store.Tx) error { return tx.Tokens.DeleteFamily(ctx, "f") })
	absent("b")
	equal(t, "another family's", read(t, st, get("c")), other)
}

func testSessions(t *testing.T, st store.Store) {
	ctx := t.Context()
	find := func(hash string, now int64) string {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (string, error) {
			data, found, err := tx.Sessions.Find(ctx, hash, now)
			return fmt.Sprintf("%v %t", data, found), err
		})
	}
	put := func(hash string, data []byte, expires int64) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Sessions.Put(ctx, hash, data, expires) })
	}
	put("a", []byte{0, 255}, 100)
	put("b", nil, 200)
	equal(t, "Find", find("a", 99), "[0 255] true")
	equal(t, "Find at its end", find("a", 100), "[] false")
	equal(t, "Find of an absent one", find("x", 0), "[] false")
	equal(t, "Find of an empty one", find("b", 0), "[] true")
	put("a", []byte{7}, 300)
	equal(t, "Find after a second Put", find("a", 299), "[7] true")
	write(t, st, func(tx store.Tx) error { return tx.Sessions.DeleteBefore(ctx, 300) })
	equal(t, "Find of a swept one", find("b", 0), "[] false")
	equal(t, "Find of a kept one", find("a", 0), "[7] true")
	for range 2 { // deleting what is gone is no fault
		write(t, st, func(tx store.Tx) error { return tx.Sessions.Delete(ctx, "a") })
	}
	equal(t, "Find of a deleted one", find("a", 0), "[] false")
}

func testSettings(t *testing.T, st store.Store) {
	ctx := t.Context()
	get := func(key string) string {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (string, error) {
			value, found, err := tx.Settings.Get(ctx, key)
			return fmt.Sprintf("%v %t", value, found), err
		})
	}
	equal(t, "Get of an absent one", get("k"), "[] false")
	for _, value := range [][]byte{{0, 1}, {}, {255}} {
		write(t, st, func(tx store.Tx) error { return tx.Settings.Set(ctx, "k", value) })
		equal(t, "Get", get("k"), fmt.Sprintf("%v %t", value, true))
	}
	write(t, st, func(tx store.Tx) error { return tx.Settings.Set(ctx, "other", []byte{7}) })
	for range 2 { // deleting what is gone is no fault
		write(t, st, func(tx store.Tx) error { return tx.Settings.Delete(ctx, "k") })
	}
	equal(t, "Get of a deleted one", get("k"), "[] false")
	equal(t, "Get of another", get("other"), "[7] true")
}
