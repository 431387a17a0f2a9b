package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestTeamsAreToldOnce tells who gains, alone or in a team, once and with the team
// that it came through, and never who did it.
func TestTeamsAreToldOnce(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, cat, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob"), w.join(writ.AccountView, "cat"), t.Context()
	team := w.team("Finance", ann, bob, cat)
	book := w.file(ann, writ.KindWorkbook, "Plan", "")
	must[[]*app.GrantView](t)(w.Share(ctx, ann, book, app.Sharing{Message: "  look\r\nhere ", Grants: []app.GrantDraft{
		{To: writ.Grantee{Team: team}, Level: writ.LevelEdit}, {To: to(bob), Level: writ.LevelView}, {To: writ.AllMembers(), Level: writ.LevelView},
	}}))
	if len(w.told(ann)) != 0 || len(w.told(w.build())) != 0 {
		t.Errorf("who shared was told %v, who is one of all %v", w.told(ann), w.told(w.build()))
	}
	for who, through := range map[*app.Actor]string{&bob: "", &cat: "Finance"} {
		list, unread, err := w.Notifications(ctx, *who, "", 10)
		w.ok(err)
		if len(list) != 1 || unread != 1 || list[0].Message != "look\nhere" || list[0].File.Name != "Plan" || list[0].Level != writ.LevelView || list[0].Actor.ID != ann.Member.ID {
			t.Fatalf("%s was told %+v", who.Member.FirstName, list)
		}
		got := ""
		if list[0].Team != nil {
			got = list[0].Team.Name
		}
		if got != through {
			t.Errorf("%s was told of %q", who.Member.FirstName, got)
		}
	}
	if unread := must[int](t)(w.ReadNotifications(ctx, bob, "")); unread != 0 {
		t.Errorf("%d unread", unread)
	}
}

func TestNotificationsNameOnlyWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	g := w.share(w.build(), book, to(bob), writ.LevelView)
	must[*app.GrantView](t)(w.RevokeFileGrant(ctx, w.build(), g.ID))
	list, _, err := w.Notifications(ctx, bob, "", 10)
	w.ok(err)
	if len(list) != 1 || list[0].File != nil || list[0].Level != writ.LevelNone {
		t.Errorf("Bob reads %+v", list[0])
	}
}
