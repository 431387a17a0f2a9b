package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestPrivateTeamIsNoGrantee shares with a team that the actor may not know of.
func TestPrivateTeamIsNoGrantee(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	ann, bob := w.join(writ.AccountBuild, "Ann"), w.join(writ.AccountBuild, "Bob")
	secret := w.team("Project X", bob)
	f := w.file(ann, writ.KindWorkbook, "Ann's", "")
	to := app.GrantDraft{To: writ.Grantee{Team: secret}, Level: writ.LevelView}
	refused(t, second(w.WhatIf(ctx, ann, f, []app.GrantDraft{to})), writ.CodeNotFound)
	refused(t, second(w.Share(ctx, ann, f, app.Sharing{Grants: []app.GrantDraft{to}})), writ.CodeNotFound)
	w.ok(second(w.Share(ctx, w.admin(), f, app.Sharing{Grants: []app.GrantDraft{to}})))
	if _, err := w.WhatIf(ctx, ann, f, []app.GrantDraft{{To: to.To, Level: writ.LevelNone}}); err != nil {
		t.Errorf("what taking back does that was given: %v", err)
	}
}
