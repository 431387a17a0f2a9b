package ingest

import (
	"bytes"
	"strconv"
)

// shortest reads v as a double and returns its canonical text, without exponent
// and trailing zeros, and whether the double keeps the value exactly: whether
// the shortest digits that read back to it are those of v.
func shortest(v []byte, s *scratch) (canonical []byte, exact bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil {
		return nil, false
	}
	var mine, its [64]byte
	digits, exponent := normalise(v, mine[:0])
	back := strconv.AppendFloat(s[:0], f, 'e', -1, 64)
	digits2, exponent2 := normalise(back, its[:0])
	if exponent != exponent2 || !bytes.Equal(digits, digits2) {
		return nil, false
	}
	return strconv.AppendFloat(s[:0], f, 'f', -1, 64), true
}

// normalise returns the significant digits of a number without leading and
// trailing zeros, appended to buf, and the exponent that goes with them: the
// number is 0.digits × 10^exponent.
func normalise(v []byte, buf []byte) (digits []byte, exponent int) {
	mantissa := v
	if i := bytes.IndexAny(v, "eE"); i >= 0 {
		mantissa = v[:i]
		exponent, _ = strconv.Atoi(string(v[i+1:])) // its form was checked, and that it is short
	}
	point := false
	for _, c := range mantissa {
		switch {
		case c == '.':
			point = true
		case c == '0' && len(buf) == 0:
			if point {
				exponent--
			}
		case c >= '0' && c <= '9':
			buf = append(buf, c)
			if !point {
				exponent++
			}
		}
	}
	buf = bytes.TrimRight(buf, "0")
	if len(buf) == 0 {
		return buf, 0
	}
	return buf, exponent
}
