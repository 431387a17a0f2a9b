package auth_test

import (
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/internal/testoidc"
	"github.com/writ-dev/writ/warehouse/driver"
)

const redirect = "https://writ.example.com/oidc/callback"

// ann is who is signed in at the provider.
func ann() testoidc.User {
	return testoidc.User{Subject: "a-1", Email: "Ann@Example.com", Verified: true, Given: "Ann", Family: "Lee", Groups: []string{"finance", "all"}}
}

// party is a desk with a provider.
type party struct {
	*desk
	*testoidc.Provider
	as auth.Party
}

func newParty(t *testing.T) *party {
	t.Helper()
	d := newEmptyDesk(t)
	p := testoidc.New(t, redirect, d.clock.Now)
	p.SignIn(ann())
	return &party{desk: d, Provider: p, as: auth.Party{
		Issuer: p.Issuer(), ClientID: testoidc.ClientID, Secret: testoidc.ClientSecret,
		Scopes: []string{"email"}, GroupClaim: "groups", Redirect: redirect,
	}}
}

// begin begins a sign-in and returns what the browser keeps and what the provider
// sends it back with.
func (p *party) begin(t *testing.T, next string) (keep string, answer url.Values) {
	t.Helper()
	address, keep, err := p.BeginOpenID(t.Context(), p.as, next, here)
	if err != nil {
		t.Fatal(err)
	}
	return keep, p.visit(t, address)
}

// visit goes to the provider as a browser does, up to where it sends it back.
func (p *party) visit(t *testing.T, address string) url.Values {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	back, err := resp.Location()
	if err != nil || !strings.HasPrefix(back.String(), redirect+"?") {
		t.Fatalf("the provider answered %s %q (%v)", resp.Status, text, err)
	}
	return back.Query()
}

func TestOpenID(t *testing.T) {
	t.Parallel()
	p := newParty(t)
	keep, answer := p.begin(t, "/t/1?x=y")
	got, next, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here)
	if err != nil {
		t.Fatal(err)
	}
	want := &auth.Claims{Issuer: p.Issuer(), Subject: "a-1", Email: "ann@example.com", Verified: true, FirstName: "Ann", LastName: "Lee", Groups: []string{"finance", "all"}}
	if !reflect.DeepEqual(got, want) || next != "/t/1?x=y" {
		t.Errorf("got %+v, next %q; want %+v", got, next, want)
	}
}

// TestOpenIDRequest looks at what the browser is sent to the provider with.
func TestOpenIDRequest(t *testing.T) {
	t.Parallel()
	p := newParty(t)
	address, keep, err := p.BeginOpenID(t.Context(), p.as, "/", here)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": testoidc.ClientID, "redirect_uri": redirect, "scope": "openid email", "code_challenge_method": "S256",
	} {
		if got := q[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	seen := map[string]bool{keep: true}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Get(name)) < 43 || seen[q.Get(name)] {
			t.Errorf("%s is %q: not as random as it has to be", name, q.Get(name))
		}
		seen[q.Get(name)] = true
	}
	if strings.Contains(address, testoidc.ClientSecret) || strings.Contains(address, keep) {
		t.Error("the address tells a secret")
	}
}

// TestOpenIDLies has the provider lie in every way that a sign-in has to notice.
func TestOpenIDLies(t *testing.T) {
	t.Parallel()
	for _, fault := range []testoidc.Fault{
		testoidc.WrongNonce, testoidc.NoNonce, testoidc.WrongAudience, testoidc.OtherParty, testoidc.WrongIssuer, testoidc.Expired,
		testoidc.AlgNone, testoidc.AlgHMAC, testoidc.ForeignKey, testoidc.NoToken, testoidc.OtherUserInfo, testoidc.NoKeys,
	} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			p := newParty(t)
			keep, answer := p.begin(t, "/")
			p.Break(fault)
			claims, next, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here)
			wantCode(t, string(fault), err, writ.CodeUnauthenticated)
			if claims != nil || next != "/" {
				t.Errorf("got %+v and next %q", claims, next)
			}
			p.Break("")
			keep, answer = p.begin(t, "/")
			if _, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here); err != nil {
				t.Errorf("once the provider is honest: %v", err)
			}
		})
	}
}

