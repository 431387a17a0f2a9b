package api

import (
	"net/http"

	"github.com/writ-dev/writ"
)

// healthRoutes tell machines how the server is: alive, ready for requests, and
// its figures.
func (s *Server) healthRoutes() {
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, "ok") })
	s.mux.HandleFunc("GET /readyz", s.readyz)
	s.mux.HandleFunc("GET /metrics", s.metrics.handler().ServeHTTP)
}

func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	err := s.opt.Ready(r)
	switch {
	case s.draining.Load():
		s.writeProblem(w, r, writ.Errorf(writ.CodeUnavailable, "api.readyz", "The server is stopping"))
	case err != nil:
		s.log.ErrorContext(r.Context(), "not ready", "error", err)
		s.writeProblem(w, r, writ.Errorf(writ.CodeUnavailable, "api.readyz", "The metadata store does not answer"))
	default:
		plain(w, "ready")
	}
}

func plain(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(text + "\n")) // the client is gone if this fails
}
