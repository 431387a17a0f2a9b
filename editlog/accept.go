package editlog

// Acceptor tells which entries of one table count. It is given all that lie in the
// log after an accepted one, ordered by number, then by time:
//
//   - An entry is void if one with a smaller or equal number has a higher term.
//   - A batch of which a part is missing, or void, is void.
//   - Of an entry that lies there twice, the second is void.
//
// It may begin in the middle of a batch: that an entry was accepted says that all of
// its batch was.
type Acceptor struct {
	term    int64    // highest so far
	same    []*Entry // those of the number that is being read
	batch   []*Entry // parts of a batch that is not complete
	num     int64
	inside  int64 // the accepted entry before, which may be a part of a batch, too
	dropped func(*Entry)
}

// NewAcceptor makes an Acceptor for what follows the accepted entry with the number
// after and its term; 0 and 0 begin at the beginning. Entries up to that number are
// skipped. If dropped is not nil, it is called with each void entry.
func NewAcceptor(after, term int64, dropped func(*Entry)) *Acceptor {
	if dropped == nil {
		dropped = func(*Entry) {}
	}
	return &Acceptor{num: after, term: term, inside: after, dropped: dropped}
}

// Add takes the next entry and returns those that it made certain.
func (a *Acceptor) Add(e *Entry) []*Entry {
	if e.Num <= a.num && len(a.same) == 0 {
		return nil
	}
	var done []*Entry
	if e.Num != a.num {
		done = a.group()
		a.num = e.Num
	}
	a.same = append(a.same, e)
	return done
}

// End returns the entries that are certain as no other comes. The parts of a batch
// that is not complete are void.
func (a *Acceptor) End() []*Entry {
	done := a.group()
	a.void()
	return done
}

// group decides about the entries of one number.
func (a *Acceptor) group() []*Entry {
	var first *Entry
	for _, e := range a.same {
		a.term = max(a.term, e.Meta.Term)
	}
	for _, e := range a.same {
		if first == nil && e.Meta.Term == a.term {
			first = e
			continue
		}
		a.dropped(e)
	}
	a.same = a.same[:0]
	if first == nil {
		return nil
	}
	return a.part(first)
}

// part adds an entry to the batch it belongs to.
func (a *Acceptor) part(e *Entry) []*Entry {
	if n := len(a.batch); n > 0 {
		last := a.batch[n-1]
		if e.Meta.Batch != last.Meta.Batch || e.Meta.Part != last.Meta.Part+1 || e.Meta.Parts != last.Meta.Parts || e.Num != last.Num+1 {
			a.void()
		}
	}
	if len(a.batch) == 0 && e.Meta.Part != 1 {
		if a.inside > 0 && e.Num == a.inside+1 {
			a.inside++
			return []*Entry{e}
		}
		a.dropped(e)
		return nil
	}
	a.batch = append(a.batch, e)
	if e.Meta.Part < e.Meta.Parts {
		return nil
	}
	done := a.batch
	a.batch = nil
	return done
}

func (a *Acceptor) void() {
	for _, e := range a.batch {
		a.dropped(e)
	}
	a.batch = nil
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
