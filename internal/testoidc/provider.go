package testoidc

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
)

// The one client that the provider knows.
const (
	ClientID     = "writ-client"
	ClientSecret = "s3cret-of-the-client"
)

// User is who is signed in at the provider. Verified is what the claim
// email_verified says: usually a bool; nil leaves it out. Extra are further claims.
type User struct {
	Subject, Email, Given, Family string
	Verified                      any
	Groups                        []string
	Extra, Info                   map[string]any
}

// Fault is a way in which the provider is wrong.
type Fault string

// The faults. Each is about the next ID token, or about an endpoint.
const (
	WrongNonce    Fault = "the nonce is another's"
	NoNonce       Fault = "there is no nonce"
	WrongAudience Fault = "the token is for another client"
	OtherParty    Fault = "the token is for several clients, and another one asked for it"
	WrongIssuer   Fault = "the token is another provider's"
	Expired       Fault = "the token has expired"
	AlgNone       Fault = "the token is not signed"
	AlgHMAC       Fault = "the token is signed with the client's secret"
	ForeignKey    Fault = "the token is signed with a key that is not the provider's"
	NoToken       Fault = "there is no ID token"
	Thin          Fault = "e-mail and groups are with the user info only"
	OtherUserInfo Fault = "e-mail and groups are with the user info, which is about somebody else"
	NoKeys        Fault = "there are no keys"
	NoPKCE        Fault = "the provider does not know S256"
	Misnamed      Fault = "the discovery document names another issuer"
	Redirecting   Fault = "the discovery document is elsewhere"
	Huge          Fault = "the discovery document does not end"
)

// Provider is an OpenID provider. It is safe for concurrent use.
type Provider struct {
	server *httptest.Server
	now    func() time.Time

	mu       sync.Mutex
	redirect string // the redirect URI that is registered
	user     User
	fault    Fault
	refusal  string // the error that authorization answers with
	key      *rsa.PrivateKey
	keyID    string
	codes    map[string]grant
	access   map[string]User
	keyReads int
}

// grant is what a code stands for.
type grant struct {
	nonce, challenge, redirect string
	user                       User
}

// New starts a provider that sends browsers back to redirect and nowhere else.
func New(t testing.TB, redirect string, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{now: now, redirect: redirect, codes: map[string]grant{}, access: map[string]User{}}
	p.Rotate()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.serveDiscovery)
	mux.HandleFunc("GET /keys", p.serveKeys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

// Issuer is the address of the provider.
func (p *Provider) Issuer() string { return p.server.URL }

// SignIn says who is signed in at the provider from now on.
func (p *Provider) SignIn(u User) { p.change(func() { p.user = u }) }

// Break makes the provider wrong; "" mends it.
func (p *Provider) Break(f Fault) { p.change(func() { p.fault = f }) }

// Refuse makes authorization answer with an error of RFC 6749 §4.1.2.1; "" ends it.
func (p *Provider) Refuse(code string) { p.change(func() { p.refusal = code }) }

// Rotate replaces the key.
func (p *Provider) Rotate() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the system has no randomness
	}
	p.change(func() { p.key, p.keyID = key, writ.NewSecret(8) })
}

// KeyReads is how often the keys were asked for.
func (p *Provider) KeyReads() (n int) {
	p.change(func() { n = p.keyReads })
	return n
}

func (p *Provider) change(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fn()
}

func (p *Provider) broken(f Fault) (yes bool) {
	p.change(func() { yes = p.fault == f })
	return yes
}

func (p *Provider) serveDiscovery(w http.ResponseWriter, r *http.Request) {
	if p.broken(Redirecting) {
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
		return
	}
	if p.broken(Huge) {
		for range 4 << 10 {
			if _, err := w.Write(make([]byte, 1<<10)); err != nil {
				return
			}
		}
	}
	doc := map[string]any{
		"issuer": p.Issuer(), "authorization_endpoint": p.Issuer() + "/authorize", "token_endpoint": p.Issuer() + "/token",
		"jwks_uri": p.Issuer() + "/keys", "userinfo_endpoint": p.Issuer() + "/userinfo",
		"response_types_supported": []string{"code"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported": []string{"openid", "email", "profile", "groups"}, "code_challenge_methods_supported": []string{"S256"},
	}
	if p.broken(Misnamed) {
		doc["issuer"] = "https://somebody-else.example.com"
	}
	if p.broken(NoPKCE) {
		doc["code_challenge_methods_supported"] = []string{"plain"}
	}
	answer(w, http.StatusOK, doc)
}

func (p *Provider) serveKeys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keyReads++
	keys := []any{}
	if p.fault != NoKeys {
		e := []byte{byte(p.key.E >> 16), byte(p.key.E >> 8), byte(p.key.E)}
		keys = append(keys, map[string]string{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.keyID, "n": encode(p.key.N.Bytes()), "e": encode(e)})
	}
	answer(w, http.StatusOK, map[string]any{"keys": keys})
}

// authorize signs the user in without asking and sends the browser back.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p.mu.Lock()
	defer p.mu.Unlock()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != p.redirect {
		http.Error(w, "unknown client or redirect URI", http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {q.Get("state")}, "iss": {p.server.URL}}
	switch {
	case p.refusal != "":
		back.Set("error", p.refusal)
		back.Set("error_description", "<b>words of the provider</b>")
	case q.Get("response_type") != "code", q.Get("code_challenge_method") != "S256", len(q.Get("code_challenge")) != 43, q.Get("nonce") == "":
		back.Set("error", "invalid_request")
	default:
		code := writ.NewSecret(16)
		p.codes[code] = grant{nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"), user: p.user}
		back.Set("code", code)
	}
	http.Redirect(w, r, p.redirect+"?"+back.Encode(), http.StatusSeeOther)
}

// token exchanges a code, which works once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if id, secret, ok := r.BasicAuth(); !ok || id != ClientID || secret != ClientSecret {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || g.redirect != r.PostFormValue("redirect_uri") || g.challenge != encode(sum[:]) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	access := writ.NewSecret(16)
	p.access[access] = g.user
	out := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300}
	if p.fault != NoToken {
		out["id_token"] = p.idToken(g)
	}
	answer(w, http.StatusOK, out)
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var token string
	if a := r.Header.Get("Authorization"); len(a) > len("Bearer ") {
		token = a[len("Bearer "):]
	}
	u, ok := p.access[token]
	if !ok {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	claims := u.claims()
	maps.Copy(claims, u.Info)
	if p.fault == OtherUserInfo {
		claims["sub"] = "somebody-else"
	}
	answer(w, http.StatusOK, claims)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the asker is gone if this fails
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
