package auth_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// browser keeps a cookie jar against a server with a few pages: /in signs ada
// in, /me answers her address, or 401.
type browser struct {
	t      *testing.T
	client *http.Client
	server *httptest.Server
}

func newBrowser(t *testing.T, d *desk) *browser {
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		m, err := d.SignIn(r.Context(), d.ada.Email, password, auth.Origin{Remote: r.RemoteAddr})
		if err == nil {
			err = d.PutMember(r.Context(), m)
		}
		if err != nil {
			t.Errorf("sign-in: %v", err)
		}
	})
	mux.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		m, err := d.SessionMember(r.Context())
		if err != nil {
			wantCode(t, "SessionMember", err, writ.CodeUnauthenticated)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(m.Email))
	})
	server := httptest.NewServer(d.Sessions().LoadAndSave(mux))
	t.Cleanup(server.Close)
	return &browser{t: t, client: newClient(t), server: server}
}

func newClient(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
}

func (b *browser) get(path string) (status int, cookie string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = res.Body.Close()
	for _, c := range b.client.Jar.Cookies(req.URL) {
		cookie = c.Value
	}
	return res.StatusCode, cookie
}

func (b *browser) want(what string, status int) {
	b.t.Helper()
	if got, _ := b.get("/me"); got != status {
		b.t.Errorf("%s: status %d, want %d", what, got, status)
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := newBrowser(t, d)
	b.want("nobody", http.StatusUnauthorized)
	_, first := b.get("/in")
	b.want("signed in", http.StatusOK)
	_, second := b.get("/in")
	if first == "" || first == second {
		t.Errorf("the token was not renewed: %q, then %q", first, second)
	}

	// The first token is worth nothing any more, and the store knows neither.
	err := d.st.Read(t.Context(), func(tx store.Tx) error {
		for _, token := range []string{first, second} {
			if _, found, err := tx.Sessions.Find(t.Context(), token, 0); err != nil || found {
				t.Errorf("the store holds a token in clear (%v)", err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, found, err := d.Sessions().Store.Find(first)
	if err != nil || found {
		t.Errorf("the old session lives on (%v)", err)
	}
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *desk){
		"signed out everywhere": func(t *testing.T, d *desk) {
			if err := d.SignOutEverywhere(t.Context(), d.ada.ID, here); err != nil {
				t.Error(err)
			}
		},
		"password changed": func(t *testing.T, d *desk) {
			if _, err := d.ChangePassword(t.Context(), d.ada.ID, password, "a quite new password", here); err != nil {
				t.Error(err)
			}
		},
		"deactivated":   func(t *testing.T, d *desk) { d.change(t, func(m *writ.Member) { m.Deactivated = true }) },
		"idle too long": func(_ *testing.T, d *desk) { d.clock.advance(12*time.Hour + time.Second) },
		"too old": func(_ *testing.T, d *desk) {
			d.clock.advance(7*24*time.Hour + time.Second)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			b := newBrowser(t, d)
			b.get("/in")
			other := *b // a second browser
			other.client = newClient(t)
			other.get("/in")
			b.want("before", http.StatusOK)
			end(t, d)
			b.want("after", http.StatusUnauthorized)
			other.want("after, in another browser", http.StatusUnauthorized)
		})
	}
}

func TestSessionThatIsUsedGoesOnUntilItIsTooOld(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := newBrowser(t, d)
	b.get("/in")
	for hours := 0; hours+11 < 7*24; hours += 11 {
		d.clock.advance(11 * time.Hour)
		b.want("in use", http.StatusOK)
	}
	d.clock.advance(11 * time.Hour)
	b.want("after seven days", http.StatusUnauthorized)
}

// TestSignOutDuringARequest says that a request which outlasts the sign-out,
// such as a long upload, does not bring the session back when it ends.
func TestSignOutDuringARequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, token := newBrowser(t, d).get("/in")
	d.clock.advance(time.Hour) // so that the long request notes that the session is in use
	load := func() context.Context {
		ctx, err := d.Sessions().Load(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		return ctx
	}
	long := load()
	if _, err := d.SessionMember(long); err != nil {
		t.Fatal(err)
	}
	if err := d.Sessions().Destroy(load()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Sessions().Commit(long); err != nil {
		t.Fatal(err)
	}
	_, err := d.SessionMember(load())
	wantCode(t, "the session that was signed out of", err, writ.CodeUnauthenticated)
}

// TestSessionIsNotWrittenAtEveryRequest: a page that polls must not cost a
// durable transaction each time.
func TestSessionIsNotWrittenAtEveryRequest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	counted := &countingStore{Store: d.st}
	d.Service = newService(counted, d.clock)
	b := newBrowser(t, d)
	b.get("/in")
	counted.writes.Store(0)
	for range 10 {
		b.want("in use", http.StatusOK)
	}
	if n := counted.writes.Load(); n != 0 {
		t.Errorf("ten requests in a row wrote %d times", n)
	}
	d.clock.advance(6 * time.Minute)
	for range 10 {
		b.want("in use", http.StatusOK)
	}
	if n := counted.writes.Load(); n != 1 {
		t.Errorf("ten requests later wrote %d times, want once", n)
	}
}

func TestForgedSessionCookies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, token := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("x", 10_000), "'; --", "\x00"} {
		ctx, err := d.Sessions().Load(context.Background(), token)
		if err != nil {
			t.Errorf("%.10q: %v", token, err)
			continue
		}
		_, err = d.SessionMember(ctx)
		wantCode(t, "a forged cookie", err, writ.CodeUnauthenticated)
	}
}
