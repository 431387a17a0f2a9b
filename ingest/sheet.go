package ingest

import (
	"bytes"
	"fmt"

	"github.com/writ-dev/writ/internal/xlsx"
)

// sheetText writes the rows of a sheet as text, each on the line of its number.
// Cells are where the sheet has them, so that every row is as wide as the widest
// of the first MiB. Only titles are left as they are: rows with a single value
// above all others.
type sheetText struct {
	rows   *xlsx.Rows
	out    []byte
	begin  int // of what has not been read, in out
	err    error
	ahead  []sheetRow // read but not written
	width  int        // of every row; 0 while it is not known
	lines  int        // written so far
	below  bool       // the titles are
	faults cells
}

// sheetRow is one that has a cell.
type sheetRow struct {
	number int
	text   []byte
	width  int
	values int
}

// cells counts cells of one kind.
type cells struct {
	n     int
	first string // the place of the first one
}

func (c *cells) add(column, row int) {
	if c.n++; c.n == 1 {
		c.first = fmt.Sprintf("%s%d", xlsx.ColumnName(column), row)
	}
}

// Read reads on.
func (s *sheetText) Read(p []byte) (int, error) {
	for s.begin == len(s.out) {
		s.out, s.begin = s.out[:0], 0
		if len(s.ahead) == 0 && s.err == nil {
			s.err = s.look()
		}
		if len(s.ahead) == 0 {
			return 0, s.err
		}
		s.write()
	}
	n := copy(p, s.out[s.begin:])
	s.begin += n
	return n, nil
}

// look reads the next row, and at first so many that the width is known.
func (s *sheetText) look() error {
	var err error
	for size := 0; err == nil && (len(s.ahead) == 0 || s.width == 0 && size < headSize); {
		var row *xlsx.Row
		if row, err = s.rows.Next(); err != nil || len(row.Cells) == 0 {
			continue
		}
		r := s.render(row)
		size += len(r.text)
		s.ahead = append(s.ahead, r)
	}
	if s.width == 0 {
		for _, r := range s.ahead {
			s.width = max(s.width, r.width)
		}
	}
	return err
}

func (s *sheetText) render(row *xlsx.Row) sheetRow {
	last := row.Cells[len(row.Cells)-1].Column
	r := sheetRow{number: row.Number, width: last + 1, values: len(row.Cells), text: make([]byte, 0, 16*len(row.Cells)+last)}
	column := 0
	for _, c := range row.Cells {
		for ; column < c.Column; column++ {
			r.text = append(r.text, sheetDelim)
		}
		switch {
		case c.Kind == xlsx.Fault:
			s.faults.add(c.Column, row.Number)
		case c.Kind == xlsx.Uncomputed:
			r.text = fmt.Appendf(append(r.text, sheetUncomputed), "%s%d", xlsx.ColumnName(c.Column), row.Number)
			r.text = append(r.text, sheetUncomputed)
		case len(c.Text) == 0:
			r.text = append(r.text, sheetQuote, sheetQuote)
		}
		r.text = append(r.text, c.Text...)
	}
	return r
}

// write writes the next line of the first row ahead, or of those without cells
// before it.
func (s *sheetText) write() {
	width := 1
	if r := &s.ahead[0]; s.lines == r.number-1 {
		s.out, width = append(s.out, r.text...), r.width
		s.below = s.below || r.values > 1 || s.width == 1
		s.ahead = s.ahead[1:]
	}
	for ; s.below && width < s.width; width++ {
		s.out = append(s.out, sheetDelim)
	}
	s.out = append(s.out, sheetNewline)
	s.lines++
}

// warnings say what to look at in the rows read so far.
func (s *sheetText) warnings() (list []string) {
	if s.faults.n > 0 {
		list = append(list, fmt.Sprintf("%s an error such as #N/A, which is loaded as text; the first is %s.", countCells(s.faults.n, "holds", "hold"), s.faults.first))
	}
	if m := s.rows.Merged; m.Areas > 0 {
		list = append(list, fmt.Sprintf("%d merged areas: only the first cell of each has the value; the first is %s.", m.Areas, m.First))
	}
	return list
}

func countCells(n int, one, many string) string {
	if n == 1 {
		return "1 cell " + one
	}
	return fmt.Sprintf("%d cells %s", n, many)
}

// uncomputed tells whether v is a formula that has no stored value.
func (g *grammar) uncomputed(v []byte) bool {
	return g.sheet && len(v) > 0 && v[0] == sheetUncomputed
}

// formula returns the formula of a cell that has no stored value, and where the
// cell is; any other value comes back as it is.
func (g *grammar) formula(v []byte) (formula []byte, place string) {
	if !g.uncomputed(v) {
		return v, ""
	}
	at, formula, _ := bytes.Cut(v[1:], []byte{sheetUncomputed})
	return formula, string(at)
}

// needsComputing says why such a cell cannot be loaded.
func needsComputing(place string) string {
	return fmt.Sprintf("the formula in %s has no stored value; open the workbook in a spreadsheet program and save it there", place)
}

// csv renders a record of a sheet as one of a CSV file.
func (g *grammar) csv(b []byte, cells []cell) string {
	var out []byte
	for i, c := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		v, _ := g.formula(b[c.start:c.end])
		if len(v) > 0 || c.quoted {
			out = appendCell(out, v)
		}
	}
	return string(bytes.ToValidUTF8(out, []byte("\uFFFD")))
}
