package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

var here = auth.Origin{Remote: "192.0.2.7:5000", Request: "r1"}

func TestSignIn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m, err := d.SignIn(t.Context(), " Ada@Example.com ", password, here)
	if err != nil || m.ID != d.ada.ID {
		t.Fatalf("got %v (%v), want ada", m, err)
	}
}

// TestSignInTellsNothing checks that all failures read the same.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bob := d.join(t, "bob@example.com")
	bob.Deactivated = true
	eve := d.join(t, "eve@example.com")
	eve.PasswordHash = ""
	d.write(t, func(ctx context.Context, tx store.Tx) error {
		if err := tx.Members.Update(ctx, bob); err != nil {
			return err
		}
		return tx.Members.Update(ctx, eve)
	})
	_, want := d.SignIn(t.Context(), "ada@example.com", "wrong password", here)
	wantCode(t, "wrong password", want, writ.CodeUnauthenticated)
	for name, try := range map[string][2]string{
		"unknown":          {"nobody@example.com", password},
		"deactivated":      {"bob@example.com", password},
		"without password": {"eve@example.com", ""},
		"no address":       {"ada", password},
		"nothing":          {"", ""},
		"a book":           {"ada@example.com", strings.Repeat(password, 1000)},
	} {
		if _, err := d.SignIn(t.Context(), try[0], try[1], here); err == nil || err.Error() != want.Error() {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
}

// TestSignInTakesTheSameTime compares the shortest times of failures at a cost
// that dwarfs everything else: were no hash checked for an unknown member, it
// would be a hundred times faster.
func TestSignInTakesTheSameTime(t *testing.T) {
	d := newDesk(t)
	cost := auth.Cost{Memory: 32 * 1024, Passes: 2, Threads: 1}
	d.Service = auth.New(d.st, d.clock.Now, auth.Options{Cost: cost, FailuresPerAccount: 100})
	d.change(t, func(m *writ.Member) { m.PasswordHash = cost.Hash(password) })
	fastest := func(email string) time.Duration {
		least := time.Hour
		for range 5 {
			start := time.Now()
			if _, err := d.SignIn(t.Context(), email, "wrong password", here); err == nil {
				t.Fatal("signed in with a wrong password")
			}
			least = min(least, time.Since(start))
		}
		return least
	}
	known, unknown, malformed := fastest("ada@example.com"), fastest("nobody@example.com"), fastest("nobody")
	for name, d := range map[string]time.Duration{"unknown": unknown, "malformed": malformed} {
		if d < known/4 {
			t.Errorf("a wrong password takes %v, an %s address only %v", known, name, d)
		}
	}
}

func TestAccountLimit(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	address := func(i int) auth.Origin { return auth.Origin{Remote: fmt.Sprintf("192.0.2.%d:1", i)} }
	for _, email := range []string{"ada@example.com", "nobody@example.com"} { // members or not
		for i := range 5 {
			_, err := d.SignIn(t.Context(), email, "wrong password", address(i))
			wantCode(t, "failure", err, writ.CodeUnauthenticated)
		}
		_, err := d.SignIn(t.Context(), strings.ToUpper(email), password, address(9))
		wantCode(t, "one too many", err, writ.CodeExhausted)
	}
	d.clock.advance(12 * time.Second)
	for range 20 { // success costs nothing
		if _, err := d.SignIn(t.Context(), "ada@example.com", password, address(9)); err != nil {
			t.Fatalf("after the pause: %v", err)
		}
	}
	_, err := d.SignIn(t.Context(), "ada@example.com", "wrong password", address(9))
	wantCode(t, "a failure after the pause", err, writ.CodeUnauthenticated)
	_, err = d.SignIn(t.Context(), "ada@example.com", password, address(9))
	wantCode(t, "right after it", err, writ.CodeExhausted)
}

func TestAddressLimit(t *testing.T) {
	t.Parallel()
	for name, addresses := range map[string]struct{ from, same, other string }{
		"IPv4":          {"192.0.2.7:5000", "192.0.2.7:6000", "192.0.2.8:5000"},
		"IPv4 in IPv6":  {"192.0.2.7:5000", "[::ffff:192.0.2.7]:1", "192.0.2.8:5000"},
		"without port":  {"192.0.2.7", "192.0.2.7:1", "192.0.2.8"},
		"IPv6 customer": {"[2001:db8::1]:5000", "2001:db8::ffff", "[2001:db8:0:1::1]:5000"},
		"unix socket":   {"@", "@", "192.0.2.8:5000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.Service = auth.New(d.st, d.clock.Now, auth.Options{Cost: cheap(), FailuresPerAddress: 10})
			for i := range 10 {
				_, err := d.SignIn(t.Context(), fmt.Sprintf("m%d@example.com", i), password, auth.Origin{Remote: addresses.from})
				wantCode(t, "failure", err, writ.CodeUnauthenticated)
			}
			_, err := d.SignIn(t.Context(), "ada@example.com", password, auth.Origin{Remote: addresses.same})
			wantCode(t, "the same address", err, writ.CodeExhausted)
			_, err = d.SignIn(t.Context(), "ada@example.com", password, auth.Origin{Remote: addresses.other})
			wantCode(t, "another address", err, "")
			d.clock.advance(time.Second)
			_, err = d.SignIn(t.Context(), "ada@example.com", password, auth.Origin{Remote: addresses.same})
			wantCode(t, "after the pause", err, "")
		})
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	d.change(t, func(m *writ.Member) { m.MustChangePassword = true })
	_, err := d.ChangePassword(ctx, d.ada.ID, "wrong password", "a quite new password", here)
	wantCode(t, "wrong old password", err, writ.CodeInvalid)
	_, err = d.ChangePassword(ctx, writ.NewID[writ.MemberID](), password, "a quite new password", here)
	wantCode(t, "no member", err, writ.CodeUnauthenticated)

	m, err := d.ChangePassword(ctx, d.ada.ID, password, "a quite new password", here)
	if err != nil || m.MustChangePassword || m.Epoch != 1 {
		t.Fatalf("got %+v (%v)", m, err)
	}
	_, err = d.SignIn(ctx, "ada@example.com", password, here)
	wantCode(t, "the old password", err, writ.CodeUnauthenticated)
	signedIn, err := d.SignIn(ctx, "ada@example.com", "a quite new password", here)
	if err != nil || signedIn.Epoch != m.Epoch || signedIn.Version != m.Version {
		t.Errorf("the new password: %+v (%v)", signedIn, err)
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for name, try := range map[string]struct {
		new string
		ok  bool
	}{
		"short":                    {"abcdefghijk", false},
		"just long enough":         {"abcdefghijkl", true},
		"long in bytes alone":      {"äöüäöüäöü", false},
		"too long":                 {strings.Repeat("abcdef", 200), false},
		"one letter":               {strings.Repeat("a", 30), false},
		"the address":              {"ADA@example.com", false},
		"around the address":       {"xx-ada@example.com-xx", false},
		"the old one":              {password, false},
		"spaces and any script":    {"мой конь 正しい 🐎!", true},
		"not text":                 {"abcdefghijkl\xff", false},
		"a short name is no crime": {"Canada is large", true},
	} {
		_, err := d.ChangePassword(t.Context(), d.ada.ID, password, try.new, here)
		if !try.ok {
			wantCode(t, name, err, writ.CodeInvalid)
			continue
		}
		wantCode(t, name, err, "")
		d.change(t, func(m *writ.Member) { m.PasswordHash = cheap().Hash(password) })
	}
}

func TestOldPasswordCannotBeGuessed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 5 {
		_, err := d.ChangePassword(t.Context(), d.ada.ID, "wrong password", "a quite new password", here)
		wantCode(t, "failure", err, writ.CodeInvalid)
	}
	_, err := d.ChangePassword(t.Context(), d.ada.ID, password, "a quite new password", here)
	wantCode(t, "one too many", err, writ.CodeExhausted)
}

func TestSignInGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := d.SignIn(ctx, "ada@example.com", password, here)
	wantCode(t, "canceled", err, writ.CodeCanceled)
}

func TestCreateFirstAdmin(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if _, _, created, err := d.CreateFirstAdmin(t.Context()); created || err != nil {
		t.Errorf("an Admin beside a member: %v, %v", created, err)
	}
	d = newEmptyDesk(t)
	email, given, created, err := d.CreateFirstAdmin(t.Context())
	if err != nil || !created || email != auth.FirstAdminEmail {
		t.Fatalf("got %q, %v, %v", email, created, err)
	}
	m, err := d.SignIn(t.Context(), email, given, here)
	if err != nil || m.AccountType != writ.AccountAdmin || !m.MustChangePassword {
		t.Errorf("the first Admin is %+v (%v)", m, err)
	}
	if _, given, created, err := d.CreateFirstAdmin(t.Context()); created || err != nil || given != "" {
		t.Errorf("a second first Admin: %v, %v", created, err)
	}
}
