package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	maxShown        = 200 // bytes of a line that is shown
	maxAlternatives = 4
	nearlyEqual     = 0.9 // of the best score: the two cannot be told apart for sure
)

// Reason says why one part of a dialect is as it is.
type Reason struct {
	Field        string        `json:"field"` // encoding, delimiter, quote, escape, header, skipLines, comment or lineEnd
	Value        string        `json:"value"` // as Dialect has it; true or false, a number, "none" for no comments
	Why          string        `json:"why"`   // a sentence with figures
	Chosen       bool          `json:"chosen"`
	Alternatives []Alternative `json:"alternatives"` // the best first, at most four
}

// Alternative is what else a part of a dialect could be.
type Alternative struct {
	Value string `json:"value"`
	Why   string `json:"why"`
}

// explain gives the reasons of the dialect, in a fixed order.
func (f *found) explain(s *search) {
	d, opt, a := f.dialect, s.opt, s.top
	delimiter := sentence(a.consistency())
	if d.SepLine {
		delimiter = sentence("the first line says so; " + a.consistency())
	}
	like := func(b *attempt) bool { return b.dialect.Delimiter == d.Delimiter }
	quotes := s.others(func(b *attempt) (string, string) { return b.dialect.Quote, b.whyQuote() }, like)
	if d.Quote != quoteNone && bytes.ContainsAny(s.text, d.Quote) {
		quotes = append(quotes, s.unquoted())
	}
	f.reasons = []Reason{
		{"encoding", d.Encoding, f.charset.why, opt.Encoding != "", f.charset.others()},
		{"delimiter", d.Delimiter, delimiter, opt.Delimiter != "",
			s.others(func(b *attempt) (string, string) { return b.dialect.Delimiter, sentence(b.consistency()) }, (*attempt).splits)},
		{"quote", d.Quote, a.whyQuote(), opt.Quote != "", quotes},
		{"escape", d.Escape, a.whyEscape(), opt.Escape != "",
			s.others(func(b *attempt) (string, string) { return b.dialect.Escape, b.whyEscape() },
				func(b *attempt) bool { return like(b) && b.dialect.Quote == d.Quote && b.escaped > 0 })},
		{"header", strconv.FormatBool(d.Header), a.whyHeader(), opt.Header != nil, nil},
		{"skipLines", strconv.Itoa(d.SkipLines), f.whySkip(s), opt.SkipLines != nil, nil},
		{"comment", cmp.Or(d.Comment, quoteNone), a.whyComment(), opt.Comment != "",
			s.others(func(b *attempt) (string, string) {
				return cmp.Or(b.dialect.Comment, quoteNone), sentence(b.consistency())
			}, like)},
		{"lineEnd", d.LineEnd, whyLineEnd(f.text), false, nil},
	}
	if d.Container == containerXLSX {
		f.reasons = slices.DeleteFunc(f.reasons, func(r Reason) bool { return r.Field != "header" && r.Field != "skipLines" })
	}
	for i := range f.reasons {
		r := &f.reasons[i]
		if r.Chosen {
			r.Why = "You chose it."
		}
		r.Alternatives = append([]Alternative{}, r.Alternatives[:min(len(r.Alternatives), maxAlternatives)]...)
	}
}

// others lists the other encodings that the file can be read in.
func (c charset) others() []Alternative {
	var list []Alternative
	for _, r := range c.readings {
		if r.Name != c.name {
			list = append(list, Alternative{r.Name, fmt.Sprintf("It reads a line as %q.", r.Sample)})
		}
	}
	return list
}

// others lists other values that attempts have for a part of the dialect, those
// of better attempts first; part returns the value and what speaks for it.
func (s *search) others(part func(*attempt) (value, why string), fit func(*attempt) bool) []Alternative {
	ranked := slices.Clone(s.attempts)
	slices.SortStableFunc(ranked, func(a, b *attempt) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.split(), a.split()))
	})
	chosen, _ := part(s.top)
	seen := map[string]bool{chosen: true}
	var list []Alternative
	for _, a := range ranked {
		if v, why := part(a); !seen[v] && fit(a) {
			seen[v] = true
			list = append(list, Alternative{v, why})
		}
	}
	return list
}

// unquoted says what comes of the top dialect if quotes mean nothing.
func (s *search) unquoted() Alternative {
	d := s.top.dialect
	d.Quote, d.Escape = quoteNone, quoteNone
	a := try(d, s.text, s.complete)
	a.locate(s.opt)
	return Alternative{quoteNone, sentence(a.consistency())}
}

// splits tells whether a dialect explains anything about some records; blanks and
// colons stand in any prose.
func (a *attempt) splits() bool {
	return a.width > 1 || a.split() > 0 && !loose(a.dialect.Delimiter)
}

// consistency says how many records have how many columns.
func (a *attempt) consistency() string {
	all := len(a.counts) - a.first
	alike := int(a.share*float64(all) + 0.5)
	return fmt.Sprintf("%d of %s %s %s", alike, count(all, "record"), verb(alike, "has", "have"), countColumns(a.width))
}

func (a *attempt) whyQuote() string {
	bad := 0
	for _, f := range a.faults[a.first:] {
		if f != faultNone {
			bad++
		}
	}
	switch {
	case a.dialect.Quote == quoteNone:
		return "Quotes mean nothing."
	case a.quoted == 0:
		return fmt.Sprintf("No cell of the first %s stands in quotes.", count(len(a.counts), "record"))
	case bad == 0:
		return fmt.Sprintf("%s of the first %s %s in quotes, and every quote is closed.", count(a.quoted, "cell"), count(len(a.counts), "record"), verb(a.quoted, "stands", "stand"))
	}
	return fmt.Sprintf("%s of the first %s %s in quotes, but in %s they are not closed as they should be.",
		count(a.quoted, "cell"), count(len(a.counts), "record"), verb(a.quoted, "stands", "stand"), count(bad, "record"))
}

