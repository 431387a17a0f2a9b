package live

import "sync/atomic"

// Stats are the figures of a Hub. All but Sockets and Topics only rise.
type Stats struct {
	Sockets, Topics int   // open now, followed now
	Sent            int64 // messages written
	Dropped         int64 // fleeting events left out for slow peers
	Resets          int64 // topics that peers were told to read again
	Refused         int64 // sockets turned away because there were too many
}

// counters are what sockets count as they go.
type counters struct{ sent, dropped, resets, refused atomic.Int64 }

// Stats returns the figures as they are now.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Stats{
		Sockets: len(h.sockets), Topics: len(h.feeds),
		Sent: h.stats.sent.Load(), Dropped: h.stats.dropped.Load(), Resets: h.stats.resets.Load(), Refused: h.stats.refused.Load(),
	}
}
