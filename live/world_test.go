package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/live"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
)

func TestMain(m *testing.M) {
	// The server that a test starts lives as long as its process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/writ-dev/writ/internal/testserver.watch"),
		goleak.IgnoreAnyFunction("os/exec.(*Cmd).Start.func2"))
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// node is a hub behind real HTTP. Every peer is the member "m", or the one that
// the request names.
type node struct {
	t     *testing.T
	store store.Store
	hub   *live.Hub
	http  *httptest.Server

	mu     sync.Mutex
	denied map[writ.Topic]error
	ended  bool // every session
}

// openStore opens an empty SQLite store.
func openStore(t *testing.T) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "writ.db"))
	fatal(t, err)
	t.Cleanup(func() { fatal(t, st.Close()) })
	return st
}

func newNode(t *testing.T, st store.Store, change ...func(*live.Options)) *node {
	t.Helper()
	n := &node{t: t, store: st, denied: map[writ.Topic]error{}}
	opt := live.Options{Store: st, Clock: writ.SystemClock, Log: slog.New(slog.DiscardHandler), Node: "n1", Version: "test"}
	for _, c := range change {
		c(&opt)
	}
	n.hub = live.New(opt)
	n.http = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(func() {
		fatal(t, n.hub.Close(context.Background()))
		n.http.Close()
	})
	return n
}

func (n *node) serve(w http.ResponseWriter, r *http.Request) {
	m := writ.MemberID(r.URL.Query().Get("member"))
	if m == "" {
		m = "m"
	}
	if err := n.hub.Serve(w, r, live.Peer{Member: m, Admit: n.admit}); err != nil {
		http.Error(w, string(writ.CodeOf(err)), http.StatusServiceUnavailable)
	}
}

func (n *node) admit(_ context.Context, topics []writ.Topic) (map[writ.Topic]error, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ended {
		return nil, writ.Errorf(writ.CodeUnauthenticated, "test", "gone")
	}
	refused := map[writ.Topic]error{}
	for _, t := range topics {
		if err := n.denied[t]; err != nil {
			refused[t] = err
		}
	}
	return refused, nil
}

// set changes what the node thinks of its peers.
func (n *node) set(change func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
}

// appendTo appends one event and returns its number.
func appendTo(t testing.TB, st store.Store, topic writ.Topic, kind, data string) int64 {
	t.Helper()
	e := &writ.Event{Topic: topic, Kind: kind, Data: json.RawMessage(data)}
	fatal(t, st.Write(t.Context(), func(tx store.Tx) error { return tx.Events.Append(t.Context(), e) }))
	return e.Seq
}

// appendMany appends n events in one transaction and returns the last number.
func appendMany(t testing.TB, st store.Store, topic writ.Topic, n int, data string) (last int64) {
	t.Helper()
	fatal(t, st.Write(t.Context(), func(tx store.Tx) error {
		for range n {
			e := &writ.Event{Topic: topic, Kind: "changed", Data: json.RawMessage(data)}
			if err := tx.Events.Append(t.Context(), e); err != nil {
				return err
			}
			last = e.Seq
		}
		return nil
	}))
	return last
}

// message is any message of the server.
type message struct {
	Type      string
	Topic     writ.Topic
	Seq       int64
	Kind      string
	Data      json.RawMessage
	Problem   *writ.Problem
	Node      writ.NodeID
	Version   string
	Heartbeat float64
}

// client is one end of a socket.
type client struct {
	t    testing.TB
	conn *websocket.Conn
}

// dial connects a client and takes its hello.
func (n *node) dial(query string) *client {
	n.t.Helper()
	c := dial(n.t, n.http.URL+query, nil)
	if hello := c.next(); hello.Type != "hello" || hello.Node != "n1" || hello.Version != "test" {
		n.t.Fatalf("the first message is %+v", hello)
	}
	return c
}

func dial(t testing.TB, url string, opt *websocket.DialOptions) *client {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(url, "http", "ws", 1), opt)
	fatal(t, err)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &client{t, conn}
}

func (c *client) send(text string) {
	c.t.Helper()
	fatal(c.t, c.conn.Write(c.t.Context(), websocket.MessageText, []byte(text)))
}

// follow follows a topic; after < 0 is from now on.
func (c *client) follow(topic writ.Topic, after int64) {
	c.t.Helper()
	position := ""
	if after >= 0 {
		position = fmt.Sprintf(`,"after":%d`, after)
	}
	c.send(fmt.Sprintf(`{"type":"follow","topics":[{"topic":%q%s}]}`, topic, position))
}

// read takes a message that is no beat.
func (c *client) read(ctx context.Context) (message, error) {
	for {
		_, text, err := c.conn.Read(ctx)
		if err != nil {
			return message{}, err
		}
		var m message
		if err := json.Unmarshal(text, &m); err != nil || m.Type != "beat" {
			return m, err
		}
	}
}

func (c *client) next() message {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	m, err := c.read(ctx)
	fatal(c.t, err)
	return m
}

// want takes the next message, which must be of that type, topic and number.
func (c *client) want(kind string, topic writ.Topic, seq int64) message {
	c.t.Helper()
	m := c.next()
	if m.Type != kind || m.Topic != topic || m.Seq != seq {
		c.t.Fatalf("got %+v, want %s of %s at %d", m, kind, topic, seq)
	}
	return m
}

// closed waits until the server closes the socket and returns its code and reason.
func (c *client) closed() websocket.CloseError {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	for {
		_, err := c.read(ctx)
		var ce websocket.CloseError
		if errors.As(err, &ce) {
			return ce
		}
		fatal(c.t, err)
	}
}

// eventually waits until something holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("not in time: %s", what)
		}
	}
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
