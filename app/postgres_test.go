package app_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse/driver"
)

// lake is a PostgreSQL database with a user of no rights and a schema that
// nobody has granted anything on.
type lake struct {
	t        *testing.T
	server   *testpg.Server
	user     testpg.User
	database string
	schema   string
}

func newLake(t *testing.T) *lake {
	t.Helper()
	s := testpg.Get(t)
	l := &lake{t: t, server: s, user: s.NewUser(t), schema: "Writ's \"own\" place"}
	l.database = s.NewDatabase(t)
	return l
}

// draft is what an Admin would type.
func (l *lake) draft() app.ConnectionDraft {
	return app.ConnectionDraft{
		Name: "Lake", Platform: writ.PlatformPostgres, Values: l.server.Values(l.database, l.user),
		WriteAccess: true, Destination: writ.Path{l.schema},
	}
}

// grant runs the script that Writ prints for the draft.
func (l *lake) grant(w *world, draft app.ConnectionDraft) []doctor.ScriptLine {
	l.t.Helper()
	script := must[[]doctor.ScriptLine](l.t)(w.GrantScript(l.t.Context(), w.admin(), "", draft))
	for _, line := range script {
		l.server.Exec(l.t, l.database, line.Statement)
	}
	return script
}

// connect grants what is needed and saves the draft.
func (l *lake) connect(w *world) *app.ConnectionView {
	l.t.Helper()
	l.grant(w, l.draft())
	return must[*app.ConnectionView](l.t)(w.CreateConnection(l.t.Context(), w.admin(), l.draft()))
}

// quoted is the schema as PostgreSQL wants it.
func (l *lake) quoted() string { return `"` + strings.ReplaceAll(l.schema, `"`, `""`) + `"` }

// count asks the database past Writ how many relations lie in the schema.
func (l *lake) count() int {
	l.t.Helper()
	var n int
	err := l.server.Admin(l.t, l.database).QueryRow(l.t.Context(),
		"SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'v')", l.schema).Scan(&n)
	if err != nil {
		l.t.Fatal(err)
	}
	return n
}

func TestPostgresFromScriptToRows(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.connect(w)
	if len(conn.Secrets) != 0 || conn.Details["password"] != "" || !slices.Contains(conn.SecretsSet, "password") {
		t.Errorf("the saved connection shows %+v", conn)
	}
	if res := must[*app.TestResult](t)(w.TestSaved(ctx, w.admin(), conn.ID)); res.Read != app.TestSuccess || res.Write != app.TestSuccess {
		t.Errorf("the test: %+v", res)
	}
	table := w.table(w.admin(), conn.ID, "id,amount,day,note\n1,10.50,2026-01-31,\n2,9007199254740993.25,,\"a,\"\"b\"\"\"\n")
	rows := must[*app.RowPage](t)(w.Rows(ctx, w.admin(), table.ID, 0, 10))
	if got := fmt.Sprint(rows.Rows); rows.Total != 2 || rows.Rows[1].Cells[1].Text != "9007199254740993.25" || !rows.Rows[1].Cells[2].Null {
		t.Errorf("the rows: %s", got)
	}
	for name, door := range map[string]error{
		"Browse":        second(w.Browse(ctx, w.admin(), conn.ID, writ.Path{l.schema}, true)),
		"PreviewObject": second(w.PreviewObject(ctx, w.admin(), conn.ID, table.Path, 10)),
	} {
		if writ.CodeOf(door) != writ.CodeNotFound {
			t.Errorf("%s of the destination: %v", name, door)
		}
	}
	if found := must[[]driver.Entry](t)(w.SearchObjects(ctx, w.admin(), conn.ID, "SIGDS")); len(found) != 0 {
		t.Errorf("search finds %v", found)
	}
	w.ok(w.DeleteTable(ctx, w.admin(), table.ID))
	if n := l.count(); n != 0 {
		t.Errorf("%d relations are left", n)
	}
}

func second[T any](_ T, err error) error { return err }

