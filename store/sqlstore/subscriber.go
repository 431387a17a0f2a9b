package sqlstore

import (
	"slices"
	"sync"

	"github.com/writ-dev/writ/store"
)

// backlog is how many notices wait for a subscriber before it gets a Gap instead.
const backlog = 1024

// subscribers are called by goroutines of their own, so that a slow one holds up
// neither who commits nor the others.
type subscribers struct {
	mu     sync.Mutex
	list   []*subscriber
	closed bool
}

// subscriber is one function to call and what it is still to be told.
type subscriber struct {
	fn      func(store.Notice)
	notices chan store.Notice
	gap     chan struct{} // holds one when a notice found no room
	stop    chan struct{}
	once    sync.Once
	done    chan struct{}
}

// add starts to call fn. After close nothing is left to tell.
func (s *subscribers) add(fn func(store.Notice)) (stop func()) {
	sub := &subscriber{fn: fn, notices: make(chan store.Notice, backlog), gap: make(chan struct{}, 1),
		stop: make(chan struct{}), done: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return func() {}
	}
	s.list = append(s.list, sub)
	go sub.run()
	return func() {
		s.remove(sub)
		sub.end()
	}
}

func (s *subscribers) remove(sub *subscriber) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = slices.DeleteFunc(s.list, func(other *subscriber) bool { return other == sub })
}

func (s *subscribers) tell(notices ...store.Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range notices {
		for _, sub := range s.list {
			sub.tell(n)
		}
	}
}

// close ends all subscriptions and waits for calls under way.
func (s *subscribers) close() {
	s.mu.Lock()
	list := s.list
	s.list, s.closed = nil, true
	s.mu.Unlock()
	for _, sub := range list {
		sub.end()
	}
}

// tell never waits.
func (s *subscriber) tell(n store.Notice) {
	if !n.Gap {
		select {
		case s.notices <- n:
			return
		default:
		}
	}
	select {
	case s.gap <- struct{}{}:
	default: // one waits already
	}
}

func (s *subscriber) run() {
	defer close(s.done)
	for {
		select {
		case <-s.stop:
			return
		case n := <-s.notices:
			s.fn(n)
		case <-s.gap:
			s.fn(store.Notice{Gap: true})
		}
	}
}

// end waits for a call under way. Safe to call twice.
func (s *subscriber) end() {
	s.once.Do(func() { close(s.stop) })
	<-s.done
}
