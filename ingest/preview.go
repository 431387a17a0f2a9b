package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// What a preview shows at most.
const (
	previewRows     = 100
	previewProblems = 200
)

// anyPlatform is what the types of a preview are decided by, because the
// connection may not be chosen yet.
var anyPlatform = driver.Capabilities{NULInText: true, MaxDecimalPrecision: maxPrecision, TimestampDigits: 6, MinYear: 1, MaxYear: 9999}

// Preview is what the beginning of a file looks like to the reader.
type Preview struct {
	Dialect  Dialect          `json:"dialect"`
	Columns  []PreviewColumn  `json:"columns"`
	Rows     [][]writ.Value   `json:"rows"`     // values as they stand in the file
	Lines    []int64          `json:"lines"`    // on which each of Rows begins
	Problems []PreviewProblem `json:"problems"` // what would be rejected, at most the first 200
	Partial  bool             `json:"partial"`  // the file goes on; types may change
	Warnings []string         `json:"warnings"`
	Sheets   []string         `json:"sheets,omitempty"` // of a workbook, hidden ones too
	// Schema is what the part of the file read so far would do to the columns of
	// the table that it goes into.
	Schema []writ.SchemaChange `json:"schema,omitempty"`
	// Reasons say why the dialect is as it is, one for each of its parts.
	Reasons []Reason `json:"reasons"`
	// Above are the first of the lines above the table, which belong to nothing.
	Above []string `json:"above"`
	// Undecided is "encoding" if it cannot be told: then nothing but Encodings is
	// filled, and the user has to choose first.
	Undecided string `json:"undecided"`
	// Encodings are the plausible ones, the likeliest first; none if it is sure.
	Encodings []Reading `json:"encodings"`

	included []arrival // the columns that would go into a table
}

// Onto says what the file would do to the columns of a table, as far as it is read.
func (p *Preview) Onto(o *Onto) {
	if p.Undecided == "" {
		p.Schema = o.unify(p.included, anyPlatform).changes
	}
}

// PreviewColumn is one column of the file, included or not. Note says why the
// type is no narrower, or what to look at; "" if nothing is noteworthy.
type PreviewColumn struct {
	Index   int          `json:"index"`
	Name    string       `json:"name"`
	Type    writ.Type    `json:"type"`
	Note    string       `json:"note,omitempty"`
	Choices []KindChoice `json:"choices"` // what the column could be as well, the most likely first
	Tokens  []NullToken  `json:"tokens"`  // words in it that often mean NULL, the most frequent first
}

// PreviewProblem is a value, or a row, that would be rejected as things stand.
type PreviewProblem struct {
	Line   int64  `json:"line"`   // of the file, counted from 1, where the record begins
	Row    int    `json:"row"`    // which of the rows shown it is, -1 if none
	Column int    `json:"column"` // index of the file's column, -1 for the whole row
	Value  string `json:"value"`  // at most 200 bytes of it
	Reason string `json:"reason"`
}

// maxProblem is how much of a value a PreviewProblem shows, in bytes.
const maxProblem = 200

// MakePreview reads the beginning of a file: head is its first MiB or less, whole
// says whether that is all of it. If its encoding cannot be told for sure, the
// preview only says so and which ones are plausible. Errors are CodeInvalid: it is
// not a text file, it is empty, or an option cannot be right; Field names the
// option.
func MakePreview(head []byte, whole bool, fileName string, opt Options) (*Preview, error) {
	s, err := sampleOf(head, whole, fileName, opt.Sheet)
	if err != nil {
		return nil, stageError(err)
	}
	return s.preview(opt)
}

// PreviewFile is MakePreview for a file of which all size bytes are there.
func PreviewFile(file io.ReaderAt, size int64, fileName string, opt Options) (*Preview, error) {
	p, err := unpack(file, size, 0, fileName, opt.Sheet)
	if err != nil {
		return nil, stageError(err)
	}
	s, err := p.sample()
	if err != nil {
		return nil, stageError(err)
	}
	return s.preview(opt)
}

