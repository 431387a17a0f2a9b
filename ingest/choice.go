package ingest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/writ-dev/writ"
)

// KindChoice is a kind, with a format, that a column could be read as.
type KindChoice struct {
	Kind      writ.Kind `json:"kind"`
	Format    string    `json:"format"`
	Label     string    `json:"label"`     // for people: "Date, day first: 31/12/2026"
	Fits      int       `json:"fits"`      // how many values convert,
	Of        int       `json:"of"`        // of those that are not NULL
	Ambiguous bool      `json:"ambiguous"` // another reading fits as well and gives other values
	From      string    `json:"from"`      // a value
	To        string    `json:"to"`        // and what it becomes
}

// reading is what came of an offer that fits.
type reading struct {
	*offer
	fits     int
	digest   uint64 // of what all values become
	from, to []byte // the first value that changes, else the first that fits
	label    string
}

// needed is how many of the values must fit for a text column to be offered
// something: nine of ten of those that do not often mean NULL. A column of a
// narrower type is only offered what fits all of it.
func needed(values, nullWords int, typed bool) int {
	if typed {
		return values
	}
	values -= nullWords
	return max(values-values/10, 1)
}

// choices says what a column could be as well, the most likely first, and in a
// sentence if all of its values could be.
func (o offers) choices(c *extractColumn) ([]KindChoice, string) {
	t, _, _ := c.natural.decide(anyPlatform)
	own, _ := formOf(t.Kind)
	typed := own != text
	if len(c.values) == 0 || typed && own != integer && own != decimal {
		return []KindChoice{}, ""
	}
	readings := o.fitting(c.values, needed(len(c.values), c.nullWords(), typed))
	list := make([]KindChoice, 0, len(readings))
	for _, r := range readings {
		if typed && r.form == own && r.format == "" {
			continue // it is that already
		}
		list = append(list, r.choice(readings, c.values))
	}
	slices.SortStableFunc(list, func(a, b KindChoice) int {
		if a.Ambiguous == b.Ambiguous {
			return cmp.Compare(b.Fits, a.Fits)
		}
		if a.Ambiguous {
			return 1
		}
		return -1
	})
	if typed {
		return list, ""
	}
	return list, hint(list)
}

// fitting tries all offers on the values and returns those that are worth to be
// told.
func (o offers) fitting(values [][]byte, need int) []*reading {
	var readings []*reading
	phones := looksLikePhones(values)
	var s scratch
	for i := range o {
		if phones && class(o[i].form) == integer {
			continue
		}
		if r := o[i].try(values, need, &s); r != nil {
			readings = append(readings, r)
		}
	}
	return distinct(readings)
}

// choice shows a reading among the others.
func (r *reading) choice(others []*reading, values [][]byte) KindChoice {
	ambiguous := r.tellApart(others, values)
	if class(r.form) == integer {
		r.warnOfZeros(values)
	}
	return KindChoice{
		Kind: kinds[r.form], Format: r.format, Label: r.label, Fits: r.fits, Of: len(values), Ambiguous: ambiguous,
		From: clip(string(r.from), maxWitness), To: clip(string(r.to), maxWitness),
	}
}

// class is the form under which all readings of numbers are compared.
func class(f form) form {
	if f <= float {
		return integer
	}
	return f
}

// try converts the values; nil if fewer than need of them fit. Most offers do not
// fit: of wide files only that they cost next to nothing keeps the preview short.
func (o *offer) try(values [][]byte, need int, s *scratch) *reading {
	r := reading{offer: o, label: o.label}
	if !o.plausible(values, need, s) {
		return nil
	}
	var out []byte
	changes := false
	for i, v := range values {
		if r.fits+len(values)-i < need {
			return nil
		}
		var ok bool
		out, ok = convert(v, o.convert, s, out[:0])
		if !ok {
			r.digest *= digestPrime
			continue
		}
		r.fits++
		r.digest = r.digest*digestPrime + xxhash.Sum64(out)
		if r.from == nil || !changes && !bytes.Equal(out, v) {
			changes = !bytes.Equal(out, v)
			r.from, r.to = v, bytes.Clone(out)
		}
	}
	if r.fits < need {
		return nil
	}
	kept := r // r itself stays on the stack
	return &kept
}

// spotChecks is how many values are tried before all of them are.
const spotChecks = 32

