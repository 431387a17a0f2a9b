package api

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testoidc"
	"github.com/writ-dev/writ/store"
)

// provided is a world whose organization has an OpenID provider, and an Admin.
type provided struct {
	*world
	*testoidc.Provider
	admin *principal
}

func newProvided(t *testing.T) *provided {
	t.Helper()
	w := newWorld(t)
	p := testoidc.New(t, "http://writ.test"+openIDCallback, writ.SystemClock)
	return &provided{world: w, Provider: p, admin: w.member(writ.AccountAdmin, "boss@example.org")}
}

// settle saves the provider with further settings, as JSON fields.
func (p *provided) settle(more string) answerOf {
	p.t.Helper()
	var now SignInSettings
	p.do(p.admin, "GET", "/v2/organization/sign-in", "").want(200).read(&now)
	return p.do(p.admin, "PUT", "/v2/organization/sign-in", `{"version":`+fmt.Sprint(now.Version)+`,"password":true,"provider":{"issuer":"`+p.Issuer()+
		`","clientId":"`+testoidc.ClientID+`","clientSecret":"`+testoidc.ClientSecret+`","label":"Sign in with Example"`+more+`}}`)
}

// tab is a browser: it keeps cookies, and takes what leads to http://writ.test for
// the server.
type tab struct {
	p      *provided
	client *http.Client
}

func (p *provided) tab() *tab {
	jar, err := cookiejar.New(nil)
	fatal(p.t, err)
	return &tab{p: p, client: &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}}
}

func (b *tab) get(address string) answerOf {
	b.p.t.Helper()
	address = strings.Replace(address, "http://writ.test", "", 1)
	if strings.HasPrefix(address, "/") {
		address = b.p.http.URL + address
	}
	req, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodGet, address, nil)
	fatal(b.p.t, err)
	return b.p.send(b.client, req)
}

// toProvider goes to the provider and returns where that sends the browser.
func (b *tab) toProvider(next string) string {
	b.p.t.Helper()
	begun := b.get(openIDStart + "?next=" + url.QueryEscape(next)).want(303)
	return b.get(begun.header.Get("Location")).want(303).header.Get("Location")
}

// signIn goes all the way.
func (b *tab) signIn(next string) answerOf {
	b.p.t.Helper()
	return b.get(b.toProvider(next))
}

// who is the address of the member whose session the tab has, "" for nobody.
func (b *tab) who() string {
	b.p.t.Helper()
	a := b.get("/v2/whoami")
	if a.status != 200 {
		return ""
	}
	var who Whoami
	a.read(&who)
	return who.Email
}

func (p *provided) memberCalled(email string) (m *writ.Member) {
	p.t.Helper()
	fatal(p.t, p.store.Read(p.t.Context(), func(tx store.Tx) (err error) {
		if m, err = tx.Members.ByEmail(p.t.Context(), email); writ.CodeOf(err) == writ.CodeNotFound {
			return nil
		}
		return err
	}))
	return m
}

func user(email string, groups ...string) testoidc.User {
	return testoidc.User{Subject: "sub-" + email, Email: email, Verified: true, Given: "Ann", Family: "Lee", Groups: groups}
}

func TestSignInThroughAProvider(t *testing.T) {
	t.Parallel()
	p := newProvided(t)
	p.member(writ.AccountBuild, "ann@example.org")
	if page := p.tab().get("/login").want(200); strings.Contains(string(page.body), "/oidc/start") {
		t.Error("a button without a provider")
	}
	p.settle("").want(200)
	b := p.tab()
	page := b.get("/login?next=%2Ft%2F1").want(200)
	if !strings.Contains(string(page.body), `href="/oidc/start?next=%2ft%2f1"`) || !strings.Contains(string(page.body), "Sign in with Example") {
		t.Errorf("no button: %s", page.body)
	}
	p.SignIn(user("ann@example.org"))
	if a := b.signIn("/t/1").want(303); a.header.Get("Location") != "/t/1" {
		t.Errorf("it leads to %q", a.header.Get("Location"))
	}
	if who := b.who(); who != "ann@example.org" {
		t.Errorf("signed in as %q", who)
	}
	// The subject counts from now on, whatever the address.
	p.SignIn(testoidc.User{Subject: "sub-ann@example.org", Email: "new@example.org"})
	again := p.tab()
	again.signIn("/").want(303)
	if who := again.who(); who != "ann@example.org" {
		t.Errorf("the same subject is %q", who)
	}
	// Another subject with the address of a member who is linked already is not them.
	p.SignIn(testoidc.User{Subject: "stranger", Email: "ann@example.org", Verified: true})
	other := p.tab()
	other.signIn("/").want(403)
	if who := other.who(); who != "" {
		t.Errorf("a stranger came in as %q", who)
	}
	p.do(p.admin, "DELETE", "/v2/members/"+string(p.memberCalled("ann@example.org").ID)+"/identities", "").want(200)
	other.signIn("/").want(303)
}

