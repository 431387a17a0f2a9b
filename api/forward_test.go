package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/vault"
)

// elect says who leads; every input table is of the connection "shop".
type elect struct {
	mu      sync.Mutex
	address string // "" is this one
	err     error
}

func (e *elect) InputConnection(_ context.Context, id writ.InputTableID) (writ.ConnectionID, error) {
	if id == "unknown" {
		return "", writ.Errorf(writ.CodeNotFound, "test", "There is no input table like that.")
	}
	return "shop", nil
}

func (e *elect) Leader(context.Context, writ.ConnectionID) (address string, mine bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.address, e.address == "", e.err
}

func (e *elect) choose(address string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.address = address
}

// node is one of several servers, with routes that tell what arrives there.
type node struct {
	*elect
	name   string
	server *Server
	http   *httptest.Server
	frozen chan struct{} // what waits here goes on when it is closed
}

// nodesOf makes two nodes of a world that have the same keys. Each leads.
func nodesOf(t *testing.T, clock writ.Clock) (w *world, one, two *node) {
	t.Helper()
	var opt Options
	w = newWorld(t, func(o *Options) { opt = *o })
	opt.Vault, opt.Clock = newKeys(t), clock
	nodes := make([]*node, 2)
	for i := range nodes {
		n := &node{elect: &elect{}, name: fmt.Sprintf("node%d", i+1), frozen: make(chan struct{})}
		opt := opt
		opt.Leaders = n.elect
		server, err := New(w.app, w.auth, opt)
		fatal(t, err)
		routes := server.mux
		server.mux = newRouter() // before the routes that there are
		server.mux.HandleFunc("/", routes.ServeHTTP)
		server.mux.HandleFunc("/v2/input-tables/{id}/tell", n.tell)
		server.mux.HandleFunc("POST /v2/input-tables", n.tell)
		server.mux.HandleFunc("POST /v2/input-tables/{id}/echo", n.echo)
		server.mux.HandleFunc("/v2/input-tables/{id}/freeze", n.freeze)
		n.server, n.http = server, httptest.NewUnstartedServer(nil)
		n.http.Config = server.HTTP()
		n.http.Start()
		t.Cleanup(n.http.Close)
		nodes[i] = n
	}
	return w, nodes[0], nodes[1]
}

func newKeys(t *testing.T) *vault.Vault {
	t.Helper()
	dir := t.TempDir()
	st, err := sqlite.Open(t.Context(), filepath.Join(dir, "writ.db"))
	fatal(t, err)
	t.Cleanup(func() { fatal(t, st.Close()) })
	v, err := vault.Open(dir)
	fatal(t, err)
	fatal(t, v.Prove(t.Context(), st))
	return v
}

// tell says what is known of a request.
func (n *node) tell(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	x := exchangeOf(r.Context())
	w.Header().Set("X-Node", n.name)
	w.Header().Set("Cache-Control", "private")
	w.WriteHeader(http.StatusTeapot)
	fmt.Fprintf(w, "%s %s from %s as %s: %s %s", n.name, x.id, x.remote, x.identity.member.Email, r.URL.RawQuery, body)
}

// echo answers each line as it comes.
func (n *node) echo(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex()
	for lines := bufio.NewScanner(r.Body); lines.Scan(); {
		fmt.Fprintf(w, "%s: %s\n", n.name, lines.Text())
		_ = rc.Flush()
	}
}

// freeze is a machine that stands still.
func (n *node) freeze(_ http.ResponseWriter, r *http.Request) {
	select {
	case <-n.frozen:
	case <-r.Context().Done():
	}
}

// ask sends a request to a node.
func (n *node) ask(w *world, p *principal, method, path, body string, headers ...string) answerOf {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, n.http.URL+path, strings.NewReader(body))
	fatal(w.t, err)
	if p != nil {
		req.Header.Set("Authorization", "Bearer "+p.token())
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return w.send(n.http.Client(), req)
}

