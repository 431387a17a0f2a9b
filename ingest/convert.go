package ingest

import (
	"bytes"
)

// complaints say, for each form that can be forced, what a value is not.
var complaints = map[form]string{
	integer:   "not an integer of at most 64 bits",
	decimal:   "not a number of at most 38 digits",
	float:     "not a number that a double keeps exactly",
	boolean:   "neither true nor false",
	date:      "not a date like 2026-01-31",
	clock:     "not a time of day like 13:05:00",
	timestamp: "not a timestamp like 2026-01-31 13:05:00 without a zone",
	instant:   "not a timestamp with a zone like 2026-01-31T13:05:00Z",
}

// maxPrecision is the most digits that any decimal is given.
const maxPrecision = 38

// convert reads v as the form the user chose, more generously than recognise
// does, and appends its canonical text to buf. An empty result is NULL; ok is
// false if v does not convert.
func convert(v []byte, want form, s *scratch, buf []byte) (out []byte, ok bool) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 {
		return buf, true
	}
	from := len(buf)
	switch want {
	case boolean:
		return convertBoolean(v, buf)
	case integer, decimal, float:
		buf, ok = plain(v, s, buf)
	case timestamp:
		buf, ok = append(buf, v...), true
		switch len(v) {
		case len("2026-01-31"):
			buf = append(buf, " 00:00:00"...)
		case len("2026-01-31 13:05"):
			buf = append(buf, ":00"...)
		}
	default:
		buf, ok = append(buf, v...), true
	}
	if !ok {
		return buf[:from], false
	}
	f := recognise(buf[from:], s)
	if want == float && f.form <= decimal {
		ok = !f.inexact
	}
	if want == decimal && f.whole+f.scale > maxPrecision {
		ok = false
	}
	return buf, ok && join(want, f.form) == want
}

func convertBoolean(v, buf []byte) ([]byte, bool) {
	switch string(bytes.ToLower(v)) {
	case "true", "t", "yes", "y", "1":
		return append(buf, "true"...), true
	case "false", "f", "no", "n", "0":
		return append(buf, "false"...), true
	}
	return buf, false
}

// plain appends a number without plus, leading zeros and exponent; ok is false
// if v is no number, or has an exponent and more digits than a double keeps.
func plain(v []byte, s *scratch, buf []byte) (out []byte, ok bool) {
	from := len(buf)
	switch v[0] {
	case '-':
		buf = append(buf, '-')
		v = v[1:]
	case '+':
		v = v[1:]
	}
	short := bytes.TrimLeft(v, "0")
	if len(short) == 0 || short[0]-'0' > 9 {
		if len(short) == len(v) && (len(v) == 0 || v[0] != '.') {
			return buf[:from], false
		}
		buf = append(buf, '0')
	}
	buf = append(buf, short...)
	n, rest := plainNumber(buf[from:])
	switch {
	case n.form == text:
		return buf[:from], false
	case n.negativeZero(buf[from:]) && len(rest) == 0:
		return append(buf[:from], '0'), true
	case len(rest) == 0:
		return buf, true
	case !exponent(rest):
		return buf[:from], false
	}
	canonical, exact := shortest(buf[from:], s)
	return append(buf[:from], canonical...), exact
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
	if len(digits) == 0 || len(digits) > 4 {
		return false
	}
	for _, c := range digits {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}
