package ingest

import (
	"strings"

	"github.com/writ-dev/writ"
)

// What Dialect says for quotes that mean nothing and for ends of lines.
const (
	quoteNone    = "none"
	lineEndLF    = "LF"
	lineEndCRLF  = "CRLF"
	lineEndCR    = "CR"
	defaultQuote = `"`
)

// check returns an error that names the option which cannot be right.
func (o Options) check() error {
	if err := checkByte("options.delimiter", o.Delimiter); err != nil {
		return err
	}
	if o.Quote != quoteNone {
		if err := checkByte("options.quote", o.Quote); err != nil {
			return err
		}
	}
	if err := checkByte("options.escape", o.Escape); err != nil {
		return err
	}
	if o.Delimiter != "" && (o.Delimiter == o.Quote || o.Delimiter == o.Escape) {
		return writ.Invalid(op, "options.delimiter", "The delimiter is also the quote or the escape character.").
			WithHint("Choose different characters.")
	}
	seen := map[int]bool{}
	for _, c := range o.Columns {
		if c.Label == "" && seen[c.Index] {
			return writ.Invalid(op, "options.columns", "There are two choices about column %d.", c.Index+1)
		}
		seen[c.Index] = seen[c.Index] || c.Label == ""
		if _, ok := formOf(c.Kind); c.Kind != "" && !ok {
			return writ.Invalid(op, "options.columns", "Column %d cannot be read as %q.", c.Index+1, c.Kind).
				WithHint("Choose text, integer, decimal, float, boolean, date, time, timestamp or timestamptz.")
		}
	}
	return nil
}

// checkByte allows nothing, or one ASCII character that cannot be part of a line
// end or of a character of several bytes.
func checkByte(field, s string) error {
	if s == "" || len(s) == 1 && s[0] < 0x80 && s[0] != '\n' && s[0] != '\r' && s[0] != 0 {
		return nil
	}
	return writ.Invalid(op, field, "%q is not one ASCII character.", s).
		WithHint("Choose a single character such as a comma, a semicolon or a tab.")
}

// candidates lists the dialects to try on text, the likelier ones first. What
// the user chose is the same in all of them; the ending of the file's name only
// puts the tab first.
func candidates(opt Options, text []byte, base Dialect, fileName string) []Dialect {
	delims := []string{",", ";", "\t", "|"}
	switch name := strings.ToLower(fileName); {
	case base.Delimiter != "":
		delims = []string{base.Delimiter}
	case strings.HasSuffix(name, ".tsv"), strings.HasSuffix(name, ".tab"):
		delims = []string{"\t", ",", ";", "|"}
	}
	quotes := []string{defaultQuote}
	switch {
	case opt.Quote != "":
		quotes = []string{opt.Quote}
	case containsAny(text, delims, "", "'"):
		quotes = append(quotes, "'")
	}
	var list []Dialect
	for _, q := range quotes {
		for _, delim := range delims {
			if delim == q {
				q = quoteNone
			}
			d := base
			d.Delimiter, d.Quote, d.Escape = delim, q, q
			if opt.Escape != "" && q != quoteNone {
				d.Escape = opt.Escape
			}
			list = append(list, d)
			if opt.Escape == "" && containsAny(text, []string{`\`}, "", q) {
				e := d
				e.Escape = `\`
				list = append(list, e)
			}
			if delim != " " && containsAny(text, []string{delim}, " ", q) {
				e := d
				e.SkipSpaces = true
				list = append(list, e)
			}
		}
	}
	return list
}
