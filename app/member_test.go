package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	m, password, err := w.CreateMember(ctx, w.admin(), app.MemberDraft{Email: " New@Example.org ", FirstName: "Ada", AccountType: "build"})
	w.ok(err)
	if m.Email != "new@example.org" || m.AccountType != writ.AccountBuild || !m.MustChangePassword || !auth.CheckPassword(m.PasswordHash, password) {
		t.Errorf("the new member: %+v", m)
	}
	for name, tc := range map[string]struct {
		draft app.MemberDraft
		code  writ.Code
		field string
	}{
		"taken":           {app.MemberDraft{Email: "NEW@example.org", AccountType: writ.AccountView}, writ.CodeConflict, ""},
		"no address":      {app.MemberDraft{Email: "nobody", AccountType: writ.AccountView}, writ.CodeInvalid, "email"},
		"no account type": {app.MemberDraft{Email: "a@example.org"}, writ.CodeInvalid, "memberType"},
		"odd name":        {app.MemberDraft{Email: "a@example.org", FirstName: "a\nb", AccountType: writ.AccountView}, writ.CodeInvalid, "firstName"},
	} {
		_, _, err := w.CreateMember(ctx, w.admin(), tc.draft)
		if writ.CodeOf(err) != tc.code || tc.field != "" && fieldOf(err) != tc.field {
			t.Errorf("%s: %v, want code %s on %q", name, err, tc.code, tc.field)
		}
	}
	epoch := m.Epoch
	again := must[string](t)(w.ResetPassword(ctx, w.admin(), m.ID))
	m = must[*app.MemberView](t)(w.Member(ctx, w.admin(), m.ID))
	if again == password || !auth.CheckPassword(m.PasswordHash, again) || m.Epoch <= epoch {
		t.Errorf("after the reset: %+v", m)
	}
	off, epoch := true, m.Epoch
	m = must[*app.MemberView](t)(w.UpdateMember(ctx, w.admin(), m.ID, app.MemberPatch{Deactivated: &off}))
	if !m.Deactivated || m.Epoch <= epoch || m.FirstName != "Ada" {
		t.Errorf("after the deactivation: %+v", m)
	}
}

// TestLastAdmin says that nobody can lock everybody out.
func TestLastAdmin(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	last, off, less, admin := w.members[writ.AccountAdmin].ID, true, writ.AccountBuild, writ.AccountAdmin
	for _, patch := range []app.MemberPatch{{Deactivated: &off}, {AccountType: &less}} {
		_, err := w.UpdateMember(ctx, w.admin(), last, patch)
		refused(t, err, writ.CodeConflict, "last active Admin")
	}
	must[*app.MemberView](t)(w.UpdateMember(ctx, w.admin(), w.members[writ.AccountView].ID, app.MemberPatch{AccountType: &admin}))
	must[*app.MemberView](t)(w.UpdateMember(ctx, w.admin(), last, app.MemberPatch{AccountType: &less}))
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	_, _, err := w.CreateCredential(ctx, w.build(), " ")
	refused(t, err, writ.CodeInvalid, "empty")
	c, secret, err := w.CreateCredential(ctx, w.build(), "ci")
	w.ok(err)
	if secret == "" || c.SecretHash == secret || c.Member != w.build().Member.ID {
		t.Errorf("the credential: %+v", c)
	}
	w.ok(w.RevokeCredential(ctx, w.build(), c.ID))
	list := must[[]*writ.APICredential](t)(w.Credentials(ctx, w.build()))
	if len(list) != 1 || list[0].RevokedAt.IsZero() {
		t.Errorf("after revoking: %+v", list)
	}
	if list := must[[]*writ.APICredential](t)(w.Credentials(ctx, w.admin())); len(list) != 0 {
		t.Errorf("the Admin sees %+v", list)
	}
}
