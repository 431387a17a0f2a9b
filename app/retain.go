package app

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// replacedFor is how long the rows of a version stay at least after they were
// replaced: whoever began to read them then can end that.
const replacedFor = time.Hour

// CleanVersions has the rows dropped of versions that newer ones push out, as the
// retention says. What is known of them stays.
func (a *App) CleanVersions(ctx context.Context) error {
	if err := a.completeVersions(ctx); err != nil {
		return err
	}
	s, err := a.settings(ctx)
	if err != nil {
		return err
	}
	for {
		var n int
		err := a.store.Write(ctx, func(tx store.Tx) error {
			list, err := tx.Versions.Outdated(ctx, s.Retention.Versions, a.clock().Add(-replacedFor).UnixMicro(), cleanAtOnce)
			if err != nil {
				return err
			}
			n = len(list)
			for _, v := range list {
				if err := a.giveUpRows(ctx, tx, v); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < cleanAtOnce {
			return err
		}
	}
}

// completeVersions gives tables their first version that a node of a version before
// made beside this one, or just before it started.
func (a *App) completeVersions(ctx context.Context) error {
	return a.store.Write(ctx, func(tx store.Tx) error { return tx.Versions.Complete(ctx) })
}

// giveUpRows takes the object of a version from it. From then on nobody can begin
// to read it or bring it back, and the ledger knows it as something that may still
// be there and belongs to nothing: a sweep drops it, whatever happens before.
func (a *App) giveUpRows(ctx context.Context, tx store.Tx, v *writ.TableVersion) error {
	o, err := tx.Objects.Get(ctx, v.Object)
	if err != nil {
		return err
	}
	if err := tx.Versions.Forget(ctx, o.ID); err != nil {
		return err
	}
	if err := tx.Objects.SetState(ctx, o.ID, writ.ObjectIntended, a.clock().UnixMicro()); err != nil {
		return err
	}
	if err := store.TellObjects(ctx, tx, o.Connection); err != nil {
		return err
	}
	return a.sweepLater(ctx, tx, o.Connection)
}
