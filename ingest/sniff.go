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
	charset charset
	dialect Dialect
	grammar *grammar
	labels  []string // one for each column of the file
	skip    int      // bytes of text before the first record of data
	lines   int64    // lines before it
	text    []byte   // the beginning, decoded
}

// inspect looks at the beginning of a file: its first MiB or all of it.
func inspect(head []byte, whole bool, fileName string, opt Options) (*found, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	if err := refuseBinary(head); err != nil {
		return nil, err
	}
	cs, err := findCharset(head, whole, opt.Encoding)
	if err != nil {
		return nil, err
	}
	f := &found{charset: cs}
	if f.text, err = cs.decodedHead(head, whole); err != nil {
		return nil, err
	}
	if at := invalidAt(f.text); at < len(f.text) {
		return nil, notUTF8(1+int64(bytes.Count(f.text[:at], []byte{'\n'})), int64(cs.mark+at))
	}
	if err := refuseGarbage(f.text, opt.Delimiter); err != nil {
		return nil, err
	}
	base := Dialect{Encoding: cs.name, BOM: cs.mark > 0, Delimiter: opt.Delimiter, LineEnd: lineEnd(f.text, cmp.Or(opt.Quote, defaultQuote))}
	if delim, n := sepLine(f.text); n > 0 {
		base.SepLine, f.skip, f.lines = true, n, 1
		if opt.Delimiter == "" {
			base.Delimiter = delim
		}
	}
	best, err := f.choose(candidates(opt, f.text, base, fileName), whole)
	if err != nil {
		return nil, err
	}
	f.dialect, f.grammar = best.dialect, newGrammar(best.dialect)
	return f, f.nameColumns(best, opt)
}

