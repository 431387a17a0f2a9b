package app_test

import (
	"context"

	"github.com/writ-dev/writ/app"
)

// aboutObjects are the use cases around managed objects, all of Admins alone.
func aboutObjects() map[string]ask {
	return map[string]ask{
		"ManagedObjects": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ManagedObjects(ctx, a, app.ObjectFilter{}, "", 10))
		},
		"ManagedObject":   func(ctx context.Context, w *world, a app.Actor) error { return second(w.ManagedObject(ctx, a, "o")) },
		"ObjectSummaries": func(ctx context.Context, w *world, a app.Actor) error { return second(w.ObjectSummaries(ctx, a)) },
		"QuarantineObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.QuarantineObject(ctx, a, "o"))
		},
		"RestoreObject": func(ctx context.Context, w *world, a app.Actor) error { return second(w.RestoreObject(ctx, a, "o")) },
		"DropObject":    func(ctx context.Context, w *world, a app.Actor) error { return second(w.DropObject(ctx, a, "o", "o")) },
		"Scan":          func(ctx context.Context, w *world, a app.Actor) error { return second(w.Scan(ctx, a, noConn)) },
		"StartScan":     func(ctx context.Context, w *world, a app.Actor) error { return second(w.StartScan(ctx, a, noConn)) },
	}
}
