package auth_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const password = "correct horse battery"

// cheap is a cost that makes a hash take no time; never use it outside tests.
func cheap() auth.Cost { return auth.Cost{Memory: 8, Passes: 1, Threads: 1} }

// clock is a time that tests move. It starts at the real one, because scs
// reckons sessions' ends by that.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// desk is a Service with its store, its clock and one member.
type desk struct {
	*auth.Service
	st    store.Store
	clock *clock
	ada   *writ.Member
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := newEmptyDesk(t)
	d.ada = d.join(t, "ada@example.com")
	return d
}

func newEmptyDesk(t *testing.T) *desk {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "writ.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &clock{now: writ.SystemClock()}
	return &desk{Service: auth.New(st, c.Now, auth.Options{Cost: cheap()}), st: st, clock: c}
}

// join adds a member whose password is password.
func (d *desk) join(t *testing.T, email string) *writ.Member {
	t.Helper()
	m := &writ.Member{ID: writ.NewID[writ.MemberID](), Email: email, AccountType: writ.AccountBuild,
		PasswordHash: cheap().Hash(password), Version: 1, CreatedAt: d.clock.Now(), UpdatedAt: d.clock.Now()}
	d.write(t, func(ctx context.Context, tx store.Tx) error { return tx.Members.Insert(ctx, m) })
	return m
}

// change changes the stored ada.
func (d *desk) change(t *testing.T, fn func(*writ.Member)) {
	t.Helper()
	d.write(t, func(ctx context.Context, tx store.Tx) error {
		m, err := tx.Members.Get(ctx, d.ada.ID)
		if err != nil {
			return err
		}
		fn(m)
		return tx.Members.Update(ctx, m)
	})
}

func (d *desk) write(t *testing.T, fn func(context.Context, store.Tx) error) {
	t.Helper()
	if err := d.st.Write(t.Context(), func(tx store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, what string, err error, want writ.Code) {
	t.Helper()
	if got := writ.CodeOf(err); got != want {
		t.Errorf("%s: got %q (%v), want %q", what, got, err, want)
	}
	if err != nil && strings.Contains(err.Error(), password) {
		t.Errorf("%s: the error tells the password: %v", what, err)
	}
}
