package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestFileAt says that Admins find by path what they may not open, and nobody else
// finds anything.
func TestFileAt(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ctx := t.Context()
	plan := must[*app.FileView](t)(w.CreateFile(ctx, w.admin(), app.FileDraft{Kind: writ.KindWorkspace, Name: "Plan"}))
	for range 2 {
		must[*app.FileView](t)(w.CreateFile(ctx, w.admin(), app.FileDraft{Kind: writ.KindFolder, Name: "Old", Parent: plan.ID}))
	}
	if id, err := w.FileAt(ctx, w.admin(), "Plan"); err != nil || id != plan.ID {
		t.Errorf("Plan is %q, %v", id, err)
	}
	for path, code := range map[string]writ.Code{"Plan/Old": writ.CodeConflict, "Plan/New": writ.CodeNotFound, "": writ.CodeNotFound} {
		_, err := w.FileAt(ctx, w.admin(), path)
		refused(t, err, code, path)
	}
	_, err := w.FileAt(ctx, w.build(), "Plan")
	refused(t, err, writ.CodeForbidden)
}
