package auth_test

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// TestGlanceIsNoUse says that looking at a session tells whether it holds and does
// not keep it from running out.
func TestGlanceIsNoUse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := newBrowser(t, d)
	_, token := b.get("/in")
	for range 11 {
		d.clock.advance(time.Hour)
		if m, err := d.Glance(t.Context(), token); err != nil || m.ID != d.ada.ID {
			t.Fatalf("while the session holds: %v", err)
		}
	}
	d.clock.advance(time.Hour + time.Second)
	_, err := d.Glance(t.Context(), token)
	wantCode(t, "after 12 idle hours", err, writ.CodeUnauthenticated)
	b.want("after 12 idle hours", 401)
	for _, token := range []string{"", "made up"} {
		_, err = d.Glance(t.Context(), token)
		wantCode(t, "of no session", err, writ.CodeUnauthenticated)
	}
}

func TestGlanceAfterSignOutEverywhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, token := newBrowser(t, d).get("/in")
	if err := d.SignOutEverywhere(t.Context(), d.ada.ID, here); err != nil {
		t.Fatal(err)
	}
	_, err := d.Glance(t.Context(), token)
	wantCode(t, "signed out everywhere", err, writ.CodeUnauthenticated)
	d.write(t, func(ctx context.Context, tx store.Tx) error {
		last, err := tx.Events.Last(ctx, writ.MemberTopic(d.ada.ID))
		if last == 0 {
			t.Error("nobody was told")
		}
		return err
	})
}
