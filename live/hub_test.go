package live_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/live"
)

func TestFollow(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	c := n.dial("")
	c.follow("upload/a", -1)
	c.want("following", "upload/a", 0)
	seq := appendTo(t, n.store, "upload/a", "changed", `{"state":"ready"}`)
	appendTo(t, n.store, "upload/b", "changed", "") // of another topic
	if m := c.want("event", "upload/a", seq); m.Kind != "changed" || string(m.Data) != `{"state":"ready"}` {
		t.Errorf("the event came as %+v", m)
	}
	fatal(t, n.store.Broadcast(t.Context(), writ.Event{Topic: "upload/a", Kind: "progress", Data: []byte(`{"rows":5}`)}))
	if m := c.want("fleeting", "upload/a", 0); m.Kind != "progress" || string(m.Data) != `{"rows":5}` {
		t.Errorf("the fleeting event came as %+v", m)
	}
	c.follow("connections", -1)
	c.want("following", "connections", 0)
	c.send(`{"type":"unfollow","topics":["upload/a"]}`)
	c.follow("objects", -1) // its answer says that the message before was read
	c.want("following", "objects", 0)
	appendTo(t, n.store, "upload/a", "changed", "")
	seq = appendTo(t, n.store, "connections", "changed", "")
	c.want("event", "connections", seq)
	if s := n.hub.Stats(); s.Sockets != 1 || s.Topics != 2 || s.Sent < 7 {
		t.Errorf("the figures are %+v", s)
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	const topic = "upload/a"
	var seq []int64
	for range 3 {
		seq = append(seq, appendTo(t, n.store, topic, "changed", ""))
	}
	for name, tc := range map[string]struct {
		topic writ.Topic
		after int64
		want  []string // type and number of each message
	}{
		"from now on":                {topic, -1, []string{says("following", seq[2])}},
		"nothing missed":             {topic, seq[2], []string{says("following", seq[2])}},
		"two missed":                 {topic, seq[0], []string{says("following", seq[0]), says("event", seq[1]), says("event", seq[2])}},
		"had seen that it was empty": {topic, 0, []string{says("following", 0), says("reset", seq[2])}},
		"no longer kept":             {topic, seq[0] - 1, []string{says("following", seq[0]-1), says("reset", seq[2])}},
		"of a store that is gone":    {topic, seq[2] + 1, []string{says("following", seq[2]+1), says("reset", seq[2])}},
		"still empty":                {"upload/b", 0, []string{says("following", 0)}},
		"all deleted since":          {"upload/b", 17, []string{says("following", 17), says("reset", 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			c := n.dial("")
			c.follow(tc.topic, tc.after)
			c.follow("end", -1)
			for i := 0; ; i++ {
				m := c.next()
				if m.Topic == "end" && i == len(tc.want) {
					return
				}
				if i >= len(tc.want) || says(m.Type, m.Seq) != tc.want[i] {
					t.Fatalf("message %d is %+v, want %v", i, m, tc.want)
				}
			}
		})
	}
}

func says(kind string, seq int64) string { return fmt.Sprintf("%s %d", kind, seq) }

// TestMissedTooMuch says that who was away for more than a queue holds reads the
// thing again instead of all that was missed.
func TestMissedTooMuch(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	first := appendTo(t, n.store, "objects", "changed", "")
	last := appendMany(t, n.store, "objects", 300, "")
	c := n.dial("")
	c.follow("objects", first)
	c.want("following", "objects", first)
	c.want("reset", "objects", last)
	c.want("event", "objects", appendTo(t, n.store, "objects", "changed", ""))
}

func TestRefused(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	hidden := writ.Errorf(writ.CodeNotFound, "test", "There is no such topic.")
	n.set(func() {
		n.denied["upload/a"] = hidden
		n.denied["nodes"] = fmt.Errorf("a secret of the store")
	})
	c := n.dial("")
	c.send(`{"type":"follow","topics":[{"topic":"upload/a"},{"topic":"objects"},{"topic":"nodes"}]}`)
	if m := c.want("refused", "upload/a", 0); m.Problem.Code != writ.CodeNotFound || m.Problem.Message != hidden.Message {
		t.Errorf("refused with %+v", m.Problem)
	}
	if m := c.want("refused", "nodes", 0); m.Problem.Code != writ.CodeInternal || strings.Contains(m.Problem.Message, "secret") {
		t.Errorf("refused with %+v", m.Problem)
	}
	c.want("following", "objects", 0)
	appendTo(t, n.store, "upload/a", "changed", "")
	c.want("event", "objects", appendTo(t, n.store, "objects", "changed", ""))
}

// TestRightsAreLost says that what a peer may no longer follow ends as soon as its
// account changes, and the rest goes on.
func TestRightsAreLost(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	c := n.dial("")
	c.send(`{"type":"follow","topics":[{"topic":"objects"},{"topic":"connections"}]}`)
	c.want("following", "objects", 0)
	c.want("following", "connections", 0)
	n.set(func() { n.denied["objects"] = writ.Errorf(writ.CodeForbidden, "test", "No longer.") })
	appendTo(t, n.store, writ.MemberTopic("m"), "changed", "")
	if m := c.want("refused", "objects", 0); m.Problem.Code != writ.CodeForbidden {
		t.Errorf("refused with %+v", m.Problem)
	}
	appendTo(t, n.store, "objects", "changed", "")
	c.want("event", "connections", appendTo(t, n.store, "connections", "changed", ""))
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	st := openStore(t)
	for name, tc := range map[string]struct {
		heartbeat time.Duration
		tell      func()
	}{
		"told by an event":        {time.Hour, func() { appendTo(t, st, writ.MemberTopic("m"), "changed", "") }},
		"found at the heartbeats": {20 * time.Millisecond, func() {}},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t, st, func(o *live.Options) { o.Heartbeat = tc.heartbeat })
			c := n.dial("")
			n.set(func() { n.ended = true })
			tc.tell()
			if ce := c.closed(); ce.Code != 4401 {
				t.Errorf("closed with %+v", ce)
			}
			eventually(t, "the socket is gone", func() bool { return n.hub.Stats().Sockets == 0 })
			late := n.dial("")
			late.follow("objects", -1)
			if ce := late.closed(); ce.Code != 4401 {
				t.Errorf("a topic asked for without a session: %+v", ce)
			}
		})
	}
}

