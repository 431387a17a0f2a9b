package api

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/live"
	"github.com/writ-dev/writ/vault"
	"github.com/writ-dev/writ/warehouse/driver"
)

// What one request may take. Streams are exempt: see streamStall.
const (
	headerTimeout  = 10 * time.Second
	bodyTimeout    = 30 * time.Second
	requestTimeout = 3 * time.Minute // a doctor's check of a slow warehouse ends before
	idleTimeout    = 2 * time.Minute
	maxBody        = 1 << 20
	maxHeader      = 64 << 10
)

// Options says how the server is reached and what it serves.
type Options struct {
	BaseURL        *url.URL       // as browsers see it; https makes cookies secure and turns HSTS on
	TrustedProxies []netip.Prefix // whose X-Forwarded-For and X-Request-Id are believed
	Organization   string         // the id of this installation
	Version        string         // of the binary
	Platforms      []driver.Spec  // whose forms connections are read and shown by
	Web            fs.FS          // the web app: index.html and what it loads
	Live           *live.Hub
	Leaders        Leaders      // of one of several nodes; nil for a server that is alone
	Vault          *vault.Vault // with the keys that all nodes have
	Ready          func(*http.Request) error
	Clock          writ.Clock
	Log            *slog.Logger
}

// Server answers HTTP. It is an http.Handler; HTTP wraps it with the limits of
// this package.
type Server struct {
	app      *app.App
	auth     *auth.Service
	opt      Options
	log      *slog.Logger
	sessions *scs.SessionManager
	metrics  *metrics
	forward  *forwarder // nil for a server that is alone
	web      *webApp
	mux      *router
	huma     huma.API
	handler  http.Handler
	draining atomic.Bool
}

// New makes a Server. It fails only if the web app's files cannot be read.
func New(a *app.App, authority *auth.Service, opt Options) (*Server, error) {
	adaptHuma()
	s := &Server{app: a, auth: authority, opt: opt, log: opt.Log, mux: newRouter(), metrics: newMetrics()}
	web, err := loadWeb(opt.Web)
	if err != nil {
		return nil, err
	}
	s.web = web
	s.metrics.watchLive(opt.Live)
	s.sessions = s.sessionManager()
	if opt.Leaders != nil {
		s.forward = newForwarder(s)
	}
	s.huma = humago.New(s.mux, humaConfig(opt.Version))
	s.routes()
	s.handler = s.middleware()
	return s, nil
}

// ServeHTTP implements http.Handler. A draining server ends each connection with
// its answer: a client that kept one could send its next request just when the
// server closes it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		w.Header().Set("Connection", "close")
	}
	s.handler.ServeHTTP(w, r)
}

// HTTP returns a server for s that bounds how long and how large requests may be.
func (s *Server) HTTP() *http.Server {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		WriteTimeout:      requestTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	if s.forward != nil {
		server.RegisterOnShutdown(s.forward.transport.CloseIdleConnections)
	}
	return server
}

// Drain makes /readyz refuse, so that a load balancer sends no more requests
// here; those under way go on.
func (s *Server) Drain() { s.draining.Store(true) }

// Document returns the OpenAPI 3.1 document of this version as JSON, without a
// server.
func Document(version string) ([]byte, error) {
	adaptHuma()
	s := &Server{mux: newRouter(), metrics: newMetrics()}
	s.huma = humago.New(s.mux, humaConfig(version))
	s.operations()
	doc, err := s.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("api: cannot write the OpenAPI document: %w", err)
	}
	return doc, nil
}

// routes is the map of the whole server.
func (s *Server) routes() {
	s.healthRoutes()
	s.pageRoutes()
	s.webRoutes()
	s.operations()
}

// operations are the routes of the OpenAPI document.
func (s *Server) operations() {
	s.tokenRoutes()
	s.memberRoutes()
	s.teamRoutes()
	s.accountTypeRoutes()
	s.sharedFolderRoutes()
	s.settingsRoutes()
	s.signInSettingsRoutes()
	s.auditRoutes()
	s.nodeRoutes()
	s.credentialRoutes()
	s.platformRoutes()
	s.connectionRoutes()
	s.checkRoutes()
	s.explorerRoutes()
	s.dataGrantRoutes()
	s.uploadRoutes()
	s.tableRoutes()
	s.inputTableRoutes()
	s.editLogRoutes()
	s.documentRoutes()
	s.workbookRoutes()
	s.dataModelRoutes()
	s.deliveryRoutes()
	s.fileRoutes()
	s.workspaceRoutes()
	s.liveRoute()
	s.objectRoutes()
	s.grantRoutes()
	s.kindGrantRoutes()
	s.shareRoutes()
	s.requestRoutes()
	s.notificationRoutes()
	s.mailRoutes()
}

// humaConfig describes the API as a whole. Documentation pages are left out:
// they would load scripts from elsewhere.
func humaConfig(version string) huma.Config {
	c := huma.DefaultConfig("Writ", version)
	c.CreateHooks = nil // no $schema in answers
	c.DocsPath, c.SchemasPath = "", ""
	c.OpenAPIPath = "/openapi"
	c.Info.Description = "Governed write-back to warehouses. Errors are problem documents whose code is stable; every answer carries X-Request-Id."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: cookieName(true), Description: "The session of the web app; on plain http the cookie is called " + cookieName(false)},
		"bearer":  {Type: "http", Scheme: "bearer", Description: "An access token from POST /v2/auth/token"},
	}
	aliasTypes(c.Components.Schemas)
	return c
}

// router is a ServeMux that remembers its patterns, so that a test can prove of
// each of them whom it serves.
type router struct {
	*http.ServeMux
	patterns []string
}

func newRouter() *router { return &router{ServeMux: http.NewServeMux()} }

// HandleFunc registers a pattern.
func (r *router) HandleFunc(pattern string, serve func(http.ResponseWriter, *http.Request)) {
	r.patterns = append(r.patterns, pattern)
	r.ServeMux.HandleFunc(pattern, serve)
}

// secure tells whether browsers reach the server by https.
func (s *Server) secure() bool { return s.opt.BaseURL.Scheme == "https" }

// absolute returns the address of a path as browsers see it.
func (s *Server) absolute(path string) string {
	return strings.TrimSuffix(s.opt.BaseURL.String(), "/") + path
}
