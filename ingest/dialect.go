package ingest

import (
	"bytes"
	"cmp"
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
	if o.Comment != quoteNone {
		if err := checkByte("options.comment", o.Comment); err != nil {
			return err
		}
	}
	if o.Comment != "" && (o.Comment == o.Delimiter || o.Comment == cmp.Or(o.Quote, defaultQuote)) {
		return writ.Invalid(op, "options.comment", "Comments cannot begin with the delimiter or the quote character.").
			WithHint("Choose another character, or none.")
	}
	if o.SkipLines != nil && *o.SkipLines < 0 {
		return writ.Invalid(op, "options.skipLines", "Lines to be skipped cannot be fewer than none.").WithHint("Give 0 or more.")
	}
	return o.checkColumns()
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

// Delimiters that are tried on every file, those that are tried if none of these
// splits the records, and those of the latter that also stand in prose and times.
const looseDelimiters = ": "

var (
	commonDelimiters = []string{",", ";", "\t", "|"}
	rareDelimiters   = []string{"\x1f", "\x01", "~", "^", ":", " "}
)

func loose(delim string) bool { return delim != "" && strings.Contains(looseDelimiters, delim) }

// commentMarks are what comments begin with where nobody chose that. All but the
// first are only believed at the top of a file.
var commentMarks = []string{"#", "%", "!", ";"}

// candidates lists the dialects to try on text, the likelier ones first. What
// the user chose is the same in all of them.
func candidates(opt Options, text []byte, base Dialect, delims []string) []Dialect {
	quotes := []string{defaultQuote}
	switch {
	case opt.Quote != "":
		quotes = []string{opt.Quote}
	case containsAny(text, delims, "", "'") || bytes.HasPrefix(text, []byte("'")):
		quotes = append(quotes, "'")
	}
	var list []Dialect
	for _, q := range quotes {
		for _, delim := range delims {
			taken := opt.Comment != "" && (delim == opt.Comment || q == opt.Comment)
			if taken || opt.Delimiter == "" && delim == opt.Escape {
				continue // a character that was chosen for something else
			}
			d := base
			d.Delimiter, d.Quote, d.Escape = delim, q, q
			if delim == q {
				d.Quote, d.Escape = quoteNone, quoteNone
			}
			if opt.Escape != "" && d.Quote != quoteNone {
				d.Escape = opt.Escape
			}
			list = append(list, variants(opt, text, d)...)
		}
	}
	return list
}

// variants returns d, and d with other escapes, layout and comments where
// something in the text looks like them.
func variants(opt Options, text []byte, d Dialect) []Dialect {
	list := []Dialect{d}
	if opt.Escape == "" && d.Quote != quoteNone && bytes.Contains(text, []byte(`\`+d.Quote)) {
		e := d
		e.Escape = `\`
		list = append(list, e)
	}
	before := d.Delimiter // of a quote that only layout separates from it
	if before == " " {
		before = ""
	}
	if bytes.Contains(text, []byte(before+" "+d.Quote)) || d.Delimiter == " " && bytes.Contains(text, []byte("  ")) {
		e := d
		e.SkipSpaces = true
		list = append(list, e)
	}
	if opt.Comment != "" {
		return list
	}
	for _, c := range commentMarks {
		if c == d.Delimiter || c == d.Quote || !beginsLine(text, c) {
			continue
		}
		var commented []Dialect
		for _, v := range list {
			v.Comment = c
			commented = append(commented, v)
		}
		return append(commented, list...)
	}
	return list
}

// beginsLine tells whether a line of text begins with c, the first one if c is no
// usual mark of comments.
func beginsLine(text []byte, c string) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, "\r\n"), []byte(c)) ||
		c == commentMarks[0] && containsAny(text, []string{"\n", "\r"}, "", c)
}

// delimiters lists those to try first; the ending of the file's name only puts
// the tab in front.
func delimiters(chosen, fileName string) []string {
	switch name := strings.ToLower(fileName); {
	case chosen != "":
		return []string{chosen}
	case strings.HasSuffix(name, ".tsv"), strings.HasSuffix(name, ".tab"):
		return []string{"\t", ",", ";", "|"}
	}
	return commonDelimiters
}
