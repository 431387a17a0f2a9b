package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// furnished connects a lake with two schemas besides the destination, and the
// tables sales.orders, sales.customers and hr.people.
func (l *lake) furnished(w *world) *app.ConnectionView {
	l.t.Helper()
	for _, stmt := range []string{
		"CREATE SCHEMA sales", "CREATE TABLE sales.orders (a int)", "CREATE TABLE sales.customers (a int)",
		"CREATE SCHEMA hr", "CREATE TABLE hr.people (a int)",
		"GRANT USAGE ON SCHEMA sales, hr TO public", "GRANT SELECT ON ALL TABLES IN SCHEMA sales, hr TO public",
	} {
		if _, err := l.server.Admin(l.t, l.database).Exec(l.t.Context(), stmt); err != nil {
			l.t.Fatal(err)
		}
	}
	return l.connect(w)
}

// give gives the Build member, or all members, a level as the Admin.
func (w *world) give(conn writ.ConnectionID, to writ.Grantee, level writ.DataLevel, path ...string) *app.DataGrantView {
	w.t.Helper()
	return must[[]*app.DataGrantView](w.t)(w.GiveDataAccess(w.t.Context(), w.admin(), conn, app.DataGrantDraft{To: to, Path: path, Level: level}))[0]
}

func (w *world) builder() writ.Grantee { return writ.Grantee{Member: w.build().Member.ID} }

// doors says what a member finds of a connection by every door: in the list, as
// an upload target, by browsing and searching, and what can be read.
func (w *world) doors(actor app.Actor, conn writ.ConnectionID) string {
	w.t.Helper()
	ctx := w.t.Context()
	var out []string
	if slices.ContainsFunc(must[[]*app.ConnectionView](w.t)(w.Connections(ctx, actor, false)), func(c *app.ConnectionView) bool { return c.ID == conn }) {
		out = append(out, "listed")
	}
	if slices.ContainsFunc(must[[]app.UploadTarget](w.t)(w.UploadTargets(ctx, actor)), func(u app.UploadTarget) bool { return u.Connection == conn }) {
		out = append(out, "target")
	}
	out = append(out, w.below(actor, conn, nil)...)
	found, err := w.SearchObjects(ctx, actor, conn, "")
	if err == nil {
		out = append(out, fmt.Sprint(len(found), " found"))
	}
	return strings.Join(out, " ")
}

// below browses down from a path; a table that can be read has a star.
func (w *world) below(actor app.Actor, conn writ.ConnectionID, parent writ.Path) (out []string) {
	l, err := w.Browse(w.t.Context(), actor, conn, parent, true)
	if err != nil {
		return []string{string(writ.CodeOf(err))}
	}
	for _, e := range l.Entries {
		if e.Kind == driver.EntrySchema {
			out = append(out, e.Path.String())
			out = append(out, w.below(actor, conn, e.Path)...)
			continue
		}
		star := ""
		if _, err := w.PreviewObject(w.t.Context(), actor, conn, e.Path, 1); err == nil {
			star = "*"
		}
		out = append(out, e.Path.String()+star)
	}
	return out
}

