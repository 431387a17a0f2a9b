package ingest

import "fmt"

// sums are the two checksums of the values of a column, of which each is
// represented by its hash. Values says which values there are, whatever their
// order; positions binds each to its row. Both are linear, so those of a part of a
// file can be taken before anybody knows in which row it begins.
type sums struct {
	values    uint64 // Σ hash mod 2^64
	positions uint64 // Σ hash × row mod 2^64
}

func (s *sums) add(hash uint64, row int64) {
	s.values += hash
	s.positions += hash * uint64(row)
}

// merge adds the sums of later rows, which were counted from the row base.
func (s *sums) merge(o sums, base int64) {
	s.values += o.values
	s.positions += o.positions + uint64(base)*o.values
}

func (s sums) plus(o sums) sums {
	return sums{s.values + o.values, s.positions + o.positions}
}

// checksum writes a sum as certificates do.
func checksum(sum uint64) string { return fmt.Sprintf("%016x", sum) }
