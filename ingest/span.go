package ingest

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

const (
	maxBound = 100 // characters of the least and the greatest value that a certificate shows
	// maxKept is how much of a value is kept to compare it with others, in bytes.
	// Two that differ only beyond it are the same as far as they are shown.
	maxKept = (maxBound + 1) * utf8.UTFMax
)

// span is the least and the greatest of some values. A rank says roughly where in
// the order a value stands, so that most need not be looked at: of two with
// different ranks that with the lower one is less.
type span struct {
	min, max  []byte // nil before the first value
	low, high uint64 // their ranks
}

// add takes a value with its rank into account. It keeps no piece of v.
func (s *span) add(v []byte, rank uint64, compare func(a, b []byte) int) {
	if s.min == nil || rank <= s.low || rank >= s.high {
		s.widen(v, rank, compare)
	}
}

func (s *span) widen(v []byte, rank uint64, compare func(a, b []byte) int) {
	v = v[:min(len(v), maxKept)]
	if s.min == nil || rank < s.low || rank == s.low && compare(v, s.min) < 0 {
		s.min, s.low = kept(s.min, v), rank
	}
	if s.max == nil || rank > s.high || rank == s.high && compare(v, s.max) > 0 {
		s.max, s.high = kept(s.max, v), rank
	}
}

// kept copies v into the storage of old. It is never nil.
func kept(old, v []byte) []byte {
	if old == nil {
		old = make([]byte, 0, len(v))
	}
	return append(old[:0], v...)
}

// merge adds the bounds of other values.
func (s *span) merge(o *span, compare func(a, b []byte) int) {
	if o.min != nil {
		s.add(o.min, o.low, compare)
		s.add(o.max, o.high, compare)
	}
}

// rankText ranks values in the order of their bytes.
func rankText(v []byte) uint64 {
	switch n := len(v); {
	case n >= 8:
		return binary.BigEndian.Uint64(v)
	case cap(v) >= 8: // what follows v in memory is masked out
		return binary.BigEndian.Uint64(v[:8]) &^ (1<<(64-8*n) - 1)
	}
	var b [8]byte
	copy(b[:], v)
	return binary.BigEndian.Uint64(b[:])
}

// rankNumber ranks plain canonical numbers by their value: by the sign, the
// number of digits before the point, and the first digits.
func rankNumber(v []byte) uint64 {
	if v[0] == '-' {
		return ^rankNumber(v[1:])
	}
	whole := bytes.IndexByte(v, '.')
	if whole < 0 {
		whole = len(v)
	}
	return rankWhole(whole, rankText(v))
}

// rankWhole ranks a number that is not negative by how many digits it has before
// the point and the rank of its text.
func rankWhole(whole int, text uint64) uint64 {
	const length = 8 // bits
	return 1<<63 | uint64(min(whole, 1<<length-1))<<(63-length) | text>>(length+1)
}

// compareNumbers compares plain canonical numbers.
func compareNumbers(a, b []byte) int {
	minusA, minusB := a[0] == '-', b[0] == '-'
	switch {
	case minusA && minusB:
		return comparePositive(b[1:], a[1:])
	case minusA:
		return -1
	case minusB:
		return 1
	}
	return comparePositive(a, b)
}

func comparePositive(a, b []byte) int {
	wholeA, _, _ := bytes.Cut(a, []byte{'.'})
	wholeB, _, _ := bytes.Cut(b, []byte{'.'})
	if len(wholeA) != len(wholeB) {
		return len(wholeA) - len(wholeB)
	}
	return bytes.Compare(a, b)
}

// compareInstants compares canonical instants, whose Z would come after a
// fraction of a second.
func compareInstants(a, b []byte) int {
	return bytes.Compare(bytes.TrimSuffix(a, []byte{'Z'}), bytes.TrimSuffix(b, []byte{'Z'}))
}

// comparing returns how values of a form are compared.
func comparing(f form) func(a, b []byte) int {
	switch f {
	case integer, decimal, float:
		return compareNumbers
	case instant:
		return compareInstants
	}
	return bytes.Compare
}

// rank ranks a canonical value of a form.
func (f form) rank(v []byte) uint64 {
	if f == integer || f == decimal || f == float {
		return rankNumber(v)
	}
	return rankText(v)
}

// bounds returns the least and the greatest value for people; nil if there were
// none.
func (s *span) bounds(t writ.Type) (least, greatest *Bound) {
	if s.min == nil {
		return nil, nil
	}
	return bound(t, s.min), bound(t, s.max)
}

// bound returns v as writ.Value wants it, at most maxBound characters of it.
func bound(t writ.Type, v []byte) *Bound {
	b := &Bound{Text: string(v)}
	if t.Kind == writ.KindFloat {
		f, _ := strconv.ParseFloat(b.Text, 64) // it is one
		b.Text = strconv.FormatFloat(f, 'g', -1, 64)
	}
	n := 0
	for i := range b.Text {
		if n++; n > maxBound {
			b.Text, b.Clipped = b.Text[:i], true
			break
		}
	}
	return b
}
