package ingest

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// column is what is known of the values of one column: of a block, or of
// everything up to a block.
type column struct {
	form      form
	stored    bool  // values come from a platform, which prints them canonically
	chosen    bool  // the user chose the form
	values    int64 // not NULL
	nulls     int64
	sums      sums // of the values as they are written
	shift     sums // what turns them into those of the canonical texts of form
	texts     span // of the values as they are written, by their bytes
	means     span // of their canonical texts, by value, as long as the column is no text
	longest   int  // bytes of the longest value
	whole     int32
	scale     int32
	minYear   int32
	maxYear   int32
	fraction  int8
	inexact   bool    // a double would not keep some number
	mixed     bool    // some numbers have more digits after the point than others
	padded    bool    // some number ends in a zero after the point
	different variety // how many of the values differ
	longLine  int64   // where the longest value is
	first     witness // the first value that is not NULL
	why       witness // the value that made the column text
}

// witness is one value with its line, kept for a note.
type witness struct {
	value string
	line  int64
}

// maxWitness is how much of a value a note shows, in bytes.
const maxWitness = 40

func newWitness(v []byte, line int64) witness {
	return witness{value: clip(string(v), maxWitness), line: line}
}

// add counts one value that is not NULL, of the row of that number; line is where
// it stands.
func (c *column) add(v []byte, row int64, line func() int64, s *scratch) {
	h := xxhash.Sum64(v)
	c.sums.add(h, row)
	c.values++
	if c.stored {
		c.addStored(v, h, row, s)
		return
	}
	if len(v) > c.longest {
		c.longest, c.longLine = len(v), line()
	}
	rank := rankText(v)
	c.texts.add(v, rank, bytes.Compare)
	if c.form == text {
		c.different.add(h, h)
		return
	}
	if c.values == 1 {
		c.first = newWitness(v, line())
	}
	if c.form == integer {
		if n := smallInteger(v); n > 0 {
			c.whole = max(c.whole, int32(n))
			c.means.add(v, rankWhole(n, rank), compareNumbers)
			c.different.add(h, h)
			return
		}
	}
	f := recognise(v, s)
	c.mixed = c.mixed || c.values > 1 && f.scale != c.scale
	c.widen(f)
	if c.form == text {
		c.why = newWitness(v, line())
		c.different.add(h, h)
		return
	}
	c.means.add(f.canonical, c.form.rank(f.canonical), comparing(c.form))
	c.different.add(h, c.respell(v, h, row, f.canonical))
}

// addStored counts a value that a platform gave back.
func (c *column) addStored(v []byte, h uint64, row int64, s *scratch) {
	if c.form == text || c.form.plain(v) {
		return
	}
	if f := recognise(v, s); f.form != text {
		c.respell(v, h, row, f.canonical)
	}
}

// respell returns the hash of the canonical text of v, whose own is h, and counts
// the difference.
func (c *column) respell(v []byte, h uint64, row int64, canonical []byte) uint64 {
	if len(canonical) == len(v) && &canonical[0] == &v[0] {
		return h
	}
	c.padded = true // if it is a decimal
	k := xxhash.Sum64(canonical)
	c.shift.add(k-h, row)
	return k
}

// widen takes the fact of one value, or of many, into account.
func (c *column) widen(f fact) {
	c.form = join(c.form, f.form)
	c.whole, c.scale = max(c.whole, f.whole), max(c.scale, f.scale)
	c.fraction = max(c.fraction, f.fraction)
	c.inexact = c.inexact || f.inexact
	if c.form == float && c.inexact {
		c.form = text
	}
	if f.year != 0 {
		c.maxYear = max(c.maxYear, f.year)
		if c.minYear == 0 || f.year < c.minYear {
			c.minYear = f.year
		}
	}
}

