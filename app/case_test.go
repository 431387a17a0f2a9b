package app_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestGrantsTellCaseApart gives access to one of two databases whose names differ
// only in case: MySQL tells them apart where its files lie on a file system that
// does, although it takes other names for the same. The grant is on the one that
// was meant and opens no other.
func TestGrantsTellCaseApart(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	lower := "pay_" + strings.ReplaceAll(string(writ.NewID[writ.TableID]()), "-", "")
	upper := strings.ToUpper(lower)
	for _, name := range []string{lower, upper} {
		p.server.Exec(t, "CREATE DATABASE "+name, "CREATE TABLE "+name+".staff (a int)")
		t.Cleanup(func() { p.server.Exec(t, "DROP DATABASE "+name) })
	}
	p.grant(w)
	p.server.Exec(t, "GRANT SELECT ON *.* TO `"+p.user.Name+"`")
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), p.draft()))
	for _, given := range []string{upper, lower} {
		other := map[string]string{upper: lower, lower: upper}[given]
		g := w.give(conn.ID, w.builder(), writ.DataUse, given)
		if g.Path.Name() != given {
			t.Errorf("given %s on %s", g.Path, given)
		}
		if _, err := w.PreviewObject(ctx, w.build(), conn.ID, writ.Path{given, "staff"}, 1); err != nil {
			t.Errorf("%s: %v", given, err)
		}
		_, err := w.PreviewObject(ctx, w.build(), conn.ID, writ.Path{other, "staff"}, 1)
		refused(t, err, writ.CodeNotFound)
		must[*app.DataGrantView](t)(w.RevokeDataAccess(ctx, w.admin(), conn.ID, g.ID))
	}
}