// preview shows the beginning of a text. A sheet without cells is shown as such,
// for the others to be seen.
func (s *sample) preview(opt Options) (*Preview, error) {
	if s.container == containerXLSX && len(s.text) == 0 {
		p := &Preview{Columns: []PreviewColumn{}, Rows: [][]writ.Value{}, Lines: []int64{}, Problems: []PreviewProblem{}, Reasons: []Reason{}, Above: []string{}, Encodings: []Reading{}, Warnings: []string{fmt.Sprintf("The sheet %q is empty.", s.sheet)}, Sheets: s.sheets}
		s.note(&p.Dialect)
		return p, nil
	}
	f, err := s.inspect(opt)
	var u *undecided
	if errors.As(err, &u) {
		return &Preview{Columns: []PreviewColumn{}, Rows: [][]writ.Value{}, Partial: !s.whole, Warnings: []string{},
			Reasons: []Reason{}, Above: []string{}, Undecided: "encoding", Encodings: u.readings}, nil
	}
	if err != nil {
		return nil, err
	}
	leftOut := map[int]bool{}
	opt.Columns = placed(opt.Columns, f.labels)
	for i := range opt.Columns {
		c := &opt.Columns[i]
		leftOut[c.Index] = !c.Include
		if !c.Include {
			*c = ColumnChoice{Index: c.Index, Name: c.Name}
		}
		c.Include = true
	}
	l := newLayout(f, opt)
	b := &block{data: f.complete(s.whole)}
	l.read(b)
	if b.part.fail != nil {
		return nil, b.part.fail(f.lines)
	}
	p := &Preview{Dialect: f.dialect, Columns: []PreviewColumn{}, Partial: !s.whole, Warnings: append(append([]string{}, s.warnings...), f.warnings...),
		Reasons: append([]Reason{}, f.reasons...), Above: append([]string{}, f.above...), Encodings: append([]Reading{}, f.charset.readings...), Sheets: s.sheets}
	e := l.extract(b.data, f.lines)
	p.Rows, p.Lines = e.rows, e.lines
	columns := l.newColumns()
	offers := newOffers()
	for i, slot := range l.slots {
		c := &columns[i]
		c.merge(&b.part.columns[i], f.lines, 0)
		t, note, _ := c.decide(anyPlatform)
		choices, hint := offers.choices(&e.columns[i])
		if note == "" || hint != "" && t.Kind == writ.KindText {
			note = hint
		}
		p.Columns = append(p.Columns, PreviewColumn{
			Index: slot.index, Name: slot.label, Type: t, Note: note, Choices: choices, Tokens: e.columns[i].counted(),
		})
		if !leftOut[slot.index] {
			p.included = append(p.included, arrival{label: slot.label, facts: c, typ: t, trim: t.Kind == writ.KindDecimal && c.trimmed()})
		}
	}
	if n := f.comments + b.part.comments; n > 0 {
		p.Warnings = append(p.Warnings, skippedComments(n, f.dialect.Comment))
	}
	p.name(l, b, f.lines)
	return p, nil
}

// name names what would be rejected: the first of it in a warning.
func (p *Preview) name(l *layout, b *block, linesBefore int64) {
	p.Problems = []PreviewProblem{}
	rejections := b.part.rejections
	var first []Reject
	for _, m := range rejections[:min(len(rejections), previewProblems)] {
		r := l.explain(m, b.data, linesBefore)
		if len(first) < maxFirst {
			first = append(first, r)
		}
		row, shown := slices.BinarySearch(p.Lines, r.Line)
		if !shown {
			row = -1
		}
		p.Problems = append(p.Problems, PreviewProblem{Line: r.Line, Row: row, Column: r.index, Value: clip(r.Value, maxProblem), Reason: r.Reason})
	}
	if n := b.part.rejected; n > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s: %s.", doNotFit(n), describe(first, len(rejections) > len(first))))
	}
}

// complete returns the records of data at the beginning of the file; one that
// may go on is left out unless it is the only one.
func (f *found) complete(whole bool) []byte {
	data := f.text[f.skip:]
	if whole {
		return data
	}
	s := splitter{g: f.grammar, cur: &block{data: data}}
	if s.scan(); s.cut > 0 {
		return data[:s.cut]
	}
	return nil
}

// skippedComments says how many lines were passed over as comments.
func skippedComments(n int64, mark string) string {
	if n == 1 {
		return fmt.Sprintf("1 line that begins with %s was skipped as a comment.", mark)
	}
	return fmt.Sprintf("%d lines that begin with %s were skipped as comments.", n, mark)
}

// extract is what the beginning of a file holds, as it stands there.
type extract struct {
	rows    [][]writ.Value
	lines   []int64
	columns []extractColumn // of the slots
	arena   []byte          // holds values that are no pieces of the data
	scratch scratch
}

// extractColumn holds the values of one column that are not NULL, and the words
// among them that often mean it.
type extractColumn struct {
	values  [][]byte
	tokens  map[string]int
	natural column // what they are when nothing is chosen
}

// extract reads the records of data that have the right form.
func (l *layout) extract(data []byte, linesBefore int64) *extract {
	e := &extract{rows: [][]writ.Value{}, lines: []int64{}, columns: make([]extractColumn, len(l.slots))}
	var cells []cell
	line := linesBefore + 1
	for pos := 0; pos < len(data); {
		begin := pos
		if next := l.g.comment(data, pos); next > pos {
			line += int64(bytes.Count(data[pos:next], []byte{l.g.newline}))
			pos = next
			continue
		}
		var bad fault
		cells, pos, bad = l.g.record(data, pos, cells)
		if bad == faultNone && len(cells) == l.width && !l.blank(cells) {
			row := l.extractRow(data, cells, e)
			if len(e.rows) < previewRows {
				e.rows, e.lines = append(e.rows, row), append(e.lines, line)
			}
		}
		line += int64(bytes.Count(data[begin:pos], []byte{l.g.newline}))
	}
	return e
}

// extractRow adds the values of one record to their columns, and returns it.
func (l *layout) extractRow(data []byte, cells []cell, e *extract) []writ.Value {
	var row []writ.Value
	if len(e.rows) < previewRows {
		row = make([]writ.Value, len(cells))
	}
	for i, slot := range l.slots {
		c := cells[i]
		v := l.g.text(data, c, &e.arena)
		null := !c.quoted && (len(v) == 0 || slices.Contains(slot.nulls, string(v)))
		if row != nil {
			row[i] = writ.Value{Text: string(v), Null: null}
		}
		if !null {
			e.columns[i].add(v, c.quoted, &e.scratch)
		}
	}
	return row
}
