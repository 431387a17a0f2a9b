package postgres

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store"
)

// recorder notes what is asked on every connection.
type recorder struct {
	mu    sync.Mutex
	asked []pgx.TraceQueryStartData
}

// TraceQueryStart implements pgx.QueryTracer.
func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, data)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// full is an old installation: 20,000 jobs that have ended, dropped objects,
// uploads and events, and a few of each that are not history.
var full = []string{
	`INSERT INTO members (id, email, first_name, last_name, account_type, password_hash, must_change_password, deactivated, epoch, version)
		VALUES ('m', '', '', '', 'view', '', 0, 0, 0, 1)`,
	`INSERT INTO connections (id, name, description, platform, write_access, archived, version) VALUES ('c', '', '', 'postgres', 0, 0, 1)`,
	`INSERT INTO jobs (id, kind, key, connection_id, member_id, state, attempt, max_attempts, run_at, term, canceling, ended_at)
		SELECT i, 'import', i, 'c' || i % 50, 'm' || i % 50, CASE WHEN i % 500 = 0 THEN 'queued' ELSE 'done' END, 1, 3, i, 1, 0, i
		FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO objects (id, connection_id, destination_id, path, kind, state, made_as)
		SELECT i, 'c', 'd' || i % 9, '["' || i || '"]', 'table', CASE WHEN i % 500 = 0 THEN 'exists' ELSE 'dropped' END, 'service' FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO uploads (id, member_id, file_name, size, received, sha256, state, version)
		SELECT i, 'm', '', 1, 1, '', CASE WHEN i % 500 = 0 THEN 'ready' ELSE 'done' END, 1 FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO events (topic, seq, kind, at) SELECT 'upload/' || i % 1000, i, 'changed', i FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO teams (id, name, folded, description, public, version) SELECT 't' || i, i, i, '', 0, 1 FROM generate_series(1, 500) n (i)`,
	`INSERT INTO files (id, kind, name, description, parent_id, owner_id, creator_id, published, version, trashed_at)
		SELECT i, CASE WHEN i % 50 = 1 THEN 'folder' ELSE 'workbook' END, '', '', nullif((i - 1) / 50 * 50 + 1, i), 'm', 'm', 0, 1, CASE WHEN i % 500 = 0 THEN i END
		FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO grants (id, file_id, member_id, team_id, level, version)
		SELECT i, i, CASE WHEN i % 500 = 0 THEN 'm' END, CASE WHEN i % 500 <> 0 THEN 't' || i % 500 END, 'view', 1 FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO access_requests (id, file_id, member_id, message, state, level, version)
		SELECT i, i, 'm', '', CASE WHEN i % 500 = 0 THEN 'open' ELSE 'declined' END, '', 1 FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO members SELECT 'm' || i, i, '', '', 'view', '', 0, 0, 0, 1 FROM generate_series(1, 500) n (i)`,
	`INSERT INTO notifications (id, member_id, kind, created_at, read_at)
		SELECT i, 'm' || i % 500 + 1, 'shared', i, CASE WHEN i % 500 <> 0 THEN i END FROM generate_series(1, 20000) n (i)`,
	`INSERT INTO audit_entries (id, at, email, action, noun, object_id, result, reason, remote, request)
		SELECT i, i, '', '', '', i, 'done', '', '', '' FROM generate_series(1, 20000) n (i)`,
	`ANALYZE`,
}

// growing are the tables that only ever grow.
var growing = []string{"jobs", "objects", "uploads", "events", "files", "grants", "access_requests", "notifications", "audit_entries"}