func TestForward(t *testing.T) {
	t.Parallel()
	w, one, two := nodesOf(t, writ.SystemClock)
	p := w.member(writ.AccountAdmin, "ada@example.com")
	one.choose(two.http.URL)
	const path = "/v2/input-tables/0190/tell"

	t.Run("what it says", func(t *testing.T) {
		a := one.ask(w, p, "PATCH", path+"?a=1;b=%2f", `{"x":1}`, "X-Forwarded-For", "9.9.9.9").want(http.StatusTeapot)
		id := a.header.Get("X-Request-Id")
		if want := "node2 " + id + ` from 127.0.0.1 as ada@example.com: a=1;b=%2f {"x":1}`; string(a.body) != want {
			t.Errorf("got  %s\nwant %s", a.body, want)
		}
		for name, want := range map[string]string{"X-Request-Id": id, "Cache-Control": "private", "X-Node": "node2", "X-Content-Type-Options": "nosniff"} {
			if got := a.header.Values(name); len(got) != 1 || got[0] != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	})
	t.Run("here", func(t *testing.T) {
		if a := two.ask(w, p, "GET", path, "").want(http.StatusTeapot); !strings.HasPrefix(string(a.body), "node2 ") {
			t.Errorf("got %s", a.body)
		}
	})
	t.Run("nobody is answered here", func(t *testing.T) {
		one.ask(w, nil, "GET", "/v2/nodes", "").want(http.StatusUnauthorized)
	})
	t.Run("what is not there is answered here", func(t *testing.T) {
		if a := one.ask(w, p, "GET", "/v2/input-tables/unknown/tell", ""); a.header.Get("X-Node") != "node1" {
			t.Errorf("it was answered by %q", a.header.Get("X-Node"))
		}
	})
	t.Run("other routes stay", func(t *testing.T) {
		one.ask(w, p, "GET", "/v2/nodes", "").want(http.StatusOK)
	})
	t.Run("to be made", func(t *testing.T) {
		for body, want := range map[string]string{`{"connectionId":"shop","name":"x"}`: "node2", `{"name":"x"}`: "node1", `{`: "node1"} {
			if a := one.ask(w, p, "POST", "/v2/input-tables", body); a.header.Get("X-Node") != want || !strings.HasSuffix(string(a.body), body) {
				t.Errorf("%s was answered by %s, want %s", body, a.body, want)
			}
		}
	})
	t.Run("one hop", func(t *testing.T) {
		two.choose(one.http.URL)
		defer two.choose("")
		if a := one.ask(w, p, "GET", path, ""); a.header.Get("X-Node") != "node2" {
			t.Errorf("it was answered by %q", a.header.Get("X-Node"))
		}
	})
	t.Run("streams", func(t *testing.T) { testForwardedStream(t, one, p) })
}

// testForwardedStream gets an answer to each line before it sends the next.
func testForwardedStream(t *testing.T, n *node, p *principal) {
	body, lines := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.http.URL+"/v2/input-tables/0190/echo", body)
	fatal(t, err)
	req.Header.Set("Authorization", "Bearer "+p.token())
	first := make(chan error, 1)
	go func() {
		_, err := io.WriteString(lines, "0\n")
		first <- err
	}()
	resp, err := n.http.Client().Do(req)
	fatal(t, err)
	defer resp.Body.Close()
	fatal(t, <-first)
	answers := bufio.NewScanner(resp.Body)
	for i := range 20 {
		if !answers.Scan() || answers.Text() != fmt.Sprintf("node2: %d", i) {
			t.Fatalf("answer %d is %q, %v", i, answers.Text(), answers.Err())
		}
		_, err := fmt.Fprintf(lines, "%d\n", i+1)
		fatal(t, err)
	}
	fatal(t, lines.Close())
}

