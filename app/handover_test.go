package app_test

import (
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// TestHandOver deactivates somebody who owns documents in their own and in shared
// folders: the new owner finds all of them, and a reactivated member has the grants
// of before and nothing more.
func TestHandOver(t *testing.T) {
	t.Parallel()
	w, ctx, off, on := bareWorld(t), t.Context(), true, false
	ann, bob, admin := w.join(writ.AccountBuild, "Ann"), w.join(writ.AccountBuild, "Bob"), w.admin()
	folder := w.file(ann, writ.KindFolder, "Drafts", "")
	private := w.file(ann, writ.KindWorkbook, "Private", folder)
	plan := w.file(admin, writ.KindWorkspace, "Plan", "")
	for _, a := range []app.Actor{ann, bob} {
		must[[]*app.GrantView](t)(w.Share(ctx, admin, plan, app.Sharing{Grants: []app.GrantDraft{{To: writ.Grantee{Member: a.Member.ID}, Level: writ.LevelContribute}}}))
	}
	shared := w.file(ann, writ.KindWorkbook, "Shared", plan)

	// Only to somebody who may have it, by somebody who may give it.
	_, err := w.UpdateMember(ctx, admin, ann.Member.ID, app.MemberPatch{Deactivated: &off, HandOver: app.HandOver{NewOwner: bob.Member.ID}})
	refused(t, err, writ.CodeConflict, "1 documents", "bob@example.org")
	for name, h := range map[string]app.HandOver{"herself": {NewOwner: ann.Member.ID}, "nobody": {NewOwner: "nobody"}} {
		if _, err := w.UpdateMember(ctx, admin, ann.Member.ID, app.MemberPatch{Deactivated: &off, HandOver: h}); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("to %s: %v", name, err)
		}
	}
	_, err = w.UpdateMember(ctx, admin, ann.Member.ID, app.MemberPatch{HandOver: app.HandOver{NewOwner: admin.Member.ID}})
	refused(t, err, writ.CodeInvalid, "when a member is deactivated")
	refused(t, second(w.RecoverDocuments(ctx, admin, ann.Member.ID, app.HandOver{NewOwner: admin.Member.ID})), writ.CodeConflict, "is active")
	if v := must[*app.MemberView](t)(w.Member(ctx, admin, ann.Member.ID)); v.Deactivated || v.Home == "" {
		t.Fatalf("a refused hand-over has changed her: %+v", v)
	}

	w.ok(w.DeleteMember(ctx, admin, ann.Member.ID))
	refused(t, second(w.File(ctx, w.again(ann), shared)), writ.CodeForbidden, "deactivated")
	f := must[*app.FileView](t)(w.File(ctx, admin, private))
	if f.Owner != admin.Member.ID || len(f.Above) != 3 || f.Above[1].Name != "From Ann" || f.Above[2].ID != folder || f.Creator != ann.Member.ID {
		t.Errorf("what was in My documents: %+v", f)
	}
	if f := must[*app.FileView](t)(w.File(ctx, admin, shared)); f.Owner != admin.Member.ID || f.Parent != plan {
		t.Errorf("what was shared: %+v", f)
	}
	w.ok(second(w.UpdateMember(ctx, admin, ann.Member.ID, app.MemberPatch{Deactivated: &on})))
	ann = w.again(ann)
	if f := must[*app.FileView](t)(w.File(ctx, ann, shared)); f.Level != writ.LevelEdit { // she made it where she Can contribute
		t.Errorf("after her return: %+v", f)
	}
	refused(t, second(w.File(ctx, ann, private)), writ.CodeNotFound)
}

// TestRecover takes over later what was left behind, and puts what nobody wants into
// the trash.
func TestRecover(t *testing.T) {
	t.Parallel()
	w, ctx, off := bareWorld(t), t.Context(), true
	ann, bob, admin := w.join(writ.AccountBuild, "Ann"), w.join(writ.AccountBuild, "Bob"), w.admin()
	left, old := w.file(ann, writ.KindWorkbook, "Left", ""), w.file(bob, writ.KindWorkbook, "Old", "")
	w.ok(second(w.UpdateMember(ctx, admin, ann.Member.ID, app.MemberPatch{Deactivated: &off})))
	refused(t, second(w.File(ctx, admin, left)), writ.CodeForbidden)
	done := must[app.HandedOver](t)(w.RecoverDocuments(ctx, admin, ann.Member.ID, app.HandOver{NewOwner: admin.Member.ID}))
	if done.Documents != 1 || done.Folder == "" {
		t.Errorf("recovered: %+v", done)
	}
	w.ok(second(w.File(ctx, admin, left)))
	if again := must[app.HandedOver](t)(w.RecoverDocuments(ctx, admin, ann.Member.ID, app.HandOver{NewOwner: admin.Member.ID})); again != (app.HandedOver{}) {
		t.Errorf("recovered twice: %+v", again)
	}
	w.ok(second(w.UpdateMember(ctx, admin, bob.Member.ID, app.MemberPatch{Deactivated: &off, HandOver: app.HandOver{Archive: true, NewOwner: admin.Member.ID}})))
	if f := must[*app.FileView](t)(w.File(ctx, admin, old)); !f.Trashed() || f.Owner != admin.Member.ID {
		t.Errorf("what was archived: %+v", f)
	}
}

