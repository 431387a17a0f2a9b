package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/writ-dev/writ"
)

// webApp is the web app as it is served: its files under a prefix that changes
// with their content, so that browsers may keep them for ever, and the page that
// loads them.
type webApp struct {
	files  fs.FS
	prefix string // "/assets/<hash>/"
	index  []byte // "" where the binary was built without the web app
}

// What stands in index.html for what is only known when it is served.
const (
	hashMark  = "__HASH__"
	nonceMark = "__NONCE__"
)

func loadWeb(files fs.FS) (*webApp, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		fmt.Fprintf(sum, "%s %d\n", name, len(b))
		sum.Write(b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("api: cannot read the web app: %w", err)
	}
	hash := hex.EncodeToString(sum.Sum(nil))[:16]
	w := &webApp{files: files, prefix: "/assets/" + hash + "/"}
	index, err := fs.ReadFile(files, "index.html")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("api: cannot read the web app: %w", err)
	}
	w.index = bytes.ReplaceAll(index, []byte(hashMark), []byte(hash))
	return w, nil
}

func (s *Server) webRoutes() {
	files := http.StripPrefix(s.web.prefix, http.FileServerFS(s.web.files))
	s.mux.HandleFunc("GET "+s.web.prefix+"{file...}", func(w http.ResponseWriter, r *http.Request) {
		if info, err := fs.Stat(s.web.files, path.Clean(r.PathValue("file"))); err != nil || info.IsDir() {
			s.notFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		files.ServeHTTP(w, r)
	})
	s.mux.HandleFunc("GET /{$}", s.serveIndex)
	for _, route := range []string{
		"f/", "w/", "workspaces", "shared", "recent", "favorites", "trash", "upload", "t/", "i/", "explorer", "explorer/", "admin/", "me", "requests", "teams",
	} {
		s.mux.HandleFunc("GET /"+route, s.serveIndex)
	}
	s.mux.HandleFunc("/", s.notFound)
}

// serveIndex sends the page of the web app to members and everybody else to the
// sign-in.
func (s *Server) serveIndex(w http.ResponseWriter, r *http.Request) {
	id := identityOf(r.Context())
	switch {
	case id.member == nil:
		redirect(w, r, "/login", r.URL.RequestURI())
	case id.mustChange():
		redirect(w, r, "/password", r.URL.RequestURI())
	case len(s.web.index) == 0:
		s.page(w, r, http.StatusOK, "error.html", pageData{Title: "The web app is not in this binary",
			Message: "This server was built without the web app. Its API and the commands of writ work.", Hint: "Build with make, which builds the web app first."})
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(bytes.ReplaceAll(s.web.index, []byte(nonceMark), []byte(exchangeOf(r.Context()).nonce)))
	}
}

// notFound answers for every path that is no route: a page for browsers, a
// problem for everybody else.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	err := writ.Errorf(writ.CodeNotFound, "api.route", "There is no %s %s here", r.Method, r.URL.Path)
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.page(w, r, http.StatusNotFound, "error.html", pageData{Title: "Not found", Message: err.Message, Hint: "Check the address, or start from the home page."})
		return
	}
	s.writeProblem(w, r, err)
}
