package auth_test

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// TestRecentTokens says that a token that was good a moment ago is believed without
// the store, and for no longer than that.
func TestRecentTokens(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tokens, id := d.issue(t)
	revoke := func() {
		d.write(t, func(ctx context.Context, tx store.Tx) error {
			return tx.Credentials.Revoke(ctx, writ.CredentialID(id), d.clock.Now().UnixMicro())
		})
	}
	want := func(what, token string, code writ.Code) {
		t.Helper()
		m, err := d.AuthenticateRecent(t.Context(), token)
		if wantCode(t, what, err, code); err == nil && m.ID != d.ada.ID {
			t.Errorf("%s: it stands for %v", what, m)
		}
	}
	want("no token", "made up", writ.CodeUnauthenticated)
	want("a good token", tokens.Access, "")
	revoke()
	d.clock.advance(499 * time.Millisecond)
	want("within half a second", tokens.Access, "")
	d.clock.advance(2 * time.Millisecond)
	want("after it", tokens.Access, writ.CodeUnauthenticated)

	tokens, id = d.issue(t)
	want("another token", tokens.Access, "")
	revoke()
	d.Forget()
	want("a token that was to be forgotten", tokens.Access, writ.CodeUnauthenticated)

	tokens, _ = d.issue(t)
	d.clock.advance(time.Hour - time.Millisecond)
	want("in its last moment", tokens.Access, "")
	d.clock.advance(time.Millisecond)
	want("when it has run out", tokens.Access, writ.CodeUnauthenticated)
}