// TestHistoryIsNotRead runs what a server does all the time and looks at the plan
// of each statement: none may read a whole table that only ever grows.
func TestHistoryIsNotRead(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	target, err := parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	target.config.Database = server.NewDatabase(t)
	if err := target.migrate(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	session, err := target.session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closeSession(session) }()
	for _, statement := range full {
		if _, err := session.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	var r recorder
	target.config = target.config.Copy()
	target.config.Tracer = &r
	st := target.connect()
	defer func() { _ = st.Close() }()
	work(t, st)
	share(t, st)
	explained := 0
	for _, q := range r.asked {
		if verb, _, _ := strings.Cut(strings.TrimSpace(q.SQL), " "); !strings.Contains("SELECT INSERT UPDATE DELETE", verb) {
			continue
		}
		plan := explain(t, session, q)
		explained++
		for _, name := range growing {
			if strings.Contains(plan, "Seq Scan on "+name) {
				t.Errorf("%s\n%s", q.SQL, plan)
			}
		}
	}
	if explained < 60 {
		t.Errorf("only %d statements were seen", explained)
	}
}

func explain(t *testing.T, session *pgx.Conn, q pgx.TraceQueryStartData) string {
	t.Helper()
	rows, err := session.Query(t.Context(), "EXPLAIN "+q.SQL, q.Args...)
	if err != nil {
		t.Fatalf("%s: %v", q.SQL, err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", q.SQL, err)
	}
	return strings.Join(lines, "\n")
}

// work does what a server does all the time.
func work(t *testing.T, st store.Store) {
	t.Helper()
	ctx := t.Context()
	did := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	did("reading", st.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Jobs.List(ctx, "", 50, writ.JobRunning, writ.JobQueued)
		did("List", err)
		_, err = tx.Jobs.ByKey(ctx, "import", "500")
		did("ByKey", err)
		_, err = tx.Uploads.ListByMember(ctx, "m", 50)
		did("ListByMember", err)
		_, err = tx.Uploads.ListByState(ctx, writ.UploadReceiving, writ.UploadReady, writ.UploadImporting)
		did("ListByState", err)
		_, err = tx.Objects.List(ctx, "c", writ.ObjectIntended, writ.ObjectExists)
		did("List", err)
		_, err = tx.Objects.CountLive(ctx, "d1")
		did("CountLive", err)
		_, err = tx.Objects.Totals(ctx)
		did("Totals", err)
		for _, f := range []store.ObjectFilter{{}, {Connection: "c"}, {Owner: "m"}, {States: []writ.ObjectState{writ.ObjectExists}}} {
			_, err = tx.Objects.Page(ctx, f, "", 50)
			did("Page", err)
		}
		_, _, err = tx.Events.After(ctx, "upload/7", 7, 100)
		did("After", err)
		_, err = tx.Events.Last(ctx, "upload/7")
		return err
	}))
	did("writing", st.Write(ctx, func(tx store.Tx) error {
		j, err := tx.Jobs.Claim(ctx, store.Claim{Kinds: []string{"import"}, Node: "n", Lease: time.Minute, PerConnection: 2, PerMember: 2})
		did("Claim", err)
		_, err = tx.Jobs.Renew(ctx, j.ID, j.Term, time.Minute, nil)
		did("Renew", err)
		j.State = writ.JobDone
		did("Settle", tx.Jobs.Settle(ctx, j))
		did("DeleteBefore", tx.Jobs.DeleteBefore(ctx, 1))
		did("DeleteBefore", tx.Events.DeleteBefore(ctx, 1_000_000*time.Hour))
		did("Touch", tx.Objects.Touch(ctx, 1, "500", "1000"))
		return tx.Events.Append(ctx, &writ.Event{Topic: "upload/7", Kind: "changed"})
	}))
}

// share does what goes on among documents.
func share(t *testing.T, st store.Store) {
	t.Helper()
	ctx := t.Context()
	did := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	did("reading", st.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Files.Many(ctx, []writ.FileID{"7", "8", "9"})
		did("Many", err)
		_, err = tx.Files.Above(ctx, "19999")
		did("Above", err)
		_, _, err = tx.Files.Below(ctx, "101")
		did("Below", err)
		_, err = tx.Files.TrashedBefore(ctx, 1000, 10)
		did("TrashedBefore", err)
		_, err = tx.Grants.ByFile(ctx, "7")
		did("ByFile", err)
		for _, g := range []writ.Grantee{{Member: "m"}, {Team: "t7"}, {}} {
			_, err = tx.Grants.ByGrantee(ctx, g)
			did("ByGrantee", err)
		}
		_, err = tx.Requests.Waiting(ctx, "", 50)
		did("Waiting", err)
		_, err = tx.Requests.OpenOf(ctx, "m")
		did("OpenOf", err)
		_, err = tx.Notifications.List(ctx, "m7", "", 50)
		did("List", err)
		_, err = tx.Notifications.Unread(ctx, "m7")
		did("Unread", err)
		for _, f := range []store.AuditFilter{{}, {Object: "7"}, {From: 7, To: 70}, {Member: "m"}} {
			_, err = tx.AuditLog.List(ctx, f, "", 50)
			did("List", err)
		}
		_, err = tx.Visits.Recents(ctx, "m", 50)
		return err
	}))
	did("writing", st.Write(ctx, func(tx store.Tx) error {
		did("Delete", tx.Files.Delete(ctx, "7"))
		did("Delete", tx.Teams.Delete(ctx, "t8"))
		did("Read", tx.Notifications.Read(ctx, "m7", "", 7))
		did("DeleteBefore", tx.Notifications.DeleteBefore(ctx, 7))
		_, err := tx.AuditLog.DeleteBefore(ctx, 7, 100)
		did("DeleteBefore", err)
		return tx.Visits.Visit(ctx, "m", "8", 1, 20)
	}))
}