// TestProviderTurnsAway has everybody refused who must be, and told the same whether
// there is such a member or not.
func TestProviderTurnsAway(t *testing.T) {
	t.Parallel()
	p := newProvided(t)
	gone := p.member(writ.AccountAdmin, "gone@example.org")
	p.do(p.admin, "PATCH", "/v2/members/"+string(gone.id), `{"isArchived":true}`).want(200)
	p.member(writ.AccountAdmin, "ann@example.org")
	p.settle("").want(200)
	said := map[string]string{}
	for name, u := range map[string]testoidc.User{
		"deactivated":  user("gone@example.org"),
		"unknown":      user("nobody@example.org"),
		"not verified": {Subject: "x", Email: "ann@example.org", Verified: false},
		"nothing said": {Subject: "y", Email: "ann@example.org"},
		"no address":   {Subject: "z", Verified: true},
	} {
		p.SignIn(u)
		b := p.tab()
		page := b.signIn("/").want(403)
		if who := b.who(); who != "" {
			t.Errorf("%s came in as %q", name, who)
		}
		text := string(page.body)
		start := strings.Index(text, `role="alert"`)
		said[name] = text[start:strings.Index(text, "</div>")]
	}
	if said["deactivated"] != said["unknown"] || !strings.Contains(said["unknown"], "cannot sign in") {
		t.Errorf("they are told %q", said)
	}
	if !strings.Contains(said["not verified"], "vouch for your e-mail address") || said["not verified"] != said["nothing said"] {
		t.Errorf("they are told %q", said)
	}
	if m := p.memberCalled("nobody@example.org"); m != nil {
		t.Errorf("a member was made: %+v", m)
	}
}

// TestProviderMakesMembers has first sign-ins make members, and groups put them into
// teams and out of them.
func TestProviderMakesMembers(t *testing.T) {
	t.Parallel()
	p := newProvided(t)
	team := func(name string) string {
		var made Team
		p.do(p.admin, "POST", "/v2/teams", `{"name":"`+name+`"}`).want(200).read(&made)
		return string(made.TeamID)
	}
	finance, ops, own := team("Finance"), team("Ops"), team("Own")
	p.settle(`,"provision":"build"`).want(400) // of no domain
	p.settle(`,"provision":"Admin","domains":["example.org"]`).want(400)
	p.settle(`,"provision":"build","domains":["example.org"],"groupClaim":"groups","teams":[{"group":"fin","teamId":"` + finance +
		`"},{"group":"money","teamId":"` + finance + `"},{"group":"ops","teamId":"` + ops + `"}]`).want(200)
	teams := func() string {
		var names []string
		fatal(t, p.store.Read(t.Context(), func(tx store.Tx) error {
			names = nil
			list, err := tx.Teams.Of(t.Context(), p.memberCalled("new@example.org").ID)
			for _, one := range list {
				names = append(names, one.Name)
			}
			return err
		}))
		return strings.Join(names, " ")
	}
	p.SignIn(user("new@example.org", "money", "other"))
	b := p.tab()
	b.signIn("/").want(303)
	m := p.memberCalled("new@example.org")
	if m == nil || m.AccountType != writ.AccountBuild || m.FirstName != "Ann" || m.PasswordHash != "" || b.who() != "new@example.org" {
		t.Fatalf("the member is %+v", m)
	}
	if got := teams(); got != "Finance" {
		t.Errorf("in %q", got)
	}
	p.do(p.admin, "PATCH", "/v2/teams/"+own+"/members", `{"add":["`+string(m.ID)+`"]}`).want(200)
	for _, step := range []struct {
		groups []string
		want   string
	}{{[]string{"ops"}, "Ops Own"}, {[]string{"fin", "money", "ops"}, "Finance Ops Own"}, {nil, "Own"}} {
		p.SignIn(user("new@example.org", step.groups...))
		p.tab().signIn("/").want(303)
		if got := teams(); got != step.want {
			t.Errorf("with %v in %q, want %q", step.groups, got, step.want)
		}
	}
	p.SignIn(user("new@evil.example.com"))
	p.tab().signIn("/").want(403)
}

