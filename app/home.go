package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// homeOf returns the My documents of a member, and makes them if there are none.
func (a *App) homeOf(ctx context.Context, tx store.Tx, m writ.MemberID) (*writ.File, error) {
	home, err := tx.Files.Home(ctx, m)
	if writ.CodeOf(err) != writ.CodeNotFound {
		return home, err
	}
	now := a.clock()
	home = &writ.File{
		ID: writ.NewID[writ.FileID](), Kind: writ.KindHome, Name: writ.KindHome.Label(), Owner: m, Creator: m,
		Version: 1, UpdatedBy: m, CreatedAt: now, UpdatedAt: now,
	}
	return home, tx.Files.Insert(ctx, home)
}

// Home returns the My documents of the actor. A member who was made by a server of
// a version before, or by somebody else than this App, gets them now.
func (a *App) Home(ctx context.Context, actor Actor) (home *writ.File, err error) {
	if err := signedIn("app.Home", actor); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		home, err = tx.Files.Home(ctx, actor.Member.ID)
		return err
	})
	if writ.CodeOf(err) != writ.CodeNotFound {
		return home, err
	}
	err = a.store.Write(ctx, func(tx store.Tx) error {
		home, err = a.homeOf(ctx, tx, actor.Member.ID)
		return err
	})
	if err == nil {
		a.caughtUp(ctx)
	}
	return home, err
}

// makeHomes gives My documents to all members who have none.
func (a *App) makeHomes(ctx context.Context) error {
	var homeless []writ.MemberID
	err := a.store.Read(ctx, func(tx store.Tx) error {
		homeless = homeless[:0]
		var failed error
		_, err := firstMember(ctx, tx, func(m *writ.Member) bool {
			_, err := tx.Files.Home(ctx, m.ID)
			switch {
			case writ.CodeOf(err) == writ.CodeNotFound:
				homeless = append(homeless, m.ID)
			case err != nil:
				failed = err
			}
			return failed != nil
		})
		if failed != nil {
			return failed
		}
		return err
	})
	for len(homeless) > 0 && err == nil {
		some := homeless[:min(factsAtOnce, len(homeless))]
		homeless = homeless[len(some):]
		err = a.store.Write(ctx, func(tx store.Tx) error {
			for _, m := range some {
				if _, err := a.homeOf(ctx, tx, m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return err
}