// TestOpenIDAnswers changes what comes back with the browser.
func TestOpenIDAnswers(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(t *testing.T, p *party, keep *string, answer url.Values){
		"no state":          func(_ *testing.T, _ *party, _ *string, a url.Values) { a.Del("state") },
		"a made-up state":   func(_ *testing.T, _ *party, _ *string, a url.Values) { a.Set("state", writ.NewSecret(32)) },
		"another browser":   func(_ *testing.T, _ *party, keep *string, _ url.Values) { *keep = writ.NewSecret(32) },
		"a browser without": func(_ *testing.T, _ *party, keep *string, _ url.Values) { *keep = "" },
		"another issuer":    func(_ *testing.T, _ *party, _ *string, a url.Values) { a.Set("iss", "https://evil.example.com") },
		"no code":           func(_ *testing.T, _ *party, _ *string, a url.Values) { a.Del("code") },
		"a made-up code":    func(_ *testing.T, _ *party, _ *string, a url.Values) { a.Set("code", "guess") },
		"too late":          func(_ *testing.T, p *party, _ *string, _ url.Values) { p.clock.advance(10*time.Minute + time.Second) },
		"changed settings":  func(_ *testing.T, p *party, _ *string, _ url.Values) { p.as.ClientID = "other" },
		"the other tab's code": func(t *testing.T, p *party, _ *string, a url.Values) {
			_, other := p.begin(t, "/")
			a.Set("code", other.Get("code")) // its PKCE verifier is another
		},
		"the other tab's state": func(t *testing.T, p *party, _ *string, a url.Values) {
			_, other := p.begin(t, "/")
			a.Set("state", other.Get("state"))
		},
		"a session for a state": func(_ *testing.T, _ *party, keep *string, a url.Values) { a.Set("state", *keep) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newParty(t)
			keep, answer := p.begin(t, "/")
			spoil(t, p, &keep, answer)
			claims, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here)
			wantCode(t, name, err, writ.CodeUnauthenticated)
			if claims != nil {
				t.Errorf("got %+v", claims)
			}
		})
	}
}

func TestOpenIDWorksOnce(t *testing.T) {
	t.Parallel()
	p := newParty(t)
	keep, answer := p.begin(t, "/")
	if _, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here); err != nil {
		t.Fatal(err)
	}
	_, next, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here)
	wantCode(t, "the same answer again", err, writ.CodeUnauthenticated)
	if next != "" {
		t.Errorf("it leads to %q", next)
	}
	// A stranger's try with the right state spends it, and gains nothing.
	keep, answer = p.begin(t, "/")
	_, _, err = p.FinishOpenID(t.Context(), p.as, answer, "stolen", here)
	wantCode(t, "from another browser", err, writ.CodeUnauthenticated)
	_, _, err = p.FinishOpenID(t.Context(), p.as, answer, keep, here)
	wantCode(t, "from the right one, afterwards", err, writ.CodeUnauthenticated)
}

func TestOpenIDRefusalsAreExplained(t *testing.T) {
	t.Parallel()
	p := newParty(t)
	for code, want := range map[string]string{
		"access_denied": "did not let you in", "invalid_scope": "(invalid_scope)", "<script>": "without a reason", "server_error": "has failed",
	} {
		p.Refuse(code)
		keep, answer := p.begin(t, "/")
		_, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here)
		wantCode(t, code, err, writ.CodeUnauthenticated)
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "<") {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// TestOpenIDKeysRotate changes the provider's key between two sign-ins.
func TestOpenIDKeysRotate(t *testing.T) {
	t.Parallel()
	p := newParty(t)
	for range 3 {
		keep, answer := p.begin(t, "/")
		if _, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.KeyReads(); n != 1 {
		t.Errorf("the keys were read %d times for three sign-ins", n)
	}
	p.Rotate()
	keep, answer := p.begin(t, "/")
	if _, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here); err != nil {
		t.Errorf("after a rotation: %v", err)
	}
}

func TestOpenIDClaims(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		user  testoidc.User
		fault testoidc.Fault
		want  auth.Claims
	}{
		"as text":      {user: testoidc.User{Subject: "s", Email: "a@b", Verified: "true"}, want: auth.Claims{Email: "a@b", Verified: true}},
		"not verified": {user: testoidc.User{Subject: "s", Email: "a@b", Verified: false}, want: auth.Claims{Email: "a@b"}},
		"nothing said": {user: testoidc.User{Subject: "s", Email: "a@b"}, want: auth.Claims{Email: "a@b"}},
		"no address":   {user: testoidc.User{Subject: "s", Email: "ann", Verified: true}, want: auth.Claims{Verified: true}},
		"one name":     {user: testoidc.User{Subject: "s", Email: "a@b", Extra: map[string]any{"name": "Ann Lee"}}, want: auth.Claims{Email: "a@b", FirstName: "Ann Lee"}},
		"one group":    {user: testoidc.User{Subject: "s", Email: "a@b", Extra: map[string]any{"groups": "ops"}}, want: auth.Claims{Email: "a@b", Groups: []string{"ops"}}},
		"odd groups":   {user: testoidc.User{Subject: "s", Email: "a@b", Extra: map[string]any{"groups": 7}}, want: auth.Claims{Email: "a@b"}},
		"too many":     {user: testoidc.User{Subject: "s", Email: "a@b", Extra: map[string]any{"_claim_names": map[string]string{"groups": "src1"}, "_claim_sources": map[string]any{"src1": map[string]string{"endpoint": "https://claims.example.com"}}}}, want: auth.Claims{Email: "a@b", GroupsLeftOut: true}},
		"vouched for in the user info, of another address": {user: testoidc.User{Subject: "s", Email: "boss@b", Info: map[string]any{"email": "a@b", "email_verified": true, "groups": []string{"ops"}}}, want: auth.Claims{Email: "boss@b", Groups: []string{"ops"}}},
		"from user info": {user: ann(), fault: testoidc.Thin, want: auth.Claims{Email: "ann@example.com", Verified: true, FirstName: "Ann", LastName: "Lee", Groups: []string{"finance", "all"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newParty(t)
			p.SignIn(test.user)
			p.Break(test.fault)
			keep, answer := p.begin(t, "/")
			got, _, err := p.FinishOpenID(t.Context(), p.as, answer, keep, here)
			if err != nil {
				t.Fatal(err)
			}
			test.want.Issuer, test.want.Subject = p.Issuer(), test.user.Subject
			if !reflect.DeepEqual(*got, test.want) {
				t.Errorf("got %+v, want %+v", *got, test.want)
			}
		})
	}
}

// TestOpenIDGuessingIsSlowedDown floods both ends.
func TestOpenIDGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	p := newParty(t)
	p.Service = auth.New(p.st, p.clock.Now, auth.Options{Cost: cheap(), FailuresPerAddress: 3})
	for range 3 {
		_, _, err := p.FinishOpenID(t.Context(), p.as, url.Values{"state": {"guess"}}, "", here)
		wantCode(t, "a guess", err, writ.CodeUnauthenticated)
	}
	_, _, err := p.FinishOpenID(t.Context(), p.as, url.Values{"state": {"guess"}}, "", here)
	wantCode(t, "one too many", err, writ.CodeExhausted)
	var last error
	for range 40 {
		if _, _, last = p.BeginOpenID(t.Context(), p.as, "/", here); last != nil {
			break
		}
	}
	wantCode(t, "begun too often", last, writ.CodeExhausted)
}

