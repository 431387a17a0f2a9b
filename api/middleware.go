package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// middleware wraps the routes, outermost first: the exchange with its log line
// and figures, panics, headers, cross-site requests, who is asking, and what
// another node has to answer.
func (s *Server) middleware() http.Handler {
	var h http.Handler = http.HandlerFunc(s.route)
	h = s.forwarded(h)
	h = s.identify(h)
	h = s.sameSite(h)
	h = s.headers(h)
	h = s.recovered(h)
	return s.observed(h)
}

// route serves and notes which pattern matched.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	_, exchangeOf(r.Context()).route = s.mux.Handler(r)
	s.mux.ServeHTTP(w, r)
}

// answer notes status and size of what is written through it.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController through.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// observed opens the exchange and, at its end, writes the access log and counts.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := s.opt.Clock()
		x := s.open(r)
		w.Header().Set("X-Request-Id", x.id)
		out := &answer{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		defer func() { s.record(r, x, out, s.opt.Clock().Sub(begin)) }()
		next.ServeHTTP(out, r)
	})
}

// record writes the access log. The query is left out: it may hold what was
// searched for.
func (s *Server) record(r *http.Request, x *exchange, out *answer, took time.Duration) {
	s.metrics.requests.WithLabelValues(x.route, strconv.Itoa(out.status)).Observe(took.Seconds())
	level := slog.LevelInfo
	if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || r.URL.Path == "/metrics" || strings.HasPrefix(r.URL.Path, "/assets/") {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", out.status),
		slog.Int64("bytes", out.bytes), slog.Duration("took", took), slog.String("request", x.id), slog.String("remote", x.remote),
	}
	if m := x.identity.member; m != nil {
		attrs = append(attrs, slog.String("member", string(m.ID)))
	}
	if x.to != "" {
		attrs = append(attrs, slog.String("forwardedTo", x.to))
	}
	s.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// recovered turns a panic into an internal problem, or breaks the connection off
// if the answer has begun.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			s.log.ErrorContext(r.Context(), "panic", "cause", cause, "request", requestID(r.Context()), "stack", string(debug.Stack()))
			if out, ok := w.(*answer); ok && out.status != 0 {
				panic(http.ErrAbortHandler)
			}
			s.writeProblem(w, r, writ.Errorf(writ.CodeInternal, "api.recovered", "a handler panicked"))
		}()
		next.ServeHTTP(w, r)
	})
}

// headers sets what every answer carries. Scripts and styles come only from here
// or with the nonce of this very answer (the web app's kit adds a style element).
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		own := "'self' 'nonce-" + exchangeOf(r.Context()).nonce + "'"
		h.Set("Content-Security-Policy", "default-src 'none'; script-src "+own+"; style-src "+own+"; "+
			"img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if s.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses requests that change something and that a browser sends on
// behalf of another site.
func (s *Server) sameSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	origin := s.opt.BaseURL.Scheme + "://" + s.opt.BaseURL.Host
	if err := guard.AddTrustedOrigin(origin); err != nil {
		s.log.Warn("the base URL is no origin that browsers send", "origin", origin, "error", err)
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeProblem(w, r, writ.Errorf(writ.CodeForbidden, "api.sameSite", "This request comes from another site").
			WithHint("If it does not, set the base URL of the server to the address in the browser."))
	}))
	return guard.Handler(next)
}
