package live_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/live"
)

// TestCutOffNode says that a node whose connection to PostgreSQL breaks catches up
// by itself, in order and without gaps, with what was appended elsewhere meanwhile.
func TestCutOffNode(t *testing.T) {
	t.Parallel()
	place := schema(t)
	other := openPostgres(t, place)
	u, err := url.Parse(place)
	fatal(t, err)
	proxy := testproxy.New(t, u.Host)
	u.Host = proxy.Addr()
	n := newNode(t, openPostgres(t, u.String()))
	c := n.dial("")
	c.follow("objects", -1)
	c.want("following", "objects", 0)
	c.want("event", "objects", appendTo(t, other, "objects", "changed", ""))
	proxy.Refuse()
	var missed []int64
	for range 5 {
		missed = append(missed, appendTo(t, other, "objects", "changed", ""))
	}
	proxy.Heal()
	for _, seq := range missed {
		c.want("event", "objects", seq)
	}
	c.want("event", "objects", appendTo(t, other, "objects", "changed", ""))
}

// TestSessionEndsOnEveryNode says that a change of an account, made on one node,
// closes sockets on another within a second.
func TestSessionEndsOnEveryNode(t *testing.T) {
	t.Parallel()
	place := schema(t)
	other := openPostgres(t, place)
	n := newNode(t, openPostgres(t, place), func(o *live.Options) { o.Heartbeat = time.Hour })
	c := n.dial("")
	c.follow("objects", -1)
	c.want("following", "objects", 0)
	c.want("event", "objects", appendTo(t, other, "objects", "changed", "")) // the node listens
	n.set(func() { n.ended = true })
	start := time.Now()
	appendTo(t, other, writ.MemberTopic("m"), "changed", "")
	if ce := c.closed(); ce.Code != 4401 {
		t.Errorf("closed with %+v", ce)
	}
	took := time.Since(start)
	t.Logf("closed after %v", took)
	if took > time.Second {
		t.Errorf("the socket stayed open for %v", took)
	}
}
