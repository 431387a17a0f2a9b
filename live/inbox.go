package live

import (
	"sync"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// maxFleeting is how many fleeting events wait to be handed on.
const maxFleeting = 1024

// inbox is what the store has said and nobody has looked at: it takes notices at
// once, as the store asks for, and keeps of them only where to look.
type inbox struct {
	wake chan struct{} // holds a token when there is something

	mu   sync.Mutex
	news news
}

// news is what an inbox holds.
type news struct {
	topics   map[writ.Topic]struct{}    // where something was appended
	doubts   map[writ.MemberID]struct{} // whose account changed
	fleeting []writ.Event
	gap      bool // something may have been missed
}

// take is called by the store for every notice.
func (b *inbox) take(n store.Notice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case n.Gap:
		b.news.gap = true
	case n.Kept:
		b.note(n.Event.Topic)
		if _, id := n.Event.Topic.Split(); n.Event.Topic == writ.MemberTopic(writ.MemberID(id)) && n.Event.Kind == kindChanged {
			b.doubt(writ.MemberID(id))
		}
	case len(b.news.fleeting) < maxFleeting:
		b.news.fleeting = append(b.news.fleeting, n.Event)
	default:
		return
	}
	signal(b.wake)
}

// kindChanged is the kind of event by which a member's rights may be others now.
const kindChanged = "changed"

// look asks to look at a topic.
func (b *inbox) look(topics ...writ.Topic) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range topics {
		b.note(t)
	}
	signal(b.wake)
}

func (b *inbox) note(t writ.Topic) {
	if b.news.topics == nil {
		b.news.topics = map[writ.Topic]struct{}{}
	}
	b.news.topics[t] = struct{}{}
}

func (b *inbox) doubt(m writ.MemberID) {
	if b.news.doubts == nil {
		b.news.doubts = map[writ.MemberID]struct{}{}
	}
	b.news.doubts[m] = struct{}{}
}

// empty takes everything out.
func (b *inbox) empty() news {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.news
	b.news = news{}
	return n
}
