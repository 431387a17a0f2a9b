package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
)

// Where a sign-in through the provider begins, and where the provider sends browsers
// back to: that address, exactly, is registered there.
const (
	openIDStart    = "/oidc/start"
	openIDCallback = "/oidc/callback"
)

// openIDKeep is how long a browser keeps what joins its way to the provider and its
// way back.
const openIDKeep = 10 * time.Minute

// openIDRoutes are links, not forms: the page's policy lets forms lead to this
// server only, redirects included.
func (s *Server) openIDRoutes() {
	s.mux.HandleFunc("GET "+openIDStart, s.startOpenID)
	s.mux.HandleFunc("GET "+openIDCallback, s.finishOpenID)
}

// party is Writ as the organization's provider knows it.
func (s *Server) party(ctx context.Context) (auth.Party, error) {
	p, err := s.app.SignInParty(ctx)
	p.Redirect = s.absolute(openIDCallback)
	return p, err
}

func (s *Server) startOpenID(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	address, err := s.beginOpenID(w, r, next)
	if err != nil {
		s.loginFailed(w, r, err, pageData{Next: next})
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

func (s *Server) beginOpenID(w http.ResponseWriter, r *http.Request, next string) (address string, err error) {
	party, err := s.party(r.Context())
	if err != nil {
		return "", err
	}
	address, keep, err := s.auth.BeginOpenID(r.Context(), party, next, originOf(r.Context()))
	if err == nil {
		http.SetCookie(w, s.keepCookie(keep, int(openIDKeep.Seconds())))
	}
	return address, err
}

// keepCookie is Lax because the way back begins at the provider.
func (s *Server) keepCookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(s.secure()) + "-openid", Value: value, MaxAge: seconds,
		Path: "/", HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	}
}

// finishOpenID begins a session for whom the provider has vouched.
func (s *Server) finishOpenID(w http.ResponseWriter, r *http.Request) {
	var kept string
	if c, err := r.Cookie(s.keepCookie("", 0).Name); err == nil {
		kept = c.Value
	}
	http.SetCookie(w, s.keepCookie("", -1))
	m, next, err := s.enter(r.Context(), r.URL.Query(), kept)
	next = localPath(next)
	if err != nil {
		s.loginFailed(w, r, err, pageData{Next: next})
		return
	}
	s.log.InfoContext(r.Context(), "signed in", "member", m.ID, "with", "provider", "remote", exchangeOf(r.Context()).remote, "request", requestID(r.Context()))
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// enter makes the browser's session that of the member for whom the answer of the
// provider stands.
func (s *Server) enter(ctx context.Context, answer url.Values, kept string) (m *writ.Member, next string, err error) {
	party, err := s.party(ctx)
	if err != nil {
		return nil, "", err
	}
	claims, next, err := s.auth.FinishOpenID(ctx, party, answer, kept, originOf(ctx))
	if err == nil {
		m, err = s.app.Enter(ctx, claims, originOf(ctx))
	}
	if err == nil {
		err = s.auth.PutOpenIDMember(ctx, m)
	}
	return m, next, err
}
