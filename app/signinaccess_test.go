package app_test

import (
	"context"
	"io"

	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// aboutSignIn are the use cases around how members sign in and what was done since:
// all of Admins alone.
func aboutSignIn() map[string]ask {
	return map[string]ask{
		"SignInSettings": func(ctx context.Context, w *world, a app.Actor) error { return second(w.SignInSettings(ctx, a)) },
		"SaveSignIn": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.SaveSignIn(ctx, a, app.SignInDraft{}))
		},
		"TrySignIn": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.TrySignIn(ctx, a, app.SignInDraft{}))
		},
		"Unlink": func(ctx context.Context, w *world, a app.Actor) error { return w.Unlink(ctx, a, "nobody") },
		"AuditLog": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.AuditLog(ctx, a, store.AuditFilter{}, "", 10))
		},
		"ExportAuditLog": func(ctx context.Context, w *world, a app.Actor) error {
			return w.ExportAuditLog(ctx, a, store.AuditFilter{}, app.AuditCSV, io.Discard)
		},
		"MayFollowAuditLog": func(ctx context.Context, w *world, a app.Actor) error { return w.MayFollowAuditLog(ctx, a) },
	}
}
