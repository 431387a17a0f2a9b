package ingest

import (
	"archive/zip"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/xlsx"
)

// The text of a sheet is written with bytes that UTF-8 never uses, so that no
// cell can hold them: a cell needs no escapes, and a line is a row of the sheet
// although cells hold line breaks.
const (
	sheetUncomputed = 0xfc // begins a cell whose formula follows, but not its value
	sheetQuote      = 0xfd
	sheetDelim      = 0xfe
	sheetNewline    = 0xff
)

// containerXLSX is a workbook.
const containerXLSX = "xlsx"

// sheetGrammar is how the text of a sheet is written.
func sheetGrammar() *grammar {
	g := &grammar{delim: sheetDelim, quote: sheetQuote, escape: sheetQuote, newline: sheetNewline, quotes: true, sheet: true}
	g.stop[sheetDelim], g.stop[sheetNewline] = true, true
	return g
}

// workbook is a workbook with the sheet that was chosen.
type workbook struct {
	book  *xlsx.Workbook
	sheet xlsx.Sheet
	text  *sheetText // as it was opened last
	part  *unpacked  // likewise
}

// isWorkbook tells whether an archive is a workbook.
func isWorkbook(z *zip.Reader) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	}
	return has("[Content_Types].xml") && has(xlsx.WorkbookPart)
}

// openWorkbook chooses the sheet to be read.
func (p *packed) openWorkbook(z *zip.Reader, fileName, sheet string) error {
	p.container, p.entry, p.book = containerXLSX, fileName, &workbook{}
	parts := func(name string) (io.Reader, error) {
		i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
		if i < 0 {
			return nil, fs.ErrNotExist
		}
		r, err := z.File[i].Open()
		if err != nil {
			return nil, damaged(p.container, err)
		}
		part := p.bounded(r)
		part.entry = name
		if p.book.sheet.Part == name {
			p.book.part = part
		}
		return part, nil
	}
	book, err := xlsx.Open(parts)
	if err != nil {
		return err
	}
	p.book.book = book
	for _, s := range book.Sheets {
		p.sheets = append(p.sheets, s.Name)
	}
	var ok bool
	if p.book.sheet, ok = book.Sheet(sheet); !ok {
		return writ.Invalid(op, "options.sheet", "The workbook has no sheet %q.", sheet).
			WithHint("Its sheets are: %s.", clip(strings.Join(p.sheets, ", "), 1000))
	}
	p.sheet = p.book.sheet.Name
	return nil
}

// open returns the text of the sheet from its first row on.
func (w *workbook) open() (io.Reader, error) {
	rows, err := w.book.Rows(w.sheet)
	w.text = &sheetText{rows: rows}
	return w.text, err
}

// inspect looks at the beginning of the text.
func (s *sample) inspect(opt Options) (*found, error) {
	if s.container != containerXLSX {
		if opt.Sheet != "" {
			return nil, writ.Invalid(op, "options.sheet", "The file is no workbook: it has no sheets.")
		}
		f, err := inspect(s.text, s.whole, s.entry, opt)
		if err == nil {
			s.note(&f.dialect)
		}
		return f, err
	}
	if err := opt.check(); err != nil {
		return nil, err
	}
	if opt.Encoding != "" || opt.Delimiter != "" || opt.Quote != "" || opt.Escape != "" || opt.Comment != "" {
		return nil, writ.Invalid(op, "options", "A workbook has no encoding, delimiter, quotes, escapes or comments to choose.").
			WithHint("Leave these options out, or save the sheet as CSV.")
	}
	if len(s.text) == 0 {
		return nil, writ.Invalid(op, "options.sheet", "The sheet %q is empty.", s.sheet).
			WithHint("The workbook has these sheets: %s.", clip(strings.Join(s.sheets, ", "), 1000))
	}
	f := &found{charset: charset{name: encodingUTF8}, text: s.text}
	d := Dialect{Encoding: encodingUTF8, Quote: quoteNone, NullTokens: opt.NullTokens}
	s.note(&d)
	if err := f.skipChosen(opt, sheetNewline); err != nil {
		return nil, err
	}
	return f, f.decide(&search{opt: opt, base: d, only: []Dialect{d}, complete: s.whole})
}