// plausible tells whether some values, picked all over the column and in no rhythm,
// convert half as often as all of them need to: what is worth an offer would have to
// be very unlucky.
func (o *offer) plausible(values [][]byte, need int, s *scratch) bool {
	if len(values) < 4*spotChecks {
		return true
	}
	fits := 0
	var out []byte
	at := uint64(0)
	for range spotChecks {
		at += digestPrime
		var ok bool
		if out, ok = convert(values[at%uint64(len(values))], o.convert, s, out[:0]); ok {
			fits++
		}
	}
	return 2*fits*len(values) >= spotChecks*need
}

// digestPrime makes a digest depend on the order of the values.
const digestPrime = 0x9e3779b185ebca87

// distinct keeps of each class the readings that fit most values, and of those that
// read all of them alike the first.
func distinct(readings []*reading) []*reading {
	most := map[form]int{}
	for _, r := range readings {
		most[class(r.form)] = max(most[class(r.form)], r.fits)
	}
	var kept []*reading
	for _, r := range readings {
		same := func(k *reading) bool { return class(k.form) == class(r.form) && k.digest == r.digest }
		if r.fits == most[class(r.form)] && !slices.ContainsFunc(kept, same) {
			kept = append(kept, r)
		}
	}
	return kept
}

// tellApart tells whether another reading of the class reads other values, and shows
// a value by which they differ.
func (r *reading) tellApart(readings []*reading, values [][]byte) bool {
	var s scratch
	for _, other := range readings {
		if other == r || class(other.form) != class(r.form) {
			continue
		}
		for _, v := range values {
			a, ok := convert(v, r.convert, &s, nil)
			b, otherOK := convert(v, other.convert, &s, nil)
			if ok && otherOK && !bytes.Equal(a, b) {
				r.from, r.to = v, a
				break
			}
		}
		return true
	}
	return false
}

// warnOfZeros says so if a number would lose the zeros it begins with.
func (r *reading) warnOfZeros(values [][]byte) {
	for _, v := range values {
		v = bytes.TrimSpace(v)
		digits, _ := signOf(v)
		if len(digits) < 2 || digits[0] != '0' || digits[1]-'0' > 9 {
			continue
		}
		var s scratch
		if out, ok := convert(v, r.convert, &s, nil); ok {
			r.from, r.to = v, out
			r.label = titled(r.form) + "; leading zeros are lost: " + clip(string(v), maxWitness) + " becomes " + clip(string(out), maxWitness)
			return
		}
	}
}

// Of digits, a telephone number has about this many.
const (
	phoneDigits  = 7
	groupedPhone = 9
)

// looksLikePhones tells whether the values are rather telephone numbers than
// numbers to reckon with: one begins with a plus or a zero and is long, or all are
// whole, equally long and in groups with blanks.
func looksLikePhones(values [][]byte) bool {
	grouped := true
	for _, v := range values {
		v = bytes.TrimSpace(v)
		digits := 0
		for _, c := range v {
			if c-'0' <= 9 {
				digits++
			}
		}
		whole := !bytes.ContainsAny(v, ".,eE:-/")
		if whole && digits >= phoneDigits && (v[0] == '+' || v[0] == '0') {
			return true
		}
		grouped = grouped && whole && digits >= groupedPhone && len(v) == len(bytes.TrimSpace(values[0])) && bytes.IndexByte(v, ' ') > 0
	}
	return grouped
}

// hint says what all values of a text column could be.
func hint(list []KindChoice) string {
	if len(list) == 0 || list[0].Fits < list[0].Of {
		return ""
	}
	best := list[0]
	f, _ := formOf(best.Kind)
	switch {
	case class(f) == integer && best.Format == "": // the value that makes it text says more
		return ""
	case !best.Ambiguous:
		name, _, _ := strings.Cut(best.Label, ":")
		return "Text, although every value reads as " + article(f) + lowered(name) + "; choose that to load it so."
	case f == date || f == timestamp:
		return "Text, although every value reads as " + article(f) + nouns[f] + ": which number is the day, the month and the year cannot be told. Choose."
	}
	return "Text, although every value reads as " + article(f) + nouns[f] + ": how it is written cannot be told. Choose."
}

func article(f form) string {
	if f == integer {
		return "an "
	}
	return "a "
}

func lowered(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func titled(f form) string { return strings.ToUpper(nouns[f][:1]) + nouns[f][1:] }
