package app_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// newTeam makes a private team of the members of account types.
func (w *world) newTeam(name string, of ...writ.AccountType) *app.TeamView {
	w.t.Helper()
	var ids []writ.MemberID
	for _, at := range of {
		ids = append(ids, w.members[at].ID)
	}
	v, _, err := w.CreateTeam(w.t.Context(), w.admin(), app.TeamDraft{Name: name, Members: ids})
	w.ok(err)
	return v
}

// connection connects to a warehouse that does not answer.
func (w *world) connection() writ.ConnectionID {
	w.t.Helper()
	v := must[*app.ConnectionView](w.t)(w.CreateConnection(w.t.Context(), w.admin(), app.ConnectionDraft{
		Name: "far", Platform: writ.PlatformPostgres,
		Values: map[string]string{"host": "127.0.0.1", "port": "1", "database": "d", "user": "u", "password": "p"},
	}))
	return v.ID
}

// TestTeams says who sees a team and who changes it.
func TestTeams(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	team := w.newTeam("Finance", writ.AccountBuild, writ.AccountView)
	builder, viewer, stranger := w.build(), w.as(writ.AccountView), w.as(writ.AccountAct)

	if list := must[[]*app.TeamView](t)(w.Teams(ctx, stranger, app.TeamFilter{})); len(list) > 0 {
		t.Errorf("a stranger sees the private team: %+v", list[0])
	}
	for name, call := range map[string]func() error{
		"Team":              func() error { return second(w.Team(ctx, stranger, team.ID)) },
		"TeamMembers":       func() error { return second(w.TeamMembers(ctx, stranger, team.ID)) },
		"TeamCandidates":    func() error { return second(w.TeamCandidates(ctx, stranger, team.ID, "")) },
		"UpdateTeam":        func() error { return second(w.UpdateTeam(ctx, stranger, team.ID, app.TeamPatch{})) },
		"ChangeTeamMembers": func() error { return w.ChangeTeamMembers(ctx, stranger, team.ID, nil, nil) },
		"SetTeamAdmin":      func() error { return w.SetTeamAdmin(ctx, stranger, team.ID, stranger.Member.ID, true) },
		"DeleteTeam":        func() error { return w.DeleteTeam(ctx, stranger, team.ID, true) },
	} {
		if writ.CodeOf(call()) != writ.CodeNotFound {
			t.Errorf("%s by a stranger: %v", name, call())
		}
	}

	seen := must[*app.TeamView](t)(w.Team(ctx, viewer, team.ID))
	if in, admin := seen.Has(viewer.Member.ID); !in || admin || !slices.Equal(seen.Rights, []access.TeamRight{access.SeeTeam}) {
		t.Errorf("an ordinary member sees %+v", seen)
	}
	refused(t, w.ChangeTeamMembers(ctx, viewer, team.ID, nil, []writ.MemberID{builder.Member.ID}), writ.CodeForbidden, "admins of the team Finance")
	refused(t, second(w.TeamCandidates(ctx, viewer, team.ID, "")), writ.CodeForbidden)

	w.ok(w.SetTeamAdmin(ctx, w.admin(), team.ID, builder.Member.ID, true))
	w.ok(w.ChangeTeamMembers(ctx, builder, team.ID, []writ.MemberID{stranger.Member.ID}, []writ.MemberID{viewer.Member.ID}))
	w.ok(w.SetTeamAdmin(ctx, builder, team.ID, stranger.Member.ID, true))
	w.ok(w.SetTeamAdmin(ctx, stranger, team.ID, builder.Member.ID, false))
	refused(t, w.SetTeamAdmin(ctx, builder, team.ID, builder.Member.ID, true), writ.CodeForbidden)
	refused(t, second(w.UpdateTeam(ctx, stranger, team.ID, app.TeamPatch{})), writ.CodeForbidden, "manage teams")
	refused(t, w.DeleteTeam(ctx, stranger, team.ID, true), writ.CodeForbidden, "manage teams")
	candidates := must[[]*writ.Member](t)(w.TeamCandidates(ctx, stranger, team.ID, "VIEW"))
	if len(candidates) != 1 || candidates[0].ID != viewer.Member.ID {
		t.Errorf("who can be added: %+v", candidates)
	}
	list := must[[]app.TeamMemberView](t)(w.TeamMembers(ctx, builder, team.ID))
	if len(list) != 2 || list[0].Person.Email != "build@example.org" || list[1].AddedBy != builder.Member.ID || !list[1].Admin {
		t.Errorf("who is in it: %+v", list)
	}

	public, name := true, "Money & more"
	w.ok(second(w.UpdateTeam(ctx, w.admin(), team.ID, app.TeamPatch{Public: &public, Name: &name, Version: team.Version})))
	refused(t, second(w.UpdateTeam(ctx, w.admin(), team.ID, app.TeamPatch{Version: team.Version})), writ.CodeStale, name)
	if seen := must[*app.TeamView](t)(w.Team(ctx, viewer, team.ID)); seen.Name != name || len(seen.Members) != 2 {
		t.Errorf("everybody sees a public team: %+v", seen)
	}
	for _, f := range []app.TeamFilter{{Name: "money"}, {Public: &public}, {Of: builder.Member.ID}} {
		if list := must[[]*app.TeamView](t)(w.Teams(ctx, viewer, f)); len(list) != 1 {
			t.Errorf("%+v finds %d teams", f, len(list))
		}
	}
	for _, f := range []app.TeamFilter{{Name: "finance"}, {Description: "x"}, {Of: viewer.Member.ID}} {
		if list := must[[]*app.TeamView](t)(w.Teams(ctx, viewer, f)); len(list) != 0 {
			t.Errorf("%+v finds %d teams", f, len(list))
		}
	}
}

