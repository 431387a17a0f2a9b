package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/internal/sample"
	"github.com/writ-dev/writ/live"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/vault"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// cheap makes password hashes that cost nothing, for tests.
var cheap = auth.Cost{Memory: 8, Passes: 1, Threads: 1}

// world is a server on a fresh data folder, reached over real HTTP.
type world struct {
	t         *testing.T
	store     store.Store
	app       *app.App
	auth      *auth.Service
	server    *Server
	http      *httptest.Server
	log       *buffer
	duck      driver.Driver
	embedded  writ.ConnectionID
	adminName string
	password  string // the one-time password of the first Admin
}

// buffer is a log that may be written by many goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// webFiles stands for the built web app.
func webFiles() fs.FS {
	return fstest.MapFS{
		"index.html": {Data: []byte(`<script nonce="__NONCE__" src="/assets/__HASH__/app.js"></script>`)},
		"app.js":     {Data: []byte("export {}")},
	}
}

func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	dir := t.TempDir()
	ctx := t.Context()
	st, err := sqlite.Open(ctx, filepath.Join(dir, "writ.db"))
	fatal(t, err)
	v, err := vault.Open(dir)
	fatal(t, err)
	fatal(t, v.Prove(ctx, st))
	files, err := blob.OpenDir(filepath.Join(dir, "uploads"))
	fatal(t, err)
	duck := duckdb.New(duckdb.Options{Dir: dir, Staging: filepath.Join(dir, "staging"), Threads: 1, MemoryLimitMB: 256})
	drivers := map[writ.Platform]driver.Driver{writ.PlatformDuckDB: duck, writ.PlatformPostgres: postgres.New()}
	w := &world{t: t, store: st, log: &buffer{}, duck: duck}
	log := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.app = app.New(app.Deps{
		Store: st, Vault: v, Blob: files, Staging: filepath.Join(dir, "staging"), Drivers: drivers,
		Clock: writ.SystemClock, Log: log, MaxUpload: 64 << 20,
	})
	w.auth = auth.New(st, writ.SystemClock, auth.Options{Cost: cheap})
	fatal(t, w.app.Start(ctx))
	w.adminName, w.password, _, err = w.auth.CreateFirstAdmin(ctx)
	fatal(t, err)
	fatal(t, w.app.Bootstrap(ctx, app.BootstrapOptions{EmbeddedFile: "embedded.duckdb", Sample: sample.CSV(), SampleName: sample.Name}))
	hub := live.New(live.Options{Store: st, Clock: writ.SystemClock, Log: log, Node: "n1", Version: "test"})
	opt := Options{
		BaseURL: &url.URL{Scheme: "http", Host: "writ.test"}, Organization: "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d", Version: "test",
		Platforms: []driver.Spec{duck.Spec(), postgres.New().Spec()}, Web: webFiles(), Live: hub, Clock: writ.SystemClock, Log: log,
		Ready: func(*http.Request) error { return nil },
	}
	for _, c := range change {
		c(&opt)
	}
	w.server, err = New(w.app, w.auth, opt)
	fatal(t, err)
	w.http = httptest.NewServer(w.server)
	t.Cleanup(func() {
		w.http.Close()
		for _, err := range []error{hub.Close(context.Background()), w.app.Close(context.Background()), duck.Close(), st.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	fatal(t, st.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Connections.List(ctx, false)
		w.embedded = list[0].ID
		return err
	}))
	return w
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// member makes a member with an API credential and returns both.
func (w *world) member(at writ.AccountType, email string) *principal {
	w.t.Helper()
	m := &writ.Member{ID: writ.NewID[writ.MemberID](), Email: email, AccountType: at, Version: 1, CreatedAt: writ.SystemClock(), UpdatedAt: writ.SystemClock()}
	c, secret := auth.NewCredential(m.ID, "test", writ.SystemClock)
	fatal(w.t, w.store.Write(w.t.Context(), func(tx store.Tx) error {
		if err := tx.Members.Insert(w.t.Context(), m); err != nil {
			return err
		}
		return tx.Credentials.Insert(w.t.Context(), c)
	}))
	return &principal{w: w, id: m.ID, clientID: string(c.ID), secret: secret}
}

// setType changes the account type of a member behind the API's back.
func (w *world) setType(id writ.MemberID, at writ.AccountType) {
	w.t.Helper()
	fatal(w.t, w.store.Write(w.t.Context(), func(tx store.Tx) error {
		m, err := tx.Members.Get(w.t.Context(), id)
		if err != nil {
			return err
		}
		m.AccountType = at
		return tx.Members.Update(w.t.Context(), m)
	}))
}

// workspace makes a workspace that a member can manage, whatever the account type.
func (w *world) workspace(p *principal) string {
	w.t.Helper()
	now := writ.SystemClock()
	f := &writ.File{ID: writ.NewID[writ.FileID](), Kind: writ.KindWorkspace, Name: "Space", Owner: p.id, Creator: p.id, Version: 1, CreatedAt: now, UpdatedAt: now}
	g := &writ.Grant{ID: writ.NewID[writ.GrantID](), File: f.ID, Grantee: writ.Grantee{Member: p.id}, Level: writ.LevelManage, Version: 1, CreatedAt: now, UpdatedAt: now}
	fatal(w.t, w.store.Write(w.t.Context(), func(tx store.Tx) error {
		if err := tx.Files.Insert(w.t.Context(), f); err != nil {
			return err
		}
		return tx.Grants.Insert(w.t.Context(), g)
	}))
	return string(f.ID)
}

// principal is a member who calls the API; nil is nobody.
type principal struct {
	w                *world
	id               writ.MemberID
	clientID, secret string
}

// token asks for a fresh access token.
func (p *principal) token() string {
	p.w.t.Helper()
	tokens, err := p.w.auth.IssueTokens(p.w.t.Context(), p.clientID, p.secret, auth.Origin{Remote: "127.0.0.1"})
	fatal(p.w.t, err)
	return tokens.Access
}

// answerOf is what came back.
type answerOf struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// do sends a request as p; body is JSON text, "" for none.
func (w *world) do(p *principal, method, path, body string, headers ...string) answerOf {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.http.URL+path, strings.NewReader(body))
	fatal(w.t, err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if p != nil {
		req.Header.Set("Authorization", "Bearer "+p.token())
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return w.send(w.http.Client(), req)
}

func (w *world) send(c *http.Client, req *http.Request) answerOf {
	w.t.Helper()
	client := *c
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	fatal(w.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	fatal(w.t, err)
	return answerOf{w.t, resp.StatusCode, resp.Header, b}
}

// want fails unless the answer has the status.
func (a answerOf) want(status int) answerOf {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// read decodes the body.
func (a answerOf) read(out any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, out); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// problem decodes a problem document and checks what all of them have.
func (a answerOf) problem() Problem {
	a.t.Helper()
	var p Problem
	a.read(&p)
	if ct := a.header.Get("Content-Type"); ct != "application/problem+json" {
		a.t.Errorf("a problem came as %q", ct)
	}
	if p.Status != a.status || p.Message == "" || p.Message != p.Detail || p.RequestID == "" || p.RequestID != a.header.Get("X-Request-Id") || statusOf(p.Code) != a.status {
		a.t.Errorf("status %d: not a proper problem: %s", a.status, a.body)
	}
	return p
}

// upload sends a file completely and returns its id.
func (w *world) upload(p *principal, content string) string {
	w.t.Helper()
	var u Upload
	body, err := json.Marshal(UploadDraft{FileName: "test.csv", Size: int64(len(content))})
	fatal(w.t, err)
	w.do(p, "POST", "/v2/uploads", string(body)).want(201).read(&u)
	w.do(p, "PATCH", "/v2/uploads/"+string(u.UploadID), content, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream").want(200)
	return string(u.UploadID)
}

// table imports a file and returns the id of its table.
func (w *world) table(p *principal, name, content string) string {
	w.t.Helper()
	id := w.upload(p, content)
	w.do(p, "POST", "/v2/uploads/"+id+"/import", w.importBody(name)).want(202)
	fatal(w.t, w.app.Await(w.t.Context(), writ.UploadID(id)))
	var u Upload
	w.do(p, "GET", "/v2/uploads/"+id, "").want(200).read(&u)
	if u.TableID == nil {
		w.t.Fatalf("the import of %s is %s: %+v", name, u.State, u.Problem)
	}
	return string(*u.TableID)
}

func (w *world) importBody(name string) string {
	b, err := json.Marshal(ImportRequest{ConnectionID: w.embedded, Name: name})
	fatal(w.t, err)
	return string(b)
}
