package api

import (
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"

	"github.com/writ-dev/writ"
)

// cookieName is the name of the session cookie. The prefix makes browsers refuse
// a cookie that another host or plain http has set.
func cookieName(secure bool) string {
	if secure {
		return "__Host-writ"
	}
	return "writ"
}

// sessionManager sets the cookie of auth's sessions.
func (s *Server) sessionManager() *scs.SessionManager {
	m := s.auth.Sessions()
	m.Cookie = scs.SessionCookie{
		Name: cookieName(s.secure()), Path: "/", HttpOnly: true, Secure: s.secure(),
		SameSite: http.SameSiteLaxMode, Persist: true,
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.writeProblem(w, r, err) }
	return m
}

// identify finds out who sends a request, by bearer token or else by session. It
// refuses nobody: routes say themselves whom they serve. Files need neither.
func (s *Server) identify(next http.Handler) http.Handler {
	identified := s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r.Context()).identity = s.identityIn(r)
		next.ServeHTTP(w, r)
		if mayEndTokens(r) {
			s.auth.Forget()
		}
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/assets/"):
			next.ServeHTTP(w, r)
		case r.URL.Path == livePath:
			exchangeOf(r.Context()).identity = s.glance(r.Context(), r)
			next.ServeHTTP(w, r)
		default:
			identified.ServeHTTP(w, r)
		}
	})
}

// identityIn returns the identity of a request whose session has been loaded.
func (s *Server) identityIn(r *http.Request) identity {
	token, ok := bearerOf(r)
	if !ok {
		return known(s.auth.SessionMember(r.Context()))
	}
	authenticate := s.auth.Authenticate
	if entersRows(r) {
		authenticate = s.auth.AuthenticateRecent
	}
	id := known(authenticate(r.Context(), token))
	id.bearer = true
	return id
}

// entersRows tells whether a request is one of the many that enter rows.
func entersRows(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, inputTables+"/") && (strings.HasSuffix(r.URL.Path, "/rows") || strings.HasSuffix(r.URL.Path, "/bulk"))
}

// mayEndTokens tells whether a request may end tokens: whatever changes something,
// but for the rows of input tables.
func mayEndTokens(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && !entersRows(r)
}

// bearerOf returns the bearer token of a request, if it has one.
func bearerOf(r *http.Request) (token string, ok bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// known makes an identity. Whoever is not known is nobody; that the store could
// not be asked is told as it is.
func known(m *writ.Member, err error) identity {
	if writ.CodeOf(err) == writ.CodeUnauthenticated {
		return identity{}
	}
	return identity{member: m, err: err}
}