// TestDataAccessDoors gives and takes access step by step on a real warehouse;
// every door tells the same, and what was taken is gone with the next request.
func TestDataAccessDoors(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.furnished(w).ID
	doors := func(step, want string) {
		t.Helper()
		if got := w.doors(w.build(), conn); got != want {
			t.Errorf("%s:\n got %s\nwant %s", step, got, want)
		}
	}
	const all = "listed target hr hr.people* public sales sales.customers* sales.orders* 3 found"
	if got, want := w.doors(w.admin(), conn), all; got != want {
		t.Errorf("the Admin:\n got %s\nwant %s", got, want)
	}
	doors("nothing", "not_found")
	onTable := w.give(conn, w.builder(), writ.DataUse, "sales", "orders")
	doors("a table", "listed sales sales.orders* 1 found")
	onSchema := w.give(conn, writ.AllMembers(), writ.DataUse, "hr")
	doors("and a schema for all", "listed hr hr.people* sales sales.orders* 2 found")
	write := w.give(conn, w.builder(), writ.DataWrite)
	doors("and write only", "listed target hr hr.people* sales sales.orders* 2 found")
	for _, g := range []*app.DataGrantView{onTable, onSchema} {
		must[*app.DataGrantView](t)(w.RevokeDataAccess(ctx, w.admin(), conn, g.ID))
	}
	doors("write only alone", "listed target forbidden")
	must[*app.DataGrantView](t)(w.ChangeDataAccess(ctx, w.admin(), conn, write.ID, writ.DataUse))
	doors("use", all)
	_, err := w.DescribeObject(ctx, w.build(), conn, writ.Path{l.schema, "x"})
	refused(t, err, writ.CodeNotFound)
	must[*app.DataGrantView](t)(w.RevokeDataAccess(ctx, w.admin(), conn, write.ID))
	doors("nothing again", "not_found")
}

// TestDataAccessIsManagedThere says who gives access: Admins, and whoever has Can
// admin on the connection, on that one alone.
func TestDataAccessIsManagedThere(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	viewer := writ.Grantee{Member: w.members[writ.AccountView].ID}
	_, err := w.DataGrants(ctx, w.build(), conn)
	refused(t, err, writ.CodeForbidden, "manage its data access")
	own := w.give(conn, w.builder(), writ.DataAdmin)
	g := must[[]*app.DataGrantView](t)(w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: viewer, Path: writ.Path{"SAMPLE"}, Level: writ.DataUse}))[0]
	if g.Path.String() != "sample" || g.Member.ID != viewer.Member {
		t.Errorf("given %+v on %v: it is not spelled as the warehouse does", g.Member, g.Path)
	}
	_, err = w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: viewer, Path: writ.Path{"sample"}, Level: writ.DataUse})
	refused(t, err, writ.CodeConflict, "already")
	_, err = w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: viewer, Level: writ.DataWrite})
	refused(t, err, writ.CodeForbidden, "View may not upload")
	_, err = w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: viewer, Path: writ.Path{"sample"}, Level: writ.DataAdmin})
	refused(t, err, writ.CodeForbidden, "whole connections only")
	_, err = w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: viewer, Level: "own"})
	refused(t, err, writ.CodeInvalid, "own")
	for _, path := range []writ.Path{{"nowhere"}, {"writ_objects"}, {"sample", "nothing"}} {
		_, err = w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: viewer, Path: path, Level: writ.DataUse})
		refused(t, err, writ.CodeNotFound)
	}
	_, err = w.GiveDataAccess(ctx, w.build(), conn, app.DataGrantDraft{To: writ.Grantee{Member: "nobody"}, Level: writ.DataUse})
	refused(t, err, writ.CodeNotFound, "member")
	both := []app.DataGrantDraft{{To: w.builder(), Path: writ.Path{"sample"}, Level: writ.DataUse}, {To: viewer, Level: writ.DataAdmin}}
	_, err = w.GiveDataAccess(ctx, w.build(), conn, both...)
	refused(t, err, writ.CodeForbidden, "View may not share")
	if list := must[[]*app.DataGrantView](t)(w.DataGrants(ctx, w.build(), conn)); len(list) != 3 { // with the one of all members
		t.Errorf("there are %d grants", len(list))
	}
	_, err = w.RevokeDataAccess(ctx, w.admin(), noConn, own.ID)
	refused(t, err, writ.CodeNotFound)
	must[*app.DataGrantView](t)(w.RevokeDataAccess(ctx, w.build(), conn, own.ID))
	_, err = w.RevokeDataAccess(ctx, w.build(), conn, g.ID)
	refused(t, err, writ.CodeForbidden)
	_, err = w.RevokeDataAccess(ctx, w.admin(), conn, own.ID)
	refused(t, err, writ.CodeNotFound, "grant")
}

