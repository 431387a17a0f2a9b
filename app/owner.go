package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// GiveOwnership gives a document another owner: by an Admin, to somebody whom a
// grant reaches, or to an Admin if the owner is deactivated. A document in somebody
// else's My documents moves to those of the new owner, who is told.
func (a *App) GiveOwnership(ctx context.Context, actor Actor, id writ.FileID, to writ.MemberID) (*FileView, error) {
	const op = "app.GiveOwnership"
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	on := &subject{noun: nounFile, id: string(id)}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		if err := a.judge(ctx, op, actor, w, access.Question{Do: access.ReassignOwner, File: id, NewOwner: to}); err != nil {
			return err
		}
		f, err := tx.Files.Get(ctx, id)
		if err != nil {
			return sameFile(op, err)
		}
		on.details = []any{"from", f.Owner, "to", to}
		return a.giveOwner(ctx, tx, actor, f, to)
	})
	if err != nil {
		return nil, err
	}
	return a.reread(ctx, op, actor, id)
}

// giveOwner makes a member the owner of a document, in a transaction in which that
// was allowed.
func (a *App) giveOwner(ctx context.Context, tx store.Tx, actor Actor, f *writ.File, to writ.MemberID) error {
	was, from := f.Owner, f.Parent
	above, err := tx.Files.Above(ctx, f.ID)
	if err != nil {
		return err
	}
	if top := above[len(above)-1]; top.Kind == writ.KindHome && top.Owner != to {
		home, err := a.homeOf(ctx, tx, to)
		if err != nil {
			return err
		}
		f.Parent, f.UpdatedAt = home.ID, a.clock()
	}
	f.Owner, f.UpdatedBy = to, actor.Member.ID
	if err := tx.Files.Update(ctx, f); err != nil {
		return err
	}
	if err := tellFile(ctx, tx, f.ID, from, f.Parent); err != nil {
		return err
	}
	for _, m := range []writ.MemberID{was, to} {
		if err := tell(ctx, tx, writ.MemberTopic(m), eventFiles); err != nil {
			return err
		}
	}
	if to == actor.Member.ID {
		return nil
	}
	n := writ.Notification{Member: to, Kind: writ.NotifyOwner, File: f.ID, Actor: actor.Member.ID}
	return a.notify(ctx, tx, n, noted{}, true)
}
