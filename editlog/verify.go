package editlog

import (
	"maps"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Verifier finds what is not right about the log of one table: a changed byte, an
// entry that was taken out, put in or exchanged, a tail that was cut off. It is given
// the rows one after the other.
type Verifier struct {
	table    writ.InputTableID
	head     writ.InputHead
	acceptor *Acceptor
	lying    map[int64]trace // behind the last accepted number
	dropped  []*Entry        // by the last call of acceptor
	last     int64           // the last accepted number
	hash     string          // its hash
	altered  bool            // the last accepted entry was: what follows cannot agree with it
	found    []Finding
	count    int
}

// trace is what lies in the log at a number: something, something that cannot be
// read, or something that was altered.
type trace struct{ unreadable, altered bool }

// NewVerifier begins to verify the log of a table. head is how far the store knows
// it to have come; the zero InputHead knows nothing, and a tail that was cut off is
// not found then.
func NewVerifier(table writ.InputTableID, head writ.InputHead) *Verifier {
	v := &Verifier{table: table, head: head, lying: map[int64]trace{}}
	v.acceptor = NewAcceptor(0, 0, func(e *Entry) { v.dropped = append(v.dropped, e) })
	return v
}

// Add takes the next row, ordered by number, then by time, and returns the entries
// that are certain to count now, as Acceptor does.
func (v *Verifier) Add(row driver.LogRow) []*Entry {
	if row.Table != string(v.table) {
		v.find(row.Num, FoundForeign, "Entry %d belongs to the input table %s.", row.Num, row.Table)
		return nil
	}
	e, err := readMeta(row)
	if err != nil {
		v.lying[row.Num] = trace{unreadable: true}
		v.find(row.Num, FoundUnreadable, "METADATA of entry %d cannot be read: %v.", row.Num, err)
		return nil
	}
	r := &reader{in: row.Edit}
	e.Edit = r.edit()
	if err := r.end(); err != nil {
		v.find(row.Num, FoundUnreadable, "EDIT of entry %d cannot be read: %v.", row.Num, err)
		e.Edit = Edit{}
	}
	at := v.lying[row.Num]
	at.altered = v.hashes(e) || at.altered
	v.lying[row.Num] = at
	return v.accepted(v.acceptor.Add(e))
}

// End returns the entries that are certain as no other comes.
func (v *Verifier) End() []*Entry {
	accepted := v.accepted(v.acceptor.End())
	if v.last < v.head.Num {
		v.find(v.last+1, FoundCut, "The log ends at entry %d, though entry %d was accepted: its end was cut off.", v.last, v.head.Num)
	}
	return accepted
}

// Findings returns what was found, in the order of discovery, and how much in all;
// only the first 1,000 are listed.
func (v *Verifier) Findings() ([]Finding, int) { return v.found, v.count }

// Head is the last accepted entry.
func (v *Verifier) Head() (num int64, hash string) { return v.last, v.hash }

func (v *Verifier) accepted(entries []*Entry) []*Entry {
	for _, e := range entries {
		v.follow(e)
	}
	for _, e := range v.dropped {
		v.void(e)
	}
	v.dropped = v.dropped[:0]
	return entries
}

// follow looks at how an accepted entry follows the one before.
func (v *Verifier) follow(e *Entry) {
	v.gap(e.Num)
	if e.Num == v.last+1 && e.Meta.Prev != v.hash && !v.altered {
		v.find(e.Num, FoundForeign, "Entry %d does not follow entry %d: one of the two was exchanged.", e.Num, v.last)
	}
	if e.Num == v.head.Num && e.Meta.Hash != v.head.Hash {
		v.find(e.Num, FoundForeign, "Entry %d is not the one that was accepted: it was exchanged.", e.Num)
	}
	v.last, v.hash, v.altered = e.Num, e.Meta.Hash, v.lying[e.Num].altered
	delete(v.lying, e.Num)
}

// gap tells about the numbers between the last accepted entry and num.
func (v *Verifier) gap(num int64) {
	next := v.last + 1
	if next == num {
		return
	}
	for _, n := range slices.Sorted(maps.Keys(v.lying)) {
		if n >= num {
			break
		}
		if n > next {
			v.missing(next, n-1)
		}
		if n >= next && v.lying[n] == (trace{}) {
			v.find(n, FoundUncounted, "Nothing that lies at entry %d counts, though entry %d does: the log was altered.", n, num)
		}
		next = max(next, n+1)
		delete(v.lying, n)
	}
	if next < num {
		v.missing(next, num-1)
	}
}

func (v *Verifier) missing(from, to int64) {
	if from == to {
		v.find(from, FoundMissing, "Entry %d was taken out of the log.", from)
		return
	}
	v.find(from, FoundMissing, "Entries %d to %d were taken out of the log.", from, to)
}

// hashes tells whether an entry is not what was hashed.
func (v *Verifier) hashes(e *Entry) (altered bool) {
	edit, entry := e.Intact()
	switch d := e.Edit.Redacted; {
	case !edit && d != nil:
		v.find(e.Num, FoundRedacted, "Entry %d was erased by %s on %s: %s", e.Num, d.By, d.At, d.Reason)
	case !edit && e.Edit.set() > 0:
		v.find(e.Num, FoundChanged, "EDIT of entry %d was changed.", e.Num)
	}
	if !entry {
		v.find(e.Num, FoundChanged, "METADATA, the number or the time of entry %d was changed.", e.Num)
	}
	return !entry
}

// void tells about an entry that does not count.
func (v *Verifier) void(e *Entry) {
	switch {
	case e.Num == v.last && e.Meta.Hash == v.hash:
		v.find(e.Num, FoundTwice, "Entry %d lies there twice; it counts once.", e.Num)
	case e.Meta.Parts > 1:
		v.find(e.Num, FoundVoid, "An entry %d of term %d is void: a later writer had taken over, or a part of its batch is missing.", e.Num, e.Meta.Term)
	default:
		v.find(e.Num, FoundVoid, "An entry %d of term %d is void: a later writer had taken over.", e.Num, e.Meta.Term)
	}
}
