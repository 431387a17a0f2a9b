package sqlstore

import (
	"context"
	"fmt"
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

// appended gives the next number: the time, or one more than the last. It is one
// statement, because a change may have dozens of events.
const appended = `INSERT INTO events (topic, seq, kind, data, at)
	SELECT $1, CASE WHEN last < now THEN now ELSE last + 1 END, $2, $3, now
	FROM (SELECT coalesce(max(seq), 0) AS last, %s AS now FROM events WHERE topic = $1) AS newest
	RETURNING seq, at`

// Append numbers by the clock, so that a topic whose events were all deleted does
// not begin anew. Two that append to one topic at the same time get into each
// other's way, and one of them is run again.
func (s events) Append(ctx context.Context, e *writ.Event) error {
	row := s.t.q.QueryRowContext(ctx, fmt.Sprintf(appended, s.t.clock()), e.Topic, e.Kind, raw{&e.Data})
	if err := row.Scan(&e.Seq, instant{&e.At}); err != nil {
		return s.t.s.failed(s.table().op("Append"), err)
	}
	return s.t.notify(*e)
}

// After asks for the event at seq too. What is deleted is deleted by number, so if
// that one is there, so is all that came after it.
func (s events) After(ctx context.Context, topic writ.Topic, seq int64, limit int) (list []writ.Event, complete bool, err error) {
	found, err := s.table().all(ctx, s.t, "After", "WHERE topic = $1 AND seq >= $2 ORDER BY seq LIMIT $3", topic, seq, limit+1)
	if err != nil {
		return nil, false, err
	}
	if complete = len(found) > 0 && found[0].Seq == seq; complete {
		found = found[1:]
	}
	for _, e := range found[:min(limit, len(found))] {
		list = append(list, *e)
	}
	return list, complete, nil
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