// TestOthersStay says that an event about one member's lists, or about another
// member, has nobody asked again.
func TestOthersStay(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t), func(o *live.Options) { o.Heartbeat = time.Hour })
	c, other := n.dial(""), n.dial("?member=other")
	c.follow(writ.MemberTopic("m"), -1)
	c.want("following", writ.MemberTopic("m"), 0)
	other.follow("objects", -1)
	other.want("following", "objects", 0)
	n.set(func() { n.ended = true })
	seq := appendTo(t, n.store, writ.MemberTopic("m"), "uploads", "")
	c.want("event", writ.MemberTopic("m"), seq)
	appendTo(t, n.store, writ.MemberTopic("m"), "changed", "")
	if ce := c.closed(); ce.Code != 4401 {
		t.Errorf("closed with %+v", ce)
	}
	other.want("event", "objects", appendTo(t, n.store, "objects", "changed", ""))
}

func TestProtocolIsKept(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	many := strings.TrimSuffix(strings.Repeat(`{"topic":"x"},`, 201), ",")
	for name, tc := range map[string]struct {
		text string
		code websocket.StatusCode
	}{
		"no JSON":           {`follow me`, websocket.StatusPolicyViolation},
		"unknown type":      {`{"type":"shout","topics":[]}`, websocket.StatusPolicyViolation},
		"no type":           {`{}`, websocket.StatusPolicyViolation},
		"unknown field":     {`{"type":"follow","topics":[],"password":"x"}`, websocket.StatusPolicyViolation},
		"no topics":         {`{"type":"follow"}`, websocket.StatusPolicyViolation},
		"nameless topic":    {`{"type":"follow","topics":[{}]}`, websocket.StatusPolicyViolation},
		"long topic":        {`{"type":"follow","topics":[{"topic":"` + strings.Repeat("x", 101) + `"}]}`, websocket.StatusPolicyViolation},
		"negative number":   {`{"type":"follow","topics":[{"topic":"x","after":-1}]}`, websocket.StatusPolicyViolation},
		"fraction":          {`{"type":"follow","topics":[{"topic":"x","after":1.5}]}`, websocket.StatusPolicyViolation},
		"two values":        {`{"type":"unfollow","topics":[]} {}`, websocket.StatusPolicyViolation},
		"201 topics":        {`{"type":"follow","topics":[` + many + `]}`, websocket.StatusPolicyViolation},
		"more than 16 KiB":  {`{"type":"unfollow","topics":["` + strings.Repeat("x", 16<<10) + `"]}`, websocket.StatusMessageTooBig},
		"wrong topic shape": {`{"type":"unfollow","topics":[{"topic":"x"}]}`, websocket.StatusPolicyViolation},
	} {
		t.Run(name, func(t *testing.T) {
			c := n.dial("")
			c.send(tc.text)
			if ce := c.closed(); ce.Code != tc.code || ce.Reason == "" {
				t.Errorf("closed with %+v, want %v and a reason", ce, tc.code)
			}
		})
	}
	c := n.dial("")
	fatal(t, c.conn.Write(t.Context(), websocket.MessageBinary, []byte(`{}`)))
	if ce := c.closed(); ce.Code != websocket.StatusPolicyViolation {
		t.Errorf("a binary message: %+v", ce)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t), func(o *live.Options) { o.MaxPerMember, o.MaxSockets = 2, 3 })
	first := n.dial("")
	n.dial("")
	n.wantRefusal("", "exhausted")
	n.dial("?member=other")
	n.wantRefusal("?member=third", "exhausted")
	fatal(t, first.conn.Close(websocket.StatusNormalClosure, ""))
	eventually(t, "the place is free", func() bool { return n.hub.Stats().Sockets == 2 })
	n.dial("?member=third")
	if s := n.hub.Stats(); s.Refused != 2 {
		t.Errorf("the figures are %+v", s)
	}
}

