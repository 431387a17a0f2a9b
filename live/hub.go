package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Options say what a Hub works with. The durations and limits have defaults;
// tests shorten them.
type Options struct {
	Store   store.Store
	Clock   writ.Clock
	Log     *slog.Logger
	Node    writ.NodeID
	Version string // of the binary

	Heartbeat    time.Duration // between two signs of life; a peer that does not answer one before the next is gone. 0 is 15 s
	WriteTimeout time.Duration // how long one message may take to get out; 0 is 30 s
	MaxSockets   int           // on this node; 0 is 5,000
	MaxPerMember int           // sockets of one member on this node; 0 is 20
}

func (o Options) withDefaults() Options {
	if o.Heartbeat == 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 30 * time.Second
	}
	if o.MaxSockets == 0 {
		o.MaxSockets = 5_000
	}
	if o.MaxPerMember == 0 {
		o.MaxPerMember = 20
	}
	return o
}

// Hub hands the events of the store on to the sockets of this node. All methods
// are safe for concurrent use.
type Hub struct {
	opt   Options
	stats counters
	inbox inbox
	stop  context.CancelFunc
	done  chan struct{} // closed when the Hub no longer reads events

	mu      sync.Mutex // taken before any queue's
	closed  bool
	sockets map[*socket]struct{}
	members map[writ.MemberID]map[*socket]struct{}
	feeds   map[writ.Topic]*feed
	open    sync.WaitGroup // of sockets
}

// feed is a topic that somebody follows: where each follower stands, and when it
// was last known that nothing lies beyond.
type feed struct {
	followers map[*socket]int64
	readAt    time.Time
}

// New starts a Hub; Close ends it.
func New(opt Options) *Hub {
	ctx, cancel := context.WithCancel(context.Background())
	h := &Hub{
		opt: opt.withDefaults(), stop: cancel, done: make(chan struct{}),
		sockets: map[*socket]struct{}{}, members: map[writ.MemberID]map[*socket]struct{}{}, feeds: map[writ.Topic]*feed{},
	}
	h.inbox.wake = make(chan struct{}, 1)
	unsubscribe := h.opt.Store.Subscribe(h.inbox.take)
	go func() {
		defer close(h.done)
		defer unsubscribe()
		h.run(ctx)
	}()
	return h
}

// Close tells every peer to come back to another node, takes no more of them, and
// waits until all are gone or ctx ends. Safe to call twice.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	for s := range h.sockets {
		s.end(closeRestart, "the server is stopping")
	}
	h.mu.Unlock()
	h.stop()
	gone := make(chan struct{})
	go func() {
		h.open.Wait()
		<-h.done
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return writ.Wrap(writ.CodeUnavailable, "live.Close", ctx.Err(), "Some live connections did not end in time.")
	}
}

// enter takes a socket in, or says why not.
func (h *Hub) enter(s *socket) error {
	const op = "live.Serve"
	h.mu.Lock()
	defer h.mu.Unlock()
	member := s.peer.Member
	switch {
	case h.closed:
		return writ.Errorf(writ.CodeUnavailable, op, "The server is stopping.")
	case len(h.sockets) >= h.opt.MaxSockets:
		h.stats.refused.Add(1)
		return writ.Errorf(writ.CodeExhausted, op, "This server has as many live connections as it can hold.")
	case len(h.members[member]) >= h.opt.MaxPerMember:
		h.stats.refused.Add(1)
		return writ.Errorf(writ.CodeExhausted, op, "You have %d live connections, and more are not allowed.", h.opt.MaxPerMember).
			WithHint("Close some of the tabs or programs.")
	}
	h.sockets[s] = struct{}{}
	if h.members[member] == nil {
		h.members[member] = map[*socket]struct{}{}
	}
	h.members[member][s] = struct{}{}
	h.open.Add(1)
	return nil
}

// leave lets a socket that entered go.
func (h *Hub) leave(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for topic := range s.topics {
		h.detach(s, topic)
	}
	delete(h.sockets, s)
	delete(h.members[s.peer.Member], s)
	if len(h.members[s.peer.Member]) == 0 {
		delete(h.members, s.peer.Member)
	}
	h.open.Done()
}

// follow lets a socket follow a topic from where it stands, and gives it what it
// has missed. What happens between the reading of that and now is read again.
func (h *Hub) follow(s *socket, topic writ.Topic, p standing) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.queue.forget(topic)
	s.queue.answer(topic, followingMessage(topic, p.from))
	if p.lost {
		s.queue.reset(topic, p.newest)
	} else {
		for _, e := range p.missed {
			s.queue.kept(topic, e.Seq, eventMessage(e))
		}
	}
	f := h.feeds[topic]
	if f == nil {
		f = &feed{followers: map[*socket]int64{}, readAt: p.readAt}
		h.feeds[topic] = f
	}
	f.followers[s] = p.newest
	s.topics[topic] = struct{}{}
	h.inbox.look(topic)
}

// unfollow ends what follow began; it need not have begun.
func (h *Hub) unfollow(s *socket, topic writ.Topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.detach(s, topic)
	s.queue.forget(topic)
}

// followed returns the topics of a socket.
func (h *Hub) followed(s *socket) []writ.Topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]writ.Topic, 0, len(s.topics))
	for t := range s.topics {
		list = append(list, t)
	}
	return list
}

func (h *Hub) detach(s *socket, topic writ.Topic) {
	delete(s.topics, topic)
	f := h.feeds[topic]
	if f == nil {
		return
	}
	delete(f.followers, s)
	if len(f.followers) == 0 {
		delete(h.feeds, topic)
	}
}
