package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// common is a folder that ann has made where she and bob Can contribute, in a folder
// of a workspace of the Admin's, and bob's workbook in it.
func (w *world) common(ann, bob app.Actor) (space, above, folder, workbook writ.FileID) {
	w.t.Helper()
	space = w.file(w.admin(), writ.KindWorkspace, "Plan", "")
	for _, a := range []app.Actor{ann, bob} {
		w.share(w.admin(), space, writ.Grantee{Member: a.Member.ID}, writ.LevelContribute)
	}
	above = w.file(w.admin(), writ.KindFolder, "Above", space)
	folder = w.file(ann, writ.KindFolder, "Common", above)
	return space, above, folder, w.file(bob, writ.KindWorkbook, "Bob's", folder)
}

// TestTrashGivesNothing lets who made a folder try to gain, or destroy, what others
// have put into it.
func TestTrashGivesNothing(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func(w *world, ann, bob app.Actor){
		"restore": func(w *world, ann, bob app.Actor) {
			_, above, folder, workbook := w.common(ann, bob)
			w.ok(w.TrashFile(w.t.Context(), w.admin(), folder))
			w.ok(w.TrashFile(w.t.Context(), w.admin(), above))
			_, err := w.ChangeFile(w.t.Context(), ann, folder, app.FilePatch{Restore: true})
			refused(w.t, err, writ.CodeConflict, "trash")
			if l := w.level(ann, workbook); l != writ.LevelNone {
				w.t.Errorf("she has %s", l)
			}
		},
		"purge": func(w *world, ann, bob app.Actor) {
			_, _, folder, workbook := w.common(ann, bob)
			w.ok(w.TrashFile(w.t.Context(), w.admin(), folder))
			refused(w.t, w.PurgeFile(w.t.Context(), ann, folder), writ.CodeForbidden, "others created")
			_, err := w.ChangeFile(w.t.Context(), w.admin(), folder, app.FilePatch{Restore: true})
			w.ok(err)
			w.ok(second(w.File(w.t.Context(), bob, workbook)))
		},
		"move": func(w *world, ann, bob app.Actor) {
			_, _, folder, workbook := w.common(ann, bob)
			w.ok(w.TrashFile(w.t.Context(), bob, workbook))
			home := must[*writ.File](w.t)(w.Home(w.t.Context(), ann))
			refused(w.t, w.move(ann, folder, home.ID), writ.CodeForbidden, "others created")
			_, err := w.ChangeFile(w.t.Context(), ann, workbook, app.FilePatch{Restore: true})
			refused(w.t, err, writ.CodeNotFound)
			if l := w.level(ann, workbook); l != writ.LevelNone {
				w.t.Errorf("she has %s", l)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := bareWorld(t)
			try(w, w.join(writ.AccountBuild, "Ann"), w.join(writ.AccountBuild, "Bob"))
		})
	}
}
