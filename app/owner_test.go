package app_test

import (
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

func TestOwnership(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountBuild, "bob"), t.Context()
	book := w.file(ann, writ.KindWorkbook, "Plan", "")
	refused(t, second(w.GiveOwnership(ctx, w.admin(), book, bob.Member.ID)), writ.CodeForbidden, "no access")
	w.share(ann, book, to(bob), writ.LevelEdit)
	refused(t, second(w.GiveOwnership(ctx, bob, book, bob.Member.ID)), writ.CodeForbidden, "Admin")
	refused(t, second(w.GiveOwnership(ctx, w.build(), book, bob.Member.ID)), writ.CodeNotFound)
	w.ok(second(w.GiveOwnership(ctx, w.admin(), book, bob.Member.ID)))
	f := must[*app.FileView](t)(w.File(ctx, bob, book))
	home := must[*app.FileView](t)(w.File(ctx, bob, w.file(bob, writ.KindWorkbook, "x", ""))).Parent
	if f.Owner != bob.Member.ID || f.Creator != ann.Member.ID || f.Parent != home {
		t.Errorf("Bob's document is %+v", f.File)
	}
	if got := w.told(bob); len(got) != 2 || got[0] != writ.NotifyOwner {
		t.Errorf("Bob was told %v", got)
	}
	if got := w.level(ann, book); got != writ.LevelNone {
		t.Errorf("Ann, who gave it away, has %s", got)
	}
	yes := true
	must[*app.MemberView](t)(w.UpdateMember(ctx, w.admin(), bob.Member.ID, app.MemberPatch{Deactivated: &yes}))
	w.later(time.Second)
	refused(t, second(w.GiveOwnership(ctx, w.admin(), book, ann.Member.ID)), writ.CodeForbidden, "no access")
	w.ok(second(w.GiveOwnership(ctx, w.admin(), book, w.admin().Member.ID)))
	if got := w.level(w.admin(), book); got != writ.LevelEdit || len(w.told(w.admin())) != 0 {
		t.Errorf("the Admin has %s, and was told %v", got, w.told(w.admin()))
	}
}
