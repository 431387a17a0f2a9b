package app_test

import (
	"testing"
	"time"

	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/explorer"
)

// sessions waits until the lake's server has as many sessions of the user as
// wanted.
func (l *lake) sessions(want int) {
	l.t.Helper()
	admin := l.server.Admin(l.t, l.database)
	deadline := time.Now().Add(10 * time.Second)
	for {
		var n int
		err := admin.QueryRow(l.t.Context(), // the server waits between two looks
			"SELECT (SELECT count(*) FROM pg_stat_activity WHERE usename = $1) FROM pg_sleep(0.01)", l.user.Name).Scan(&n)
		switch {
		case err != nil:
			l.t.Fatal(err)
		case n == want:
			return
		case time.Now().After(deadline):
			l.t.Fatalf("%d sessions, want %d", n, want)
		}
	}
}

// TestChangesCloseEverywhere says that a connection changed or deleted on one node
// is closed on the others, without anybody asking for it there.
func TestChangesCloseEverywhere(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.connect(w)
	here := w.App
	w.start()
	there := w.App
	browse := func(a *app.App) {
		t.Helper()
		must[explorer.Listing](t)(a.Browse(ctx, w.admin(), conn.ID, nil, true))
	}
	browse(here)
	browse(there)
	l.sessions(2)
	draft := l.draft()
	draft.Name, draft.Version = "Renamed", conn.Version
	conn = must[*app.ConnectionView](t)(here.UpdateConnection(ctx, w.admin(), conn.ID, draft))
	l.sessions(2) // it is reached as before
	draft.Values["tlsMode"], draft.Version = "disable", conn.Version
	conn = must[*app.ConnectionView](t)(here.UpdateConnection(ctx, w.admin(), conn.ID, draft))
	l.sessions(0)
	browse(there)
	l.sessions(1)
	if err := here.DeleteConnection(ctx, w.admin(), conn.ID, false); err != nil {
		t.Error(err)
	}
	l.sessions(0)
}