// sepLine reads the hint that spreadsheets write, "sep=;", and returns its
// length with the line end, 0 if there is none.
func sepLine(text []byte) (delim string, n int) {
	end := bytes.IndexByte(text, '\n')
	if end < 0 {
		return "", 0
	}
	line := strings.Trim(string(bytes.TrimRight(text[:end], "\r")), `"`)
	if len(line) != len("sep=;") || !strings.EqualFold(line[:4], "sep=") {
		return "", 0
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

// attempt is what the beginning of a file looks like in one dialect.
type attempt struct {
	dialect Dialect
	records [][]string // the first ones
	counts  []int      // cells of each record
	ends    []int      // where each ends in the text
	size    int        // of the text
	width   int        // the most frequent number of cells
	share   float64    // of the records that have it
	faults  int
	form    fault // of the first record
	begin   int   // of it; blank lines stand before
	score   float64
}

// choose returns the best attempt. It looks at more of the text if the first
// record is not whole.
func (f *found) choose(list []Dialect, whole bool) (*attempt, error) {
	text := f.text[f.skip:]
	if len(text) > sniffSize {
		if a := best(list, text[:sniffSize], false); a.whole() {
			return a, nil
		}
	}
	a := best(list, text, whole)
	if !whole && !a.whole() {
		return nil, writ.Errorf(writ.CodeInvalid, op, "The first record, on line %d, is longer than %d characters.", f.lines+1, len(text)).
			WithHint("Probably a quote is opened there and never closed. Close it, or choose another quote character or none.")
	}
	return a, nil
}

// best tries every dialect of the list on text and returns the attempt with the
// best score, the earlier of equal ones.
func best(list []Dialect, text []byte, complete bool) *attempt {
	attempts := make([]*attempt, len(list))
	crowded := 0.0 // share of records with a delimiter, of the dialect that has most
	for i, d := range list {
		attempts[i] = try(d, text, complete)
		crowded = max(crowded, attempts[i].split())
	}
	var top *attempt
	for _, a := range attempts {
		a.rate(crowded)
		if top == nil || a.score > top.score {
			top = a
		}
	}
	return top
}

// whole tells whether the first record ends before the text does, which may go
// on.
func (a *attempt) whole() bool { return len(a.ends) > 0 && a.ends[0] < a.size }

// try scans text in one dialect. A last record that may go on is left out,
// unless it is the only one.
func try(d Dialect, text []byte, complete bool) *attempt {
	const most = 1000
	a := &attempt{dialect: d, size: len(text)}
	g := newGrammar(d)
	var cells []cell
	var scratch []byte
	for pos := 0; pos < len(text) && len(a.counts) < most; {
		begin := pos
		var bad fault
		cells, pos, bad = g.record(text, pos, cells)
		if pos == len(text) && !complete && len(a.counts) > 0 {
			break
		}
		if len(cells) == 1 && !cells[0].quoted && cells[0].start == cells[0].end && bad == faultNone {
			continue
		}
		if bad != faultNone {
			a.faults++
		}
		if len(a.counts) == 0 {
			a.form, a.begin = bad, begin
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = string(g.text(text, c, &scratch))
		}
		a.records, a.counts, a.ends = append(a.records, row), append(a.counts, len(cells)), append(a.ends, pos)
	}
	a.width, a.share = mode(a.counts)
	return a
}

// mode returns the most frequent count and its share; of two equally frequent
// ones that which comes first.
func mode(counts []int) (count int, share float64) {
	often := map[int]int{}
	for _, n := range counts {
		often[n]++
	}
	for _, n := range counts {
		if often[n] > often[count] {
			count = n
		}
	}
	return count, float64(often[count]) / float64(max(len(counts), 1))
}

// split is the share of the records that have a delimiter at all.
func (a *attempt) split() float64 {
	n := 0
	for _, c := range a.counts {
		if c > 1 {
			n++
		}
	}
	return float64(n) / float64(max(len(a.counts), 1))
}

// rate computes the score: consistency first, then form, then how much the
// dialect explains. A single column explains nothing if some delimiter splits
// most records.
func (a *attempt) rate(crowded float64) {
	explains := float64(a.width) / float64(a.width+1)
	if a.width <= 1 {
		explains = 0.5 * (1 - crowded)
	}
	sound := 1 - float64(a.faults)/float64(max(len(a.counts), 1))
	a.score = a.share * a.share * sound * sound * explains * (0.9 + 0.1*a.typed())
	if d := a.dialect; d.Quote != defaultQuote || d.Escape != d.Quote || d.SkipSpaces {
		a.score *= 0.9 // rare: there must be a reason
	}
}

// typed is the share of cells that look like something narrower than text.
func (a *attempt) typed() float64 {
	typed, all := 0, 0
	var s scratch
	for _, r := range a.records[:min(len(a.records), 200)] {
		for _, v := range r {
			all++
			if f := recognise([]byte(strings.Replace(v, ",", ".", 1)), &s); f.form != text {
				typed++
			}
		}
	}
	return float64(typed) / float64(max(all, 1))
}

// nameColumns decides whether the first record is a header and names the
// columns.
func (f *found) nameColumns(a *attempt, opt Options) error {
	if len(a.records) == 0 {
		return errEmpty()
	}
	f.pass(a.begin)
	f.dialect.Header = hasHeader(a)
	if opt.Header != nil {
		f.dialect.Header = *opt.Header
	}
	if f.dialect.Header && a.form != faultNone {
		return writ.Errorf(writ.CodeInvalid, op, "Line %d, which names the columns: %s.", f.lines+1, reasons[a.form]).
			WithHint("Mend the line, or choose another quote character or none.")
	}
	width := a.counts[0]
	if width != a.width && (a.share >= 0.5 || !f.dialect.Header) {
		if f.dialect.Header {
			return writ.Errorf(writ.CodeInvalid, op, "Line %d has %s, but most records have %d.", f.lines+1, countColumns(width), a.width).
				WithHint("Remove lines above the column names, give every column a name, or choose the delimiter.")
		}
		width = a.width
	}
	if f.dialect.Header && strings.ContainsRune(strings.Join(a.records[0], ""), 0) {
		return writ.Errorf(writ.CodeInvalid, op, "Line %d, which names the columns, holds a NUL character.", f.lines+1).
			WithHint("Remove it, or choose the encoding if the file is not %s.", f.charset.name)
	}
	f.labels = make([]string, width)
	for i := range f.labels {
		f.labels[i] = fmt.Sprintf("Column %d", i+1)
		if f.dialect.Header && strings.TrimSpace(a.records[0][i]) != "" {
			f.labels[i] = a.records[0][i]
		}
	}
	if f.dialect.Header {
		f.pass(a.ends[0] - a.begin)
	}
	for _, c := range opt.Columns {
		if c.Index < 0 || c.Index >= width {
			return writ.Invalid(op, "options.columns", "There is a choice about column %d, but the file has %s.", c.Index+1, countColumns(width))
		}
	}
	return nil
}

// pass skips n bytes of text, which are whole lines.
func (f *found) pass(n int) {
	f.lines += int64(bytes.Count(f.text[f.skip:f.skip+n], []byte{f.grammar.newline}))
	f.skip += n
}

// hasHeader tells whether the first record names the columns: some name stands
// above values of a narrower type than its own, or nothing speaks against it. A
// first record that is typed as what follows is data.
func hasHeader(a *attempt) bool {
	var s scratch
	named, data := 0, 0
	for i, name := range a.records[0] {
		below := unknown
		for _, r := range a.records[1:] {
			if i < len(r) && r[i] != "" {
				below = join(below, recognise([]byte(r[i]), &s).form)
			}
		}
		own := recognise([]byte(name), &s).form
		switch {
		case name == "":
		case below == text || below == unknown:
			if own != text {
				data++
			}
		case own == text:
			named += 2
		default:
			data++
		}
	}
	return named >= data
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

func countColumns(n int) string {
	if n == 1 {
		return "1 column"
	}
	return fmt.Sprintf("%d columns", n)
}

func columnsInstead(n, width int) string {
	return fmt.Sprintf("%s instead of %d", countColumns(n), width)
}
