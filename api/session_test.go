package api

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// browser is a client with cookies.
type browser struct {
	w *world
	c *http.Client
}

func (w *world) browser() *browser {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	fatal(w.t, err)
	return &browser{w, &http.Client{Jar: jar, Transport: w.http.Client().Transport}}
}

func (b *browser) get(path string) answerOf {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodGet, b.w.http.URL+path, nil)
	fatal(b.w.t, err)
	return b.w.send(b.c, req)
}

func (b *browser) post(path string, form url.Values, headers ...string) answerOf {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodPost, b.w.http.URL+path, strings.NewReader(form.Encode()))
	fatal(b.w.t, err)
	req.Header.Set("Content-Type", formType)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return b.w.send(b.c, req)
}

// cookie returns the session cookie's value, "" if there is none.
func (b *browser) cookie() string {
	u, err := url.Parse(b.w.http.URL)
	fatal(b.w.t, err)
	for _, c := range b.c.Jar.Cookies(u) {
		if c.Name == cookieName(false) {
			return c.Value
		}
	}
	return ""
}

const ownPassword = "correct horse battery"

// signIn goes through the first sign-in of the first Admin.
func (b *browser) signIn() {
	b.w.t.Helper()
	a := b.post("/login", url.Values{"email": {b.w.adminName}, "password": {b.w.password}, "next": {"/upload"}}).want(303)
	if to := a.header.Get("Location"); to != "/password?next=%2Fupload" {
		b.w.t.Fatalf("the first sign-in leads to %q", to)
	}
	a = b.post("/password", url.Values{"old": {b.w.password}, "new": {ownPassword}, "repeated": {ownPassword}, "next": {"/upload"}}).want(303)
	if to := a.header.Get("Location"); to != "/upload" {
		b.w.t.Fatalf("the new password leads to %q", to)
	}
}

func TestFirstSignInForcesAPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser()
	if to := b.get("/upload?x=1").want(303).header.Get("Location"); to != "/login?next=%2Fupload%3Fx%3D1" {
		t.Fatalf("a stranger is led to %q", to)
	}
	b.post("/login", url.Values{"email": {w.adminName}, "password": {w.password}}).want(303)
	if p := b.get("/v2/whoami").want(403).problem(); !strings.Contains(p.Hint, "/password") {
		t.Errorf("the way to the new password is not told: %+v", p)
	}
	b.get("/v2/connections").want(403)
	if to := b.get("/").want(303).header.Get("Location"); to != "/password" {
		t.Errorf("home leads to %q", to)
	}
	before := b.cookie()
	bad := b.post("/password", url.Values{"old": {w.password}, "new": {"short"}, "repeated": {"short"}})
	if bad.want(400); !strings.Contains(string(bad.body), `role="alert"`) {
		t.Errorf("a refused password is not explained: %s", bad.body)
	}
	b.post("/password", url.Values{"old": {w.password}, "new": {ownPassword}, "repeated": {ownPassword + "x"}}).want(400)
	b.post("/password", url.Values{"old": {w.password}, "new": {ownPassword}, "repeated": {ownPassword}}).want(303)
	if b.cookie() == before {
		t.Error("the session has the same token after the password changed")
	}
	var who Whoami
	b.get("/v2/whoami").want(200).read(&who)
	if who.Email != w.adminName || len(who.Permissions) == 0 {
		t.Errorf("whoami says %+v", who)
	}
	page := b.get("/upload").want(200)
	nonce := strings.Split(strings.SplitAfter(page.header.Get("Content-Security-Policy"), "'nonce-")[1], "'")[0]
	if !strings.Contains(string(page.body), `nonce="`+nonce+`"`) {
		t.Errorf("the page does not carry the nonce %s of its policy: %s", nonce, page.body)
	}
}

func TestSignInRenewsTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser()
	b.signIn()
	first := b.cookie()
	b.post("/login", url.Values{"email": {w.adminName}, "password": {ownPassword}}).want(303)
	if b.cookie() == first || b.cookie() == "" {
		t.Error("signing in again kept the session's token")
	}
	thief := w.browser()
	u, err := url.Parse(w.http.URL)
	fatal(t, err)
	thief.c.Jar.SetCookies(u, []*http.Cookie{{Name: cookieName(false), Value: first}})
	thief.get("/v2/whoami").want(401)
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.browser(), w.browser()
	one.signIn()
	two.post("/login", url.Values{"email": {w.adminName}, "password": {ownPassword}}).want(303)
	two.get("/v2/whoami").want(200)
	one.post("/logout", nil).want(303)
	one.get("/v2/whoami").want(401)
	two.get("/v2/whoami").want(200) // another browser's session is its own

	one.post("/login", url.Values{"email": {w.adminName}, "password": {ownPassword}}).want(303)
	one.post("/v2/auth/sign-out-everywhere", nil).want(200)
	one.get("/v2/whoami").want(401)
	two.get("/v2/whoami").want(401)
}

func TestSignInDoesNotTellWhoIsAMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	try := func(email string) (int, string) {
		a := w.browser().post("/login", url.Values{"email": {email}, "password": {"wrong wrong wrong"}})
		text := strings.ReplaceAll(string(a.body), email, "ADDRESS")
		return a.status, text
	}
	status, text := try(w.adminName)
	otherStatus, otherText := try("nobody@localhost")
	if status != 401 || status != otherStatus || text != otherText {
		t.Errorf("a known address gets %d %s\nan unknown one %d %s", status, text, otherStatus, otherText)
	}
}

func TestCrossSiteRequestsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser()
	b.signIn()
	p := b.post("/v2/auth/sign-out-everywhere", nil, "Sec-Fetch-Site", "cross-site").want(403).problem()
	if p.Code != writ.CodeForbidden {
		t.Errorf("got %+v", p)
	}
	b.post("/logout", nil, "Origin", "https://evil.example").want(403)
	b.get("/v2/whoami").want(200)
	b.post("/v2/auth/sign-out-everywhere", nil, "Origin", "http://writ.test").want(200) // the base URL
}

func TestNextLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/upload?a=b#c": "/upload?a=b#c", "": "/", "upload": "/", "//evil.example": "/", "https://evil.example": "/",
		"/\\evil.example": "/", "/%0d%0aX: y": "/%0d%0aX: y", "/\t/evil.example": "/", "javascript:alert(1)": "/", "\\\\evil": "/",
	} {
		if got := localPath(next); got != want {
			t.Errorf("localPath(%q) = %q, want %q", next, got, want)
		}
	}
}

func TestSecureCookie(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *Options) { o.BaseURL = &url.URL{Scheme: "https", Host: "writ.example.com"} })
	a := w.browser().post("/login", url.Values{"email": {w.adminName}, "password": {w.password}}).want(303)
	cookie := a.header.Get("Set-Cookie")
	for _, part := range []string{"__Host-writ=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %s: %s", part, cookie)
		}
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS behind https")
	}
}