// wantRefusal expects that a handshake is answered with an error.
func (n *node) wantRefusal(query, code string) {
	n.t.Helper()
	_, resp, err := websocket.Dial(n.t.Context(), strings.Replace(n.http.URL, "http", "ws", 1)+query, nil)
	if err == nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable {
		n.t.Fatalf("the handshake was not refused: %v", err)
	}
	body := make([]byte, 64)
	if k, _ := resp.Body.Read(body); !strings.Contains(string(body[:k]), code) {
		n.t.Errorf("refused with %q, want %s", body[:k], code)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t))
	c := n.dial("")
	told := make(chan websocket.CloseError, 1)
	go func() { told <- c.closed() }()
	fatal(t, n.hub.Close(t.Context()))
	if ce := <-told; ce.Code != websocket.StatusServiceRestart {
		t.Errorf("closed with %+v", ce)
	}
	if s := n.hub.Stats(); s.Sockets != 0 {
		t.Errorf("sockets are left: %+v", s)
	}
	n.wantRefusal("", "unavailable")
	fatal(t, n.hub.Close(t.Context()))
}

func TestHalfOpenPeerIsLetGo(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t), func(o *live.Options) { o.Heartbeat = 100 * time.Millisecond })
	proxy := testproxy.New(t, n.http.Listener.Addr().String())
	dial(t, "http://"+proxy.Addr(), nil)
	eventually(t, "it is connected", func() bool { return n.hub.Stats().Sockets == 1 })
	proxy.Stall()
	eventually(t, "it is let go", func() bool { return n.hub.Stats().Sockets == 0 })
}

// TestSlowReader says that a peer that does not read costs a bounded queue, is told
// what it has lost, and then gets what comes.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	n := newNode(t, openStore(t), func(o *live.Options) { o.Heartbeat = time.Hour })
	c := n.dial("")
	c.conn.SetReadLimit(1 << 20)
	c.send(`{"type":"follow","topics":[{"topic":"objects"},{"topic":"nodes"}]}`)
	c.want("following", "objects", 0)
	c.want("following", "nodes", 0)

	data := `"` + strings.Repeat("x", 16<<10) + `"`
	last := int64(0)
	fatal(t, n.store.Broadcast(t.Context(), writ.Event{Topic: "nodes", Kind: "progress"}))
	for n.hub.Stats().Resets == 0 {
		last = appendMany(t, n.store, "objects", 100, data)
	}
	quiet := appendTo(t, n.store, "nodes", "changed", "") // of a topic that has lost nothing
	at, reset, other := int64(0), false, false
	for at < last || !other {
		m := c.next()
		switch {
		case m.Topic == "nodes":
			other = other || m.Seq == quiet
		case m.Seq <= at:
			t.Fatalf("%s at %d after %d", m.Type, m.Seq, at)
		default:
			at, reset = m.Seq, reset || m.Type == "reset"
		}
	}
	if !reset {
		t.Error("nothing was reset")
	}
	c.want("event", "objects", appendTo(t, n.store, "objects", "changed", ""))
}
