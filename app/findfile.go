package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// FileAt finds the one file at a path of names in a workspace, "Plan/2026/Budget",
// for an Admin, who manages the access to all of them. CodeConflict if there are
// several.
func (a *App) FileAt(ctx context.Context, actor Actor, path string) (writ.FileID, error) {
	const op = "app.FileAt"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return "", err
	}
	if err := a.heed(ctx, op, actor, access.ManageEverywhere(actor.Member)); err != nil {
		return "", err
	}
	switch found := w.Find(path); len(found) {
	case 0:
		return "", writ.Errorf(writ.CodeNotFound, op, "There is nothing at %q.", path).
			WithHint("A path begins with a workspace, in the case it is written in: Plan/2026/Budget. What lies in My documents is named by its id.")
	case 1:
		return found[0], nil
	default:
		return "", writ.Errorf(writ.CodeConflict, op, "%d things are at %q.", len(found), path).WithHint("Name the one that is meant by its id.")
	}
}
