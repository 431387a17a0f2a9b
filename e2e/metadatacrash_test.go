package e2e

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
)

// silence is longer than it takes a node to notice that its connections to the
// metadata store are half-open.
const silence = 12 * time.Second

// crashMetadata crashes the PostgreSQL that keeps the metadata of three nodes
// under load, again and again, and now and then cuts all nodes off from it. They
// come back by themselves and nothing that was promised is lost.
func crashMetadata(t *testing.T, rounds int) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server, err := testpg.Start(ctx, "synchronous_commit=on") // a promise is one
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	proxy := testproxy.New(t, server.Host+":"+server.Port)
	c := bareCluster(t, 3, server)
	direct := c.place
	c.place = strings.Replace(direct, server.Host+":"+server.Port, proxy.Addr(), 1)
	c.flags = replaced(c.flags, direct, c.place)
	c.begin(t)
	c.useWarehouse(t)
	c.welcome(t, c.url)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3))
	l := c.load(t, 5_000, true)
	silences, longest := 0, time.Duration(0)
	for round := range rounds {
		time.Sleep(time.Duration(r.Int64N(int64(2 * time.Second))))
		since := time.Now()
		c.crashStore(t)
		if round%stopEvery == 1 {
			proxy.Stall()
			time.Sleep(silence)
			c.aliveNotReady(t)
			since = time.Now()
			proxy.Reset()
			proxy.Heal()
			silences++
		}
		eventually(t, c.allTaken)
		longest = max(longest, time.Since(since))
	}
	l.end()
	c.settled(t, l)
	for i, in := range c.nodes {
		select {
		case <-in.server.done:
			t.Errorf("node %d has ended", i)
		default:
		}
	}
	t.Logf("%d crashes of PostgreSQL, %d silences of %v; %d uploads acknowledged, each there once and equal to its file; all nodes ready again after %.1f s at most; %v",
		rounds, silences, silence, len(l.acknowledged), longest.Seconds(), l.done)
}

// aliveNotReady demands that every node says that it lives but takes no requests.
func (c *cluster) aliveNotReady(t *testing.T) {
	t.Helper()
	b := newBrowser(t)
	for i, in := range c.nodes {
		for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
			if status, err := b.get(in.url + path); err != nil || status != want {
				t.Errorf("%s of node %d without the metadata store: %d, %v, want %d", path, i, status, err, want)
			}
		}
	}
}

// crashStore kills a process without which PostgreSQL throws all others out and
// recovers from its log, as after the death of its machine:
// https://www.postgresql.org/docs/current/runtime-config-error-handling.html.
func (c *cluster) crashStore(t *testing.T) {
	t.Helper()
	const checkpointer = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
	var pid, next int
	if err := c.metadata.QueryRow(t.Context(), checkpointer).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		if err := c.metadata.QueryRow(t.Context(), checkpointer).Scan(&next); err != nil {
			return err
		}
		if next == pid {
			return errors.New("PostgreSQL has not noticed yet")
		}
		return nil
	})
}

// allTaken says with a nil error that the balancer sends requests to every node.
func (c *cluster) allTaken() error {
	for i := range c.nodes {
		if !c.balancer.takes(i) {
			return errNotTaken
		}
	}
	return nil
}
