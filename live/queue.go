package live

import (
	"slices"
	"sync"

	"github.com/writ-dev/writ"
)

// queueLimit is how many events wait for one socket.
const queueLimit = 256

// rank says what a waiting message is worth when there are too many.
type rank int

const (
	rankFleeting rank = iota // may be left out
	rankKept                 // may be replaced by a reset of its topic
	rankAnswer               // must come; how many there are is bounded by the reader
)

// item is a message that waits. topic is "" for those about none.
type item struct {
	rank  rank
	topic writ.Topic
	text  []byte
}

// queue holds what waits for one socket. Safe for concurrent use.
type queue struct {
	stats *counters
	ready chan struct{} // holds a token when something may be waiting
	room  chan struct{} // likewise when something was taken

	mu     sync.Mutex
	items  []item
	resets map[writ.Topic]int64 // topics whose events were thrown away, up to a number
}

func newQueue(stats *counters) *queue {
	return &queue{stats: stats, ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// answer adds a message that must come.
func (q *queue) answer(topic writ.Topic, text []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.add(item{rankAnswer, topic, text})
}

// fleeting adds a message unless there is no room.
func (q *queue) fleeting(topic writ.Topic, text []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) >= queueLimit {
		q.stats.dropped.Add(1)
		return
	}
	q.add(item{rankFleeting, topic, text})
}

// kept adds an event, or makes the topic's followers read again if there is no
// room even without fleeting ones.
func (q *queue) kept(topic writ.Topic, seq int64, text []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, lost := q.resets[topic]; lost || len(q.items) >= queueLimit && !q.evict() {
		q.lose(topic, seq)
		return
	}
	q.add(item{rankKept, topic, text})
}

// reset throws away what waits of a topic and tells to go on from seq.
func (q *queue) reset(topic writ.Topic, seq int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lose(topic, seq)
}

// forget throws away what waits of a topic that is no longer followed.
func (q *queue) forget(topic writ.Topic) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.remove(topic)
	delete(q.resets, topic)
}

func (q *queue) add(it item) {
	q.items = append(q.items, it)
	signal(q.ready)
}

// evict throws the oldest fleeting message away.
func (q *queue) evict() bool {
	i := slices.IndexFunc(q.items, func(it item) bool { return it.rank == rankFleeting })
	if i < 0 {
		return false
	}
	q.items = slices.Delete(q.items, i, i+1)
	q.stats.dropped.Add(1)
	return true
}

func (q *queue) lose(topic writ.Topic, seq int64) {
	if _, lost := q.resets[topic]; !lost {
		q.remove(topic)
		q.stats.resets.Add(1)
	}
	if q.resets == nil {
		q.resets = map[writ.Topic]int64{}
	}
	q.resets[topic] = seq
	signal(q.ready)
}

// remove takes the events of a topic out; answers stay.
func (q *queue) remove(topic writ.Topic) {
	q.items = slices.DeleteFunc(q.items, func(it item) bool { return it.topic == topic && it.rank != rankAnswer })
}

// next takes the message to send now. A reset goes before the events of other
// topics, but not before an answer about its own: "following" comes first.
func (q *queue) next() (text []byte, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for topic, seq := range q.resets {
		if !q.answersWait(topic) {
			delete(q.resets, topic)
			return resetMessage(topic, seq), true
		}
	}
	if len(q.items) == 0 {
		return nil, false
	}
	text = q.items[0].text
	q.items[0] = item{}
	if q.items = q.items[1:]; len(q.items) == 0 {
		q.items = nil // an idle socket holds no memory
	}
	signal(q.room)
	return text, true
}

// answersWait tells whether an answer about a topic is still to come.
func (q *queue) answersWait(topic writ.Topic) bool {
	return slices.ContainsFunc(q.items, func(it item) bool { return it.rank == rankAnswer && it.topic == topic })
}

// full tells whether the peer should be listened to later.
func (q *queue) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items) >= queueLimit
}

// signal leaves a token in a channel that holds one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