// TestPasswordsGoLast switches passwords off, which an Admin's own way in has to
// come before.
func TestPasswordsGoLast(t *testing.T) {
	t.Parallel()
	p := newProvided(t)
	off := func() answerOf {
		var now SignInSettings
		p.do(p.admin, "GET", "/v2/organization/sign-in", "").want(200).read(&now)
		return p.do(p.admin, "PUT", "/v2/organization/sign-in", `{"version":`+fmt.Sprint(now.Version)+`,"password":false,"provider":{"issuer":"`+p.Issuer()+
			`","clientId":"`+testoidc.ClientID+`","label":"Example"}}`)
	}
	p.do(p.admin, "PUT", "/v2/organization/sign-in", `{"version":0,"password":false}`).want(400)
	off().want(400) // there is no secret
	p.settle("").want(200)
	off().want(409)
	p.SignIn(user("boss@example.org"))
	p.tab().signIn("/").want(303)
	off().want(200)
	page := p.do(nil, "POST", "/login", "email=boss%40example.org&password=whatever", "Content-Type", formType).want(401)
	if !strings.Contains(string(page.body), "switched off") || strings.Contains(string(page.body), `name="password"`) {
		t.Errorf("the page says %s", page.body)
	}
	p.do(p.admin, "DELETE", "/v2/members/"+string(p.admin.id)+"/identities", "").want(409)
	p.do(p.admin, "PATCH", "/v2/members/"+string(p.memberCalled("boss@example.org").ID), `{"memberType":"View"}`).want(409)
}

// TestOpenIDKeepsBrowsersApart takes one browser's answer to another, and looks
// where the way back leads.
func TestOpenIDKeepsBrowsersApart(t *testing.T) {
	t.Parallel()
	p := newProvided(t)
	p.member(writ.AccountBuild, "ann@example.org")
	p.settle("").want(200)
	p.SignIn(user("ann@example.org"))
	mine, theirs := p.tab(), p.tab()
	answer := mine.toProvider("/")
	theirs.toProvider("/")
	theirs.get(answer).want(401)
	if theirs.who() != "" {
		t.Error("a stranger's answer signed a browser in")
	}
	answer = mine.toProvider("//evil.example.com/x")
	if to := mine.get(answer).want(303).header.Get("Location"); to != "/" {
		t.Errorf("it leads to %q", to)
	}
	mine.get(answer).want(401) // once is enough
	before, _ := mine.cookie()
	mine.signIn("/").want(303)
	if after, attributes := mine.cookie(); after == before || after == "" {
		t.Errorf("the session kept its token (%v)", attributes)
	}
}

func (b *tab) cookie() (value string, all []*http.Cookie) {
	u, err := url.Parse(b.p.http.URL)
	fatal(b.p.t, err)
	all = b.client.Jar.Cookies(u)
	for _, c := range all {
		if c.Name == cookieName(false) {
			value = c.Value
		}
	}
	return value, all
}

// TestSignInSettingsKeepTheSecret looks for the secret wherever settings come out,
// and at whom it would be sent to.
func TestSignInSettingsKeepTheSecret(t *testing.T) {
	t.Parallel()
	p := newProvided(t)
	saved := p.settle("").want(200)
	checks := p.do(p.admin, "POST", "/v2/organization/sign-in/check", `{"version":1,"password":true,"provider":{"issuer":"`+p.Issuer()+
		`","clientId":"`+testoidc.ClientID+`","label":"x"}}`).want(200)
	var steps Entries[SignInStep]
	checks.read(&steps)
	if len(steps.Entries) != 3 || !steps.Entries[2].OK {
		t.Errorf("the check says %s", checks.body)
	}
	for _, a := range []answerOf{saved, checks, p.do(p.admin, "GET", "/v2/organization/sign-in", ""), p.do(p.admin, "GET", "/v2/audit-log", "")} {
		if strings.Contains(string(a.body), testoidc.ClientSecret) || a.status != 200 {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if strings.Contains(p.log.String(), testoidc.ClientSecret) {
		t.Error("the log tells the secret")
	}
	for _, path := range []string{"PUT /v2/organization/sign-in", "POST /v2/organization/sign-in/check"} {
		method, path, _ := strings.Cut(path, " ")
		p.do(p.admin, method, path, `{"version":1,"password":true,"provider":{"issuer":"https://evil.example.com","clientId":"`+testoidc.ClientID+`","label":"x"}}`).want(400)
	}
}
