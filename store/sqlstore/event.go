package sqlstore

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// events implements store.Events.
type events struct{ t *tx }

func (events) table() table[writ.Event] {
	return table[writ.Event]{
		name: "events", noun: "event",
		columns: []string{"topic", "seq", "kind", "data", "at"},
		fields: func(e *writ.Event) []any {
			return []any{&e.Topic, &e.Seq, &e.Kind, raw{&e.Data}, instant{&e.At}}
		},
	}
}

// Append numbers by the clock, so that a topic whose events were all deleted does
// not begin anew. Two that append to one topic at the same time get into each
// other's way, and one of them is run again.
func (s events) Append(ctx context.Context, e *writ.Event) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	last, err := s.Last(ctx, e.Topic)
	if err != nil {
		return err
	}
	e.Seq, e.At = max(last+1, now), time.UnixMicro(now).UTC()
	if err := s.table().insert(ctx, s.t, e); err != nil {
		return err
	}
	return s.t.notify(ctx, store.Notice{Event: *e, Kept: true})
}

func (s events) After(ctx context.Context, topic writ.Topic, seq int64, limit int) (list []writ.Event, complete bool, err error) {
	found, err := s.table().all(ctx, s.t, "After", "WHERE topic = $1 AND seq > $2 ORDER BY seq LIMIT $3", topic, seq, limit)
	if err != nil {
		return nil, false, err
	}
	for _, e := range found {
		list = append(list, *e)
	}
	// What is deleted is deleted by age, so if the one at seq is there, so is all
	// that came after it.
	n, err := s.t.count(ctx, "store.events.After", "SELECT count(*) FROM events WHERE topic = $1 AND seq = $2", topic, seq)
	return list, n > 0, err
}

func (s events) Last(ctx context.Context, topic writ.Topic) (seq int64, err error) {
	row := s.t.q.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM events WHERE topic = $1", topic)
	if err := row.Scan(&seq); err != nil {
		return 0, s.t.s.failed("store.events.Last", err)
	}
	return seq, nil
}

func (s events) DeleteBefore(ctx context.Context, age time.Duration) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	_, err = s.t.exec(ctx, "store.events.DeleteBefore", "DELETE FROM events WHERE at < $1", now-age.Microseconds())
	return err
}

// maxNotice is how much of an event's data goes with a notice: PostgreSQL takes
// less than 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html).
const maxNotice = 7000

// notify tells subscribers of n once the transaction has committed.
func (t *tx) notify(ctx context.Context, n store.Notice) error {
	if t.s.channel == "" {
		t.notices = append(t.notices, n)
		return nil
	}
	if len(n.Event.Data) > maxNotice {
		n.Event.Data = nil
	}
	payload, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "store.notify", "SELECT pg_notify($1, $2)", t.s.channel, string(payload))
	return err
}

// Broadcast implements store.Store.
func (s *Store) Broadcast(ctx context.Context, e writ.Event) error {
	if len(e.Data) > maxNotice {
		return writ.Errorf(writ.CodeInvalid, "store.Broadcast", "An event that is broadcast may have %d bytes of data, not %d.", maxNotice, len(e.Data))
	}
	if s.channel == "" {
		s.subscribers.tell(store.Notice{Event: e})
		return nil
	}
	return s.writing(ctx, func(t *tx) error { return t.notify(ctx, store.Notice{Event: e}) })
}

// Subscribe implements store.Store.
func (s *Store) Subscribe(fn func(store.Notice)) (stop func()) { return s.subscribers.add(fn) }

// Tell hands a notice that came from elsewhere to the subscribers of this
// process.
func (s *Store) Tell(n store.Notice) { s.subscribers.tell(n) }

// subscribers are the functions to call for a notice, one after the other.
type subscribers struct {
	mu   sync.Mutex
	list []*func(store.Notice)
}

func (s *subscribers) add(fn func(store.Notice)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, &fn)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.list = slices.DeleteFunc(s.list, func(p *func(store.Notice)) bool { return p == &fn })
	}
}

func (s *subscribers) tell(notices ...store.Notice) {
	if len(notices) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range notices {
		for _, fn := range s.list {
			(*fn)(n)
		}
	}
}
