package ingest

import "slices"

// slot is one column that is kept.
type slot struct {
	index   int // among the cells of the record
	label   string
	form    form      // what its values are known or forced to be; unknown lets them decide
	convert converter // of values to form; nil takes them as they are
	format  string    // what convert was made from
	refusal string    // says of a value that it does not convert
	nulls   []string  // cells without quotes that are NULL besides the empty one
	stored  bool      // values come from a platform, which prints them canonically
}

// newSlot applies the choice about a column; nil is none. Options.check knows that
// it can be made.
func newSlot(index int, label string, c *ColumnChoice, nulls []string) slot {
	s := slot{index: index, label: label, nulls: nulls}
	if c == nil {
		return s
	}
	if c.Name != "" {
		s.label = c.Name
	}
	s.nulls = slices.Concat(nulls, c.NullTokens)
	if c.Kind != "" {
		s.form, _ = formOf(c.Kind)
		s.convert, _ = newConverter(s.form, c.Format)
		s.format, s.refusal = c.Format, complaint(s.form, c.Format)
	}
	return s
}

// newLayout applies the choices about columns to what was found.
func newLayout(f *found, opt Options) *layout {
	choices := map[int]*ColumnChoice{}
	columns := placed(opt.Columns, f.labels)
	for i := range columns {
		choices[columns[i].Index] = &columns[i]
	}
	l := &layout{g: f.grammar, width: len(f.labels), doubtful: opt.Comment == ""}
	plain := true // nothing but the records themselves is written
	for i, label := range f.labels {
		c := choices[i]
		if c != nil && !c.Include {
			plain = false
			continue
		}
		s := newSlot(i, label, c, opt.NullTokens)
		plain = plain && s.convert == nil && len(s.nulls) == 0
		l.slots = append(l.slots, s)
	}
	d := f.dialect
	l.verbatim = plain && d.Delimiter == "," && d.Quote == defaultQuote && d.LineEnd != lineEndCR && !d.SkipSpaces
	return l
}

// placed finds the columns of choices that go by the label.
func placed(choices []ColumnChoice, labels []string) []ColumnChoice {
	out := make([]ColumnChoice, 0, len(choices))
	taken := make([]bool, len(labels))
	for _, c := range choices {
		if c.Label != "" {
			c.Index = c.place(labels, taken)
		}
		if c.Index >= 0 {
			taken[c.Index] = true
			out = append(out, c)
		}
	}
	return out
}

// place returns which column a choice is about that goes by the label, -1 if there
// is none. Of several with that label it is the one that is where it was, else the
// first about which nothing was chosen.
func (c ColumnChoice) place(labels []string, taken []bool) int {
	fits := func(i int) bool { return labels[i] == c.Label && !taken[i] }
	if c.Index >= 0 && c.Index < len(labels) && fits(c.Index) {
		return c.Index
	}
	for i := range labels {
		if fits(i) {
			return i
		}
	}
	return -1
}