// TestMembersAreFound narrows the list of members.
func TestMembersAreFound(t *testing.T) {
	t.Parallel()
	w, ctx, off := bareWorld(t), t.Context(), true
	ann := w.join(writ.AccountBuild, "Ann")
	email := "Anna@Example.org"
	w.ok(second(w.UpdateMember(ctx, w.admin(), ann.Member.ID, app.MemberPatch{Email: &email})))
	w.ok(second(w.UpdateMember(ctx, w.admin(), w.build().Member.ID, app.MemberPatch{Deactivated: &off})))
	taken := "view@example.org"
	refused(t, second(w.UpdateMember(ctx, w.admin(), ann.Member.ID, app.MemberPatch{Email: &taken})), writ.CodeConflict)
	for _, tc := range []struct {
		f    app.MemberFilter
		want int
	}{
		{app.MemberFilter{}, 5}, {app.MemberFilter{Deactivated: true}, 6}, {app.MemberFilter{Text: "BUILD"}, 0},
		{app.MemberFilter{Text: "BUILD", Deactivated: true}, 1}, {app.MemberFilter{Email: "ANNA@example.org"}, 1}, {app.MemberFilter{Email: "ann@example.org"}, 0},
	} {
		if list := must[[]*app.MemberView](t)(w.Members(ctx, w.admin(), tc.f, "", 10)); len(list) != tc.want {
			t.Errorf("%+v finds %d", tc.f, len(list))
		}
	}
	if list := must[[]*app.MemberView](t)(w.Members(ctx, w.admin(), app.MemberFilter{}, "", 2)); len(list) != 2 {
		t.Errorf("a page of two has %d", len(list))
	}
}

// TestLastAdminsLeaveAtOnce lets two Admins, of whom one has to stay, go in the same
// moment, in each of the ways there are.
func TestLastAdminsLeaveAtOnce(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	off, on, admin, less := true, false, writ.AccountAdmin, writ.AccountBuild
	other := w.join(writ.AccountAdmin, "Other")
	for i, ways := range [][2]app.MemberPatch{
		{{Deactivated: &off}, {Deactivated: &off}}, {{AccountType: &less}, {Deactivated: &off}}, {{AccountType: &less}, {AccountType: &less}},
	} {
		first, last := w.admin(), other
		var errs [2]error
		var both sync.WaitGroup
		for j, who := range []app.Actor{first, last} {
			both.Go(func() { errs[j] = second(w.UpdateMember(ctx, who, who.Member.ID, ways[j])) })
		}
		both.Wait()
		stays := first
		if errs[0] == nil {
			stays = last
		}
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("round %d: %v, %v", i, errs[0], errs[1])
		}
		for _, who := range []app.Actor{first, last} {
			w.ok(second(w.UpdateMember(ctx, stays, who.Member.ID, app.MemberPatch{AccountType: &admin, Deactivated: &on})))
		}
	}
}

// TestNewMembersComeIntoTeams puts a new member into teams, if who adds them may.
func TestNewMembersComeIntoTeams(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	team := w.newTeam("Finance")
	_, keeper := w.custom("keeper", access.ViewDocuments, access.ManageMembers)
	draft := app.MemberDraft{Email: "ann@example.org", AccountType: writ.AccountBuild, Teams: []app.TeamPlace{{Team: team.ID, Admin: true}}}
	_, _, err := w.CreateMember(ctx, keeper, draft)
	refused(t, err, writ.CodeNotFound)
	v, _, err := w.CreateMember(ctx, w.admin(), draft)
	w.ok(err)
	if len(v.Teams) != 1 || v.Teams[0].ID != team.ID || v.Home == "" {
		t.Errorf("the new member: %+v", v)
	}
	if _, admin := must[*app.TeamView](t)(w.Team(ctx, w.admin(), team.ID)).Has(v.ID); !admin {
		t.Error("she is not its admin")
	}
}
