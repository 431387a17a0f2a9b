package ingest

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// layout says what becomes of the cells of each record.
type layout struct {
	g        *grammar
	width    int    // cells of a record
	slots    []slot // the columns that are kept, in their order
	verbatim bool   // a record without faults and quotes is its own canonical form
	write    bool   // the canonical form is wanted
	doubtful bool   // that some lines are comments was found, not chosen
	utf8     bool   // the data may hold bytes that are not UTF-8
	numbered bool   // the first column numbers the rows
	noNUL    bool   // platform cannot store U+0000
	platform string
	offset   int64 // of the data in the file
}

// newColumns returns what is known of each column before its first value.
func (l *layout) newColumns() []column {
	cols := make([]column, len(l.slots))
	for i, s := range l.slots {
		cols[i].form, cols[i].stored, cols[i].chosen = s.form, s.stored, s.convert != nil
	}
	return cols
}

// blank tells whether a record is an empty line that means nothing. In a file of
// one column it means NULL.
func (l *layout) blank(cells []cell) bool {
	return l.width > 1 && len(cells) == 1 && cells[0].start == cells[0].end && !cells[0].quoted
}

// part is what a worker made of a block. Lines are counted from the beginning of
// the block.
type part struct {
	out        []byte // canonical records without their row numbers
	ends       []int  // of each record in out
	rows       int64  // that fit
	lines      int64
	comments   int64
	columns    []column
	rejections []rejection
	rejected   int64                         // records that have any
	fail       func(linesBefore int64) error // ends the pass; nil if all is well
}

// blockReader reads one block.
type blockReader struct {
	*layout
	*part
	data    []byte
	cells   []cell
	values  [][]byte
	arena   []byte // holds values that are no pieces of data
	scratch scratch
	begin   int   // of the record at hand
	counted int   // data up to here has been counted
	line    int64 // there
	lineAt  func() int64
}

// read fills b.part.
func (l *layout) read(b *block) {
	p := &b.part
	columns := l.newColumns()
	for i := range p.columns { // of the block that was here before
		columns[i].different = p.columns[i].different.again()
	}
	*p = part{out: p.out[:0], ends: p.ends[:0], rejections: p.rejections[:0], columns: columns}
	if l.write {
		p.out = slices.Grow(p.out, len(b.data))
	}
	r := &blockReader{layout: l, part: p, data: b.data, line: 1, values: make([][]byte, len(l.slots))}
	r.lineAt = r.currentLine
	if p.fail = r.unfit(b); p.fail != nil {
		return
	}
	for pos := 0; pos < len(r.data) && p.fail == nil; {
		r.begin = pos
		if next := l.g.comment(r.data, pos); next > pos {
			r.comment(next)
			pos = next
			continue
		}
		var bad fault
		r.cells, pos, bad = l.g.record(r.data, pos, r.cells)
		r.record(pos, bad)
	}
	p.lines = int64(bytes.Count(b.data, []byte{l.g.newline}))
}

// unfit finds what cannot be in any record.
func (r *blockReader) unfit(b *block) func(int64) error {
	if r.utf8 && !utf8.Valid(r.data) {
		at := invalidAt(r.data)
		line, offset := r.lineOf(at), r.offset+b.offset+int64(at)
		return func(before int64) error { return notUTF8(before+line, offset) }
	}
	if at := bytes.IndexByte(r.data, 0); at >= 0 && r.noNUL {
		line := r.lineOf(at)
		return func(before int64) error {
			return writ.Errorf(writ.CodeInvalid, op, "Line %d holds a NUL character; %s cannot store it.", before+line, r.platform).
				WithHint("Remove it from the file, or choose the encoding if the file is not %s.", encodingUTF8)
		}
	}
	if b.overlong {
		return func(before int64) error {
			return overlong(before + 1).
				WithHint("Probably a quote is opened there and never closed. Close it, or choose another quote character or none.")
		}
	}
	return nil
}

func overlong(line int64) *writ.Error {
	return writ.Errorf(writ.CodeInvalid, op, "The record that begins on line %d is longer than %d MiB.", line, maxRecord>>20)
}

// comment takes the comment from begin to next. If nobody said that such lines are
// comments and this one has the form of a record, it is not passed over; if it has
// that of the beginning of one, nothing of the file is what it seems.
func (r *blockReader) comment(next int) {
	if r.doubtful && r.width > 1 {
		var bad fault
		r.cells, _, bad = r.g.record(r.data[:next], r.begin, r.cells)
		if len(r.cells) == r.width && bad == faultNone {
			r.refuse(rejection{slot: wholeRecord, comment: true, end: r.end(next)})
			return
		}
		if opensQuote(r.cells, bad) {
			line, mark := r.currentLine(), string(r.g.mark)
			r.fail = func(before int64) error {
				return writ.Invalid(op, "options.comment", "Line %d begins with %s as comments do, but opens a quote as a record does that goes on in the next line.", before+line, mark).
					WithHint("Say whether lines that begin with %s are comments.", mark)
			}
			return
		}
	}
	r.comments++
}

