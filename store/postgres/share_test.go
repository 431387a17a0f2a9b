package postgres_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
)

// share takes a store for a node and returns what it is told of the lock.
func share(t *testing.T, st *postgres.Store, holder string) <-chan error {
	t.Helper()
	changes := make(chan error, 1000)
	if err := st.Share(t.Context(), holder, func(err error) { changes <- err }); err != nil {
		t.Fatal(err)
	}
	return changes
}

// change waits for news of a lock that fit.
func change(t *testing.T, changes <-chan error, what string, fits func(error) bool) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case err := <-changes:
			if fits(err) {
				return
			}
			t.Logf("waiting for a lock that is %s: %v", what, err)
		case <-limit:
			t.Fatalf("the lock was never %s", what)
		}
	}
}

func isBack(err error) bool { return err == nil }
func isLost(err error) bool { return err != nil }

// touch writes something.
func touch(t *testing.T, st store.Store) error {
	t.Helper()
	return st.Write(t.Context(), func(tx store.Tx) error { return tx.Settings.Set(t.Context(), "touched", nil) })
}

func TestNodesShareAStore(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	one, two, alone := open(t, place), open(t, place), open(t, place)
	share(t, one, "writ serve at http://one")
	share(t, two, "writ serve at http://two")
	for _, st := range []store.Store{one, two, alone} { // alone: a command beside the servers
		if err := touch(t, st); err != nil {
			t.Error(err)
		}
	}
	_, err := alone.Hold(t.Context(), "writ migrate")
	if writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), "http://one") || !strings.Contains(err.Error(), "http://two") {
		t.Fatalf("got %v, want CodeConflict that names both nodes", err)
	}
	for _, st := range []store.Store{one, two} {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := alone.Hold(t.Context(), "writ migrate"); err != nil {
		t.Fatal(err)
	}
	err = open(t, place).Share(t.Context(), "writ serve at http://three", func(error) {})
	if writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), "writ migrate") {
		t.Errorf("got %v, want CodeConflict that names the command", err)
	}
}

// TestWaitingForAStoreDisturbsNobody lets a command that wants the store alone
// wait while nodes write.
func TestWaitingForAStoreDisturbsNobody(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	node, alone := open(t, place), open(t, place)
	share(t, node, "writ serve")
	waited := make(chan error)
	go func() {
		_, err := alone.Hold(t.Context(), "writ migrate")
		waited <- err
	}()
	for writes := 1; ; writes++ {
		if err := touch(t, node); err != nil {
			t.Fatalf("write %d: %v", writes, err)
		}
		select {
		case err := <-waited:
			if writ.CodeOf(err) != writ.CodeConflict || writes < 10 {
				t.Errorf("got %v after %d writes, want CodeConflict", err, writes)
			}
			return
		default:
		}
	}
}

func TestASharedLockComesBack(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*testproxy.Proxy){
		"cut":    (*testproxy.Proxy).Cut,
		"reset":  (*testproxy.Proxy).Reset,
		"stall":  (*testproxy.Proxy).Stall,
		"refuse": (*testproxy.Proxy).Refuse,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testpg.Get(t)
			proxy := testproxy.New(t, server.Host+":"+server.Port)
			st := open(t, with(t, fresh(t), func(u *url.URL) {
				u.Host = proxy.Addr()
				q := u.Query()
				q.Set("connect_timeout", "1")
				u.RawQuery = q.Encode()
			}))
			changes := share(t, st, "writ serve")
			fault(proxy)
			change(t, changes, "lost", isLost)
			if name == "refuse" || name == "stall" {
				if err := touch(t, st); writ.CodeOf(err) != writ.CodeUnavailable {
					t.Errorf("Write without the lock: %v", err)
				}
			}
			proxy.Heal()
			change(t, changes, "back", isBack)
			if err := touch(t, st); err != nil {
				t.Errorf("Write with the lock back: %v", err)
			}
		})
	}
}

// partition is a node whose connections can be kept from being made again, and
// somebody else who uses its store.
type partition struct {
	node, other *postgres.Store
	changes     <-chan error
	cutOff      func() // ends the connection of the lock; the others stay
	rejoin      func()
}

func newPartition(t *testing.T) partition {
	t.Helper()
	server := testpg.Get(t)
	user := server.NewUser(t)
	database := server.NewDatabase(t)
	server.Exec(t, "postgres", "GRANT CREATE ON DATABASE "+database+" TO "+user.Name)
	place := place(t, server, database)
	p := partition{node: open(t, with(t, place, func(u *url.URL) { u.User = url.UserPassword(user.Name, user.Password) }))}
	p.other = open(t, place)
	p.changes = share(t, p.node, "node of "+user.Name)
	p.cutOff = func() {
		server.Exec(t, "postgres", "ALTER ROLE "+user.Name+" NOLOGIN",
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'node of "+user.Name+"'")
	}
	p.rejoin = func() { server.Exec(t, "postgres", "ALTER ROLE "+user.Name+" LOGIN") }
	return p
}

// TestNobodyComesBetween loses the lock while a transaction is writing: until it
// has ended nobody may get the store alone.
func TestNobodyComesBetween(t *testing.T) {
	t.Parallel()
	p := newPartition(t)
	err := p.node.Write(t.Context(), func(tx store.Tx) error {
		p.cutOff()
		change(t, p.changes, "lost", isLost)
		if _, err := p.other.Hold(t.Context(), "writ migrate"); writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("got %v while a node writes, want CodeConflict", err)
		}
		return tx.Settings.Set(t.Context(), "touched", nil)
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := p.other.Hold(t.Context(), "writ migrate"); err != nil {
		t.Fatal(err)
	}
	p.rejoin()
	change(t, p.changes, "kept by somebody else", func(err error) bool {
		return err != nil && strings.Contains(err.Error(), "writ migrate")
	})
	if err := touch(t, p.node); writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("Write while somebody has the store alone: %v", err)
	}
	if err := p.other.Close(); err != nil {
		t.Error(err)
	}
	change(t, p.changes, "back", isBack)
	if err := touch(t, p.node); err != nil {
		t.Error(err)
	}
}

// TestAMovedStoreIsNotSharedAgain moves the metadata while a node is cut off.
func TestAMovedStoreIsNotSharedAgain(t *testing.T) {
	t.Parallel()
	p := newPartition(t)
	p.cutOff()
	change(t, p.changes, "lost", isLost)
	if _, err := p.other.MoveTo(t.Context(), openFile(t, filepath.Join(t.TempDir(), "writ.db")).SQL(), "a file"); err != nil {
		t.Fatal(err)
	}
	p.rejoin()
	change(t, p.changes, "refused", func(err error) bool { return err != nil && strings.Contains(err.Error(), "moved") })
	if err := touch(t, p.node); writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("Write to a store that was moved: %v", err)
	}
}