func TestBadTeams(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	team, off := w.newTeam("Finance"), true
	view := w.members[writ.AccountView].ID
	w.ok(second(w.UpdateMember(ctx, w.admin(), view, app.MemberPatch{Deactivated: &off})))
	for name, tc := range map[string]struct {
		draft app.TeamDraft
		code  writ.Code
	}{
		"empty":      {app.TeamDraft{Name: " "}, writ.CodeInvalid},
		"control":    {app.TeamDraft{Name: "a\nb"}, writ.CodeInvalid},
		"taken":      {app.TeamDraft{Name: "FINANCE"}, writ.CodeConflict},
		"no member":  {app.TeamDraft{Name: "A", Members: []writ.MemberID{"nobody"}}, writ.CodeInvalid},
		"gone":       {app.TeamDraft{Name: "B", Members: []writ.MemberID{view}}, writ.CodeInvalid},
		"bad prose":  {app.TeamDraft{Name: "C", Description: "a\x00"}, writ.CodeInvalid},
		"same twice": {app.TeamDraft{Name: "D <b>&\u200f ⛵", Members: []writ.MemberID{w.build().Member.ID, w.build().Member.ID}}, ""},
	} {
		if _, _, err := w.CreateTeam(ctx, w.admin(), tc.draft); writ.CodeOf(err) != tc.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	act := w.members[writ.AccountAct].ID
	refused(t, w.ChangeTeamMembers(ctx, w.admin(), team.ID, []writ.MemberID{view}, nil), writ.CodeInvalid, "deactivated")
	refused(t, w.ChangeTeamMembers(ctx, w.admin(), team.ID, []writ.MemberID{act, "nobody"}, nil), writ.CodeInvalid, "nobody")
	refused(t, w.ChangeTeamMembers(ctx, w.admin(), team.ID, []writ.MemberID{act}, []writ.MemberID{act}), writ.CodeInvalid, "both")
	if v := must[*app.TeamView](t)(w.Team(ctx, w.admin(), team.ID)); len(v.Members) != 0 {
		t.Errorf("a refused change has added %v", v.Members)
	}
	w.ok(w.ChangeTeamMembers(ctx, w.admin(), team.ID, nil, []writ.MemberID{act, "nobody"}))
}

// TestTeamWorkspace says what a team gets with a workspace, and what goes when the
// team goes.
func TestTeamWorkspace(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	builder := w.build()
	team, workspace, err := w.CreateTeam(ctx, w.admin(), app.TeamDraft{Name: "Finance", Workspace: true, Members: []writ.MemberID{builder.Member.ID}})
	w.ok(err)
	f := must[*app.FileView](t)(w.File(ctx, builder, workspace))
	if f.Name != "Finance" || f.Kind != writ.KindWorkspace || f.Level != writ.LevelContribute {
		t.Errorf("the workspace: %+v", f)
	}
	id := w.connection()
	must[[]*app.DataGrantView](t)(w.GiveDataAccess(ctx, w.admin(), id, app.DataGrantDraft{To: writ.Grantee{Team: team.ID}, Level: writ.DataUse}))
	err = w.DeleteTeam(ctx, w.admin(), team.ID, false)
	refused(t, err, writ.CodeConflict, "2 times", "to data 1 times", "build@example.org", "on Finance")
	w.ok(second(w.File(ctx, builder, workspace)))
	w.ok(second(w.Connection(ctx, builder, id)))
	w.ok(w.DeleteTeam(ctx, w.admin(), team.ID, true))
	refused(t, second(w.File(ctx, builder, workspace)), writ.CodeNotFound)
	refused(t, second(w.Team(ctx, w.admin(), team.ID)), writ.CodeNotFound)
	refused(t, second(w.Connection(ctx, builder, id)), writ.CodeNotFound)
}

// TestTeamGoesWhileGranted deletes a team while somebody else gives it something:
// either it is there with the grant, or both are gone.
func TestTeamGoesWhileGranted(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	id := w.connection()
	for range 5 {
		team := w.newTeam("Finance")
		var gone, given error
		var both sync.WaitGroup
		both.Go(func() { gone = w.DeleteTeam(ctx, w.admin(), team.ID, false) })
		both.Go(func() {
			given = second(w.GiveDataAccess(ctx, w.admin(), id, app.DataGrantDraft{To: writ.Grantee{Team: team.ID}, Level: writ.DataUse}))
		})
		both.Wait()
		grants := must[[]*app.DataGrantView](t)(w.DataGrants(ctx, w.admin(), id))
		switch {
		case gone == nil && (given == nil || len(grants) > 0):
			t.Fatalf("the team is gone and was given something: %v", grants)
		case gone != nil && given != nil:
			t.Fatalf("neither worked: %v, %v", gone, given)
		}
		if gone != nil {
			w.ok(w.DeleteTeam(ctx, w.admin(), team.ID, true))
		}
	}
}
