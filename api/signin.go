package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/writ-dev/writ"
)

// pageRoutes are the pages that work without JavaScript.
func (s *Server) pageRoutes() {
	s.mux.HandleFunc("GET /assets/page.css", s.serveStyle)
	s.mux.HandleFunc("GET /login", s.showLogin)
	s.mux.HandleFunc("POST /login", s.signIn)
	s.mux.HandleFunc("POST /logout", s.signOut)
	s.mux.HandleFunc("GET /password", s.showPassword)
	s.mux.HandleFunc("POST /password", s.changePassword)
	s.openIDRoutes()
}

const maxForm = 64 << 10

// readForm parses a posted form, or answers why it cannot.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.writeProblem(w, r, writ.Invalid("api.readForm", "body", "The form could not be read"))
		return false
	}
	return true
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if id := identityOf(r.Context()); id.member != nil && !id.mustChange() {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	s.loginPage(w, r, http.StatusOK, pageData{Next: next})
}

// loginPage shows the ways to sign in that there are.
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request, status int, d pageData) {
	ways, err := s.app.SignInWays(r.Context())
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	d.Title, d.Password, d.Provider = "Sign in", ways.Password, ways.Provider
	s.page(w, r, status, "login.html", d)
}

// loginFailed shows them with the reason why one of them has not worked.
func (s *Server) loginFailed(w http.ResponseWriter, r *http.Request, err error, d pageData) {
	p := s.tooManyProblem(r.Context(), err)
	d.Message, d.Hint, d.RequestID = p.Message, p.Hint, p.RequestID
	s.loginPage(w, r, p.Status, d)
}

// signIn begins a session. What went wrong is told in the same words whether the
// address is known or not.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	next := localPath(r.PostFormValue("next"))
	email := r.PostFormValue("email")
	m, err := s.auth.SignIn(r.Context(), email, r.PostFormValue("password"), originOf(r.Context()))
	if err == nil {
		err = s.auth.PutMember(r.Context(), m)
	}
	if err != nil {
		s.loginFailed(w, r, err, pageData{Next: next, Email: email})
		return
	}
	s.log.InfoContext(r.Context(), "signed in", "member", m.ID, "remote", exchangeOf(r.Context()).remote, "request", requestID(r.Context()))
	if m.MustChangePassword {
		redirect(w, r, "/password", next)
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.auth.SignOut(r.Context(), originOf(r.Context())); err != nil {
		s.writeProblem(w, r, err)
		return
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// sessionMember returns the member of the session, or sends the browser to the
// sign-in. A bearer token does not do: it could not be given a new session.
func (s *Server) sessionMember(w http.ResponseWriter, r *http.Request) (*writ.Member, bool) {
	id := identityOf(r.Context())
	if id.member == nil || id.bearer {
		redirect(w, r, "/login", "/password")
		return nil, false
	}
	return id.member, true
}

func (s *Server) showPassword(w http.ResponseWriter, r *http.Request) {
	m, ok := s.sessionMember(w, r)
	if !ok {
		return
	}
	s.page(w, r, http.StatusOK, "password.html", passwordPage(m, localPath(r.URL.Query().Get("next"))))
}

func passwordPage(m *writ.Member, next string) pageData {
	return pageData{Title: "Choose a password", Next: next, Email: m.Email, Forced: m.MustChangePassword}
}

// changePassword sets a new password, which ends every session of the member;
// the one it is done in begins anew.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) {
	m, ok := s.sessionMember(w, r)
	if !ok || !s.readForm(w, r) {
		return
	}
	next := localPath(r.PostFormValue("next"))
	err := s.renewPassword(r.Context(), m, r.PostForm)
	if err == nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	p := s.tooManyProblem(r.Context(), err)
	d := passwordPage(m, next)
	d.Message, d.Hint, d.RequestID = p.Message, p.Hint, p.RequestID
	s.page(w, r, p.Status, "password.html", d)
}

func (s *Server) renewPassword(ctx context.Context, m *writ.Member, form url.Values) error {
	if form.Get("new") != form.Get("repeated") {
		return writ.Invalid("api.changePassword", "repeated", "The two new passwords are not the same")
	}
	changed, err := s.auth.ChangePassword(ctx, m.ID, form.Get("old"), form.Get("new"), originOf(ctx))
	if err != nil {
		return err
	}
	return s.auth.PutMember(ctx, changed)
}

// localPath returns next if it is a path on this server, else the home page, so
// that nobody is led elsewhere after signing in.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// redirect leads to a page that leads on to next.
func redirect(w http.ResponseWriter, r *http.Request, to, next string) {
	if next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