// TestForwardedFrom claims to be a node.
func TestForwardedFrom(t *testing.T) {
	t.Parallel()
	w, one, two := nodesOf(t, writ.SystemClock)
	p := w.member(writ.AccountAdmin, "ada@example.com")
	one.choose(two.http.URL) // so that whatever is not believed goes on to two
	const path = "/v2/input-tables/0190/tell"
	keys, others := one.server.forward.vault, newKeys(t)
	sealed := func(v *vault.Vault, method, path string, at time.Time) string {
		f := &forwarder{s: &Server{opt: Options{Clock: func() time.Time { return at }}}, vault: v}
		return f.seal(httptest.NewRequest(method, path, nil), &exchange{id: "told", remote: "9.9.9.9"})
	}
	now := writ.SystemClock()
	for what, claim := range map[string]string{
		"of nothing":          "x",
		"cut":                 sealed(keys, "POST", path, now)[:40],
		"of other keys":       sealed(others, "POST", path, now),
		"of another method":   sealed(keys, "GET", path, now),
		"of another path":     sealed(keys, "POST", path+"s", now),
		"of ten minutes ago":  sealed(keys, "POST", path, now.Add(-10*time.Minute)),
		"of ten minutes from": sealed(keys, "POST", path, now.Add(10*time.Minute)),
	} {
		a := one.ask(w, p, "POST", path, "", forwardHeader, claim)
		if body := string(a.body); !strings.HasPrefix(body, "node2 ") || strings.Contains(body, "told") || strings.Contains(body, "9.9.9.9") {
			t.Errorf("%s: %s", what, body)
		}
	}
	a := one.ask(w, p, "POST", path, "", forwardHeader, sealed(keys, "POST", path, now))
	if want := "node1 told from 9.9.9.9 as ada@example.com:  "; string(a.body) != want {
		t.Errorf("the seal of a node: got %s, want %s", a.body, want)
	}
}

// TestForwardToTheDead passes on to nodes that do not answer.
func TestForwardToTheDead(t *testing.T) {
	t.Parallel()
	w, one, two := nodesOf(t, writ.SystemClock)
	p := w.member(writ.AccountAdmin, "ada@example.com")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	dead := "http://" + listener.Addr().String()
	fatal(t, listener.Close())

	t.Run("until another leads", func(t *testing.T) {
		one.choose(dead)
		time.AfterFunc(3*takeoverPause, func() { one.choose(two.http.URL) })
		if a := one.ask(w, p, "POST", "/v2/input-tables/0190/tell", "abc"); !strings.HasPrefix(string(a.body), "node2 ") || !strings.HasSuffix(string(a.body), " abc") {
			t.Errorf("got %s", a.body)
		}
	})
	t.Run("until this one leads", func(t *testing.T) {
		one.choose(dead)
		time.AfterFunc(takeoverPause, func() { one.choose("") })
		if a := one.ask(w, p, "POST", "/v2/input-tables/0190/tell", "abc"); !strings.HasPrefix(string(a.body), "node1 ") || !strings.HasSuffix(string(a.body), " abc") {
			t.Errorf("got %s", a.body)
		}
	})
	close(one.frozen) // it answers; two does not
	for method, want := range map[string]int{"POST": http.StatusBadGateway, "GET": http.StatusOK} {
		t.Run(method+" to one that freezes", func(t *testing.T) {
			one.choose(two.http.URL)
			time.AfterFunc(takeoverPause, func() { one.choose("") })
			a := one.ask(w, p, method, "/v2/input-tables/0190/freeze", "").want(want)
			if want == http.StatusBadGateway {
				if problem := a.problem(); problem.Code != writ.CodeUncertain || problem.Hint == "" {
					t.Errorf("got %+v", problem)
				}
			}
		})
	}
}

// TestForwardGivesUp goes by a clock that runs fast.
func TestForwardGivesUp(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	fast := writ.SystemClock()
	w, one, _ := nodesOf(t, func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		fast = fast.Add(takeoverTimeout / 4)
		return fast
	})
	p := w.member(writ.AccountAdmin, "ada@example.com")
	one.err = writ.Errorf(writ.CodeUnavailable, "test", "Nobody knows.")
	problem := one.ask(w, p, "POST", "/v2/input-tables/0190/tell", "").want(http.StatusServiceUnavailable).problem()
	if problem.Code != writ.CodeUnavailable || problem.Hint == "" {
		t.Errorf("got %+v", problem)
	}
	one.err = writ.Errorf(writ.CodeExhausted, "test", "The disk is full.")
	one.ask(w, p, "POST", "/v2/input-tables/0190/tell", "").want(http.StatusInsufficientStorage)
}
