package app_test

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

const noFile = writ.FileID("0190f5c4-0000-7000-8000-000000000005")

// ofFileMakers are the use cases of Build and Admin about files.
func ofFileMakers() map[string]ask {
	return map[string]ask{
		"CreateFile": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CreateFile(ctx, a, app.FileDraft{Kind: writ.KindWorkbook, Name: "x", Parent: noFile}))
		},
		"CopyFile": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CopyFile(ctx, a, noFile, app.FileCopy{}))
		},
	}
}

// ofFileReaders are those of every active member: what they may do with a file says
// the file.
func ofFileReaders() map[string]ask {
	return map[string]ask{
		"Files": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Files(ctx, a, app.FileQuery{}))
		},
		"Trash": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Trash(ctx, a, app.FileQuery{}))
		},
		"Home":       func(ctx context.Context, w *world, a app.Actor) error { return second(w.Home(ctx, a)) },
		"Recents":    func(ctx context.Context, w *world, a app.Actor) error { return second(w.Recents(ctx, a)) },
		"Favourites": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Favourites(ctx, a)) },
		"Favour":     func(ctx context.Context, w *world, a app.Actor) error { return w.Favour(ctx, a, noFile, true) },
		"File":       func(ctx context.Context, w *world, a app.Actor) error { return second(w.File(ctx, a, noFile)) },
		"Workspace":  func(ctx context.Context, w *world, a app.Actor) error { return second(w.Workspace(ctx, a, noFile)) },
		"ChangeFile": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ChangeFile(ctx, a, noFile, app.FilePatch{}))
		},
		"TrashFile": func(ctx context.Context, w *world, a app.Actor) error { return w.TrashFile(ctx, a, noFile) },
		"PurgeFile": func(ctx context.Context, w *world, a app.Actor) error { return w.PurgeFile(ctx, a, noFile) },
	}
}
