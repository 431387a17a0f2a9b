package auth

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Party is Writ as an OpenID provider knows it. Issuer is spelled as the provider
// spells it; Redirect is the address that it sends browsers back to.
type Party struct {
	Issuer, ClientID, Secret string
	Scopes                   []string // besides "openid"
	GroupClaim               string   // "" where groups do not matter
	Redirect                 string
}

// What a provider may take. A sign-in makes three or four requests.
const (
	openIDTimeout = 10 * time.Second // of one request
	openIDAnswer  = 1 << 20          // bytes of one answer
	openIDKept    = 10 * time.Minute // how long a discovery document is believed
)

// provider is a provider that has described itself.
type provider struct {
	*oidc.Provider
	said metadata
}

// metadata is what the discovery document says beyond what oidc reads of it
// (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).
type metadata struct {
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Keys          string   `json:"jwks_uri"`
	Responses     []string `json:"response_types_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
	ClientProofs  []string `json:"token_endpoint_auth_methods_supported"`
}

// openID asks providers. It remembers the last one, because an organization has
// one.
type openID struct {
	clock  writ.Clock
	client *http.Client

	mu     sync.Mutex
	issuer string
	until  time.Time
	known  *provider
}

// newOpenID makes an openID that connects only to where hosts allow. It follows no
// redirect and keeps no connection: a secret is sent to the named address or
// nowhere, and nothing has to be closed.
func newOpenID(clock writ.Clock, hosts *driver.Hosts) *openID {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		return hosts.Dial(ctx, network, host, address)
	}
	return &openID{clock: clock, client: &http.Client{
		Timeout:       openIDTimeout,
		Transport:     bounded{&http.Transport{DialContext: dial, DisableKeepAlives: true, ForceAttemptHTTP2: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// bounded cuts answers that do not end.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, openIDAnswer), resp.Body}
	}
	return resp, err
}

// with lets the vendors' functions use the client.
func (o *openID) with(ctx context.Context) context.Context { return oidc.ClientContext(ctx, o.client) }

// provider returns the provider of that issuer, as it described itself a short
// while ago.
func (o *openID) provider(ctx context.Context, issuer string) (*provider, error) {
	o.mu.Lock()
	known := o.known
	fresh := o.issuer == issuer && o.clock().Before(o.until)
	o.mu.Unlock()
	if fresh {
		return known, nil
	}
	p, err := o.discover(ctx, issuer)
	if err != nil {
		return nil, err
	}
	if err := p.said.check(issuer); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.issuer, o.until, o.known = issuer, o.clock().Add(openIDKept), p
	return p, nil
}

// discover asks the provider what it can and where.
func (o *openID) discover(ctx context.Context, issuer string) (*provider, error) {
	const op = "auth.discover"
	found, err := oidc.NewProvider(o.with(ctx), issuer)
	if err != nil {
		return nil, writ.Errorf(writ.CodeUnavailable, op, "The provider could not be asked: %s.", whyUnreached(err))
	}
	p := &provider{Provider: found}
	if err := found.Claims(&p.said); err != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, op, err, "The provider's description of itself cannot be read.")
	}
	return p, nil
}

// check refuses a provider with which a sign-in would not be safe.
func (m metadata) check(issuer string) error {
	const op = "auth.discover"
	for _, e := range []struct{ name, address string }{
		{"authorization_endpoint", m.Authorization}, {"token_endpoint", m.Token}, {"jwks_uri", m.Keys}, {"userinfo_endpoint", m.UserInfo},
	} {
		u, err := url.Parse(e.address)
		switch {
		case e.address == "" && e.name == "userinfo_endpoint":
		case e.address == "" || err != nil || u.Host == "":
			return writ.Errorf(writ.CodeUnsupported, op, "The provider names no %s.", e.name)
		case u.Scheme != "https" && !strings.HasPrefix(issuer, "http://"): // then it is this machine
			return writ.Errorf(writ.CodeUnsupported, op, "The provider's %s does not begin with https://.", e.name)
		}
	}
	switch {
	case len(m.Responses) > 0 && !slices.Contains(m.Responses, "code"):
		return writ.Errorf(writ.CodeUnsupported, op, "The provider does not know the authorization code flow.")
	case len(m.Challenges) > 0 && !slices.Contains(m.Challenges, "S256"):
		return writ.Errorf(writ.CodeUnsupported, op, "The provider does not know PKCE with S256.")
	case m.clientProof() == oauth2.AuthStyleAutoDetect:
		return writ.Errorf(writ.CodeUnsupported, op, "The provider does not let clients prove themselves with a secret.")
	}
	return nil
}

// clientProof is how the client's secret is sent. Without a word about it, that is
// HTTP Basic (OpenID Connect Discovery 1.0 §3).
func (m metadata) clientProof() oauth2.AuthStyle {
	switch {
	case len(m.ClientProofs) == 0, slices.Contains(m.ClientProofs, "client_secret_basic"):
		return oauth2.AuthStyleInHeader
	case slices.Contains(m.ClientProofs, "client_secret_post"):
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleAutoDetect
}

// config is what the vendor's code exchange needs.
func (p *provider) config(party Party) oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = p.said.clientProof()
	return oauth2.Config{
		ClientID: party.ClientID, ClientSecret: party.Secret, Endpoint: endpoint, RedirectURL: party.Redirect,
		Scopes: append([]string{oidc.ScopeOpenID}, party.Scopes...),
	}
}

// whyUnreached says in a few words what kept a request from being answered. What
// came as an answer is not quoted: it may be of any server, and of any length.
func whyUnreached(err error) string {
	var refused *driver.Error
	var named *oidc.IssuerMismatchError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &named):
		return "it calls itself " + named.Discovered + ", which is not the issuer"
	case errors.As(err, &refused) && refused.Class == driver.ClassRefused:
		return "this server may not connect there, " + refused.Message
	case errors.As(err, &refused) && refused.Class == driver.ClassDNS:
		return "its host name is not known, " + refused.Message
	case errors.As(err, &refused):
		return "it cannot be connected to, " + refused.Message
	case errors.As(err, &certificate):
		return "its certificate is not trusted, " + certificate.Err.Error()
	case errors.As(err, &timeout) && timeout.Timeout():
		return "it did not answer in time"
	}
	return "it answers, but not as an OpenID provider does"
}
