package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
)

// op is the operation that errors about a file name.
const op = "ingest.Stage"

// sniffSize is how much of the text the dialect is decided by; what is decided
// is verified on all of it.
const sniffSize = 128 << 10

// found is what the beginning of a file says about all of it.
type found struct {
	charset  charset
	dialect  Dialect
	grammar  *grammar
	labels   []string // one for each column of the file
	skip     int      // bytes of text before the first record of data
	lines    int64    // lines before it
	comments int64    // of those
	text     []byte   // the beginning, decoded
	above    []string // lines above the table
	reasons  []Reason
	warnings []string
}

// inspect looks at the beginning of a file: its first MiB or all of it.
func inspect(head []byte, whole bool, fileName string, opt Options) (*found, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	if err := refuseBinary(head); err != nil {
		return nil, err
	}
	f := &found{}
	var err error
	if f.charset, err = findCharset(head, whole, opt.Encoding); err != nil {
		return nil, err
	}
	if f.text, err = f.charset.decodedHead(head, whole); err != nil {
		return nil, err
	}
	if at := invalidAt(f.text); at < len(f.text) {
		return nil, notUTF8(1+int64(bytes.Count(f.text[:at], []byte{'\n'})), int64(f.charset.mark+at))
	}
	if err := refuseGarbage(f.text, opt.Delimiter); err != nil {
		return nil, err
	}
	base := f.begin(opt)
	if err := f.skipChosen(opt, newline(base.LineEnd)); err != nil {
		return nil, err
	}
	return f, f.decide(&search{opt: opt, base: base, fileName: fileName, complete: whole})
}

// decide chooses the dialect, names the columns and says why.
func (f *found) decide(s *search) error {
	if err := f.choose(s); err != nil {
		return err
	}
	f.dialect, f.grammar = s.top.dialect, newGrammar(s.top.dialect)
	if err := f.nameColumns(s.top, s.opt); err != nil {
		return err
	}
	f.warn(s)
	f.explain(s)
	return nil
}

// begin returns what every dialect of the file has in common.
func (f *found) begin(opt Options) Dialect {
	base := Dialect{Encoding: f.charset.name, BOM: f.charset.mark > 0, Delimiter: opt.Delimiter, LineEnd: lineEnd(f.text, cmp.Or(opt.Quote, defaultQuote)), NullTokens: opt.NullTokens}
	if opt.Comment != quoteNone {
		base.Comment = opt.Comment
	}
	if delim, n := sepLine(f.text); n > 0 {
		base.SepLine, f.skip, f.lines = true, n, 1
		if opt.Delimiter == "" && delim != base.Comment {
			base.Delimiter = delim
		}
	}
	return base
}

// skipChosen skips the lines that the user says belong to nothing.
func (f *found) skipChosen(opt Options, end byte) error {
	if opt.SkipLines == nil {
		return nil
	}
	from := f.skip
	for n := range *opt.SkipLines {
		i := bytes.IndexByte(f.text[f.skip:], end)
		if i < 0 {
			return writ.Invalid(op, "options.skipLines", "%d lines are to be skipped, but a line with data after line %d was not found.", *opt.SkipLines, f.lines).
				WithHint("Skip at most %d.", n)
		}
		f.skip += i + 1
		f.lines++
	}
	f.showAbove(f.text[from:f.skip], end)
	return nil
}

// showAbove adds the lines of a piece of text above the table to what is shown.
func (f *found) showAbove(piece []byte, end byte) {
	const most = 20
	piece = bytes.TrimRight(piece, string([]byte{'\r', '\n', end}))
	if len(bytes.TrimSpace(piece)) == 0 {
		return
	}
	for line := range bytes.SplitSeq(piece, []byte{end}) {
		if len(f.above) == most {
			return
		}
		if end == sheetNewline {
			line = bytes.ReplaceAll(bytes.Trim(line, string([]byte{sheetDelim})), []byte{sheetDelim}, []byte{'\t'})
		}
		f.above = append(f.above, clip(string(bytes.TrimRight(line, "\r")), maxShown))
	}
}

