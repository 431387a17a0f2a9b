package ingest

import "bytes"

// grammar is a dialect as the scanner wants it. A quote opens a cell only where
// the cell begins; anywhere else in an unquoted cell it is an ordinary character.
// The splitter follows the same rule, so that both always agree on where a
// record ends.
type grammar struct {
	delim   byte
	quote   byte // means nothing unless quotes
	escape  byte // equal to quote where quotes are doubled
	newline byte // '\n', which a '\r' may precede, or '\r'
	mark    byte // begins a comment; means nothing unless comments

	quotes   bool
	comments bool
	spaces   bool // spaces after a delimiter and around quotes are layout
	sheet    bool // the text is that of a sheet of a workbook
	stop     [256]bool
}

// newGrammar prepares a dialect whose parts have been checked to be single
// bytes.
func newGrammar(d Dialect) *grammar {
	if d.Container == containerXLSX {
		return sheetGrammar()
	}
	g := &grammar{delim: d.Delimiter[0], newline: newline(d.LineEnd), spaces: d.SkipSpaces}
	if d.Quote != quoteNone {
		g.quotes, g.quote, g.escape = true, d.Quote[0], d.Escape[0]
	}
	if d.Comment != "" {
		g.comments, g.mark = true, d.Comment[0]
	}
	g.stop[g.delim], g.stop['\n'], g.stop['\r'] = true, true, true
	return g
}

// newline returns the character at which lines end.
func newline(lineEnd string) byte {
	if lineEnd == lineEndCR {
		return '\r'
	}
	return '\n'
}

// cell is where one cell lies in its block, without its quotes.
type cell struct {
	start, end int
	quoted     bool
	escaped    bool // holds escapes that are to be removed
}

// fault is what is wrong with the form of a record.
type fault uint8

const (
	faultNone       fault = iota
	faultAfterQuote       // text after a closing quote
	faultLineBreak        // a line break of the other kind outside quotes
	faultUnclosed         // the data ended inside quotes
)

// faults are what they are in words, for the reject list.
var faults = map[fault]string{
	faultAfterQuote: "text after a closing quote",
	faultLineBreak:  "a line break of another kind than the file's, outside quotes",
	faultUnclosed:   "the quote opened here is never closed",
}

// comment returns where the line after the comment goes on that begins at pos,
// which must lie inside b, and pos itself if none does. A quote in a comment
// means nothing.
func (g *grammar) comment(b []byte, pos int) int {
	if !g.comments || b[pos] != g.mark {
		return pos
	}
	if i := bytes.IndexByte(b[pos:], g.newline); i >= 0 {
		return pos + i + 1
	}
	return len(b)
}

// record scans the record that begins at pos, which must lie inside b, and
// returns its cells in the storage of cells, where the next one begins, and the
// first fault.
func (g *grammar) record(b []byte, pos int, cells []cell) ([]cell, int, fault) {
	cells = cells[:0]
	bad := faultNone
	for {
		for g.spaces && pos < len(b) && b[pos] == ' ' {
			pos++
		}
		c := cell{start: pos}
		if g.quotes && pos < len(b) && b[pos] == g.quote {
			var f fault
			c, pos, f = g.quoted(b, pos)
			bad = first(bad, f)
		}
		for {
			for pos < len(b) && !g.stop[b[pos]] {
				pos++
			}
			if !c.quoted {
				c.end = pos
			}
			if pos == len(b) {
				return append(cells, c), pos, bad
			}
			if b[pos] == g.delim {
				pos++
				break
			}
			if n := g.lineEnd(b, pos); n > 0 {
				return append(cells, c), pos + n, bad
			}
			bad = first(bad, faultLineBreak)
			pos++
		}
		cells = append(cells, c)
	}
}

// lineEnd returns the length of the line end at pos, 0 if there is none.
func (g *grammar) lineEnd(b []byte, pos int) int {
	switch {
	case b[pos] == g.newline:
		return 1
	case g.newline == '\n' && b[pos] == '\r':
		if pos+1 == len(b) {
			return 1
		}
		if b[pos+1] == '\n' {
			return 2
		}
	}
	return 0
}

// quoted scans a cell whose quote stands at open and returns where it goes on
// after the closing quote and its layout.
func (g *grammar) quoted(b []byte, open int) (cell, int, fault) {
	c := cell{start: open + 1, quoted: true}
	end, escaped, closed := g.closing(b, open+1)
	c.end, c.escaped = end, escaped
	if !closed {
		return c, len(b), faultUnclosed
	}
	pos := end + 1
	for g.spaces && g.delim != ' ' && pos < len(b) && b[pos] == ' ' {
		pos++
	}
	if pos < len(b) && !g.stop[b[pos]] {
		return c, pos, faultAfterQuote
	}
	return c, pos, faultNone
}

// closing returns where the quote stands that closes the cell whose text begins
// at pos, and whether there were escapes before it.
func (g *grammar) closing(b []byte, pos int) (end int, escaped, closed bool) {
	for {
		i := g.nextSpecial(b[pos:])
		if i < 0 {
			return len(b), escaped, false
		}
		pos += i
		step := g.escapeAt(b, pos)
		if step == 0 {
			if b[pos] == g.quote {
				return pos, escaped, true
			}
			step = 1
		} else {
			escaped = true
		}
		pos += step
	}
}

// nextSpecial finds the next quote or escape. It looks no further than that,
// because it is asked again after every escape.
func (g *grammar) nextSpecial(b []byte) int {
	if g.escape == g.quote {
		return bytes.IndexByte(b, g.quote)
	}
	for i, c := range b {
		if c == g.quote || c == g.escape {
			return i
		}
	}
	return -1
}

// escapeAt returns 2 if an escaped quote or an escaped escape stands at pos.
func (g *grammar) escapeAt(b []byte, pos int) int {
	if b[pos] == g.escape && pos+1 < len(b) && (b[pos+1] == g.quote || b[pos+1] == g.escape) {
		return 2
	}
	return 0
}

// text returns the value of a cell: a piece of b or, if escapes had to be
// removed, of *scratch, which grows as needed.
func (g *grammar) text(b []byte, c cell, scratch *[]byte) []byte {
	raw, _ := g.formula(b[c.start:c.end])
	if !c.escaped {
		return raw
	}
	out := *scratch
	from := len(out)
	for {
		i := bytes.IndexByte(raw, g.escape)
		if i < 0 {
			break
		}
		out = append(out, raw[:i]...)
		step := max(g.escapeAt(raw, i), 1)
		out = append(out, raw[i+step-1])
		raw = raw[i+step:]
	}
	out = append(out, raw...)
	*scratch = out
	return out[from:len(out):len(out)]
}

func first(a, b fault) fault {
	if a != faultNone {
		return a
	}
	return b
}
