package ingest

import (
	"errors"
	"fmt"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// previewRows is how many rows a preview shows at most.
const previewRows = 100

// anyPlatform is what the types of a preview are decided by, because the
// connection may not be chosen yet.
var anyPlatform = driver.Capabilities{NULInText: true, MaxDecimalPrecision: maxPrecision, TimestampDigits: 6, MinYear: 1, MaxYear: 9999}

// Preview is what the beginning of a file looks like to the reader.
type Preview struct {
	Dialect  Dialect         `json:"dialect"`
	Columns  []PreviewColumn `json:"columns"`
	Rows     [][]writ.Value  `json:"rows"`    // values as they stand in the file
	Partial  bool            `json:"partial"` // the file goes on; types may change
	Warnings []string        `json:"warnings"`
	Sheets   []string        `json:"sheets,omitempty"` // of a workbook, hidden ones too
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
	Index int       `json:"index"`
	Name  string    `json:"name"`
	Type  writ.Type `json:"type"`
	Note  string    `json:"note,omitempty"`
}

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
		p := &Preview{Columns: []PreviewColumn{}, Rows: [][]writ.Value{}, Reasons: []Reason{}, Above: []string{}, Encodings: []Reading{}, Warnings: []string{fmt.Sprintf("The sheet %q is empty.", s.sheet)}, Sheets: s.sheets}
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
		leftOut[opt.Columns[i].Index] = !opt.Columns[i].Include
		opt.Columns[i].Include = true
	}
	l := newLayout(f, opt)
	b := &block{data: f.complete(s.whole)}
	l.read(b)
	if b.part.fail != nil {
		return nil, b.part.fail(f.lines)
	}
	p := &Preview{Dialect: f.dialect, Columns: []PreviewColumn{}, Rows: l.values(b.data, previewRows), Partial: !s.whole, Warnings: append(append([]string{}, s.warnings...), f.warnings...),
		Reasons: append([]Reason{}, f.reasons...), Above: append([]string{}, f.above...), Encodings: append([]Reading{}, f.charset.readings...), Sheets: s.sheets}
	columns := l.newColumns()
	for i, s := range l.slots {
		c := &columns[i]
		c.merge(&b.part.columns[i], f.lines, 0)
		t, note, _ := c.decide(anyPlatform)
		p.Columns = append(p.Columns, PreviewColumn{Index: s.index, Name: s.label, Type: t, Note: note})
		if !leftOut[s.index] {
			p.included = append(p.included, arrival{label: s.label, facts: c, typ: t, trim: t.Kind == writ.KindDecimal && c.trimmed()})
		}
	}
	if n := f.comments + b.part.comments; n > 0 {
		p.Warnings = append(p.Warnings, skippedComments(n, f.dialect.Comment))
	}
	if n := len(b.part.rejects); n > 0 {
		for i := range b.part.rejects {
			b.part.rejects[i].Line += f.lines
		}
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s.", countRejects(int64(n), b.part.rejects[:min(n, maxFirst)])))
	}
	return p, nil
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

// values returns the values of the first records that have the right form.
func (l *layout) values(data []byte, most int) [][]writ.Value {
	rows := [][]writ.Value{}
	var cells []cell
	var arena []byte
	for pos := 0; pos < len(data) && len(rows) < most; {
		if next := l.g.comment(data, pos); next > pos {
			pos = next
			continue
		}
		var bad fault
		cells, pos, bad = l.g.record(data, pos, cells)
		if bad != faultNone || len(cells) != l.width || l.blank(cells) {
			continue
		}
		row := make([]writ.Value, len(cells))
		for i, c := range cells {
			v := string(l.g.text(data, c, &arena))
			row[i] = writ.Value{Text: v, Null: v == "" && !c.quoted}
		}
		rows = append(rows, row)
	}
	return rows
}