// sepLine reads the hint that spreadsheets write, "sep=;", and returns its
// length with the line end, 0 if there is none.
func sepLine(text []byte) (delim string, n int) {
	end := bytes.IndexAny(text[:min(len(text), 16)], "\r\n")
	if end < 0 {
		return "", 0
	}
	line := strings.Trim(string(text[:end]), `"`)
	if len(line) != len("sep=;") || !strings.EqualFold(line[:4], "sep=") || checkByte("", line[4:]) != nil {
		return "", 0 // what no member could choose is no hint
	}
	if bytes.HasPrefix(text[end:], []byte("\r\n")) {
		end++
	}
	return line[4:], end + 1
}

// lineEnd finds how most lines end. Line breaks inside quotes are text, unless
// there are no others: then the quotes cannot be what they seem.
func lineEnd(text []byte, quote string) string {
	text = text[:min(len(text), sniffSize)]
	var outside []byte
	if quote != quoteNone {
		for i, piece := range bytes.Split(text, []byte(quote)) {
			if i%2 == 0 {
				outside = append(outside, piece...)
			}
		}
	}
	if bytes.ContainsAny(outside, "\r\n") {
		text = outside
	}
	lf := bytes.Count(text, []byte{'\n'})
	crlf := bytes.Count(text, []byte("\r\n"))
	cr := bytes.Count(text, []byte{'\r'}) - crlf
	switch {
	case cr > 0 && lf == 0 || cr > 3*lf:
		return lineEndCR
	case crlf*2 > lf:
		return lineEndCRLF
	}
	return lineEndLF
}

// search tries dialects on the beginning of a text.
type search struct {
	opt      Options
	base     Dialect   // what all dialects have in common
	only     []Dialect // the ones to try; nil for those that are usual
	fileName string
	complete bool // the beginning is all of the text
	text     []byte
	begin    int // of text in that of the file
	attempts []*attempt
	top      *attempt
}

// choose finds the best dialect. It looks at more of the text if the first record
// is not whole.
func (f *found) choose(s *search) error {
	text, whole := f.text[f.skip:], s.complete
	s.begin = f.skip
	if len(text) > sniffSize {
		s.text, s.complete = text[:sniffSize], false
		if s.look(); s.top.whole() {
			return nil
		}
	}
	s.text, s.complete, s.attempts = text, whole, nil
	s.look()
	if !whole && !s.top.whole() {
		return writ.Errorf(writ.CodeInvalid, op, "The first record, on line %d, is longer than %d characters.", f.lines+1, len(text)).
			WithHint("Probably a quote is opened there and never closed. Close it, or choose another quote character or none.")
	}
	return nil
}

// look tries the usual delimiters and, if none of them splits the records alike,
// the rare ones that the text holds.
func (s *search) look() {
	if s.only != nil {
		s.try(s.only)
		return
	}
	s.try(candidates(s.opt, s.text, s.base, delimiters(s.base.Delimiter, s.fileName)))
	if s.base.Delimiter != "" || s.top.width > 1 && s.top.share >= 0.9 {
		return
	}
	var rare []string
	lines := bytes.Count(s.text, []byte{'\n'}) + bytes.Count(s.text, []byte{'\r'})
	for _, d := range rareDelimiters {
		if bytes.Count(s.text, []byte(d))*4 > lines {
			rare = append(rare, d)
		}
	}
	s.try(candidates(s.opt, s.text, s.base, rare))
}

// try adds attempts in these dialects and finds the best of all, the earlier of
// equal ones.
func (s *search) try(list []Dialect) {
	for _, d := range list {
		a := try(d, s.text, s.complete)
		a.locate(s.opt)
		s.attempts = append(s.attempts, a)
	}
	crowded := 0.0 // share of records with a delimiter, of the dialect that has most
	for _, a := range s.attempts {
		if !loose(a.dialect.Delimiter) {
			crowded = max(crowded, a.split())
		}
	}
	s.top = nil
	for _, a := range s.attempts {
		a.rate(crowded, s.opt)
		if s.top == nil || a.score > s.top.score {
			s.top = a
		}
	}
}

