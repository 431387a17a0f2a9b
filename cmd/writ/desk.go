package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// desk works on the metadata of a data folder without a server, also while one
// runs. Who can read the folder has every right: no sign-in would keep them out.
type desk struct {
	store store.Store
	app   *app.App
}

// openDesk opens the metadata of a data folder, at a URL if it is not in there.
func openDesk(ctx context.Context, f folder, url string) (*desk, error) {
	if err := f.exists(url); err != nil {
		return nil, err
	}
	st, err := openMetadata(ctx, f, url)
	if err != nil {
		return nil, err
	}
	return &desk{store: st, app: app.New(app.Deps{Store: st, Clock: writ.SystemClock, Log: slog.New(slog.DiscardHandler)})}, nil
}

// Close closes the desk.
func (d *desk) Close() error {
	return errors.Join(d.app.Close(context.Background()), d.store.Close())
}

// console is the actor for what is nobody's own.
func console() app.Actor {
	return app.Actor{Member: &writ.Member{ID: "console", AccountType: writ.AccountAdmin}, RequestID: "console", Remote: "console"}
}

// member returns the actor for what is a member's own.
func (d *desk) member(ctx context.Context, email string) (app.Actor, error) {
	email, err := writ.NormalizeEmail(email)
	if err != nil {
		return app.Actor{}, err
	}
	var m *writ.Member
	err = d.store.Read(ctx, func(tx store.Tx) error {
		m, err = tx.Members.ByEmail(ctx, email)
		return err
	})
	if writ.CodeOf(err) == writ.CodeNotFound {
		err = writ.Errorf(writ.CodeNotFound, "writ.member", "There is no member %s", email).
			WithHint("writ member list shows who there is.")
	}
	return app.Actor{Member: m, RequestID: "console", Remote: "console"}, err
}
