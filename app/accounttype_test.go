package app_test

import (
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// custom makes an account type and a member who has it.
func (w *world) custom(name string, may ...access.Permission) (*app.AccountTypeView, app.Actor) {
	w.t.Helper()
	ctx := w.t.Context()
	v := must[*app.AccountTypeView](w.t)(w.CreateAccountType(ctx, w.admin(), app.AccountTypeDraft{Name: name, Permissions: may}))
	m, _, err := w.CreateMember(ctx, w.admin(), app.MemberDraft{Email: name + "@example.org", AccountType: writ.AccountType(name)})
	w.ok(err)
	return v, app.Actor{Member: &m.Member}
}

// again is the member of an actor as they are now.
func (w *world) again(a app.Actor) app.Actor {
	w.t.Helper()
	v := must[*app.MemberView](w.t)(w.Member(w.t.Context(), w.admin(), a.Member.ID))
	return app.Actor{Member: &v.Member}
}

// TestAccountTypes says that a custom account type counts for its members, and what
// its change and its end do to them.
func TestAccountTypes(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	v, actor := w.custom("planner", access.UploadCSV, access.ViewDocuments)
	if !v.Custom || !slices.Equal(v.Permissions, []access.Permission{access.ViewDocuments, access.UploadCSV}) {
		t.Errorf("made: %+v", v)
	}
	w.ok(second(w.CreateUpload(ctx, actor, "a.csv", 1)))
	refused(t, second(w.Members(ctx, actor, app.MemberFilter{}, "", 1)), writ.CodeForbidden, "planner", "manage members")

	list := must[[]*app.AccountTypeView](t)(w.AccountTypes(ctx, w.admin()))
	if len(list) != 6 || list[0].Name != writ.AccountAdmin || list[0].Members != 1 || list[5].ID != v.ID || list[5].Members != 1 {
		t.Errorf("all: %+v", list)
	}
	e := must[*app.TypeEffect](t)(w.WhatIfAccountType(ctx, w.admin(), v.ID, app.TypeChange{Permissions: []access.Permission{access.ViewDocuments, access.ExportData}}))
	if e.Total != 1 || e.Members[0].ID != actor.Member.ID || !slices.Equal(e.Lost, []access.Permission{access.UploadCSV}) || !slices.Equal(e.Gained, []access.Permission{access.ExportData}) {
		t.Errorf("what if: %+v", e)
	}
	e = must[*app.TypeEffect](t)(w.WhatIfAccountType(ctx, w.admin(), v.ID, app.TypeChange{Reassign: "view"}))
	if !slices.Equal(e.Lost, []access.Permission{access.UploadCSV}) || !slices.Equal(e.Gained, []access.Permission{access.Comment}) {
		t.Errorf("what if it went: %+v", e)
	}

	name, none := "Reader & Co", []access.Permission{}
	v = must[*app.AccountTypeView](t)(w.UpdateAccountType(ctx, w.admin(), v.ID, app.AccountTypePatch{Name: &name, Permissions: &none, Version: v.Version}))
	if v.Members != 1 {
		t.Errorf("changed: %+v", v)
	}
	actor = w.again(actor)
	if actor.Member.AccountType != "Reader & Co" {
		t.Errorf("its member has %s", actor.Member.AccountType)
	}
	refused(t, second(w.CreateUpload(ctx, actor, "a.csv", 1)), writ.CodeForbidden, name)
	refused(t, second(w.UpdateAccountType(ctx, w.admin(), v.ID, app.AccountTypePatch{Version: 1})), writ.CodeStale)

	refused(t, w.DeleteAccountType(ctx, w.admin(), v.ID, ""), writ.CodeConflict, "1 members")
	refused(t, w.DeleteAccountType(ctx, w.admin(), v.ID, v.ID), writ.CodeInvalid)
	refused(t, w.DeleteAccountType(ctx, w.admin(), v.ID, noType), writ.CodeNotFound)
	w.ok(w.DeleteAccountType(ctx, w.admin(), v.ID, "build"))
	if actor = w.again(actor); actor.Member.AccountType != writ.AccountBuild || actor.Member.Permissions != nil {
		t.Errorf("after its end: %+v", actor.Member)
	}
	refused(t, second(w.AccountType(ctx, w.admin(), v.ID)), writ.CodeNotFound)
}

func TestBadAccountTypes(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	w.custom("planner")
	for name, tc := range map[string]struct {
		draft app.AccountTypeDraft
		code  writ.Code
	}{
		"empty":         {app.AccountTypeDraft{}, writ.CodeInvalid},
		"built in":      {app.AccountTypeDraft{Name: " aDMIN "}, writ.CodeConflict},
		"taken":         {app.AccountTypeDraft{Name: "PLANNER"}, writ.CodeConflict},
		"no permission": {app.AccountTypeDraft{Name: "x", Permissions: []access.Permission{"fly"}}, writ.CodeInvalid},
	} {
		if _, err := w.CreateAccountType(ctx, w.admin(), tc.draft); writ.CodeOf(err) != tc.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused(t, second(w.UpdateAccountType(ctx, w.admin(), "build", app.AccountTypePatch{})), writ.CodeConflict, "built-in")
	refused(t, w.DeleteAccountType(ctx, w.admin(), "admin", "build"), writ.CodeConflict, "built-in")
	_, _, err := w.CreateMember(ctx, w.admin(), app.MemberDraft{Email: "x@example.org", AccountType: "nothing"})
	refused(t, err, writ.CodeInvalid, "nothing")
}

// TestNobodyMakesThemselvesAdmin says that who manages members or account types
// without being an Admin cannot come to what administers Writ, for themselves or
// for an account of theirs.
func TestNobodyMakesThemselvesAdmin(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	_, keeper := w.custom("keeper", access.ViewDocuments, access.ManageMembers)
	shaped, shaper := w.custom("shaper", access.ViewDocuments, access.ManageAccountTypes)
	plain, _ := w.custom("plain", access.ViewDocuments)
	admin, build, name := writ.AccountAdmin, writ.AccountBuild, "x"
	off, own, keeps := true, w.members[writ.AccountAdmin].ID, writ.AccountType("keeper")

	for what, err := range map[string]error{
		"give Admin":              second(w.UpdateMember(ctx, keeper, keeper.Member.ID, app.MemberPatch{AccountType: &admin})),
		"give the own type":       second(w.UpdateMember(ctx, keeper, w.members[build].ID, app.MemberPatch{AccountType: &keeps})),
		"take Admin away":         second(w.UpdateMember(ctx, keeper, own, app.MemberPatch{AccountType: &build})),
		"deactivate an Admin":     second(w.UpdateMember(ctx, keeper, own, app.MemberPatch{Deactivated: &off})),
		"rename an Admin":         second(w.UpdateMember(ctx, keeper, own, app.MemberPatch{Email: &name})),
		"reset an Admin":          second(w.ResetPassword(ctx, keeper, own)),
		"shape the own type":      second(w.UpdateAccountType(ctx, shaper, shaped.ID, app.AccountTypePatch{Name: &name})),
		"add to a type":           second(w.UpdateAccountType(ctx, shaper, plain.ID, app.AccountTypePatch{Permissions: &[]access.Permission{access.ManageTeams}})),
		"make an Admin type":      second(w.CreateAccountType(ctx, shaper, app.AccountTypeDraft{Name: "y", Permissions: []access.Permission{access.SeeAuditLog}})),
		"delete an Admin type":    w.DeleteAccountType(ctx, shaper, shaped.ID, "build"),
		"hand a type out":         w.DeleteAccountType(ctx, shaper, plain.ID, "build"),
		"delete a member to have": w.DeleteMember(ctx, keeper, w.members[build].ID),
	} {
		if writ.CodeOf(err) != writ.CodeForbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, _, err := w.CreateMember(ctx, keeper, app.MemberDraft{Email: "second@example.org", AccountType: admin})
	refused(t, err, writ.CodeForbidden, "Only an Admin")
	_, _, err = w.CreateMember(ctx, keeper, app.MemberDraft{Email: "third@example.org", AccountType: build})
	w.ok(err)
	w.ok(second(w.UpdateMember(ctx, keeper, w.members[build].ID, app.MemberPatch{Deactivated: &off})))
	w.ok(second(w.CreateAccountType(ctx, shaper, app.AccountTypeDraft{Name: "z", Permissions: []access.Permission{access.ExportData}})))
	w.ok(second(w.AccountTypes(ctx, keeper)))
}
