package editlog

import "slices"

// Acceptor tells which entries of one table count. It is given all that lie in the
// log after an accepted one, ordered by number, then by time:
//
//   - An entry is void if one with a smaller or equal number has a higher term,
//     unless the chain of an even higher term runs through it: that was accepted when
//     the writer of that term took over, and what an older one lands later in its
//     place changes nothing.
//   - A batch of which a part is missing, or void, is void.
//   - Of an entry that lies there twice, the second is void.
//
// It may begin in the middle of a batch: that an entry was accepted says that all of
// its batch was.
type Acceptor struct {
	num     int64    // everything up to here is decided
	floor   int64    // the highest term up to there
	term    int64    // the highest term so far
	open    []*Entry // what lies behind num, undecided
	batch   []*Entry // parts of a batch that is not complete
	done    []*Entry // what is returned, so that its memory is used again
	inside  int64    // the accepted entry before, which may be a part of a batch, too
	dropped func(*Entry)
}

// NewAcceptor makes an Acceptor for what follows the accepted entry with the number
// after and its term; 0 and 0 begin at the beginning. Entries up to that number are
// skipped. If dropped is not nil, it is called with each void entry.
func NewAcceptor(after, term int64, dropped func(*Entry)) *Acceptor {
	if dropped == nil {
		dropped = func(*Entry) {}
	}
	return &Acceptor{num: after, floor: term, term: term, inside: after, dropped: dropped}
}

// Add takes the next entry and returns those that it made certain, in a slice that
// is the caller's until the next call.
func (a *Acceptor) Add(e *Entry) []*Entry {
	a.done = a.done[:0]
	if e.Num <= a.num {
		return nil
	}
	if n := len(a.open); n > 0 && a.open[n-1].Num != e.Num && a.settled() {
		a.decide(false)
	}
	a.open = append(a.open, e)
	a.term = max(a.term, e.Meta.Term)
	return a.done
}

// End returns the entries that are certain as no other comes. The parts of a batch
// that is not complete are void.
func (a *Acceptor) End() []*Entry {
	a.done = a.done[:0]
	a.decide(true)
	a.void()
	return a.done
}

// settled tells whether every chain that may still come runs through the last of
// the open entries: it is the only one of its number, and of the highest term.
func (a *Acceptor) settled() bool {
	n := len(a.open)
	last := a.open[n-1]
	return last.Meta.Term == a.term && (n == 1 || a.open[n-2].Num != last.Num)
}

// decide decides about all open entries, which may be the last.
func (a *Acceptor) decide(last bool) {
	if len(a.open) == 0 {
		return
	}
	path := a.path(last)
	for _, e := range a.open {
		if len(path) > 0 && e == path[0] {
			path = path[1:]
			a.part(e)
		} else {
			a.dropped(e)
		}
	}
	a.num, a.floor = a.open[len(a.open)-1].Num, a.term
	a.open = a.open[:0]
}

// path returns those of the open entries that count: the chain that ends with the
// last one of the highest term.
func (a *Acceptor) path(last bool) []*Entry {
	if len(a.open) == 1 && a.open[0].Meta.Term == a.term {
		return a.open
	}
	highest := a.highest()
	if last {
		highest = whole(highest)
	}
	if len(highest) == 0 {
		return nil
	}
	path := []*Entry{highest[len(highest)-1]}
	for path[0].Num > a.open[0].Num {
		before := slices.IndexFunc(a.open, func(e *Entry) bool {
			return e.Num == path[0].Num-1 && e.Meta.Hash == path[0].Meta.Prev
		})
		if before < 0 {
			return highest // the chain is broken: somebody has altered the log
		}
		path = slices.Insert(path, 0, a.open[before])
	}
	return path
}

// highest returns, of each number, the first open entry that has the highest term up
// to there.
func (a *Acceptor) highest() []*Entry {
	var found []*Entry
	term := a.floor
	for i, e := range a.open {
		if i == 0 || e.Num != a.open[i-1].Num {
			for _, same := range a.open[i:] {
				if same.Num == e.Num {
					term = max(term, same.Meta.Term)
				}
			}
		}
		if e.Meta.Term == term && (len(found) == 0 || found[len(found)-1].Num != e.Num) {
			found = append(found, e)
		}
	}
	return found
}

// whole leaves a batch out that is not complete at the end.
func whole(entries []*Entry) []*Entry {
	n := len(entries)
	for n > 0 && entries[n-1].Meta.Part < entries[n-1].Meta.Parts {
		n--
	}
	return entries[:n]
}

// part adds an entry to the batch it belongs to.
func (a *Acceptor) part(e *Entry) {
	if n := len(a.batch); n > 0 {
		last := a.batch[n-1]
		if e.Meta.Batch != last.Meta.Batch || e.Meta.Part != last.Meta.Part+1 || e.Meta.Parts != last.Meta.Parts || e.Num != last.Num+1 {
			a.void()
		}
	}
	switch {
	case len(a.batch) > 0 || e.Meta.Part == 1:
		a.batch = append(a.batch, e)
	case a.inside > 0 && e.Num == a.inside+1:
		a.inside++
		a.done = append(a.done, e)
		return
	default:
		a.dropped(e)
		return
	}
	if e.Meta.Part == e.Meta.Parts {
		a.done = append(a.done, a.batch...)
		a.batch = a.batch[:0]
	}
}

func (a *Acceptor) void() {
	for _, e := range a.batch {
		a.dropped(e)
	}
	a.batch = a.batch[:0]
}

// Accept returns those of the entries of one table that count, in their order. They
// have to be all of them, ordered by number, then by time.
func Accept(entries []*Entry) []*Entry {
	a := NewAcceptor(0, 0, nil)
	var accepted []*Entry
	for _, e := range entries {
		accepted = append(accepted, a.Add(e)...)
	}
	return append(accepted, a.End()...)
}
