package api

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
)

//go:embed template
var templateFiles embed.FS

// templates are the pages without JavaScript; a broken one would show at once.
var templates = template.Must(template.ParseFS(templateFiles, "template/*.html"))

// pageData fills a page. Message tells what went wrong, Hint how to mend it.
type pageData struct {
	Title, Message, Hint, RequestID string

	Next   string // where to go afterwards
	Email  string
	Forced bool // the password must be changed before anything else

	Password bool   // one may sign in with a password
	Provider string // the label of the button of the provider, if there is one
}

func (s *Server) page(w http.ResponseWriter, r *http.Request, status int, name string, d pageData) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, d); err != nil {
		s.writeProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client is gone if this fails
}

func (s *Server) serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=300")
	http.ServeFileFS(w, r, templateFiles, "template/page.css")
}