// TestMissingPrivilege takes back exactly one thing of the script at a time: the
// doctor must name exactly it, saving must be refused by its name and the
// schema's, and no probe may stay.
func TestMissingPrivilege(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	draft := l.draft()
	script := l.grant(w, draft)
	taken := map[string]bool{}
	for _, tc := range []struct{ step, privilege, take string }{
		{doctor.StepDestination, "", "DROP SCHEMA " + l.quoted() + " CASCADE"},
		{"usage", "USAGE", "REVOKE USAGE ON SCHEMA " + l.quoted() + " FROM " + l.user.Name},
		{"createTable", "CREATE", "REVOKE CREATE ON SCHEMA " + l.quoted() + " FROM " + l.user.Name},
	} {
		taken[tc.privilege] = true
		l.server.Exec(t, l.database, tc.take)
		report := must[*doctor.Report](t)(w.CheckWriteAccess(ctx, w.admin(), "", draft))
		var failed []string
		for _, r := range report.Results {
			if r.Status == doctor.StatusFailed {
				failed = append(failed, r.Name+" "+r.Privilege)
			}
		}
		if report.OK || len(failed) != 1 || failed[0] != tc.step+" "+tc.privilege {
			t.Errorf("after %s the doctor says %q failed: %+v", tc.take, failed, report.Results)
		}
		_, err := w.CreateConnection(ctx, w.admin(), draft)
		refused(t, err, writ.CodeRejected, l.schema, tc.privilege)
		l.grant(w, draft)
		if report := must[*doctor.Report](t)(w.CheckWriteAccess(ctx, w.admin(), "", draft)); !report.OK || len(report.Warnings) != 0 {
			t.Errorf("with all granted again: %+v", report)
		}
	}
	for _, line := range script {
		if !taken[line.Privilege] {
			t.Errorf("the script grants %s, which this test does not take back", line.Privilege)
		}
	}
	if n := l.count(); n != 0 {
		t.Errorf("the probes left %d relations", n)
	}
	if list := must[[]*app.ConnectionView](t)(w.Connections(ctx, w.admin(), true)); len(list) != 0 {
		t.Errorf("refused connections were saved: %+v", list)
	}
}

// TestBadConnections types every kind of wrong value: the test names the step,
// saving is refused, and the password is never repeated.
func TestBadConnections(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	l.grant(w, l.draft())
	for name, tc := range map[string]struct{ field, value, step, word string }{
		"host":     {"host", "no-such-host.invalid", doctor.StepReach, "host"},
		"port":     {"port", "1", doctor.StepReach, "reached"},
		"password": {"password", "wrong-secret", doctor.StepSignIn, "sign-in"},
		"user":     {"user", "nobody_of_that_name", doctor.StepSignIn, "sign-in"},
		"database": {"database", "no_such_database", doctor.StepDatabase, "no_such_database"},
		"TLS":      {"caCertificate", "", doctor.StepReach, "encrypted"},
	} {
		draft := l.draft()
		draft.Values[tc.field] = tc.value
		res := must[*app.TestResult](t)(w.TestConnection(ctx, w.admin(), "", draft))
		if res.Read != app.TestFailed || res.Write != app.TestFailed || res.Step != tc.step || !strings.Contains(res.Message, tc.word) || res.Hint == "" {
			t.Errorf("%s: %+v, want step %s and %q", name, res, tc.step, tc.word)
		}
		_, err := w.CreateConnection(ctx, w.admin(), draft)
		refused(t, err, writ.CodeRejected)
		if said := fmt.Sprint(err, res); strings.Contains(said, draft.Values["password"]) {
			t.Errorf("%s: the password is repeated: %s", name, said)
		}
	}
}

// TestOneDestinationTwice says that a destination belongs to one connection.
func TestOneDestinationTwice(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	l.connect(w)
	again := l.draft()
	again.Name, again.Values["host"] = "Again", strings.ToUpper(again.Values["host"])
	_, err := w.CreateConnection(ctx, w.admin(), again)
	refused(t, err, writ.CodeConflict, l.schema, "Lake")
	report := must[*doctor.Report](t)(w.CheckWriteAccess(ctx, w.admin(), "", again))
	if f := report.FirstFailure(); report.OK || f == nil || f.Name != doctor.StepFree {
		t.Errorf("the doctor: %+v", report)
	}
}

// TestForeignTables says that tables in the way are warned about and left alone.
func TestForeignTables(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	l.grant(w, l.draft())
	l.server.Exec(t, l.database, "CREATE TABLE "+l.quoted()+".theirs (i int)", "GRANT SELECT ON "+l.quoted()+".theirs TO "+l.user.Name)
	report := must[*doctor.Report](t)(w.CheckWriteAccess(ctx, w.admin(), "", l.draft()))
	if !report.OK || len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "theirs") {
		t.Errorf("the doctor: %+v", report)
	}
	must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), l.draft()))
	if n := l.count(); n != 1 {
		t.Errorf("%d relations, want the foreign one alone", n)
	}
}