// nameColumns decides whether the first record of the table is a header and names
// the columns.
func (f *found) nameColumns(a *attempt, opt Options) error {
	if len(a.records) == 0 {
		return errEmpty()
	}
	f.dialect.Header = a.hasHeader()
	if opt.Header != nil {
		f.dialect.Header = *opt.Header
	}
	f.reach(a, opt)
	names := a.records[a.first]
	if f.dialect.Header {
		if err := f.checkNames(a, names); err != nil {
			return err
		}
	}
	width := len(names)
	if width != a.width && (a.share >= 0.5 || !f.dialect.Header) {
		width = a.width
	}
	f.labels = make([]string, width)
	for i := range f.labels {
		f.labels[i] = fmt.Sprintf("Column %d", i+1)
		if f.dialect.Header && strings.TrimSpace(names[i]) != "" {
			f.labels[i] = names[i]
		}
	}
	if f.dialect.Header {
		f.pass(a.ends[a.first] - a.begins[a.first])
	}
	for _, c := range opt.Columns {
		if c.Label == "" && (c.Index < 0 || c.Index >= width) {
			return writ.Invalid(op, "options.columns", "There is a choice about column %d, but the file has %s.", c.Index+1, countColumns(width))
		}
	}
	return nil
}

// reach skips what stands above the table and keeps it to be shown. Blank lines
// above the values of a single column are none of that, but rows.
func (f *found) reach(a *attempt, opt Options) {
	begin := a.begins[a.first]
	if a.width == 1 && a.first == 0 && !f.dialect.Header {
		begin = 0
	}
	above := f.text[f.skip : f.skip+begin]
	for _, c := range a.comments {
		if c.begin < begin {
			f.comments++
		}
	}
	if a.first > 0 {
		f.dialect.SkipLines = bytes.Count(above, []byte{f.grammar.newline})
	}
	if opt.SkipLines != nil {
		f.dialect.SkipLines = *opt.SkipLines
	}
	f.showAbove(above, f.grammar.newline)
	f.pass(begin)
}

// checkNames refuses a header that cannot name the columns.
func (f *found) checkNames(a *attempt, names []string) error {
	if bad := a.faults[a.first]; bad != faultNone {
		return writ.Errorf(writ.CodeInvalid, op, "Line %d, which names the columns: %s.", f.lines+1, faults[bad]).
			WithHint("Mend the line, or choose another quote character or none.")
	}
	if len(names) != a.width && a.share >= 0.5 {
		return writ.Errorf(writ.CodeInvalid, op, "Line %d has %s, but most records have %d.", f.lines+1, countColumns(len(names)), a.width).
			WithHint("Say how many lines above the column names are to be skipped, give every column a name, or choose the delimiter.")
	}
	if strings.ContainsRune(strings.Join(names, ""), 0) {
		return writ.Errorf(writ.CodeInvalid, op, "Line %d, which names the columns, holds a NUL character.", f.lines+1).
			WithHint("Remove it, or choose the encoding if the file is not %s.", f.charset.name)
	}
	return nil
}

// pass skips n bytes of text, which are whole lines.
func (f *found) pass(n int) {
	f.lines += int64(bytes.Count(f.text[f.skip:f.skip+n], []byte{f.grammar.newline}))
	f.skip += n
}

// containsAny tells whether text holds one of begins, then middle, then end.
func containsAny(text []byte, begins []string, middle, end string) bool {
	for _, b := range begins {
		if bytes.Contains(text, []byte(b+middle+end)) {
			return true
		}
	}
	return false
}

func countColumns(n int) string { return count(n, "column") }

func columnsInstead(n, width int) string {
	return fmt.Sprintf("%s instead of %d", countColumns(n), width)
}
