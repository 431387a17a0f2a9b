package ingest

import (
	"math"
	"math/bits"
	"slices"

	"github.com/writ-dev/writ"
)

// sketchSize is how many hashes a sketch keeps at most: up to so many different
// values are counted exactly.
const sketchSize = 4096

// sketch counts different values by their hashes in bounded memory. It keeps them
// all until they are too many, and from then on only those below a power of two,
// which it halves whenever they are too many again. What it keeps is a matter of
// the set alone, not of the order or the parts in which it came. The idea is
// Wegman's adaptive sampling (Flajolet, Computing 43, 1990).
type sketch struct {
	table []uint64 // open addressing; 0 is free
	count int
	above uint64 // the bits that a hash must not have to be kept
}

// add takes one hash into account.
func (s *sketch) add(h uint64) {
	if h&s.above != 0 {
		return
	}
	h = max(h, 1)
	if len(s.table) > 0 {
		mask := uint64(len(s.table) - 1)
		for i := h & mask; s.table[i] != 0; i = (i + 1) & mask {
			if s.table[i] == h {
				return
			}
		}
	}
	s.insert(h)
}

// insert adds a hash that is not there.
func (s *sketch) insert(h uint64) {
	if 2*s.count >= len(s.table) { // fuller tables are slower
		s.rebuild(max(2*len(s.table), 16))
	}
	s.put(h)
	if s.count > sketchSize {
		s.narrow(s.above>>1 | 1<<63)
	}
}

// put puts a hash into the first free place that is its own.
func (s *sketch) put(h uint64) {
	mask := uint64(len(s.table) - 1)
	i := h & mask
	for s.table[i] != 0 {
		i = (i + 1) & mask
	}
	s.table[i] = h
	s.count++
}

// narrow drops the hashes that have any of these bits.
func (s *sketch) narrow(above uint64) {
	for s.above |= above; ; s.above = s.above>>1 | 1<<63 {
		s.rebuild(len(s.table))
		if s.count <= sketchSize {
			return
		}
	}
}

// rebuild makes a table of that size of what is to be kept.
func (s *sketch) rebuild(size int) {
	old := s.table
	s.table, s.count = make([]uint64, size), 0
	for _, h := range old {
		if h != 0 && h&s.above == 0 {
			s.put(h)
		}
	}
}

// merge adds what another sketch has seen.
func (s *sketch) merge(o *sketch) {
	if o.above&^s.above != 0 {
		s.narrow(o.above)
	}
	for _, h := range o.table {
		if h != 0 {
			s.add(h)
		}
	}
}

// reset empties a sketch. It goes on dropping what it dropped.
func (s *sketch) reset() {
	clear(s.table)
	s.count = 0
}

// deviations is how many standard deviations the bounds of a sampled count lie
// from it.
const deviations = 7

// bounds returns how many different values there are of so many, at least and at
// most: exactly if all were kept, otherwise with an error of less than one in a
// hundred million, if the hashes are as good as random.
func (s *sketch) bounds(values int64) (atLeast, atMost int64) {
	n := float64(s.count)
	if s.above == 0 {
		return int64(s.count), int64(s.count)
	}
	scale := math.Ldexp(1, bits.OnesCount64(s.above))
	spread := deviations * math.Sqrt(n)
	atLeast = max(int64(math.Floor((n-spread)*scale)), int64(s.count))
	return min(atLeast, values), min(int64(math.Ceil((n+spread)*scale)), values)
}

// variety counts the different values of a column twice: as they are written, and
// in canonical text, which is not kept apart as long as it is the same.
type variety struct {
	texts, means sketch
	apart        bool
}

// add takes the hash of a value into account and that of its canonical text.
func (n *variety) add(h, canonical uint64) {
	if h != canonical {
		n.part()
	}
	n.texts.add(h)
	if n.apart {
		n.means.add(canonical)
	}
}

// part begins to count canonical texts for themselves.
func (n *variety) part() {
	if !n.apart {
		n.apart, n.means = true, n.texts
		n.means.table = slices.Clone(n.texts.table)
	}
}

// merge adds the values of another part of the file. What o is to count next, it
// need not keep if n would drop it.
func (n *variety) merge(o *variety) {
	if o.apart {
		n.part()
		n.means.merge(&o.means)
	} else if n.apart {
		n.means.merge(&o.texts)
	}
	n.texts.merge(&o.texts)
	o.texts.above = n.texts.above
}

// again returns n without values, to count those of another part of the file.
func (n *variety) again() variety {
	n.texts.reset()
	return variety{texts: n.texts}
}

// of returns the count of the canonical texts if the column has a type, that of
// what is written if it is text.
func (n *variety) of(t writ.Type) *sketch {
	if n.apart && t.Kind != writ.KindText {
		return &n.means
	}
	return &n.texts
}