// TestRightsLostAfterSaving says that a privilege taken back later is a plain
// refusal of the warehouse, and that what vanished is said to have vanished.
func TestRightsLostAfterSaving(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.connect(w)
	table := w.table(w.admin(), conn.ID, "a\n1\n")
	l.server.Exec(t, l.database, "REVOKE CREATE ON SCHEMA "+l.quoted()+" FROM "+l.user.Name)
	req := app.ImportRequest{Connection: conn.ID, Name: "x"}
	u := w.load(w.admin(), w.send(w.admin(), "b.csv", "a\n1\n").ID, req)
	if u.State != writ.UploadFailed || u.Problem.Code != writ.CodeRejected || !strings.Contains(u.Problem.Message, "privilege") {
		t.Errorf("without CREATE: %+v, %+v", u, u.Problem)
	}
	l.server.Exec(t, l.database, "DROP SCHEMA "+l.quoted()+" CASCADE")
	_, err := w.Rows(ctx, w.admin(), table.ID, 0, 10)
	refused(t, err, writ.CodeRejected, "no longer in the warehouse")
	if u = w.load(w.admin(), u.ID, req); u.State != writ.UploadFailed || u.Problem.Code == writ.CodeInternal {
		t.Errorf("without the schema: %+v, %+v", u, u.Problem)
	}
	w.ok(w.DeleteTable(ctx, w.admin(), table.ID))
	w.noOrphans()
}

// TestWarehouseAway stops the warehouse in various moments: every call says so,
// and when it is back nothing is left that does not belong there.
func TestWarehouseAway(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	proxy := testproxy.New(t, l.server.Host+":"+l.server.Port)
	draft := l.draft()
	draft.Values["host"], draft.Values["port"] = proxy.HostPort()
	draft.Values["tlsMode"] = "require"
	l.grant(w, draft)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	table := w.table(w.admin(), conn.ID, "a\n1\n")
	req := app.ImportRequest{Connection: conn.ID, Name: "x"}
	u := w.send(w.admin(), "b.csv", "a,b\n"+strings.Repeat("12345,some text\n", 50_000))

	proxy.Refuse()
	proxy.Cut()
	_, err := w.Rows(ctx, w.admin(), table.ID, 0, 10)
	refused(t, err, writ.CodeUnavailable)
	must[*app.UploadView](t)(w.StartImport(ctx, w.admin(), u.ID, req))
	w.retried(w.admin(), u.ID)
	w.restart() // must not fail for a warehouse that is away
	proxy.Heal()
	if got := w.await(w.admin(), u.ID); got.State != writ.UploadDone || got.Result.RowsLoaded != 50_000 || got.Problem != nil {
		t.Errorf("with the warehouse back: %+v, %+v", got, got.Problem)
	}
	u = w.send(w.admin(), "c.csv", "a,b\n"+strings.Repeat("12345,some text\n", 50_000))
	proxy.CutAfterBytes(200_000)
	if got := w.load(w.admin(), u.ID, req); got.State != writ.UploadDone || got.Result.RowsLoaded != 50_000 || proxy.Armed() {
		t.Errorf("cut in the middle of the load: %+v, %+v", got, got.Problem)
	}
	w.noOrphans()
	if n := l.count(); n != 3 {
		t.Errorf("%d relations, want the three tables", n)
	}
}

// retried waits until an import has been tried in vain, and says why.
func (w *world) retried(actor app.Actor, id writ.UploadID) {
	w.t.Helper()
	w.eventually(func() error {
		u := must[*app.UploadView](w.t)(w.Upload(w.t.Context(), actor, id))
		if u.State != writ.UploadImporting || u.Problem == nil || u.Problem.Code != writ.CodeUnavailable {
			return fmt.Errorf("the upload: %+v, %+v", u, u.Problem)
		}
		return nil
	})
}

