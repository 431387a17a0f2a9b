package live

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

const (
	// pulse is how often topics without notices are looked at.
	pulse = time.Minute
	// surelyKept is for how long events are kept at least. A topic that was read
	// within it has not lost any since, though the event it stood at may be gone.
	surelyKept = 30 * time.Minute
	// readAtOnce bounds the topics of one transaction, batch the events of one topic.
	readAtOnce = 200
	batch      = queueLimit
	// retryPause is how long the Hub waits when the store does not answer.
	retryPause = time.Second
)

// run hands events on until ctx ends.
func (h *Hub) run(ctx context.Context) {
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			h.inbox.look(h.topics()...)
		case <-h.inbox.wake:
		}
		if err := h.handle(ctx, h.inbox.empty()); err != nil && ctx.Err() == nil {
			h.opt.Log.Warn("live events were not read; trying again", "error", err)
			pause(ctx, retryPause)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// handle acts on what the store said. What could not be read stays to be looked
// at.
func (h *Hub) handle(ctx context.Context, n news) error {
	h.doubt(n)
	h.spread(n.fleeting)
	topics := slices.Collect(maps.Keys(n.topics))
	if n.gap {
		topics = h.topics()
	}
	for part := range slices.Chunk(topics, readAtOnce) {
		if err := h.advance(ctx, part); err != nil {
			h.inbox.look(topics...)
			return err
		}
	}
	return nil
}

// doubt has the sockets of members whose accounts changed asked again; of all of
// them, if that may have been missed.
func (h *Hub) doubt(n news) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n.gap {
		for s := range h.sockets {
			signal(s.doubt)
		}
		return
	}
	for m := range n.doubts {
		for s := range h.members[m] {
			signal(s.doubt)
		}
	}
}

// spread hands fleeting events on.
func (h *Hub) spread(events []writ.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range events {
		f := h.feeds[e.Topic]
		if f == nil {
			continue
		}
		text := fleetingMessage(e)
		for s := range f.followers {
			s.queue.fleeting(e.Topic, text)
		}
	}
}

func (h *Hub) topics() []writ.Topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Keys(h.feeds))
}

// found is what a topic had after a number.
type found struct {
	topic    writ.Topic
	from     int64
	events   []writ.Event
	complete bool
}

// advance brings the followers of topics to what is stored now.
func (h *Hub) advance(ctx context.Context, topics []writ.Topic) error {
	list := h.hindmost(topics)
	if len(list) == 0 {
		return nil
	}
	now := h.opt.Clock()
	err := h.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		for i := range list {
			f := &list[i]
			if f.events, f.complete, err = tx.Events.After(ctx, f.topic, f.from, batch); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range list {
		h.deliver(f, now)
	}
	return nil
}

// hindmost says from where topics have to be read: from the follower that is
// farthest behind. Topics that nobody follows are left out.
func (h *Hub) hindmost(topics []writ.Topic) []found {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []found
	for _, t := range topics {
		if f := h.feeds[t]; f != nil {
			list = append(list, found{topic: t, from: slices.Min(slices.Collect(maps.Values(f.followers)))})
		}
	}
	return list
}

// deliver gives each follower what it has not had. One that came meanwhile may
// stand before or after what was read; the next look, which its coming asked for,
// is for it.
func (h *Hub) deliver(found found, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.feeds[found.topic]
	if f == nil {
		return
	}
	lost := !found.complete && now.Sub(f.readAt) > surelyKept
	newest := found.from
	texts := make([][]byte, len(found.events))
	for i, e := range found.events {
		texts[i], newest = eventMessage(e), e.Seq
	}
	for s, at := range f.followers {
		switch {
		case at < found.from || at > newest:
			continue
		case lost:
			s.queue.reset(found.topic, newest)
		default:
			for i, e := range found.events {
				if e.Seq > at {
					s.queue.kept(found.topic, e.Seq, texts[i])
				}
			}
		}
		f.followers[s] = newest
	}
	f.readAt = now
	if len(found.events) == batch { // there may be more
		h.inbox.look(found.topic)
	}
}

// standing is where somebody who begins to follow a topic stands.
type standing struct {
	from   int64        // what the peer is told
	missed []writ.Event // what came after it
	newest int64        // of all
	lost   bool         // it cannot be told what was missed
	readAt time.Time
}

// stand reads where those who ask to follow topics stand, all at one moment.
func (h *Hub) stand(ctx context.Context, list []follow) ([]standing, error) {
	now := h.opt.Clock()
	var out []standing
	err := h.opt.Store.Read(ctx, func(tx store.Tx) error {
		out = make([]standing, len(list))
		for i, f := range list {
			last, err := tx.Events.Last(ctx, f.Topic)
			if err != nil {
				return err
			}
			p := standing{from: last, newest: last, readAt: now}
			if f.After != nil {
				if p, err = resume(ctx, tx, f.Topic, *f.After, p); err != nil {
					return err
				}
			}
			out[i] = p
		}
		return nil
	})
	return out, err
}

// resume fills in what a peer missed that stood at after. One that missed more
// than its queue holds does better to read the thing again.
func resume(ctx context.Context, tx store.Tx, t writ.Topic, after int64, p standing) (standing, error) {
	if after == p.newest {
		return p, nil
	}
	missed, complete, err := tx.Events.After(ctx, t, after, batch)
	if err != nil {
		return p, err
	}
	p.from = after
	p.lost = !complete || len(missed) == batch
	p.missed = missed
	return p, nil
}
