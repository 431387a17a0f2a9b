package api

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
)

// exchange is what the middleware learns about one request on its way in and
// what the access log says about it on its way out. One goroutine serves a
// request, so it needs no lock.
type exchange struct {
	id       string
	remote   string
	nonce    string // of the answer's Content-Security-Policy
	route    string // the pattern that matched
	identity identity

	forwarded bool   // another node passed it on
	to        string // the address of the node that it was passed on to
}

// identity is who sent a request: a member, nobody, or somebody whose
// credentials were refused.
type identity struct {
	member *writ.Member
	bearer bool // by a token; else by a session
	err    error
}

// mustChange tells whether the member has to choose a password before anything
// else. A program's token does not depend on the password.
func (i identity) mustChange() bool {
	return i.member != nil && i.member.MustChangePassword && !i.bearer
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

func requestID(ctx context.Context) string    { return exchangeOf(ctx).id }
func identityOf(ctx context.Context) identity { return exchangeOf(ctx).identity }

// actorOf returns who acts in app; requireMember has made sure that it is
// somebody.
func actorOf(ctx context.Context) app.Actor {
	x := exchangeOf(ctx)
	return app.Actor{Member: x.identity.member, RequestID: x.id, Remote: x.remote}
}

// originOf returns where a request comes from, for auth.
func originOf(ctx context.Context) auth.Origin {
	x := exchangeOf(ctx)
	return auth.Origin{Remote: x.remote, Request: x.id}
}

// open begins the exchange of a request.
func (s *Server) open(r *http.Request) *exchange {
	x := &exchange{nonce: writ.NewSecret(16)}
	peer := hostOf(r.RemoteAddr)
	x.remote = peer
	if s.forward != nil {
		if o, ok := s.forward.origin(r); ok {
			x.id, x.remote, x.forwarded = o.Request, o.Remote, true
			return x
		}
	}
	if s.trusted(peer) {
		x.remote = s.clientOf(peer, r.Header.Values("X-Forwarded-For"))
		x.id = cleanID(r.Header.Get("X-Request-Id"))
	}
	if x.id == "" {
		x.id = writ.NewID[string]()
	}
	return x
}

func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

// trusted tells whether an address is one of the proxies that stand in front.
func (s *Server) trusted(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.opt.TrustedProxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// clientOf walks X-Forwarded-For from the near end and returns the first address
// that no trusted proxy wrote for another of them.
func (s *Server) clientOf(peer string, headers []string) string {
	hops := strings.Split(strings.Join(headers, ","), ",")
	client := peer
	for i := len(hops) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return client
		}
		client = a.Unmap().String()
		if !s.trusted(client) {
			return client
		}
	}
	return client
}

// cleanID keeps a proxy's request id if it is short and plain enough to be
// written into logs and SQL comments.
func cleanID(id string) string {
	if len(id) > 64 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
		return ""
	}
	return id
}