// TestLostAfterCommit cuts the connection once the commit has been sent: the
// import finds out what became of it, and either the table is whole or nothing
// is left.
func TestLostAfterCommit(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	proxy := testproxy.New(t, l.server.Host+":"+l.server.Port)
	draft := l.draft()
	draft.Values["host"], draft.Values["port"] = proxy.HostPort()
	draft.Values["tlsMode"] = "disable" // the proxy must be able to read along
	l.grant(w, draft)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	u := w.send(w.admin(), "a.csv", "a\n1\n2\n")
	proxy.CutAfter([]byte("COMMIT"))
	got := w.load(w.admin(), u.ID, app.ImportRequest{Connection: conn.ID, Name: "x"})
	if proxy.Armed() {
		t.Fatal("no commit came by")
	}
	w.noOrphans()
	want := 0
	if got.State == writ.UploadDone {
		want = 1
	}
	if n := l.count(); n != want {
		t.Errorf("the upload is %s (%+v) and %d relations are there", got.State, got.Problem, n)
	}
}

// TestChangedCredentialsCount says that a saved change is what the next call
// uses, whatever was open before.
func TestChangedCredentialsCount(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	draft := l.draft()
	draft.WriteAccess = false
	c := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	browse := func() error { return second(w.Browse(ctx, w.admin(), c.ID, nil, true)) }
	w.ok(browse())
	for _, tc := range []struct {
		password string
		code     writ.Code
	}{{"wrong", writ.CodeRejected}, {l.user.Password, ""}} {
		draft.Values["password"], draft.Version = tc.password, c.Version
		c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, draft))
		if err := browse(); writ.CodeOf(err) != tc.code {
			t.Errorf("with another password: %v, want code %q", err, tc.code)
		}
	}
}

// TestDeletedConnectionLeadsNowhere says that a deleted connection keeps no way
// to its warehouse open, not for the tables on it either, until it is restored.
func TestDeletedConnectionLeadsNowhere(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.connect(w)
	table := w.table(w.admin(), conn.ID, "a\n1\n")
	refused(t, w.DeleteConnection(ctx, w.admin(), conn.ID, false), writ.CodeConflict, "1 tables")
	w.ok(w.DeleteConnection(ctx, w.admin(), conn.ID, true))
	_, err := w.Rows(ctx, w.admin(), table.ID, 0, 10)
	refused(t, err, writ.CodeConflict, "Lake is deleted")
	refused(t, w.ExportTable(ctx, w.admin(), table.ID, export.Form{Format: export.CSV}, io.Discard), writ.CodeConflict, "Lake is deleted")
	refused(t, w.DeleteTable(ctx, w.admin(), table.ID), writ.CodeConflict, "Lake is deleted")
	admin, until := l.server.Admin(t, l.database), time.Now().Add(10*time.Second)
	for open := 1; open > 0; { // PostgreSQL notices a moment later
		w.ok(admin.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE usename = $1`, l.user.Name).Scan(&open))
		if time.Now().After(until) {
			t.Fatalf("%d sessions of a deleted connection are open", open)
		}
	}
	draft := l.draft()
	draft.Version, draft.Restore = must[*app.ConnectionView](t)(w.Connection(ctx, w.admin(), conn.ID)).Version, true
	must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), conn.ID, draft))
	if rows := must[*app.RowPage](t)(w.Rows(ctx, w.admin(), table.ID, 0, 10)); len(rows.Rows) != 1 {
		t.Errorf("after the restore: %+v", rows)
	}
}

// TestCatalogsTellNothing says that the system catalogs, which name every
// destination and what lies in it, can be read no more than they can be browsed.
func TestCatalogsTellNothing(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.connect(w)
	for _, path := range []writ.Path{{"information_schema", "tables"}, {"pg_catalog", "pg_class"}, {"pg_catalog", "pg_stat_activity"}} {
		for name, err := range map[string]error{
			"Browse":   second(w.Browse(ctx, w.admin(), conn.ID, path.Parent(), true)),
			"Lookup":   second(w.LookupObject(ctx, w.admin(), conn.ID, path)),
			"Describe": second(w.DescribeObject(ctx, w.admin(), conn.ID, path)),
			"Preview":  second(w.PreviewObject(ctx, w.admin(), conn.ID, path, 1)),
		} {
			if writ.CodeOf(err) != writ.CodeNotFound {
				t.Errorf("%s %s: %v, want code %s", name, path, err, writ.CodeNotFound)
			}
		}
	}
}
