package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/live"
)

// livePath is where tabs and programs open their live channel.
const livePath = "/v2/live"

// liveRoute is in the document with its upgrade; docs/live.md has the messages.
func (s *Server) liveRoute() {
	e := endpoint{id: "openLive", route: "GET " + livePath, summary: "Open the live channel: a WebSocket over which events come as they happen"}
	op := e.operation()
	op.Description = "Needs an upgrade to the WebSocket protocol; the messages are JSON and described in docs/live.md. A browser may only come from the server's own pages. Without the upgrade the answer is 400, or 401 once the session has ended."
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"101": {Description: "Switching Protocols"}}
	op.DefaultStatus = http.StatusSwitchingProtocols
	huma.Register(s.huma, op, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			if err := s.serveLive(w, r); err != nil {
				s.writeProblem(w, r, s.tooManyProblem(r.Context(), err))
			}
		}}, nil
	})
}

// serveLive serves a live channel until it ends. An error means that it did not
// begin.
func (s *Server) serveLive(w http.ResponseWriter, r *http.Request) error {
	const op = "api.serveLive"
	switch {
	case !strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		return writ.Invalid(op, "Upgrade", "This address speaks WebSocket only").
			WithHint("If a browser asked for one, a proxy in front of the server does not pass upgrades on.")
	case s.draining.Load():
		return writ.Errorf(writ.CodeUnavailable, op, "The server is stopping")
	case s.foreign(r):
		return writ.Errorf(writ.CodeForbidden, op, "This request comes from another site").
			WithHint("If it does not, set the base URL of the server to the address in the browser.")
	}
	return s.opt.Live.Serve(w, r, live.Peer{Member: identityOf(r.Context()).member.ID, Admit: s.admit(r)})
}

// foreign tells whether a browser's page of another site sends the request.
// Programs name no origin; browsers always do when they open a WebSocket. A page
// is ours if it came from the base URL or from the very address that it now asks:
// a stranger's name that leads here brings no cookie of ours.
func (s *Server) foreign(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == s.opt.BaseURL.Scheme+"://"+s.opt.BaseURL.Host {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host != r.Host
}

// admit returns how the sender of r is asked again, as often as it takes: with the
// same session or token, and by what is stored then.
func (s *Server) admit(r *http.Request) func(context.Context, []writ.Topic) (map[writ.Topic]error, error) {
	first := actorOf(r.Context())
	return func(ctx context.Context, topics []writ.Topic) (map[writ.Topic]error, error) {
		id := s.glance(ctx, r)
		switch {
		case id.err != nil:
			return nil, id.err
		case id.member == nil || id.mustChange():
			return nil, errUnauthenticated()
		}
		actor := app.Actor{Member: id.member, RequestID: first.RequestID, Remote: first.Remote}
		refused := map[writ.Topic]error{}
		for _, t := range topics {
			if err := s.app.MayFollow(ctx, actor, t); err != nil {
				refused[t] = err
			}
		}
		return refused, nil
	}
}

// glance returns the identity of a request without using its session: a live
// channel that stands open is no sign that somebody is there.
func (s *Server) glance(ctx context.Context, r *http.Request) identity {
	if token, ok := bearerOf(r); ok {
		id := known(s.auth.Authenticate(ctx, token))
		id.bearer = true
		return id
	}
	cookie, err := r.Cookie(s.sessions.Cookie.Name)
	if err != nil {
		return identity{}
	}
	return known(s.auth.Glance(ctx, cookie.Value))
}
