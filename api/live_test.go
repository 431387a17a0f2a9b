package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/writ-dev/writ"
)

// liveMessage is a message of the live channel.
type liveMessage struct {
	Type    string
	Topic   writ.Topic
	Seq     int64
	Kind    string
	Problem *writ.Problem
}

// live opens a live channel and takes its hello.
func (w *world) live(c *http.Client, headers ...string) *websocket.Conn {
	w.t.Helper()
	conn, resp := w.tryLive(c, headers...)
	if conn == nil {
		w.t.Fatalf("the live channel was refused with %d", resp.StatusCode)
	}
	if m := w.nextLive(conn); m.Type != "hello" {
		w.t.Fatalf("the first message is %+v", m)
	}
	return conn
}

func (w *world) tryLive(c *http.Client, headers ...string) (*websocket.Conn, *http.Response) {
	w.t.Helper()
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	conn, resp, err := websocket.Dial(w.t.Context(), strings.Replace(w.http.URL, "http", "ws", 1)+livePath,
		&websocket.DialOptions{HTTPClient: c, HTTPHeader: h})
	if err != nil {
		return nil, resp
	}
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return conn, resp
}

func (w *world) nextLive(c *websocket.Conn) (m liveMessage) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	fatal(w.t, wsjson.Read(ctx, c, &m))
	return m
}

// wantEnd reads until the channel is closed because the session has ended.
func (w *world) wantEnd(c *websocket.Conn) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, _, err := c.Read(ctx)
		var ce websocket.CloseError
		if errors.As(err, &ce) {
			if ce.Code != 4401 {
				w.t.Errorf("closed with %+v", ce)
			}
			return
		}
		fatal(w.t, err)
	}
}

func (w *world) follow(c *websocket.Conn, topic writ.Topic) liveMessage {
	w.t.Helper()
	fatal(w.t, wsjson.Write(w.t.Context(), c, map[string]any{"type": "follow", "topics": []map[string]any{{"topic": topic}}}))
	return w.nextLive(c)
}

func TestLiveTellsOfUploads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountBuild, "ann@example.org")
	c := w.live(w.http.Client(), "Authorization", "Bearer "+p.token())
	if m := w.follow(c, writ.MemberTopic(p.id)); m.Type != "following" {
		t.Fatalf("got %+v", m)
	}
	w.upload(p, "a,b\n1,x\n")
	if m := w.nextLive(c); m.Type != "event" || m.Kind != "uploads" || m.Topic != writ.MemberTopic(p.id) {
		t.Errorf("got %+v", m)
	}
}

// TestLiveHidesWhatIsHidden says that a topic about something of somebody else's
// is refused in the very words of one that is about nothing.
func TestLiveHidesWhatIsHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, bob := w.member(writ.AccountBuild, "ann@example.org"), w.member(writ.AccountBuild, "bob@example.org")
	c := w.live(w.http.Client(), "Authorization", "Bearer "+bob.token())
	upload := writ.UploadID(w.upload(ann, "a\n1\n"))
	for _, pair := range [][2]writ.Topic{
		{writ.UploadTopic(upload), writ.UploadTopic(writ.NewID[writ.UploadID]())},
		{writ.MemberTopic(ann.id), writ.MemberTopic(writ.NewID[writ.MemberID]())},
	} {
		a, b := w.follow(c, pair[0]), w.follow(c, pair[1])
		if a.Type != "refused" || b.Type != "refused" || *a.Problem != *b.Problem {
			t.Errorf("%s is refused with %+v, one that is not there with %+v", pair[0], a.Problem, b.Problem)
		}
	}
	if m := w.follow(c, writ.TopicSettings); m.Type != "refused" || m.Problem.Code != writ.CodeForbidden {
		t.Errorf("the settings: %+v", m)
	}
}

func TestLiveComesFromHereOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser()
	if _, resp := w.tryLive(b.c); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("nobody got %d", resp.StatusCode)
	}
	b.signIn()
	for _, origin := range []string{"https://evil.example", "https://writ.test", "http://writ.test.evil.example", "null", "http://writ.test:81"} {
		if _, resp := w.tryLive(b.c, "Origin", origin); resp.StatusCode != http.StatusForbidden {
			t.Errorf("from %s: got %d", origin, resp.StatusCode)
		}
	}
	w.live(b.c, "Origin", "http://writ.test")
	w.live(b.c, "Origin", w.http.URL) // the address that is asked
	p := b.get(livePath).want(400).problem()
	if p.Code != writ.CodeInvalid || p.Hint == "" {
		t.Errorf("without the upgrade: %+v", p)
	}
	w.server.Drain()
	if _, resp := w.tryLive(b.c); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("while the server stops: %d", resp.StatusCode)
	}
}

// TestLiveTooMany says that who has too many channels is told so, and not that the
// server's disk is full.
func TestLiveTooMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.member(writ.AccountView, "ann@example.org").token()
	for range 20 {
		w.live(w.http.Client(), "Authorization", "Bearer "+token)
	}
	if _, resp := w.tryLive(w.http.Client(), "Authorization", "Bearer "+token); resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one more: %d", resp.StatusCode)
	}
}

func TestLiveEndsWithTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, end := range map[string]func(*browser){
		"sign-out":            func(b *browser) { b.post("/logout", nil).want(303) },
		"sign-out everywhere": func(b *browser) { b.post("/v2/auth/sign-out-everywhere", nil).want(200) },
		"new password": func(b *browser) {
			b.post("/password", url.Values{"old": {ownPassword}, "new": {ownPassword + "2"}, "repeated": {ownPassword + "2"}}).want(303)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.browser()
			b.signIn()
			c := w.live(b.c)
			end(b)
			w.wantEnd(c)
		})
	}
	admin := w.member(writ.AccountAdmin, "admin@example.org")
	ann := w.member(writ.AccountBuild, "ann@example.org")
	c := w.live(w.http.Client(), "Authorization", "Bearer "+ann.token())
	w.do(admin, "PATCH", "/v2/members/"+string(ann.id), `{"isArchived":true}`).want(200)
	w.wantEnd(c)
}
