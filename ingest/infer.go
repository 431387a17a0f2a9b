package ingest

import (
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// column is what is known of the values of one column: of a block, or of
// everything up to a block.
type column struct {
	form     form
	stored   bool  // values come from a platform, which prints them canonically
	chosen   bool  // the user chose the form
	values   int64 // not NULL
	nulls    int64
	sum      uint64 // of the hashes of the values as they are written
	shift    uint64 // what turns sum into that of the canonical texts of form
	longest  int    // bytes of the longest value
	whole    int32
	scale    int32
	minYear  int32
	maxYear  int32
	fraction int8
	inexact  bool    // a double would not keep some number
	mixed    bool    // some numbers have more digits after the point than others
	padded   bool    // some number ends in a zero after the point
	longLine int64   // where the longest value is
	first    witness // the first value that is not NULL
	why      witness // the value that made the column text
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

// add counts one value that is not NULL; line is where it stands.
func (c *column) add(v []byte, line func() int64, s *scratch) {
	h := xxhash.Sum64(v)
	c.sum += h
	c.values++
	if len(v) > c.longest {
		c.longest, c.longLine = len(v), line()
	}
	if c.form == text || c.stored && c.form.plain(v) {
		return
	}
	if c.values == 1 {
		c.first = newWitness(v, line())
	}
	if c.form == integer {
		if n := smallInteger(v); n > 0 {
			c.whole = max(c.whole, int32(n))
			return
		}
	}
	f := recognise(v, s)
	c.mixed = c.mixed || c.values > 1 && f.scale != c.scale
	c.widen(f)
	if c.form == text {
		c.why = newWitness(v, line())
		return
	}
	if len(f.canonical) != len(v) || &f.canonical[0] != &v[0] {
		c.padded = true // if it is a decimal
		c.shift += xxhash.Sum64(f.canonical) - h
	}
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

// merge adds what a later block found; base is the number of lines before it.
func (c *column) merge(o *column, base int64) {
	c.mixed = c.mixed || o.mixed || c.values > 0 && o.values > 0 && c.scale != o.scale
	c.padded = c.padded || o.padded
	c.widen(fact{form: o.form, whole: o.whole, scale: o.scale, inexact: o.inexact, year: o.minYear, fraction: o.fraction})
	c.widen(fact{year: o.maxYear})
	if c.first.line == 0 {
		c.first = o.first.after(base)
	}
	if c.form == text && c.why.line == 0 {
		c.why = o.why.after(base)
		if o.form != text {
			c.why = o.first.after(base)
		}
	}
	if o.longest > c.longest {
		c.longest, c.longLine = o.longest, o.longLine+base
	}
	c.values += o.values
	c.nulls += o.nulls
	c.sum += o.sum
	c.shift += o.shift
}

// after moves a witness down by the lines of what stands before its block.
func (s witness) after(base int64) witness {
	if s.line > 0 {
		s.line += base
	}
	return s
}

// checksum is the sum of the hashes of the values as a column of type t gives
// them back.
func (c *column) checksum(t writ.Type) uint64 {
	if t.Kind == writ.KindText {
		return c.sum
	}
	return c.sum + c.shift
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
		if int(c.minYear) < limits.MinYear || int(c.maxYear) > limits.MaxYear {
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
	switch {
	case c.why.line == 0 || c.first.line == c.why.line && c.why.value != "":
		return ""
	case c.why.value == "":
		return fmt.Sprintf("Text because of the empty value in quotes on line %d; without quotes it would be NULL.", c.why.line)
	}
	return fmt.Sprintf("Text because of %q on line %d; the first value is %q.", c.why.value, c.why.line, c.first.value)
}