// TestWhoReaches asks who, why, and whom one could give what.
func TestWhoReaches(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	who, total, err := w.WhoReachesData(ctx, w.admin(), conn, writ.Path{"sample"}, "")
	w.ok(err)
	if total != 5 || len(who) != 5 {
		t.Errorf("%d of %d reach the sample", len(who), total)
	}
	who, total, err = w.WhoReachesData(ctx, w.admin(), conn, nil, "BUILD@")
	w.ok(err)
	if total != 1 || who[0].Why[0] != "All members have Can use on the whole connection." || !slices.Contains(who[0].Rights, access.WriteData) {
		t.Errorf("Build: %+v", who)
	}
	mine := must[access.DataReach](t)(w.MyDataAccess(ctx, w.as(writ.AccountView), conn, writ.Path{"sample"}))
	if !slices.Equal(mine.Rights, []access.DataRight{access.SeeData, access.ReadData}) || len(mine.Why) != 1 {
		t.Errorf("a View member may %v because %v", mine.Rights, mine.Why)
	}
	people := must[[]app.Grantee](t)(w.DataGrantees(ctx, w.admin(), conn, nil, "example.org"))
	if len(people) != 5 || people[0].Member != nil || len(people[0].Levels) != 4 { // the Admin has everything
		t.Errorf("the grantees: %+v", people)
	}
}

// TestWriteAccessTaken says that a member who lost data access uploads nothing
// there any more, and still reads what is theirs.
func TestWriteAccessTaken(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	table := w.table(w.build(), conn, "a\n1\n")
	upload := w.send(w.build(), "b.csv", "a\n1\n")
	everybody := must[[]*app.DataGrantView](t)(w.DataGrants(ctx, w.admin(), conn))[0]
	must[*app.DataGrantView](t)(w.RevokeDataAccess(ctx, w.admin(), conn, everybody.ID))
	_, err := w.StartImport(ctx, w.build(), upload.ID, app.ImportRequest{Connection: conn, Name: "x"})
	refused(t, err, writ.CodeNotFound)
	w.give(conn, w.builder(), writ.DataUse, "sample")
	_, err = w.StartImport(ctx, w.build(), upload.ID, app.ImportRequest{Connection: conn, Name: "x"})
	refused(t, err, writ.CodeForbidden, "write to it")
	if rows := must[*app.RowPage](t)(w.Rows(ctx, w.build(), table.ID, 0, 10)); rows.Total != 1 {
		t.Errorf("the own table has %d rows", rows.Total)
	}
	must[*warehouse.Page](t)(w.PreviewObject(ctx, w.build(), conn, writ.Path{"sample", "chemical_elements"}, 1))
}

// TestEmbeddedIsSharedOnce says that what was everybody's before there were
// grants stays so, and that an Admin may take it back for good.
func TestEmbeddedIsSharedOnce(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	conn := writ.NewID[writ.ConnectionID]()
	w.ok(w.store.Write(ctx, func(tx store.Tx) error { // as an earlier version left it
		if err := tx.Settings.Set(ctx, "app.bootstrapped", []byte("1")); err != nil {
			return err
		}
		return tx.Connections.Insert(ctx, &writ.Connection{
			ID: conn, Name: "embedded", Platform: writ.PlatformDuckDB, Details: map[string]string{"file": "warehouse.duckdb"}, Version: 1,
		})
	}))
	if got := w.doors(w.build(), conn); got != "not_found" {
		t.Errorf("before the start: %s", got)
	}
	w.ok(w.Bootstrap(ctx, app.BootstrapOptions{}))
	g := must[[]*app.DataGrantView](t)(w.DataGrants(ctx, w.admin(), conn))
	if len(g) != 1 || !g[0].Grantee.All() || g[0].Level != writ.DataUse {
		t.Fatalf("the upgrade gave %+v", g)
	}
	must[*app.DataGrantView](t)(w.RevokeDataAccess(ctx, w.admin(), conn, g[0].ID))
	w.ok(w.Bootstrap(ctx, app.BootstrapOptions{}))
	if got := w.doors(w.build(), conn); got != "not_found" {
		t.Errorf("the next start gave back what was taken: %s", got)
	}
}