// merge adds what a later block found, which counts from 1, after that many lines
// and rows.
func (c *column) merge(o *column, lines, rows int64) {
	c.mixed = c.mixed || o.mixed || c.values > 0 && o.values > 0 && c.scale != o.scale
	c.padded = c.padded || o.padded
	c.widen(fact{form: o.form, whole: o.whole, scale: o.scale, inexact: o.inexact, year: o.minYear, fraction: o.fraction})
	c.widen(fact{year: o.maxYear})
	if c.first.line == 0 {
		c.first = o.first.after(lines)
	}
	if c.form == text && c.why.line == 0 {
		c.why = o.why.after(lines)
		if o.form != text {
			c.why = o.first.after(lines)
		}
	}
	if o.longest > c.longest {
		c.longest, c.longLine = o.longest, o.longLine+lines
	}
	c.values += o.values
	c.nulls += o.nulls
	c.sums.merge(o.sums, rows)
	c.shift.merge(o.shift, rows)
	c.texts.merge(&o.texts, bytes.Compare)
	if c.form != text {
		c.means.merge(&o.means, comparing(c.form))
	}
	c.different.merge(&o.different)
}

// after moves a witness down by the lines of what stands before its block.
func (s witness) after(base int64) witness {
	if s.line > 0 {
		s.line += base
	}
	return s
}

// checksums are those of the values as a column of type t gives them back.
func (c *column) checksums(t writ.Type) sums {
	if t.Kind == writ.KindText {
		return c.sums
	}
	return c.sums.plus(c.shift)
}

// staged is what is found of the column if it is loaded as t.
func (c *column) staged(t writ.TableColumn, note string) StagedColumn {
	is := c.checksums(t.Type)
	s := StagedColumn{TableColumn: t, Nulls: c.nulls, Checksum: is.values, Positions: is.positions, Note: note}
	s.Distinct.AtLeast, s.Distinct.AtMost = c.different.of(t.Type).bounds(c.values)
	span := &c.means
	if t.Type.Kind == writ.KindText {
		span = &c.texts
	}
	s.Min, s.Max = span.bounds(t.Type)
	return s
}

// decide returns the type of the column on a platform with these limits. If they
// make it text although its values are all of one narrower kind, limited says
// so, and note says why.
func (c *column) decide(limits driver.Capabilities) (t writ.Type, note string, limited bool) {
	t = writ.Type{Kind: kinds[c.form]}
	switch c.form {
	case unknown:
		return t, "Every cell is empty.", false
	case text:
		return t, c.whyText(), false
	case decimal:
		t.Precision, t.Scale = int(max(c.whole, 1)+c.scale), int(c.scale)
		if t.Precision > limits.MaxDecimalPrecision {
			note = fmt.Sprintf("The numbers need %d digits; at most %d can be kept.", t.Precision, limits.MaxDecimalPrecision)
		}
		if c.mixed && c.padded && !c.chosen {
			return writ.Type{Kind: writ.KindText}, "Text because a decimal would not give back the zeros at the end of some numbers; choose decimal if they mean nothing.", false
		}
	case date, timestamp, instant:
		if c.values > 0 && (int(c.minYear) < limits.MinYear || int(c.maxYear) > limits.MaxYear) {
			note = fmt.Sprintf("The years go from %d to %d; those from %d to %d can be kept.", c.minYear, c.maxYear, limits.MinYear, limits.MaxYear)
		}
	}
	if int(c.fraction) > limits.TimestampDigits {
		note = fmt.Sprintf("The seconds have %d digits after the point; %d can be kept.", c.fraction, limits.TimestampDigits)
	}
	if slices.Contains(limits.Lacks, t.Kind) {
		note = fmt.Sprintf("The warehouse has no type for values of the kind %s.", t.Kind)
	}
	if note != "" {
		return writ.Type{Kind: writ.KindText}, note, true
	}
	return t, "", false
}

// trimmed tells whether the numbers of a decimal column are to be given back
// without the zeros that a common scale adds to them.
func (c *column) trimmed() bool { return c.form == decimal && c.mixed && !c.padded }

// whyText says which value keeps a column from a narrower type. A column whose
// first value is plain text needs no explanation.
func (c *column) whyText() string {
	if c.why.line == 0 {
		return ""
	}
	if c.why.value == "" {
		return fmt.Sprintf("Text because of the empty value in quotes on line %d; without quotes it would be NULL.", c.why.line)
	}
	if reason := lookalike(c.why.value); reason != "" {
		return fmt.Sprintf("Text because of %q on line %d: %s.", c.why.value, c.why.line, reason)
	}
	if c.first.line == c.why.line {
		return ""
	}
	return fmt.Sprintf("Text because of %q on line %d; the first value is %q.", c.why.value, c.why.line, c.first.value)
}
