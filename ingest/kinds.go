package ingest

import (
	"strconv"

	"github.com/writ-dev/writ"
)

// form is what a value looks like; the order has no meaning but that unknown,
// the form of a column without values, is zero.
type form uint8

const (
	unknown form = iota
	integer
	decimal
	float
	boolean
	date
	clock
	timestamp
	instant
	text
)

// kinds are the portable kinds of the forms; a column without values is text.
var kinds = [...]writ.Kind{
	unknown:   writ.KindText,
	integer:   writ.KindInteger,
	decimal:   writ.KindDecimal,
	float:     writ.KindFloat,
	boolean:   writ.KindBoolean,
	date:      writ.KindDate,
	clock:     writ.KindTime,
	timestamp: writ.KindTimestamp,
	instant:   writ.KindTimestampTZ,
	text:      writ.KindText,
}

// formOf returns the form of a kind that a column can be loaded as, false for
// the kinds that it cannot.
func formOf(k writ.Kind) (form, bool) {
	for f := integer; f <= text; f++ {
		if kinds[f] == k {
			return f, true
		}
	}
	return unknown, false
}

// join returns the narrowest form that holds both.
func join(a, b form) form {
	switch {
	case a == b || b == unknown:
		return a
	case a == unknown:
		return b
	case a <= float && b <= float: // integer ⊂ decimal ⊂ float
		return max(a, b)
	}
	return text
}

// fact is what one value tells about its column.
type fact struct {
	canonical []byte // what is hashed; a piece of the value or of the scratch
	whole     int32  // digits before the point, a lone zero not counted
	scale     int32  // digits after it
	year      int32
	fraction  int8 // digits of a second
	form      form
	inexact   bool // a double would not keep it
}

// scratch is where canonical text is built that is no piece of its value. The
// longest is that of the smallest double.
type scratch [400]byte

// recognise says what a value looks like, by the rules of the package comment.
func recognise(v []byte, s *scratch) fact {
	if len(v) == 0 {
		return fact{form: text}
	}
	switch c := v[0]; {
	case c-'0' <= 9 && len(v) >= 8 && (v[4] == '-' && v[3] != 'e' && v[3] != 'E' || v[2] == ':'):
		return recogniseTime(v, s)
	case c-'0' <= 9 || c == '-':
		return recogniseNumber(v, s)
	case string(v) == "true" || string(v) == "false":
		return fact{form: boolean, canonical: v}
	}
	return fact{form: text}
}

// plain tells whether the text that a platform gives for a stored value of this
// form can only be canonical or wrong, so that its hash says enough.
func (f form) plain(v []byte) bool {
	switch f {
	case integer, boolean, date:
		return true
	case timestamp:
		return len(v) == len("2026-01-31 13:05:00") && v[10] == ' '
	}
	return false
}

// smallInteger returns the digits of a positive integer of the plainest form, 0
// if v is anything else. It is but a short cut for what most cells of integer
// columns are.
func smallInteger(v []byte) int {
	if len(v) == 0 || len(v) > exactDigits || v[0] == '0' {
		return 0
	}
	for _, c := range v {
		if c-'0' > 9 {
			return 0
		}
	}
	return len(v)
}

// recogniseNumber reads a number in plain or, if it is unmistakable, in
// scientific notation.
func recogniseNumber(v []byte, s *scratch) fact {
	n, rest := plainNumber(v)
	switch {
	case n.form == text:
		return n
	case len(rest) > 0:
		return recogniseFloat(v, rest, n, s)
	case n.negativeZero(v):
		return fact{form: text}
	}
	if n.form == integer && n.whole >= 19 && !fits64(v) {
		n.form = decimal
	}
	if n.whole+n.scale > exactDigits {
		_, exact := shortest(v, s)
		n.inexact = !exact
	}
	return n
}

// exactDigits is how many decimal digits a double always keeps.
const exactDigits = 15

// plainNumber reads -?(0|[1-9][0-9]*)(\.[0-9]+)? and returns what follows it. The
// canonical text is the number without trailing zeros, a prefix of v.
func plainNumber(v []byte) (fact, []byte) {
	i := 0
	if v[0] == '-' {
		i = 1
	}
	begin := i
	for i < len(v) && v[i]-'0' <= 9 {
		i++
	}
	whole := i - begin
	if whole == 0 || whole > 1 && v[begin] == '0' {
		return fact{form: text}, nil
	}
	n := fact{form: integer, canonical: v[:i], whole: int32(whole)}
	if v[begin] == '0' {
		n.whole = 0
	}
	if i == len(v) || v[i] != '.' {
		return n, v[i:]
	}
	point := i
	end := i // of the digits that are not trailing zeros
	for i++; i < len(v) && v[i]-'0' <= 9; i++ {
		if v[i] != '0' {
			end = i + 1
		}
	}
	if n.scale = int32(i - point - 1); n.scale == 0 {
		return fact{form: text}, nil
	}
	n.form, n.canonical = decimal, v[:end]
	return n, v[i:]
}

// negativeZero tells whether a plain number is -0, -0.0 and so on: no exact type
// gives that back.
func (n fact) negativeZero(v []byte) bool { return v[0] == '-' && string(n.canonical) == "-0" }

// fits64 tells whether an integer of at least 19 digits fits into 64 bits.
func fits64(v []byte) bool {
	_, err := strconv.ParseInt(string(v), 10, 64)
	return err == nil
}

// recogniseFloat reads a number whose exponent begins rest. It wants a point or
// the sign of the exponent beside the e, since codes such as 12E03 have neither.
func recogniseFloat(v, rest []byte, n fact, s *scratch) fact {
	signed := len(rest) > 1 && (rest[1] == '-' || rest[1] == '+')
	if !exponent(rest) || !signed && n.form == integer || n.negativeZero(v) {
		return fact{form: text}
	}
	canonical, exact := shortest(v, s)
	if !exact {
		return fact{form: text}
	}
	return fact{form: float, canonical: canonical}
}