// record takes the scanned record from begin to next.
func (r *blockReader) record(next int, bad fault) {
	switch {
	case r.blank(r.cells):
	case bad == faultUnclosed:
		line := r.currentLine()
		r.fail = func(before int64) error {
			return writ.Errorf(writ.CodeInvalid, op, "The record that begins on line %d opens a quote that is never closed.", before+line).
				WithHint("Close it, or choose another quote character or none.")
		}
	case bad != faultNone:
		r.refuse(rejection{slot: wholeRecord, fault: bad, end: r.end(next)})
	case len(r.cells) != r.width:
		r.refuse(rejection{slot: wholeRecord, cells: int32(len(r.cells)), end: r.end(next)})
	case !r.load():
		r.rejected++
	default:
		r.rows++
		if r.write {
			r.writeRecord()
		}
	}
}

// load converts the values of the record and counts them, unless one of them
// cannot be; it says so of every such value. NULL is a nil value.
func (r *blockReader) load() bool {
	r.arena = r.arena[:0]
	fits := true
	for i := range r.slots {
		s := &r.slots[i]
		c := r.cells[s.index]
		v := r.data[c.start:c.end]
		if c.escaped {
			v = r.g.text(r.data, c, &r.arena)
		}
		switch {
		case r.g.uncomputed(v):
			r.fault(rejection{slot: int32(i), start: int32(c.start), end: int32(c.end)})
			fits = false
		case s.convert != nil || len(s.nulls) > 0:
			var ok bool
			if v, ok = r.convert(s, v, c.quoted); !ok {
				r.fault(rejection{slot: int32(i), start: int32(c.start), end: int32(c.end), escaped: c.escaped})
				fits = false
			}
		case len(v) == 0 && !c.quoted:
			v = nil
		}
		r.values[i] = v
	}
	if !fits {
		return false
	}
	row := r.rows + 1
	if r.numbered {
		row = rowNumber(r.values[0])
	}
	for i, v := range r.values {
		c := &r.columns[i]
		if v == nil {
			c.nulls++
			continue
		}
		c.add(v, row, r.lineAt, &r.scratch)
	}
	return true
}

// rowNumber reads the number of a row as the warehouse gives it back. Anything
// else yields some other number: the checksums tell.
func rowNumber(v []byte) (n int64) {
	for _, c := range v {
		n = n*10 + int64(c-'0')
	}
	return n
}

// convert applies the choices about a column to one of its values.
func (r *blockReader) convert(s *slot, v []byte, quoted bool) (out []byte, ok bool) {
	if !quoted {
		for _, token := range s.nulls {
			if string(v) == token {
				return nil, true
			}
		}
	}
	if s.convert == nil {
		if len(v) == 0 && !quoted {
			v = nil
		}
		return v, true
	}
	from := len(r.arena)
	if r.arena, ok = convert(v, s.convert, &r.scratch, r.arena); !ok || len(r.arena) == from {
		return nil, ok
	}
	return r.arena[from:len(r.arena):len(r.arena)], true
}

// writeRecord appends the canonical form of the record.
func (r *blockReader) writeRecord() {
	begin := len(r.out)
	record := r.data[r.begin:r.cells[len(r.cells)-1].end]
	if r.verbatim && bytes.IndexByte(record, '"') < 0 {
		r.out = append(r.out, record...)
	} else {
		for i, v := range r.values {
			if i > 0 {
				r.out = append(r.out, ',')
			}
			r.out = appendCell(r.out, v)
		}
	}
	r.out = append(r.out, '\n')
	r.ends = append(r.ends, len(r.out))
	if len(r.out)-begin > maxRecord-maxNumber { // it would not be read back
		line := r.currentLine()
		r.fail = func(before int64) error {
			return overlong(before + line).WithHint("Every quote in it counts twice. Split the record, or leave a column out.")
		}
	}
}

// appendCell appends one cell of a canonical file; a nil value is NULL.
func appendCell(out, v []byte) []byte {
	if v == nil {
		return out
	}
	if len(v) > 0 && !needsQuotes(v) {
		return append(out, v...)
	}
	out = append(out, '"')
	for {
		i := bytes.IndexByte(v, '"')
		if i < 0 {
			break
		}
		out = append(append(out, v[:i+1]...), '"')
		v = v[i+1:]
	}
	return append(append(out, v...), '"')
}

func needsQuotes(v []byte) bool {
	for _, c := range v {
		if c == ',' || c == '"' || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}

// refuse takes the record at hand as one that cannot be loaded.
func (r *blockReader) refuse(m rejection) {
	m.start = int32(r.begin)
	r.fault(m)
	r.rejected++
}

// fault takes down what is wrong with the record at hand.
func (r *blockReader) fault(m rejection) {
	m.line = int32(r.currentLine())
	r.rejections = append(r.rejections, m)
}

// end is where the record at hand ends that the next one follows, without its
// line end.
func (r *blockReader) end(next int) int32 {
	return int32(r.begin + len(bytes.TrimRight(r.data[r.begin:next], "\r\n")))
}

// currentLine is the line on which the record at hand begins. It only ever
// counts on from where it was asked last.
func (r *blockReader) currentLine() int64 { return r.lineOf(r.begin) }

func (r *blockReader) lineOf(pos int) int64 {
	r.line += int64(bytes.Count(r.data[r.counted:pos], []byte{r.g.newline}))
	r.counted = pos
	return r.line
}
