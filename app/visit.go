package app

import (
	"context"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// maxRecents is how many documents are remembered that a member opened.
const maxRecents = 100

// opened remembers that the actor has opened a document. That it cannot be
// remembered is no reason not to open it.
func (a *App) opened(ctx context.Context, actor Actor, id writ.FileID) {
	err := a.store.Write(ctx, func(tx store.Tx) error {
		return tx.Visits.Visit(ctx, actor.Member.ID, id, a.clock().UnixMicro(), maxRecents)
	})
	if err != nil {
		a.log.WarnContext(ctx, "it could not be noted who opened a document", "document", id, "member", actor.Member.ID, "error", err)
	}
}

// Recents lists the documents that the actor opened last and may still see, the
// newest first.
func (a *App) Recents(ctx context.Context, actor Actor) ([]*FileView, error) {
	return a.visits(ctx, "app.Recents", actor, func(tx store.Tx) ([]writ.Visit, error) {
		return tx.Visits.Recents(ctx, actor.Member.ID, maxRecents)
	})
}

// Favourites lists the actor's favourites that they may still see, the newest first.
func (a *App) Favourites(ctx context.Context, actor Actor) ([]*FileView, error) {
	views, err := a.visits(ctx, "app.Favourites", actor, func(tx store.Tx) ([]writ.Visit, error) {
		return tx.Visits.Favourites(ctx, actor.Member.ID)
	})
	slices.Reverse(views)
	return views, err
}

// visits shows those files of a list that the actor may see.
func (a *App) visits(ctx context.Context, op string, actor Actor, list func(store.Tx) ([]writ.Visit, error)) (views []*FileView, err error) {
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		visits, err := list(tx)
		if err != nil {
			return err
		}
		at := map[writ.FileID]time.Time{}
		var ids []writ.FileID
		for _, v := range visits {
			if w.Level(actor.Member.ID, v.File) != writ.LevelNone {
				ids, at[v.File] = append(ids, v.File), v.At
			}
		}
		views, err = showIDs(ctx, tx, w, actor.Member.ID, ids)
		for _, v := range views {
			v.At = at[v.ID]
		}
		return err
	})
	return views, err
}

// Favour makes a file a favourite of the actor's, or no longer one.
func (a *App) Favour(ctx context.Context, actor Actor, id writ.FileID, likes bool) error {
	const op = "app.Favour"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx store.Tx) error {
		if likes { // what a member can no longer see may still be let go
			if _, err := a.askFile(ctx, op, tx, w, actor, viewing, id, ""); err != nil {
				return err
			}
		}
		if err := tx.Visits.Like(ctx, actor.Member.ID, id, a.clock().UnixMicro(), likes); err != nil {
			return err
		}
		return tell(ctx, tx, writ.MemberTopic(actor.Member.ID), eventFiles)
	})
}
