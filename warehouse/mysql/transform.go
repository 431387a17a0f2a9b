package mysql

import (
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// transformer turns a canonical file into what LOAD DATA reads by default: cells
// between tabs, lines between line ends, backslashes before what would be taken
// for either, and \N for NULL. MySQL's own reading of CSV cannot tell NULL from
// "". Booleans become numbers on the way.
type transformer struct {
	r        io.Reader
	boolean  []bool // by column
	progress func(rows int64)
	rows     int64 // so far

	in    []byte
	out   []byte // cells ready to be read
	from  int    // what of out has been read
	cell  int    // where in out the present cell begins
	col   int
	state state
	err   error
}

// state is where in a cell the transformer is.
type state int

const (
	atStart state = iota // nothing of the cell has come
	inPlain
	inQuotes
	afterQuote // a quote inside quotes: half a quote, or the end of the cell
)

func newTransformer(r io.Reader, columns []driver.Column, progress func(int64)) *transformer {
	t := &transformer{r: r, progress: progress, in: make([]byte, 64<<10), boolean: make([]bool, len(columns))}
	for i, c := range columns {
		t.boolean[i] = c.Type.Kind == writ.KindBoolean
	}
	return t
}

// Read implements io.Reader.
func (t *transformer) Read(p []byte) (int, error) {
	for t.from == t.ready() {
		if t.err != nil {
			return 0, t.err
		}
		t.fill()
	}
	n := copy(p, t.out[t.from:t.ready()])
	t.from += n
	return n, nil
}

// ready is the end of what may be read: a boolean only when it is whole.
func (t *transformer) ready() int {
	if t.err == nil && t.isBoolean() {
		return t.cell
	}
	return len(t.out)
}

func (t *transformer) isBoolean() bool { return t.col < len(t.boolean) && t.boolean[t.col] }

// fill reads another piece of the file. All that was ready has been read.
func (t *transformer) fill() {
	t.out = append(t.out[:0], t.out[t.from:]...)
	t.cell, t.from = max(t.cell-t.from, 0), 0
	n, err := t.r.Read(t.in)
	t.consume(t.in[:n])
	if err == io.EOF && (t.state != atStart || t.col > 0) { // the last line may lack its end
		t.endCell('\n')
	}
	t.err = err
	if t.progress != nil {
		t.progress(t.rows)
	}
}

func (t *transformer) consume(in []byte) {
	for i := 0; i < len(in); i++ {
		c := in[i]
		switch {
		case t.state == inQuotes && c == '"':
			t.state = afterQuote
		case t.state == inQuotes:
			t.put(c)
		case c == ',':
			t.endCell('\t')
		case c == '\n':
			t.endCell('\n')
		case c == '"' && t.state == atStart:
			t.state = inQuotes
		case c == '"' && t.state == afterQuote:
			t.put(c)
			t.state = inQuotes
		default:
			t.put(c)
			t.state = inPlain
		}
	}
}

// put appends one byte of a cell.
func (t *transformer) put(c byte) {
	switch c {
	case '\\':
		t.out = append(t.out, '\\', '\\')
	case '\t':
		t.out = append(t.out, '\\', 't')
	case '\n':
		t.out = append(t.out, '\\', 'n')
	case 0:
		t.out = append(t.out, '\\', '0')
	default:
		t.out = append(t.out, c)
	}
}

// endCell ends a cell, and with a line end its row.
func (t *transformer) endCell(separator byte) {
	switch {
	case t.state == atStart:
		t.out = append(t.out, '\\', 'N')
	case t.isBoolean():
		switch string(t.out[t.cell:]) {
		case "true":
			t.out = append(t.out[:t.cell], '1')
		case "false":
			t.out = append(t.out[:t.cell], '0')
		}
	}
	t.out = append(t.out, separator)
	t.cell, t.state = len(t.out), atStart
	t.col++
	if separator == '\n' {
		t.col = 0
		t.rows++
	}
}