func TestCheckOpenID(t *testing.T) {
	t.Parallel()
	never, err := driver.ParseHosts([]string{"warehouse.example.com"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		fault   testoidc.Fault
		change  func(*party)
		steps   int
		message string // of the last, "" if all is well
	}{
		"all is well":     {steps: 3},
		"another issuer":  {fault: testoidc.Misnamed, steps: 1, message: "it calls itself https://somebody-else.example.com"},
		"elsewhere":       {fault: testoidc.Redirecting, steps: 1, message: "not as an OpenID provider does"},
		"without end":     {fault: testoidc.Huge, steps: 1, message: "not as an OpenID provider does"},
		"no PKCE":         {fault: testoidc.NoPKCE, steps: 1, message: "PKCE"},
		"no keys":         {fault: testoidc.NoKeys, steps: 2, message: "no key that signs"},
		"wrong secret":    {change: func(p *party) { p.as.Secret = "wrong" }, steps: 3, message: "(invalid_client)"},
		"wrong client":    {change: func(p *party) { p.as.ClientID = "wrong" }, steps: 3, message: "(invalid_client)"},
		"no such path":    {change: func(p *party) { p.as.Issuer += "/realm" }, steps: 1, message: "not as an OpenID provider does"},
		"nobody listens":  {change: func(p *party) { p.as.Issuer = "http://127.0.0.1:1" }, steps: 1, message: "it cannot be connected to"},
		"the cloud's own": {change: func(p *party) { p.as.Issuer = "https://169.254.169.254" }, steps: 1, message: "this server may not connect there"},
		"not on the list": {change: func(p *party) {
			p.Service = auth.New(p.st, p.clock.Now, auth.Options{Cost: cheap(), Hosts: never})
		}, steps: 1, message: "this server may not connect there"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newParty(t)
			p.Break(test.fault)
			if test.change != nil {
				test.change(p)
			}
			steps := p.CheckOpenID(t.Context(), p.as)
			if len(steps) != test.steps {
				t.Fatalf("got %+v", steps)
			}
			last := steps[len(steps)-1]
			if last.OK != (test.message == "") || !strings.Contains(last.Message, test.message) || !last.OK && last.Hint == "" {
				t.Errorf("got %+v, want %q", last, test.message)
			}
			for _, s := range steps {
				if strings.Contains(s.Message+s.Hint, testoidc.ClientSecret) {
					t.Errorf("it tells the secret: %+v", s)
				}
			}
		})
	}
}
