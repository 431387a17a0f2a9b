package sqlstore

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
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
	return s.t.notify(ctx, *e)
}

func (s events) After(ctx context.Context, topic writ.Topic, seq int64, limit int) (list []writ.Event, complete bool, err error) {
	found, err := s.table().all(ctx, s.t, "After", "WHERE topic = $1 AND seq > $2 ORDER BY seq LIMIT $3", topic, seq, limit)
	if err != nil {
		return nil, false, err
	}
	for _, e := range found {
		list = append(list, *e)
	}
	// What is deleted is deleted by number, so if the one at seq is there, so is all
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

// DeleteBefore goes by the number, which is the time of the event or, where the
// clock was set back, a later one: what is left of a topic has no holes.
func (s events) DeleteBefore(ctx context.Context, age time.Duration) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	last, err := s.Last(ctx, writ.TopicAccess)
	if err != nil {
		return err
	}
	_, err = s.t.exec(ctx, "store.events.DeleteBefore", "DELETE FROM events WHERE seq < $1 AND NOT (topic = $2 AND seq = $3)",
		now-age.Microseconds(), writ.TopicAccess, last)
	return err
}
