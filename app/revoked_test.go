package app_test

import (
	"context"
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// midwayStore calls midway once, when the first managed object is known to exist.
type midwayStore struct {
	store.Store
	conn   writ.ConnectionID
	once   *sync.Once
	midway func()
}

func (s midwayStore) Write(ctx context.Context, f func(store.Tx) error) error {
	var there []*writ.ManagedObject
	err := s.Store.Write(ctx, func(tx store.Tx) (err error) {
		if err = f(tx); err == nil {
			there, err = tx.Objects.List(ctx, s.conn, writ.ObjectExists)
		}
		return err
	})
	if err == nil && len(there) > 1 { // the sample is one
		s.once.Do(s.midway)
	}
	return err
}

// TestRevokedMidway takes from a member what an import takes while it runs: it
// fails for that reason, and nothing of it is left.
func TestRevokedMidway(t *testing.T) {
	t.Parallel()
	for name, revoke := range map[string]func(context.Context, *world, store.Tx) error{
		"data access": func(ctx context.Context, w *world, tx store.Tx) error {
			list, err := tx.DataGrants.ListByConnection(ctx, w.embedded().ID)
			for _, g := range list {
				if err == nil {
					err = tx.DataGrants.Delete(ctx, g.ID)
				}
			}
			return err
		},
		"the account": func(ctx context.Context, w *world, tx store.Tx) error {
			m, err := tx.Members.Get(ctx, w.build().Member.ID)
			if err != nil {
				return err
			}
			m.Deactivated = true
			return tx.Members.Update(ctx, m)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, ctx := newWorld(t), t.Context()
			plain := w.store
			w.store = midwayStore{Store: plain, conn: w.embedded().ID, once: new(sync.Once), midway: func() {
				w.ok(plain.Write(ctx, func(tx store.Tx) error { return revoke(ctx, w, tx) }))
			}}
			w.restart()
			u := w.send(w.build(), "a.csv", "a\n1\n")
			must[*app.UploadView](t)(w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"}))
			w.ok(w.Await(ctx, u.ID))
			w.ok(plain.Read(ctx, func(tx store.Tx) error {
				got, err := tx.Uploads.Get(ctx, u.ID)
				if err == nil && (got.State != writ.UploadFailed || got.Problem == nil || got.Problem.Code != writ.CodeForbidden && got.Problem.Code != writ.CodeNotFound) {
					t.Errorf("the upload is %s: %+v", got.State, got.Problem)
				}
				return err
			}))
			w.noOrphans()
		})
	}
}
