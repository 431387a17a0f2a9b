package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse/driver"
)

// pond is a MySQL server with a user of no rights and a schema that nobody has
// granted anything on.
type pond struct {
	t      *testing.T
	server *testmysql.Server
	user   testmysql.User
	schema string
}

func newPond(t *testing.T) *pond {
	t.Helper()
	s := testmysql.Get(t)
	p := &pond{t: t, server: s, user: s.NewUser(t), schema: "Writ's_own_" + writ.NewID[string]()}
	s.Exec(t, "CREATE DATABASE `"+p.schema+"`")
	t.Cleanup(func() { s.Exec(t, "DROP DATABASE IF EXISTS `"+p.schema+"`") })
	return p
}

// draft is what an Admin would type.
func (p *pond) draft() app.ConnectionDraft {
	return app.ConnectionDraft{
		Name: "Pond", Platform: writ.PlatformMySQL, Values: p.server.Values(p.user),
		WriteAccess: true, Destination: writ.Path{p.schema},
	}
}

// grant runs the script that Writ prints for the draft.
func (p *pond) grant(w *world) []doctor.ScriptLine {
	p.t.Helper()
	script := must[[]doctor.ScriptLine](p.t)(w.GrantScript(p.t.Context(), w.admin(), "", p.draft()))
	for _, line := range script {
		p.server.Exec(p.t, line.Statement)
	}
	return script
}

// count asks the server past Writ how many tables and views lie in the schema.
func (p *pond) count() int {
	p.t.Helper()
	var n int
	err := p.server.Admin(p.t).QueryRowContext(p.t.Context(), "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?", p.schema).Scan(&n)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func TestMySQLFromScriptToRows(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	p.grant(w)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), p.draft()))
	if res := must[*app.TestResult](t)(w.TestSaved(ctx, w.admin(), conn.ID)); res.Read != app.TestSuccess || res.Write != app.TestSuccess {
		t.Errorf("the test: %+v", res)
	}
	table := w.table(w.admin(), conn.ID, "id,amount,day,note\n1,10.50,2026-01-31,\n2,9007199254740993.25,,\"a,\"\"b\"\"\\\"\n")
	rows := must[*app.RowPage](t)(w.Rows(ctx, w.admin(), table.ID, 0, 10))
	if got := fmt.Sprint(rows.Rows); rows.Total != 2 || rows.Rows[1].Cells[1].Text != "9007199254740993.25" || !rows.Rows[1].Cells[2].Null || rows.Rows[1].Cells[3].Text != `a,"b"\` {
		t.Errorf("the rows: %s", got)
	}
	for name, door := range map[string]error{
		"Browse":        second(w.Browse(ctx, w.admin(), conn.ID, writ.Path{p.schema}, true)),
		"in capitals":   second(w.Browse(ctx, w.admin(), conn.ID, writ.Path{strings.ToUpper(p.schema)}, true)),
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
	if n := p.count(); n != 0 {
		t.Errorf("%d tables are left", n)
	}
}

// TestMissingMySQLPrivilege takes back exactly one privilege of the script at a
// time: the doctor must name exactly it, saving must be refused by its name and
// the schema's, and no probe may stay.
func TestMissingMySQLPrivilege(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	draft := p.draft()
	for _, line := range p.grant(w)[1:] { // the first makes the schema
		grant, user, _ := strings.Cut(strings.TrimPrefix(line.Statement, "GRANT "), " TO ")
		p.server.Exec(t, "REVOKE "+grant+" FROM "+user)
		report := must[*doctor.Report](t)(w.CheckWriteAccess(ctx, w.admin(), "", draft))
		var missed []string
		for _, r := range report.Results {
			if r.Status == doctor.StatusFailed && (len(missed) == 0 || missed[len(missed)-1] != r.Privilege) {
				missed = append(missed, r.Privilege)
			}
		}
		if report.OK || len(missed) != 1 || missed[0] != line.Privilege {
			t.Errorf("without %s the doctor misses %q: %+v", line.Privilege, missed, report.Results)
		}
		_, err := w.CreateConnection(ctx, w.admin(), draft)
		refused(t, err, writ.CodeRejected, p.schema, line.Privilege)
		p.server.Exec(t, line.Statement)
	}
	if report := must[*doctor.Report](t)(w.CheckWriteAccess(ctx, w.admin(), "", draft)); !report.OK || len(report.Warnings) != 0 {
		t.Errorf("with all granted again: %+v", report)
	}
	if n := p.count(); n != 0 {
		t.Errorf("the probes left %d tables or views", n)
	}
}

// TestBadMySQLConnections types every kind of wrong value: the test names the
// step and the password is never repeated.
func TestBadMySQLConnections(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	p.grant(w)
	for name, tc := range map[string]struct{ field, value, step, word string }{
		"host":     {"host", "no-such-host.invalid", doctor.StepReach, "host"},
		"port":     {"port", "1", doctor.StepReach, "reached"},
		"password": {"password", "wrong-secret", doctor.StepSignIn, "sign-in"},
		"user":     {"user", "nobody_of_that_name", doctor.StepSignIn, "sign-in"},
		"TLS":      {"tlsMode", "verify-full", doctor.StepReach, "encrypted"},
	} {
		draft := p.draft()
		draft.Values[tc.field] = tc.value
		res := must[*app.TestResult](t)(w.TestConnection(ctx, w.admin(), "", draft))
		if res.Read != app.TestFailed || res.Step != tc.step || !strings.Contains(res.Message, tc.word) || res.Hint == "" {
			t.Errorf("%s: %+v, want step %s and %q", name, res, tc.step, tc.word)
		}
		if said := fmt.Sprint(res); strings.Contains(said, draft.Values["password"]) {
			t.Errorf("%s: the password is repeated: %s", name, said)
		}
	}
}

// TestMySQLAway cuts the warehouse off in the middle of a load and after the
// rename that publishes one: the table is whole or nothing is left.
func TestMySQLAway(t *testing.T) {
	t.Parallel()
	w, p, ctx := bareWorld(t), newPond(t), t.Context()
	proxy := testproxy.New(t, p.server.Host+":"+p.server.Port)
	draft := p.draft()
	draft.Values["host"], draft.Values["port"] = proxy.HostPort()
	draft.Values["tlsMode"] = "disable" // the proxy must be able to read along
	delete(draft.Values, "caCertificate")
	p.grant(w)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	req := app.ImportRequest{Connection: conn.ID, Name: "x"}
	u := w.send(w.admin(), "b.csv", "a,b\n"+strings.Repeat("12345,some text\n", 50_000))
	proxy.CutAfterBytes(200_000)
	if got := w.load(w.admin(), u.ID, req); got.State != writ.UploadDone || proxy.Armed() {
		t.Errorf("cut in the middle of the load: %+v, %+v", got, got.Problem)
	}
	w.noOrphans()
	if n := p.count(); n != 1 {
		t.Errorf("%d tables are there, want 1", n)
	}
	u = w.send(w.admin(), "c.csv", "a\n1\n")
	proxy.CutAfter([]byte("RENAME TABLE"))
	got := w.load(w.admin(), u.ID, req)
	if proxy.Armed() {
		t.Fatal("no rename came by")
	}
	w.noOrphans()
	want := 1
	if got.State == writ.UploadDone {
		want = 2
	}
	if n := p.count(); n != want {
		t.Errorf("the upload is %s (%+v) and %d tables are there", got.State, got.Problem, n)
	}
}
