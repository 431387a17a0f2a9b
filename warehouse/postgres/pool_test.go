package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// sessions asks the server how many sessions users have, until it is as wanted.
func sessions(t *testing.T, s *testpg.Server, database string, want int, users ...testpg.User) {
	t.Helper()
	var names []string
	for _, u := range users {
		names = append(names, u.Name)
	}
	admin := s.Admin(t, database)
	deadline := time.Now().Add(10 * time.Second)
	for {
		var n int
		err := admin.QueryRow(t.Context(), // the server waits between two looks
			"SELECT (SELECT count(*) FROM pg_stat_activity WHERE usename = ANY($1)) FROM pg_sleep(0.01)", names).Scan(&n)
		switch {
		case err != nil:
			t.Fatal(err)
		case n == want:
			return
		case time.Now().After(deadline):
			t.Fatalf("%s: %d sessions, want %d", strings.Join(names, ", "), n, want)
		}
	}
}

// TestPools counts the server's sessions: those of each credential apart, no more
// than allowed, and none once they are idle, signed out or closed.
func TestPools(t *testing.T) {
	t.Parallel()
	s := testpg.Get(t)
	database := s.NewDatabase(t)
	s.Exec(t, database, "CREATE VIEW slow AS SELECT pg_sleep(0.05)::text AS a", "GRANT SELECT ON slow TO public")
	service, ann, bob := s.NewUser(t), s.NewUser(t), s.NewUser(t)
	users := map[writ.MemberID]testpg.User{"ann": ann, "bob": bob}
	opt := warehouse.Options{MaxConns: 2, MaxPools: 2, SignIn: func(_ context.Context, as writ.As) (map[string]string, error) {
		return s.Values(database, users[as.Member()]), nil
	}}
	w := warehouse.New(postgres.New(), s.Values(database, service), opt)
	defer w.Close()
	look := func(as writ.As) {
		t.Helper()
		if _, err := w.Select(t.Context(), as, driver.Window{Path: writ.Path{"public", "slow"}, Columns: []string{"a"}, Limit: 1}); err != nil {
			t.Error(err)
		}
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() { look(writ.ServiceAccount()) })
	}
	all.Wait()
	sessions(t, s, database, 2, service)
	look(writ.AsMember("ann", ""))
	sessions(t, s, database, 1, ann)
	sessions(t, s, database, 2, service)
	look(writ.AsMember("bob", "")) // the service account's are idle longest
	sessions(t, s, database, 0, service)
	sessions(t, s, database, 2, ann, bob)
	look(writ.AsMember("bob", "a role")) // another pool of the same member, in place of Ann's
	sessions(t, s, database, 0, ann)
	sessions(t, s, database, 2, bob)
	if err := w.SignOut(func(m writ.MemberID) bool { return m == "bob" }); err != nil {
		t.Error(err)
	}
	sessions(t, s, database, 0, bob)
	look(writ.ServiceAccount())
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	sessions(t, s, database, 0, service, ann, bob)
}

// TestIdlePools says that a pool which nobody takes is closed by itself, and
// opened again when it is taken.
func TestIdlePools(t *testing.T) {
	t.Parallel()
	s := testpg.Get(t)
	database, service := s.NewDatabase(t), s.NewUser(t)
	w := warehouse.New(postgres.New(), s.Values(database, service), warehouse.Options{Idle: time.Millisecond})
	defer w.Close()
	for range 3 {
		if err := w.Ping(t.Context(), writ.ServiceAccount()); err != nil {
			t.Fatal(err)
		}
		sessions(t, s, database, 0, service)
	}
}

// TestPoolsAtWork says that pools at work are not closed for another: it is told
// to wait.
func TestPoolsAtWork(t *testing.T) {
	t.Parallel()
	s := testpg.Get(t)
	database, service := s.NewDatabase(t), s.NewUser(t)
	s.Exec(t, database, "CREATE VIEW stuck AS SELECT pg_sleep(60)::text AS a", "GRANT SELECT ON stuck TO public")
	w := warehouse.New(postgres.New(), s.Values(database, service), warehouse.Options{MaxPools: 1, SignIn: func(context.Context, writ.As) (map[string]string, error) {
		return s.Values(database, service), nil
	}})
	ended := make(chan error)
	go func() {
		_, err := w.Select(context.Background(), writ.ServiceAccount(), driver.Window{Path: writ.Path{"public", "stuck"}, Columns: []string{"a"}, Limit: 1})
		ended <- err
	}()
	sessions(t, s, database, 1, service)
	if err := w.Ping(t.Context(), writ.AsMember("ann", "")); writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("a pool too many: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("a call under way outlived its pool")
	}
}
