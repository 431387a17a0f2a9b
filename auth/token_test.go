package auth_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// countingStore counts write transactions.
type countingStore struct {
	store.Store
	writes atomic.Int64
}

func (s *countingStore) Write(ctx context.Context, fn func(store.Tx) error) error {
	s.writes.Add(1)
	return s.Store.Write(ctx, fn)
}

func newService(st store.Store, c *clock) *auth.Service {
	return auth.New(st, c.Now, auth.Options{Cost: cheap()})
}

// credential gives ada an API credential.
func (d *desk) credential(t *testing.T) (id, secret string) {
	t.Helper()
	c, secret := auth.NewCredential(d.ada.ID, "nightly", d.clock.Now)
	d.write(t, func(ctx context.Context, tx store.Tx) error { return tx.Credentials.Insert(ctx, c) })
	if strings.Contains(c.SecretHash, secret) {
		t.Fatal("the credential holds its secret in clear")
	}
	return string(c.ID), secret
}

func (d *desk) issue(t *testing.T) (auth.Tokens, string) {
	t.Helper()
	id, secret := d.credential(t)
	tokens, err := d.IssueTokens(t.Context(), id, secret, here)
	if err != nil {
		t.Fatal(err)
	}
	return tokens, id
}

func (d *desk) wantAccess(t *testing.T, what, token string, want writ.Code) {
	t.Helper()
	m, err := d.Authenticate(t.Context(), token)
	wantCode(t, what, err, want)
	if err == nil && m.ID != d.ada.ID {
		t.Errorf("%s: the token stands for %v", what, m)
	}
}

func TestIssueTokens(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tokens, id := d.issue(t)
	if tokens.ExpiresIn != time.Hour {
		t.Errorf("expires in %v", tokens.ExpiresIn)
	}
	d.wantAccess(t, "the access token", tokens.Access, "")
	d.wantAccess(t, "the refresh token", tokens.Refresh, writ.CodeUnauthenticated)
	for _, forged := range []string{"", "x", tokens.Access + "x", strings.ToLower(tokens.Access)} {
		d.wantAccess(t, "a forged token", forged, writ.CodeUnauthenticated)
	}
	err := d.st.Read(t.Context(), func(tx store.Tx) error {
		for _, text := range []string{tokens.Access, tokens.Refresh} {
			_, err := tx.Tokens.ByHash(t.Context(), text)
			wantCode(t, "the token in clear in the store", err, writ.CodeNotFound)
		}
		c, err := tx.Credentials.Get(t.Context(), writ.CredentialID(id))
		if err == nil && !c.LastUsedAt.Equal(d.clock.Now()) {
			t.Errorf("last used at %v", c.LastUsedAt)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.clock.advance(time.Hour - time.Second)
	d.wantAccess(t, "shortly before its end", tokens.Access, "")
	d.clock.advance(time.Second)
	d.wantAccess(t, "at its end", tokens.Access, writ.CodeUnauthenticated)
}

func TestIssueTokensRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, secret := d.credential(t)
	_, want := d.IssueTokens(t.Context(), id, "wrong", here)
	wantCode(t, "wrong secret", want, writ.CodeUnauthenticated)
	for name, try := range map[string][2]string{
		"unknown": {string(writ.NewID[writ.CredentialID]()), secret},
		"nothing": {"", ""},
		"no id":   {"nightly", secret},
	} {
		if _, err := d.IssueTokens(t.Context(), try[0], try[1], here); err == nil || err.Error() != want.Error() {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
	for range 4 {
		_, err := d.IssueTokens(t.Context(), id, "wrong", here)
		wantCode(t, "wrong secret", err, writ.CodeUnauthenticated)
	}
	_, err := d.IssueTokens(t.Context(), id, secret, here)
	wantCode(t, "one too many", err, writ.CodeExhausted)
}

// TestCredentialIsNotLockedOutBySignIns: whoever learns a client id cannot use
// the sign-in page to stop its program.
func TestCredentialIsNotLockedOutBySignIns(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, secret := d.credential(t)
	for range 10 {
		if _, err := d.SignIn(t.Context(), id, "wrong password", here); err == nil {
			t.Fatal("signed in with a client id")
		}
	}
	_, err := d.IssueTokens(t.Context(), id, secret, here)
	wantCode(t, "the program", err, "")
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, d *desk, id string){
		"credential revoked": func(t *testing.T, d *desk, id string) {
			d.write(t, func(ctx context.Context, tx store.Tx) error {
				return tx.Credentials.Revoke(ctx, writ.CredentialID(id), d.clock.Now().UnixMicro())
			})
		},
		"signed out everywhere": func(t *testing.T, d *desk, _ string) {
			if err := d.SignOutEverywhere(t.Context(), d.ada.ID, here); err != nil {
				t.Error(err)
			}
		},
		"deactivated": func(t *testing.T, d *desk, _ string) { d.change(t, func(m *writ.Member) { m.Deactivated = true }) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			tokens, id := d.issue(t)
			end(t, d, id)
			d.wantAccess(t, "the access token", tokens.Access, writ.CodeUnauthenticated)
			_, err := d.RefreshTokens(t.Context(), tokens.Refresh, here)
			wantCode(t, "the refresh token", err, writ.CodeUnauthenticated)
		})
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first, _ := d.issue(t)
	unrelated, _ := d.issue(t)
	d.clock.advance(29 * 24 * time.Hour)
	second, err := d.RefreshTokens(t.Context(), first.Refresh, here)
	if err != nil {
		t.Fatal(err)
	}
	d.wantAccess(t, "the new access token", second.Access, "")
	_, err = d.RefreshTokens(t.Context(), second.Access, here)
	wantCode(t, "an access token", err, writ.CodeUnauthenticated)

	// Somebody uses the first one again: everything that came of it ends.
	_, err = d.RefreshTokens(t.Context(), first.Refresh, here)
	wantCode(t, "a spent token", err, writ.CodeUnauthenticated)
	d.wantAccess(t, "the thief's or the owner's access token", second.Access, writ.CodeUnauthenticated)
	_, err = d.RefreshTokens(t.Context(), second.Refresh, here)
	wantCode(t, "the thief's or the owner's refresh token", err, writ.CodeUnauthenticated)

	if _, err = d.RefreshTokens(t.Context(), unrelated.Refresh, here); err != nil {
		t.Errorf("an unrelated token: %v", err)
	}
	late, _ := d.issue(t)
	d.clock.advance(30 * 24 * time.Hour)
	_, err = d.RefreshTokens(t.Context(), late.Refresh, here)
	wantCode(t, "an expired token", err, writ.CodeUnauthenticated)
}

// TestRefreshOnce lets many use one refresh token at once.
func TestRefreshOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tokens, _ := d.issue(t)
	var worked atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := d.RefreshTokens(t.Context(), tokens.Refresh, here)
			if err == nil {
				worked.Add(1)
			} else if writ.CodeOf(err) != writ.CodeUnauthenticated {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := worked.Load(); n != 1 {
		t.Errorf("one refresh token worked %d times", n)
	}
}
