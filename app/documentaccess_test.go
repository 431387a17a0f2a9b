package app_test

import (
	"context"
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// emptyContent is what a document may hold.
var emptyContent = json.RawMessage(`{"schema":1,"pages":[{"id":"p","name":"P","elements":[]}]}`)

// ofEditors are the use cases about the content of documents of those who may edit
// any.
func ofEditors() map[string]ask {
	return map[string]ask{
		"Draft": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Draft(ctx, a, noFile)) },
		"SaveDraft": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.SaveDraft(ctx, a, noFile, 1, emptyContent))
		},
		"DiscardDraft": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DiscardDraft(ctx, a, noFile, 1))
		},
		"Publish": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Publish(ctx, a, noFile, 1)) },
		"RestorePublication": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RestorePublication(ctx, a, noFile, 1))
		},
		"Publications": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Publications(ctx, a, noFile, 0, 1))
		},
		"Publication": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.Publication(ctx, a, noFile, 1)
			return err
		},
	}
}

// ofDocumentReaders are those of every active member.
func ofDocumentReaders() map[string]ask {
	return map[string]ask{
		"Document": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Document(ctx, a, noFile)) },
		"OpenDocument": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.OpenDocument(ctx, a, noFile))
		},
	}
}

// another makes a member of an account type besides the one that the world has.
func (w *world) another(at writ.AccountType, email string) app.Actor {
	w.t.Helper()
	m := &writ.Member{
		ID: writ.NewID[writ.MemberID](), Email: email, AccountType: at,
		Version: 1, CreatedAt: writ.SystemClock(), UpdatedAt: writ.SystemClock(),
	}
	w.ok(w.store.Write(w.t.Context(), func(tx store.Tx) error { return tx.Members.Insert(w.t.Context(), m) }))
	return app.Actor{Member: m, RequestID: "test"}
}
