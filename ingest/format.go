package ingest

import (
	"slices"
	"strings"
)

// converter reads a value that is not empty and appends its canonical text to
// buf; ok is false if the value is not of the kind, or not written as it should
// be. A converter is compiled once for a column and safe for concurrent use.
type converter func(v []byte, s *scratch, buf []byte) (out []byte, ok bool)

// newConverter compiles how the values of a column are read whose kind the user
// chose; false if that kind is not written in such a format.
func newConverter(want form, format string) (converter, bool) {
	var write converter
	var ok bool
	switch want {
	case integer, decimal, float:
		var n numberFormat
		n, ok = numberFormatOf(format)
		write = n.write
	case boolean:
		return newBoolean(format)
	case date, clock, timestamp, instant:
		write, ok = newTime(want, format)
	default:
		return nil, false
	}
	if !ok {
		return nil, false
	}
	return sure(want, write), true
}

// sure makes certain that what write writes is a value of the form: whatever its
// format, recognise has the last word.
func sure(want form, write converter) converter {
	return func(v []byte, s *scratch, buf []byte) ([]byte, bool) {
		from := len(buf)
		buf, ok := write(v, s, buf)
		if !ok {
			return buf[:from], false
		}
		f := recognise(buf[from:], s)
		switch {
		case join(want, f.form) != want,
			want == decimal && f.whole+f.scale > maxPrecision,
			want == float && f.inexact:
			return buf[:from], false
		}
		return buf, true
	}
}

// booleanFormats are the pairs of words, in lower case, that can stand for true
// and false.
var booleanFormats = [...]string{"yes/no", "y/n", "t/f", "1/0", "on/off"}

// newBoolean reads the two words of a format in any case; for "" true and false
// and the words of all formats.
func newBoolean(format string) (converter, bool) {
	words := map[string]string{"true": "true", "false": "false"}
	for _, f := range booleanFormats {
		if format == "" || format == f {
			yes, no, _ := strings.Cut(f, "/")
			words[yes], words[no] = "true", "false"
		}
	}
	if format != "" {
		if !slices.Contains(booleanFormats[:], format) {
			return nil, false
		}
		delete(words, "true")
		delete(words, "false")
	}
	return func(v []byte, _ *scratch, buf []byte) ([]byte, bool) {
		var lower [len("false")]byte
		if len(v) > len(lower) {
			return buf, false
		}
		for i, c := range v {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			lower[i] = c
		}
		word, ok := words[string(lower[:len(v)])]
		return append(buf, word...), ok
	}, true
}

// formatsOf says, for people, how values of a form can be written besides the
// plain way; "" if there is no other.
func formatsOf(f form) string {
	const dates = "patterns of y, yyyy or yy, M, MM or MMM, and d or dd such as dd/MM/yyyy, M/d/yy, dd.MM.yyyy, d MMM yyyy, MMM d, yyyy or yyyyMMdd"
	switch f {
	case integer, decimal, float:
		names := make([]string, len(numberFormats))
		for i, n := range numberFormats {
			names[i] = n.name
		}
		return strings.Join(names, "  ")
	case boolean:
		return strings.Join(booleanFormats[:], ", ")
	case date:
		return dates
	case clock:
		return clock24 + " or " + clock12
	case timestamp, instant:
		return "a date (" + dates + "), a blank, and " + clock24 + " or " + clock12
	}
	return ""
}

// complaint says what a value is not that does not convert.
func complaint(want form, format string) string {
	switch {
	case format == "":
		return complaints[want]
	case want == boolean:
		yes, no, _ := strings.Cut(format, "/")
		return "neither " + yes + " nor " + no
	case want == integer:
		return "not an integer of at most 64 bits, or not written like " + exampleOf(want, format)
	case want == decimal:
		return "not a number of at most 38 digits, or not written like " + exampleOf(want, format)
	case want == float:
		return "not a number that a double keeps exactly, or not written like " + exampleOf(want, format)
	}
	return "not a " + nouns[want] + " like " + exampleOf(want, format)
}

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

// nouns are what people call the forms.
var nouns = map[form]string{
	integer:   "integer",
	decimal:   "decimal",
	float:     "float",
	boolean:   "boolean",
	date:      "date",
	clock:     "time of day",
	timestamp: "timestamp",
	instant:   "timestamp with a zone",
}

// exampleOf shows a format by a value written in it: numbers and booleans are
// called by one, times are patterns.
func exampleOf(want form, format string) string {
	switch {
	case format == "":
		return ""
	case want == integer:
		n, _ := numberFormatOf(format)
		whole, _, _ := strings.Cut(format, string(n.point))
		return whole
	case want >= date && want <= instant:
		return timeExample(want, format)
	}
	return format
}