func (a *attempt) whyEscape() string {
	switch {
	case a.escaped == 0:
		return "No cell holds a quote that would need it."
	case a.dialect.Escape == a.dialect.Quote:
		return fmt.Sprintf("Quotes are doubled in %s.", count(a.escaped, "cell"))
	}
	return fmt.Sprintf("It stands before quotes in %s.", count(a.escaped, "cell"))
}

func (a *attempt) whyHeader() string {
	named, data := a.evidence(a.first)
	switch {
	case named == 0 && data == 0:
		return "Nothing in the first record looks like a value rather than a name."
	case data == 0:
		return fmt.Sprintf("In %s the first record is a name above numbers or other values.", countColumns(named))
	case named == 0:
		return fmt.Sprintf("In %s the first record is a value like those below it.", countColumns(data))
	}
	return fmt.Sprintf("In %s the first record is a name above numbers or other values, in %d a value like those below it.", countColumns(named), data)
}

// whySkip says why lines above the table are skipped, or none are.
func (f *found) whySkip(s *search) string {
	if s.top.first == 0 {
		return "The table begins at the top."
	}
	return fmt.Sprintf("From line %d on, %s.", f.line(s, s.top.first), s.top.consistency())
}

func (a *attempt) whyComment() string {
	switch {
	case a.dialect.Comment == "":
		return "No line seems to be a comment."
	case len(a.comments) == 0:
		return fmt.Sprintf("None of the first lines begins with %s.", a.dialect.Comment)
	}
	n := 0
	for _, c := range a.comments {
		if c.cells == a.width {
			n++
		}
	}
	return fmt.Sprintf("%s %s with %s, %d of them with %s as records have.",
		count(len(a.comments), "line"), verb(len(a.comments), "begins", "begin"), a.dialect.Comment, n, countColumns(a.width))
}

// whyLineEnd counts the ends of lines.
func whyLineEnd(text []byte) string {
	text = text[:min(len(text), sniffSize)]
	crlf := bytes.Count(text, []byte("\r\n"))
	return fmt.Sprintf("%d CRLF, %d LF and %d CR stand at the beginning of the file.", crlf, bytes.Count(text, []byte{'\n'})-crlf, bytes.Count(text, []byte{'\r'})-crlf)
}

// warn says what the user should look at.
func (f *found) warn(s *search) {
	if f.charset.warning != "" {
		f.warnings = append(f.warnings, f.charset.warning)
	}
	a := s.top
	if n := f.dialect.SkipLines; n > 0 && a.first > 0 {
		f.warnings = append(f.warnings, fmt.Sprintf("%s above the table %s to nothing and %s skipped: %q.", count(n, "line"), verb(n, "belongs", "belong"), verb(n, "was", "were"), strings.Join(f.above, "\n")))
	}
	if b := s.second(); b != nil && b.width > 1 && b.score >= a.score*nearlyEqual {
		f.warnings = append(f.warnings, fmt.Sprintf("The delimiter could also be %q: with it %s, with %q %s. Choose the right one.",
			b.dialect.Delimiter, b.consistency(), a.dialect.Delimiter, a.consistency()))
	}
	named, data := a.evidence(a.first)
	if s.opt.Header == nil && named > 0 && data >= named {
		f.warnings = append(f.warnings, fmt.Sprintf("Whether line %d names the columns cannot be told: in %s it is a name above other values, in %d a value like those below it. Say which it is.",
			f.line(s, a.first), countColumns(named), data))
	}
	if f.dialect.Header {
		f.warnOfNames(s, named)
	}
}

// warnOfNames says where further lines look like names of columns; named is how
// many columns the first of them names for sure.
func (f *found) warnOfNames(s *search, named int) {
	a := s.top
	for i := a.first + 1; named == 0 && i < min(a.first+4, len(a.records)-1); i++ {
		if a.counts[i] != a.width || !a.headed(i) {
			break
		}
		if named, _ := a.evidence(i); named > 0 {
			f.warnings = append(f.warnings, fmt.Sprintf("The columns seem to be named by %d lines; all but the first are loaded as data. To take the names from line %d, skip the lines above it.",
				i-a.first+1, f.line(s, i)))
			return
		}
	}
	for i := a.first + 1; i < len(a.records); i++ {
		if a.width > 1 && slices.Equal(a.records[i], a.records[a.first]) {
			f.warnings = append(f.warnings, fmt.Sprintf("Line %d repeats the names of the columns, as if another table began there; it is loaded as data.", f.line(s, i)))
			return
		}
	}
}

// second returns the best attempt with another delimiter than the top's.
func (s *search) second() *attempt {
	var b *attempt
	for _, a := range s.attempts {
		if a.dialect.Delimiter != s.top.dialect.Delimiter && (b == nil || a.score > b.score) {
			b = a
		}
	}
	return b
}

// line returns the line on which a record of the top attempt begins.
func (f *found) line(s *search, record int) int64 {
	before := f.text[:s.begin+s.top.begins[record]]
	return 1 + int64(bytes.Count(before, []byte{f.grammar.newline}))
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// verb is the form of a verb that goes with a number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// sentence begins s with a capital letter and ends it with a full stop.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }
