package storetest

import (
	"context"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// testSealed demands that every sealed value is listed and can be replaced by
// whoever has seen it as it is, without a new version of its row.
func testSealed(t *testing.T, st store.Store) {
	m := newMember("ada@example.com")
	with, without := newConnection("with", m.ID), newConnection("without", m.ID)
	with.Secrets, without.Secrets = []byte{1, 0, 255}, nil
	write(t, st, func(tx store.Tx) error {
		if err := tx.Members.Insert(t.Context(), m); err != nil {
			return err
		}
		for _, c := range []*writ.Connection{with, without} {
			if err := tx.Connections.Insert(t.Context(), c); err != nil {
				return err
			}
		}
		if err := tx.Settings.Set(t.Context(), "vault.proof", []byte{1, 2}); err != nil {
			return err
		}
		return tx.Settings.Set(t.Context(), "organization.id", []byte("not sealed"))
	})
	list := read(t, st, func(ctx context.Context, tx store.Tx) ([]store.SealedValue, error) { return tx.Sealed.List(ctx) })
	equal(t, "sealed values", list, []store.SealedValue{
		{Table: "connections", Row: string(with.ID), Bytes: []byte{1, 0, 255}},
		{Table: "settings", Row: "vault.proof", Bytes: []byte{1, 2}},
	})
	for _, v := range list {
		write(t, st, func(tx store.Tx) error { return tx.Sealed.Replace(t.Context(), v, []byte{9}) })
		refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Sealed.Replace(t.Context(), v, []byte{8}) })
	}
	with.Secrets = []byte{9}
	equal(t, "connection", getConnection(t, st, with.ID), with)
	refused(t, st, writ.CodeInternal, func(tx store.Tx) error {
		return tx.Sealed.Replace(t.Context(), store.SealedValue{Table: "members", Row: string(m.ID)}, nil)
	})
}
