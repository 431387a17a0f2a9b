package auth_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// entries returns the audit log, oldest first.
func (d *desk) entries(t *testing.T) (list []*writ.AuditEntry) {
	t.Helper()
	d.write(t, func(ctx context.Context, tx store.Tx) (err error) {
		list, err = tx.AuditLog.List(ctx, store.AuditFilter{}, "", 1000)
		return err
	})
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// TestEverySignInIsWrittenDown goes through what may happen at the door, with
// secrets in every field that people confuse.
func TestEverySignInIsWrittenDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	const secret = "Hunter2-is-a-secret@example"
	c, clientSecret := auth.NewCredential(d.ada.ID, "robot", d.clock.Now)
	d.write(t, func(ctx context.Context, tx store.Tx) error { return tx.Credentials.Insert(ctx, c) })

	_, _ = d.SignIn(ctx, secret, "", here)
	_, _ = d.SignIn(ctx, "ada@example.com", secret, here)
	_, _ = d.SignIn(ctx, "ada@example.com", password, here)
	_, _ = d.ChangePassword(ctx, d.ada.ID, secret, secret, here)
	_, _ = d.ChangePassword(ctx, d.ada.ID, password, "a quite new password", here)
	_, _ = d.IssueTokens(ctx, secret, secret, here)
	_, _ = d.IssueTokens(ctx, string(c.ID), secret, here)
	tokens, _ := d.IssueTokens(ctx, string(c.ID), clientSecret, here)
	_, _ = d.RefreshTokens(ctx, tokens.Refresh, here)
	_, _ = d.RefreshTokens(ctx, tokens.Refresh, here)
	if err := d.SignOutEverywhere(ctx, d.ada.ID, here); err != nil {
		t.Fatal(err)
	}
	ada, robot := string(d.ada.ID), string(c.ID)
	want := []struct{ action, result, object, reason string }{
		{"auth.SignIn", "refused", "", "No member has this e-mail address."},
		{"auth.SignIn", "refused", ada, "The password is wrong."},
		{"auth.SignIn", "done", ada, ""},
		{"auth.ChangePassword", "refused", ada, "The old password is wrong."},
		{"auth.ChangePassword", "done", ada, ""},
		{"auth.IssueTokens", "refused", "", "There is no such API credential, or it is not in force."},
		{"auth.IssueTokens", "refused", robot, "The client secret is wrong."},
		{"auth.IssueTokens", "done", robot, ""},
		{"auth.RefreshTokens", "refused", robot, "The refresh token turned up a second time; all tokens of its issue have ended."},
		{"auth.SignOutEverywhere", "done", ada, ""},
	}
	got := d.entries(t)
	for i, e := range got {
		if i >= len(want) {
			t.Errorf("one more: %+v", e)
			continue
		}
		if w := want[i]; e.Action != w.action || string(e.Result) != w.result || e.Object != w.object || e.Reason != w.reason {
			t.Errorf("entry %d is %+v, want %+v", i, e, w)
		}
		if e.Remote != here.Remote || e.Request != here.Request || e.At.IsZero() {
			t.Errorf("entry %d does not say from where: %+v", i, e)
		}
		if e.Object != "" && (e.Member != d.ada.ID || e.Email != d.ada.Email) {
			t.Errorf("entry %d does not say who: %+v", i, e)
		}
	}
	if len(got) < len(want) {
		t.Errorf("got %d entries, want %d", len(got), len(want))
	}
	text, _ := json.Marshal(got)
	for _, s := range []string{"Hunter2", password, "quite new", clientSecret, tokens.Access, tokens.Refresh} {
		if strings.Contains(string(text), s) {
			t.Errorf("the log tells %q", s)
		}
	}
}

// TestLockOutIsWrittenDownOnce floods an account: the failure that locks it says
// so, and what follows is one entry a minute.
func TestLockOutIsWrittenDownOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 20 {
		_, _ = d.SignIn(t.Context(), "ada@example.com", "wrong password", here)
	}
	var locking, locked int
	for _, e := range d.entries(t) {
		if strings.Contains(string(e.Details), `"lockedOut":true`) {
			locking++
		}
		if strings.HasPrefix(e.Reason, "Locked out") {
			locked++
		}
	}
	if n := len(d.entries(t)); n != 6 || locking != 1 || locked != 1 {
		t.Errorf("%d entries, %d that lock, %d locked; want 6, 1, 1", n, locking, locked)
	}
}

func TestPasswordsSwitchedOff(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	d.change(t, func(m *writ.Member) { m.AccountType = writ.AccountAdmin })
	d.write(t, func(ctx context.Context, tx store.Tx) error {
		return auth.SaveSignInSettings(ctx, tx, writ.SignIn{Version: 3, Provider: &writ.OpenIDProvider{Issuer: "https://a.example.com"}})
	})
	for _, email := range []string{"ada@example.com", "nobody@example.com"} {
		_, err := d.SignIn(ctx, email, password, here)
		wantCode(t, email, err, writ.CodeUnauthenticated)
		if !strings.Contains(err.Error(), "switched off") {
			t.Errorf("%s: %v", email, err)
		}
	}
	for _, email := range []string{"nobody@example.com", "bob@example.com"} {
		if email == "bob@example.com" {
			d.join(t, email) // no Admin
		}
		_, err := d.Recover(ctx, email)
		wantCode(t, email, err, writ.CodeNotFound)
	}
	given, err := d.Recover(ctx, " ADA@example.com")
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.SignIn(ctx, "ada@example.com", given, here)
	if err != nil || !m.MustChangePassword || m.Epoch != 1 {
		t.Errorf("after the recovery: %+v (%v)", m, err)
	}
	d.write(t, func(ctx context.Context, tx store.Tx) error {
		s, err := auth.SignInSettings(ctx, tx)
		if !s.Password || s.Provider == nil || s.Version != 4 {
			t.Errorf("the settings are %+v", s)
		}
		return err
	})
	list := d.entries(t)
	if e := list[len(list)-2]; e.Action != "auth.Recover" || e.Member != d.ada.ID || e.Remote != "server" {
		t.Errorf("the recovery is written down as %+v", e)
	}
}
