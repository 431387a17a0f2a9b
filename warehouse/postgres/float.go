package postgres

import (
	"io"
	"strconv"
	"strings"
)

// maxDigits is as many digits as a double may need. PostgreSQL's own are the
// shortest, but for a few numbers such as 5e+22, for which it prints the longest:
// it does not let a decimal stand for the double whose bounds it lies on exactly.
// https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
const maxDigits = 16

// shortFloat returns the shortest digits that read back to the same double.
func shortFloat(s string) string {
	if len(s) < maxDigits {
		return s
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s // not a double's text: it is none of ours to change
	}
	if short := strconv.FormatFloat(v, 'e', -1, 64); digits(short) < digits(s) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return s
}

// digits counts the digits before the exponent.
func digits(s string) int {
	mantissa, _, _ := strings.Cut(s, "e")
	n := 0
	for _, c := range mantissa {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// floatWriter gives the doubles of a CSV stream, which are never in quotes, their
// shortest digits and passes all else on.
type floatWriter struct {
	w      io.Writer
	float  []bool // for each column
	column int
	quoted bool
	cell   []byte // of a double, as far as it has come
	out    []byte
}

// Write implements io.Writer.
func (f *floatWriter) Write(p []byte) (int, error) {
	f.out = f.out[:0]
	for _, b := range p {
		switch {
		case b == '"':
			f.quoted = !f.quoted
			f.out = append(f.out, b)
		case f.quoted || b != ',' && b != '\n':
			if f.float[f.column] {
				f.cell = append(f.cell, b)
			} else {
				f.out = append(f.out, b)
			}
		default:
			f.out = append(append(f.out, shortFloat(string(f.cell))...), b)
			f.cell = f.cell[:0]
			if f.column++; b == '\n' {
				f.column = 0
			}
		}
	}
	if _, err := f.w.Write(f.out); err != nil {
		return 0, err
	}
	return len(p), nil
}
