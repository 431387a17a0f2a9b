package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// newEditor returns a place with an empty schema s, and a Conn of its owner.
func newEditor(t testing.TB) (place, editor) {
	t.Helper()
	return editorAt(t, newPlace(t))
}

func editorAt(t testing.TB, p place) (place, editor) {
	t.Helper()
	p.exec(t, quoting.Build().Raw("CREATE SCHEMA s AUTHORIZATION ").Ident(p.owner.Name))
	return p, openEditor(t, p.values())
}

var (
	editLog = writ.Path{"s", writ.EditLogName("0198-f")}
	data    = driver.Data{Path: writ.Path{"s", "SIGDS_d"}, Mark: writ.Path{"s", "SIGDS_m"}}
	name    = driver.Column{Name: "name", Type: writ.InputText.Type()}
)

// newData makes a data table with one column and some rows, at mark 1.
func newData(t testing.TB, c editor, ids ...string) driver.Mark {
	t.Helper()
	if _, err := c.CreateData(t.Context(), data, []driver.Column{name}, "", 0, driver.Mark{}); err != nil {
		t.Fatal(err)
	}
	m := driver.Mark{Num: 1}
	if ok, err := c.Apply(t.Context(), inserts(driver.Mark{}, m, ids...)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	return m
}

func inserts(from, to driver.Mark, ids ...string) driver.Changes {
	c := driver.Changes{Data: data, From: from, To: to, Columns: []driver.Column{driver.SystemColumns()[0], name}}
	for _, id := range ids {
		c.Inserts = append(c.Inserts, []writ.Value{writ.Text(id), writ.Text("x")})
	}
	return c
}

func rename(from driver.Mark, id, value string) driver.Changes {
	to := from
	to.Num++
	return driver.Changes{Data: data, From: from, To: to, Updates: []driver.RowUpdates{{
		Columns: []driver.Column{driver.SystemColumns()[0], name}, Rows: [][]writ.Value{{writ.Text(id), writ.Text(value)}},
	}}}
}

// cell reads one cell as an administrator.
func (p place) cell(t testing.TB, query string) (s string) {
	t.Helper()
	if err := p.server.Admin(t, p.database).QueryRow(t.Context(), query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// TestKeysAreEnforced demands that numbers of a log and ids of rows are there once,
// whoever tries, and that the attempt has no other effect.
func TestKeysAreEnforced(t *testing.T) {
	t.Parallel()
	p, c := newEditor(t)
	if err := c.CreateLog(t.Context(), editLog); err != nil {
		t.Fatal(err)
	}
	if err := c.AppendLog(t.Context(), editLog, entries(1, 3)); err != nil {
		t.Fatal(err)
	}
	if err := c.AppendLog(t.Context(), editLog, entries(3, 2)); warehouse.ClassOf(err) != driver.ClassExists {
		t.Errorf("a number that is taken: got %v", err)
	}
	m := newData(t, c, "a", "b")
	for _, ids := range [][]string{{"c", "a"}, {"c", "c"}} {
		if ok, err := c.Apply(t.Context(), inserts(m, driver.Mark{Num: 2}, ids...)); ok || warehouse.ClassOf(err) != driver.ClassConflict {
			t.Errorf("rows %q: %v, %v", ids, ok, err)
		}
	}
	for query, want := range map[string]string{
		`SELECT count(*)::text FROM s."` + editLog.Name() + `"`:                    "3",
		`SELECT string_agg("DS_ROW_ID", '' ORDER BY "DS_ROW_ID") FROM s."SIGDS_d"`: "ab",
		`SELECT "EDIT_NUM"::text FROM s."SIGDS_m"`:                                 "1",
	} {
		if got := p.cell(t, query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

// TestCommitsAreSynchronous demands that what is acknowledged is on disk, even if
// the user's sessions are set to another habit.
func TestCommitsAreSynchronous(t *testing.T) {
	t.Parallel()
	p, _ := newEditor(t)
	p.exec(t, quoting.Build().Raw("ALTER ROLE ").Ident(p.owner.Name).Raw(" SET synchronous_commit = off"))
	rows, err := openEditor(t, p.values()).Query(t.Context(), must(quoting.Build().Raw("SHOW synchronous_commit")))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	row := make([]writ.Value, 1)
	if err := rows.Next(row); err != nil || row[0].Text != "on" {
		t.Errorf("synchronous_commit is %q, %v", row[0].Text, err)
	}
}

// TestFenceEndsWhoHasStopped has a client stop after it moved the mark, before it
// let the server commit. Nobody waits for it, and what it did is gone.
func TestFenceEndsWhoHasStopped(t *testing.T) {
	t.Parallel()
	p, c := newEditor(t)
	m := newData(t, c, "a")
	cfg := p.server.Admin(t, p.database).Config().ConnConfig.Config
	cfg.User, cfg.Password = p.owner.Name, p.owner.Password
	stopped, err := pgconn.ConnectConfig(t.Context(), &cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer stopped.Close(context.WithoutCancel(t.Context()))
	pipeline := stopped.StartPipeline(t.Context())
	pipeline.SendQueryParams(`UPDATE s."SIGDS_m" SET "EDIT_NUM" = 99`, nil, nil, nil, nil)
	pipeline.SendFlushRequest()
	if err := pipeline.Flush(); err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.GetResults(); err != nil {
		t.Fatal(err)
	}
	got, err := c.Fence(t.Context(), data, 5)
	if m.Term = 5; err != nil || got != m {
		t.Errorf("got %+v, %v, want %+v", got, err, m)
	}
	pipeline.SendPipelineSync()
	_ = pipeline.Flush()
	if _, err := pipeline.GetResults(); err == nil {
		t.Error("the session goes on")
	}
	if got := p.cell(t, `SELECT "EDIT_NUM"::text FROM s."SIGDS_m"`); got != "1" {
		t.Errorf("the mark is at %s", got)
	}
}

// TestOneRoundTrip puts half a second between Writ and the server, each way. An
// append and an apply, of many rows too, wait for that once, although the session
// was idle before.
func TestOneRoundTrip(t *testing.T) {
	t.Parallel()
	const oneWay = 400 * time.Millisecond
	p, direct := newEditor(t)
	if err := direct.CreateLog(t.Context(), editLog); err != nil {
		t.Fatal(err)
	}
	m := newData(t, direct, "a")
	values, proxy := p.proxied(t)
	c := openEditor(t, values)
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // after a second a pool begins to doubt
	proxy.Delay(oneWay)
	defer proxy.Heal()
	for what, call := range map[string]func() error{
		"append": func() error { return c.AppendLog(t.Context(), editLog, entries(1, 200)) },
		"apply": func() error {
			changes := rename(m, "a", "y")
			for i := range 100 {
				changes.Inserts = append(changes.Inserts, []writ.Value{writ.Text(fmt.Sprint(i)), writ.Text("x")})
			}
			changes.Columns = changes.Updates[0].Columns
			ok, err := c.Apply(t.Context(), changes)
			if !ok && err == nil {
				err = errors.New("not applied")
			}
			return err
		},
	} {
		start := writ.SystemClock()
		if err := call(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if took := writ.SystemClock().Sub(start); took < 2*oneWay || took >= 4*oneWay {
			t.Errorf("%s took %v, a round trip takes %v", what, took, 2*oneWay)
		}
	}
}

// TestUpdatesLeaveNoTrace updates one row again and again: the server clears away
// what it replaces without being asked, in the table and in its mark. It has a
// server of its own, because it keeps what any transaction on it could still see.
func TestUpdatesLeaveNoTrace(t *testing.T) {
	t.Parallel()
	s, err := testpg.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	p, c := editorAt(t, placeOn(t, s))
	m := newData(t, c, "a", "b", "c")
	for i := range 1000 {
		changes := rename(m, "b", fmt.Sprintf("the name number %d", i))
		if ok, err := c.Apply(t.Context(), changes); !ok || err != nil {
			t.Fatal(ok, err)
		}
		m = changes.To
	}
	for table, most := range map[string]string{"SIGDS_d": "24576", "SIGDS_m": "16384", "SIGDS_d_pkey": "16384"} {
		if got := p.cell(t, `SELECT CASE WHEN pg_relation_size('s."`+table+`"') <= `+most+` THEN 'few' ELSE pg_relation_size('s."`+table+`"')::text END`); got != "few" {
			t.Errorf("%s takes %s bytes after 1000 updates, at most %s are right", table, got, most)
		}
	}
}

// TestAddColumnGivesUp demands that a reader that takes long delays nobody but the
// column.
func TestAddColumnGivesUp(t *testing.T) {
	t.Parallel()
	p, c := newEditor(t)
	newData(t, c, "a")
	tx, err := p.server.Admin(t, p.database).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := tx.Exec(t.Context(), `SELECT * FROM s."SIGDS_d"`); err != nil {
		t.Fatal(err)
	}
	add := driver.Column{Name: "n", Type: writ.InputInteger.Type()}
	if err := c.AddColumn(t.Context(), data, add); warehouse.ClassOf(err) != driver.ClassConflict {
		t.Errorf("got %v, want ClassConflict", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.AddColumn(t.Context(), data, add); err != nil {
		t.Error(err)
	}
}
