package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
)

// TestDelivery says of one node on SQLite, and of two on PostgreSQL: while events
// are appended from several sides and clients come, break off and come back to any
// node, each client sees every event once and in order, or is told to read again.
func TestDelivery(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		deliver(t, newNode(t, openStore(t)))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		place := schema(t)
		deliver(t, newNode(t, openPostgres(t, place)), newNode(t, openPostgres(t, place)))
	})
}

// schema returns the URL of a schema that is not there yet.
func schema(t *testing.T) string {
	t.Helper()
	server := testpg.Get(t)
	u, err := url.Parse(server.URL)
	fatal(t, err)
	u.Path = "/" + server.NewDatabase(t)
	return u.String()
}

func openPostgres(t *testing.T, url string) store.Store {
	t.Helper()
	st, err := postgres.Open(t.Context(), url, t.TempDir())
	fatal(t, err)
	t.Cleanup(func() { fatal(t, st.Close()) })
	return st
}

const (
	appenders = 3
	clients   = 5
	appended  = 80 // events of each appender
)

var crowd = []writ.Topic{"upload/a", "upload/b", "connections"}

func deliver(t *testing.T, nodes ...*node) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := func(who uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, who)) }
	appending := make(chan struct{})
	var appends, reads sync.WaitGroup
	for i := range appenders {
		r := random(uint64(i))
		appends.Go(func() {
			for k := range appended {
				n := nodes[r.IntN(len(nodes))]
				appendTo(t, n.store, crowd[r.IntN(len(crowd))], "changed", fmt.Sprintf(`"%d.%d"`, i, k))
			}
		})
	}
	for i := range clients {
		w := &witness{t: t, nodes: nodes, r: random(uint64(100 + i)), seen: map[writ.Topic]*record{}}
		reads.Go(func() { w.attend(appending) })
	}
	appends.Wait()
	close(appending)
	reads.Wait()
}

// witness is a client that now and then breaks off and comes back.
type witness struct {
	t     *testing.T
	nodes []*node
	r     *rand.Rand
	seen  map[writ.Topic]*record
}

// record is what a witness saw of a topic.
type record struct {
	first, at int64
	events    map[int64]string
	covered   [][2]int64 // resets: after the one, up to the other
}

// attend comes and goes until the appending is over, then stays until it has seen
// everything, and compares.
func (w *witness) attend(appending <-chan struct{}) {
	during, end := context.WithCancel(w.t.Context())
	defer end()
	go func() {
		<-appending
		end()
	}()
	for during.Err() == nil {
		left := 1 + w.r.IntN(40)
		w.visit(during, func(int) bool {
			left--
			return left == 0
		})
	}
	w.visit(w.t.Context(), func(following int) bool { return following == len(crowd) && w.complete() })
	for topic, events := range w.kept() {
		w.compare(topic, events)
	}
}

// visit connects to some node and takes messages until enough, which is told how
// many topics are followed, or ctx ends; then it breaks off.
func (w *witness) visit(ctx context.Context, enough func(following int) bool) {
	n := w.nodes[w.r.IntN(len(w.nodes))]
	c := n.dial("")
	defer func() { _ = c.conn.CloseNow() }()
	fatal(w.t, c.conn.Write(w.t.Context(), websocket.MessageText, w.request()))
	for following := 0; !enough(following); {
		m, err := c.read(ctx)
		if err != nil && ctx.Err() != nil {
			return
		}
		fatal(w.t, err)
		if m.Type == "following" {
			following++
		}
		w.note(m)
	}
}

// request follows every topic from where the witness stands.
func (w *witness) request() []byte {
	list := []map[string]any{}
	for _, topic := range crowd {
		one := map[string]any{"topic": topic}
		if r := w.seen[topic]; r != nil {
			one["after"] = r.at
		}
		list = append(list, one)
	}
	text, err := json.Marshal(map[string]any{"type": "follow", "topics": list})
	fatal(w.t, err)
	return text
}

func (w *witness) note(m message) {
	r := w.seen[m.Topic]
	switch {
	case m.Type == "following" && r == nil:
		w.seen[m.Topic] = &record{first: m.Seq, at: m.Seq, events: map[int64]string{}}
	case m.Type == "following":
		if m.Seq != r.at {
			w.t.Errorf("%s goes on from %d, not from %d", m.Topic, m.Seq, r.at)
		}
	case m.Type == "event" && m.Seq > r.at:
		r.events[m.Seq], r.at = string(m.Data), m.Seq
	case m.Type == "reset" && m.Seq >= r.at:
		r.covered = append(r.covered, [2]int64{r.at, m.Seq})
		r.at = m.Seq
	default:
		w.t.Errorf("%+v after %d", m, r.at)
	}
}

// kept returns what the store holds, by topic.
func (w *witness) kept() map[writ.Topic][]writ.Event {
	out := map[writ.Topic][]writ.Event{}
	fatal(w.t, w.nodes[0].store.Read(context.Background(), func(tx store.Tx) (err error) {
		for _, topic := range crowd {
			if out[topic], _, err = tx.Events.After(context.Background(), topic, 0, 1<<20); err != nil {
				return err
			}
		}
		return nil
	}))
	return out
}

// complete tells whether the witness stands at the end of every topic.
func (w *witness) complete() bool {
	for topic, events := range w.kept() {
		if len(events) > 0 && w.seen[topic].at < events[len(events)-1].Seq {
			return false
		}
	}
	return true
}

func (w *witness) compare(topic writ.Topic, events []writ.Event) {
	r := w.seen[topic]
	left := maps.Clone(r.events)
	for _, e := range events {
		data, seen := left[e.Seq]
		delete(left, e.Seq)
		reset := slices.ContainsFunc(r.covered, func(c [2]int64) bool { return c[0] < e.Seq && e.Seq <= c[1] })
		switch {
		case seen && data != string(e.Data):
			w.t.Errorf("%s %d came with %s, not %s", topic, e.Seq, data, e.Data)
		case !seen && !reset && e.Seq > r.first:
			w.t.Errorf("%s %d was neither seen nor covered by a reset", topic, e.Seq)
		}
	}
	if len(left) > 0 {
		w.t.Errorf("%s: seen and not kept: %s", topic, strings.Join(slices.Collect(maps.Values(left)), " "))
	}
}
