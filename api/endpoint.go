package api

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Out is an answer with a JSON body and nothing else.
type Out[T any] struct{ Body T }

// Empty is the body {}.
type Empty struct{}

// endpoint declares one route of the API: method and path, the id from which
// the web's client names its call, and one sentence of documentation.
type endpoint struct {
	id      string
	route   string // "GET /v2/members"
	summary string
	status  int   // of success; 0 is 200
	body    int64 // the most bytes of a body; 0 is maxBody
	open    bool
}

func (e endpoint) operation() huma.Operation {
	method, path, _ := strings.Cut(e.route, " ")
	op := huma.Operation{
		OperationID: e.id, Method: method, Path: path, Summary: e.summary,
		Tags: []string{tagOf(path)}, DefaultStatus: e.status,
		BodyReadTimeout: bodyTimeout, MaxBodyBytes: cmp.Or(e.body, maxBody),
	}
	if !e.open {
		op.Security = []map[string][]string{{"session": {}}, {"bearer": {}}}
	}
	return op
}

// tagOf groups routes by their resource: the segment after /v2.
func tagOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 2 || parts[0] != "v2" && parts[0] != "v2.1" {
		return "system"
	}
	return parts[1]
}

// member declares a route for signed-in members; serve acts for the actor.
func member[I, O any](s *Server, e endpoint, serve func(context.Context, app.Actor, *I) (O, error)) {
	op := e.operation()
	op.Middlewares = huma.Middlewares{s.requireMember}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*Out[O], error) {
		body, err := serve(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &Out[O]{Body: body}, nil
	})
}

// requireMember refuses whoever is not signed in before anything of the request
// is looked at, and a session whose member has to choose a password first.
func (s *Server) requireMember(ctx huma.Context, next func(huma.Context)) {
	id := identityOf(ctx.Context())
	switch {
	case id.err != nil:
		s.refuse(ctx, id.err)
	case id.member == nil:
		s.refuse(ctx, errUnauthenticated())
	case id.mustChange():
		s.refuse(ctx, writ.Errorf(writ.CodeForbidden, "api.requireMember", "Choose a password of your own first").
			WithHint("Open %s in a browser.", s.absolute("/password")))
	default:
		next(ctx)
	}
}

// errUnauthenticated is the answer to a request without a valid session or
// token, in the words that clients of Sigma's API know.
func errUnauthenticated() *writ.Error {
	return writ.Errorf(writ.CodeUnauthenticated, "api.requireMember", "Token missing or malformed").
		WithHint("Sign in, or send an access token from POST /v2/auth/token as Authorization: Bearer.")
}

func (s *Server) refuse(ctx huma.Context, err error) {
	p := s.problem(ctx.Context(), err)
	if p.Status == http.StatusUnauthorized {
		ctx.SetHeader("WWW-Authenticate", `Bearer realm="writ"`)
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = s.huma.Marshal(ctx.BodyWriter(), "application/json", p) // the client is gone if this fails
}

// inputName cuts "body.details.port" to "details.port", the name by which the
// sender knows the input.
func inputName(location string) string {
	for _, place := range []string{"body.", "query.", "path.", "header."} {
		if name, ok := strings.CutPrefix(location, place); ok {
			return name
		}
	}
	return location
}
