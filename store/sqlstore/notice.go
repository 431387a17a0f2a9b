package sqlstore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// PostgreSQL carries less than 8,000 bytes with a notice
// (https://www.postgresql.org/docs/current/sql-notify.html).
const (
	maxMessage = 7999
	maxData    = 7000 // of them for the data of an event
)

// message is an event as it travels from process to process. Servers of other
// versions read it, too: fields may be added, none changed.
type message struct {
	Topic writ.Topic      `json:"topic"`
	Seq   int64           `json:"seq,omitempty"`
	Kind  string          `json:"kind"`
	Data  json.RawMessage `json:"data,omitempty"`
	At    time.Time       `json:"at,omitzero"`
}

// encode renders an event; without its data where that would be too long.
func encode(e writ.Event) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // would make the data longer
	m := message(e)
	if len(m.Data) > maxData {
		m.Data = nil
	}
	err := enc.Encode(m)
	if err == nil && b.Len() > maxMessage {
		return "", writ.Errorf(writ.CodeInvalid, "store.notify", "The topic or kind of an event is too long.")
	}
	return b.String(), err
}

// notify tells subscribers of e, which was appended, once the transaction has
// committed.
func (t *tx) notify(e writ.Event) error {
	if t.s.engine.Channel == "" {
		t.notices = append(t.notices, store.Notice{Event: e, Kept: true})
		return nil
	}
	text, err := encode(e)
	t.texts = append(t.texts, text)
	return err
}

// textsAtOnce is how many notices one statement hands to the channel.
const textsAtOnce = 500

// send hands the notices of the transaction to the engine's channel, which carries
// them once it has committed.
func (t *tx) send(ctx context.Context) error {
	for some := range slices.Chunk(t.texts, textsAtOnce) {
		rows := strings.Repeat(", ($%d)", len(some))[2:]
		places := make([]any, len(some))
		for i := range places {
			places[i] = i + 2
		}
		query := "SELECT pg_notify($1, text) FROM (VALUES " + fmt.Sprintf(rows, places...) + ") AS notice (text)"
		if _, err := t.exec(ctx, "store.notify", query, append([]any{t.s.engine.Channel}, some...)...); err != nil {
			return err
		}
	}
	return nil
}

// Broadcast implements store.Store.
func (s *Store) Broadcast(ctx context.Context, e writ.Event) error {
	const op = "store.Broadcast"
	if len(e.Data) > maxData {
		return writ.Errorf(writ.CodeInvalid, op, "An event that is broadcast may have %d bytes of data, not %d.", maxData, len(e.Data))
	}
	e.Seq = 0
	if s.engine.Channel == "" {
		s.subscribers.tell(store.Notice{Event: e})
		return nil
	}
	text, err := encode(e)
	if err != nil {
		return err
	}
	if _, err := s.engine.Write.ExecContext(ctx, "SELECT pg_notify($1, $2)", s.engine.Channel, text); err != nil {
		return s.failed(op, err)
	}
	return nil
}

// Heard hands on what came over the engine's channel. What cannot be read may
// have been an event of a version to come.
func (s *Store) Heard(text string) {
	var m message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		s.Missed()
		return
	}
	s.subscribers.tell(store.Notice{Event: writ.Event(m), Kept: m.Seq > 0})
}

// Missed tells subscribers that the engine's channel was not heard for a while.
func (s *Store) Missed() { s.subscribers.tell(store.Notice{Gap: true}) }

// Subscribe implements store.Store.
func (s *Store) Subscribe(fn func(store.Notice)) (stop func()) { return s.subscribers.add(fn) }
