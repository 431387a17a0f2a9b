package ingest

import (
	"bytes"
	"strconv"
)

// numberFormat is how numbers are written in some part of the world. Groups may
// be left out; where there are any, all of them must be there.
type numberFormat struct {
	name  string // a number so written
	group byte   // between groups of digits, 0 for none; ' ' stands for the blanks that do not break, too
	point byte
	inner int // digits of the groups between the first and the last, which has three
}

// plainNumbers is the only format with an exponent: 1.234e5 must not become
// 123400000 because points are taken for groups.
var plainNumbers = numberFormat{point: '.', inner: 3}

var numberFormats = [...]numberFormat{
	{name: "1,234.5", group: ',', point: '.', inner: 3},
	{name: "1.234,5", group: '.', point: ',', inner: 3},
	{name: "1 234,5", group: ' ', point: ',', inner: 3},
	{name: "1'234.5", group: '\'', point: '.', inner: 3},
	{name: "1,23,456.7", group: ',', point: '.', inner: 2},
}

func numberFormatOf(name string) (numberFormat, bool) {
	if name == "" {
		return plainNumbers, true
	}
	for _, n := range numberFormats {
		if n.name == name {
			return n, true
		}
	}
	return numberFormat{}, false
}

// write appends a number without plus, leading zeros, groups and exponent. It
// moves digits and the point and never calculates, so nothing is rounded.
func (n numberFormat) write(v []byte, _ *scratch, buf []byte) ([]byte, bool) {
	from := len(buf)
	shift := 0
	if i := bytes.IndexAny(v, "eE"); i >= 0 {
		if n.group != 0 || !exponent(v[i:]) {
			return buf, false
		}
		shift, _ = strconv.Atoi(string(v[i+1:])) // exponent knows that it is one
		v = v[:i]
		if shift < -maxShift || shift > maxShift {
			return buf, false
		}
	}
	v, negative := signOf(v)
	if negative {
		buf = append(buf, '-')
	}
	begin := len(buf)
	buf, point, ok := n.digits(v, buf)
	if !ok {
		return buf[:from], false
	}
	if shift != 0 {
		buf = shifted(buf, begin, point+shift)
	}
	if negative && !bytes.ContainsAny(buf[begin:], "123456789") {
		return append(buf[:from], '0'), true // no exact type has a negative zero
	}
	return buf, true
}

// maxShift bounds exponents: the numbers of doubles lie well within.
const maxShift = 400

// signOf cuts the sign from a number. Some programs write the minus of typography.
func signOf(v []byte) (rest []byte, negative bool) {
	switch {
	case len(v) > 0 && v[0] == '+':
		return v[1:], false
	case len(v) > 0 && v[0] == '-':
		return v[1:], true
	}
	return bytes.CutPrefix(v, []byte("−"))
}

// digits appends the digits of a number without sign, with a point, and returns
// how many stand before it.
func (n numberFormat) digits(v, buf []byte) (out []byte, point int, ok bool) {
	whole, fraction, pointed := bytes.Cut(v, []byte{n.point})
	if len(whole) == 0 && !pointed || pointed && !allDigits(fraction) {
		return buf, 0, false
	}
	from := len(buf)
	switch {
	case len(whole) == 0:
		buf = append(buf, '0')
	case whole[0] == '0':
		if !allDigits(whole) {
			return buf, 0, false
		}
		if whole = bytes.TrimLeft(whole, "0"); len(whole) == 0 {
			whole = []byte{'0'}
		}
		buf = append(buf, whole...)
	default:
		if buf, ok = n.ungroup(whole, buf); !ok {
			return buf[:from], 0, false
		}
	}
	point = len(buf) - from
	if pointed {
		buf = append(append(buf, '.'), fraction...)
	}
	return buf, point, true
}

// ungroup appends the digits of v, whose groups must be as they should.
func (n numberFormat) ungroup(v, buf []byte) ([]byte, bool) {
	for groups := 0; ; groups++ {
		size := 0
		for size < len(v) && v[size]-'0' <= 9 {
			size++
		}
		buf = append(buf, v[:size]...)
		v = v[size:]
		if len(v) == 0 {
			return buf, size > 0 && groups == 0 || size == 3
		}
		mark := n.mark(v)
		if mark == 0 || groups == 0 && (size == 0 || size > n.inner) || groups > 0 && size != n.inner {
			return buf, false
		}
		v = v[mark:]
	}
}

// mark returns the length of what separates groups at the beginning of v, 0 if
// nothing of that kind does.
func (n numberFormat) mark(v []byte) int {
	if v[0] == n.group && n.group != 0 {
		return 1
	}
	switch n.group {
	case ' ':
		return blank(v)
	case '\'':
		if bytes.HasPrefix(v, []byte("’")) {
			return len("’")
		}
	}
	return 0
}

// blank returns the length of a blank at the beginning of v: an ordinary one, one
// that does not break, or a thin one. 0 if there is none.
func blank(v []byte) int {
	switch {
	case len(v) > 0 && v[0] == ' ':
		return 1
	case bytes.HasPrefix(v, []byte("\u00a0")):
		return len("\u00a0")
	case bytes.HasPrefix(v, []byte("\u202f")), bytes.HasPrefix(v, []byte("\u2009")):
		return len("\u202f")
	}
	return 0
}

// shifted moves the point of the number at the end of buf to where that many
// digits stand before it, and drops zeros that mean nothing then.
func shifted(buf []byte, begin, point int) []byte {
	var store [64]byte
	digits := store[:0]
	for _, c := range buf[begin:] {
		switch {
		case c == '.':
		case c == '0' && len(digits) == 0:
			point--
		default:
			digits = append(digits, c)
		}
	}
	buf, digits = buf[:begin], bytes.TrimRight(digits, "0")
	if len(digits) == 0 {
		return append(buf, '0')
	}
	if point <= 0 {
		return append(appendZeros(append(buf, "0."...), -point), digits...)
	}
	if point >= len(digits) {
		return appendZeros(append(buf, digits...), point-len(digits))
	}
	buf = append(append(buf, digits[:point]...), '.')
	return append(buf, digits[point:]...)
}

func appendZeros(buf []byte, n int) []byte {
	for range n {
		buf = append(buf, '0')
	}
	return buf
}

func allDigits(v []byte) bool {
	for _, c := range v {
		if c-'0' > 9 {
			return false
		}
	}
	return len(v) > 0
}

// exponent tells whether rest is [eE][+-]?[0-9]{1,4}.
func exponent(rest []byte) bool {
	if len(rest) < 2 || rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	digits := rest[1:]
	if digits[0] == '-' || digits[0] == '+' {
		digits = digits[1:]
	}
	return len(digits) <= 4 && allDigits(digits)
}
