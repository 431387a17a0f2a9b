package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

func TestWhatIf(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob"), t.Context()
	space := w.file(w.admin(), writ.KindWorkspace, "Sales", "")
	w.share(w.admin(), space, to(ann), writ.LevelManage)
	for _, name := range []string{"a", "b"} {
		w.file(ann, writ.KindWorkbook, name, space)
	}
	team := writ.Grantee{Team: w.team("Finance", ann, bob)}
	e := must[*app.EffectView](t)(w.WhatIf(ctx, ann, space, []app.GrantDraft{{To: team, Level: writ.LevelView}}))
	if e.Gains != 1 || e.Loses != 0 || e.Gain[0].Of.ID != bob.Member.ID || e.Gain[0].To != writ.LevelView || e.Gain[0].Documents != 2 {
		t.Errorf("giving would do %+v", e)
	}
	if got := w.level(bob, space); got != writ.LevelNone {
		t.Errorf("asking gave Bob %s", got)
	}
	w.share(ann, space, team, writ.LevelView)
	e = must[*app.EffectView](t)(w.WhatIf(ctx, ann, space, []app.GrantDraft{{To: team}}))
	if e.Gains != 0 || e.Loses != 1 || e.Lose[0].From != writ.LevelView || e.Lose[0].To != writ.LevelNone || e.Lose[0].Documents != 2 {
		t.Errorf("taking away would do %+v", e)
	}
	_, err := w.WhatIf(ctx, bob, space, nil)
	refused(t, err, writ.CodeForbidden)
	_, err = w.WhatIf(ctx, ann, space, []app.GrantDraft{{To: team, Level: writ.LevelEdit}})
	refused(t, err, writ.CodeInvalid)
	_, err = w.WhatIf(ctx, ann, space, []app.GrantDraft{{To: writ.Grantee{Team: "t"}, Level: writ.LevelView}})
	refused(t, err, writ.CodeNotFound)
}
