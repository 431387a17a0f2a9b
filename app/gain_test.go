package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
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

// TestHandOverOfOthers gives the My documents of a member, where a workbook of
// somebody else lies, to one who has nothing on that.
func TestHandOverOfOthers(t *testing.T) {
	t.Parallel()
	w, ctx, off := bareWorld(t), t.Context(), true
	ann, bob, cy := w.join(writ.AccountBuild, "Ann"), w.join(writ.AccountBuild, "Bob"), w.join(writ.AccountBuild, "Cy")
	bobs := w.file(bob, writ.KindWorkbook, "Bob's", "")
	w.share(bob, bobs, writ.Grantee{Member: ann.Member.ID}, writ.LevelEdit)
	w.ok(w.move(ann, bobs, must[*writ.File](t)(w.Home(ctx, ann)).ID))
	_, err := w.UpdateMember(ctx, w.admin(), ann.Member.ID, app.MemberPatch{Deactivated: &off, HandOver: app.HandOver{NewOwner: cy.Member.ID}})
	w.ok(err)
	if l := w.level(cy, bobs); l != writ.LevelNone {
		t.Errorf("the new owner has %s on what the former did not own", l)
	}
	if f := must[*app.FileView](t)(w.File(ctx, bob, bobs)); f.Level != writ.LevelEdit || f.Parent != must[*writ.File](t)(w.Home(ctx, bob)).ID {
		t.Errorf("its owner has %+v", f)
	}
}

// TestRecoverTakesAnAdmin puts what a deactivated Admin owned into the trash as
// somebody who may not touch the account of an Admin.
func TestRecoverTakesAnAdmin(t *testing.T) {
	t.Parallel()
	w, ctx, off := bareWorld(t), t.Context(), true
	_, keeper := w.custom("Keeper", access.ViewDocuments, access.ManageMembers)
	boss := w.join(writ.AccountAdmin, "Boss")
	w.file(boss, writ.KindWorkbook, "Boss's", "")
	w.ok(second(w.UpdateMember(ctx, w.admin(), boss.Member.ID, app.MemberPatch{Deactivated: &off})))
	refused(t, second(w.RecoverDocuments(ctx, keeper, boss.Member.ID, app.HandOver{Archive: true})), writ.CodeForbidden)
}

// TestTrashOfOthersTakesAnAdmin deactivates a member and tries to put what they own
// into the trash, as somebody who manages members and no more.
func TestTrashOfOthersTakesAnAdmin(t *testing.T) {
	t.Parallel()
	w, ctx, off := bareWorld(t), t.Context(), true
	_, keeper := w.custom("Keeper", access.ViewDocuments, access.ManageMembers)
	ann := w.join(writ.AccountView, "Ann")
	patch := app.MemberPatch{Deactivated: &off, HandOver: app.HandOver{Archive: true}}
	refused(t, second(w.UpdateMember(ctx, keeper, ann.Member.ID, patch)), writ.CodeForbidden, "Only an Admin")
	patch.HandOver = app.HandOver{}
	w.ok(second(w.UpdateMember(ctx, keeper, ann.Member.ID, patch)))
	refused(t, second(w.RecoverDocuments(ctx, keeper, ann.Member.ID, app.HandOver{Archive: true})), writ.CodeForbidden, "Only an Admin")
}

// TestNewOwnerIsTold hands two documents over and reads what the new owner is told.
func TestNewOwnerIsTold(t *testing.T) {
	t.Parallel()
	w, ctx, off := bareWorld(t), t.Context(), true
	ann, cy := w.join(writ.AccountBuild, "Ann"), w.join(writ.AccountBuild, "Cy")
	w.file(ann, writ.KindWorkbook, "One", "")
	w.file(ann, writ.KindWorkbook, "Two", "")
	w.ok(second(w.UpdateMember(ctx, w.admin(), ann.Member.ID, app.MemberPatch{Deactivated: &off, HandOver: app.HandOver{NewOwner: w.admin().Member.ID}})))
	bob := w.join(writ.AccountBuild, "Bob")
	one := w.file(bob, writ.KindWorkbook, "One", "")
	w.share(bob, one, writ.Grantee{Member: cy.Member.ID}, writ.LevelView)
	told := len(w.told(cy))
	w.ok(second(w.UpdateMember(ctx, w.admin(), bob.Member.ID, app.MemberPatch{Deactivated: &off, HandOver: app.HandOver{NewOwner: cy.Member.ID}})))
	list := w.told(cy)
	if len(list) != told+1 || list[0] != writ.NotifyOwner {
		t.Errorf("the new owner is told %+v", list)
	}
	if list := w.told(w.admin()); len(list) != 0 {
		t.Errorf("who hands over to themselves is told %+v", list)
	}
}
