package postgres

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// encoder turns a canonical file into the binary format of COPY, which the server
// takes in half the time that it needs to read the same values from text. It works
// while the server stores what was sent before.
// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
type encoder struct {
	r        io.Reader
	columns  []driver.Column
	encode   []encoding // for each column
	progress func(rows int64)
	rows     int64 // encoded so far

	in   []byte // what of the file is not encoded yet
	eof  bool   // in is the last of it
	buf  []byte // in is a piece of it
	out  []byte // encoded and not read yet
	all  []byte // out is a piece of it
	cell []byte // one that had quotes in it
	err  error  // what Read says when out is empty

	failure atomic.Pointer[driver.Error] // the same, for others than the reader, unless it is the end
}

// encoding appends the binary form of a value that is not NULL; ok is false if it
// is no value of the type. It may keep nothing of v.
type encoding func(out, v []byte) (_ []byte, ok bool)

const (
	signature = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" // no flags, no extension
	trailer   = "\xff\xff"
	// encodeSize is how much of the file is encoded at once, in bytes.
	encodeSize = 256 << 10
)

func newEncoder(r io.Reader, columns []driver.Column, progress func(rows int64)) (*encoder, error) {
	e := &encoder{r: r, columns: columns, progress: progress, buf: make([]byte, encodeSize)}
	for _, c := range columns {
		f, ok := encodings[c.Type.Kind]
		if !ok {
			return nil, writ.Errorf(writ.CodeUnsupported, "postgres.LoadTable", "columns of the kind %s cannot be loaded", c.Type.Kind)
		}
		e.encode = append(e.encode, f)
	}
	e.all = append(e.all, signature...)
	e.out = e.all
	return e, nil
}

// Read implements io.Reader.
func (e *encoder) Read(p []byte) (int, error) {
	for len(e.out) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.fill()
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

// fill encodes another piece of the file.
func (e *encoder) fill() {
	e.all = e.all[:0]
	if err := e.more(); err != nil {
		e.fail(err)
		return
	}
	for len(e.in) > 0 {
		before := len(e.all)
		n, err := e.row()
		if err != nil {
			e.fail(err)
			return
		}
		if n == 0 {
			e.all = e.all[:before]
			if e.eof {
				e.fail(e.bad("a quote is never closed"))
				return
			}
			break
		}
		e.in = e.in[n:]
		e.rows++
	}
	if e.eof && len(e.in) == 0 {
		e.all, e.err = append(e.all, trailer...), io.EOF
	}
	e.out = e.all
	if e.progress != nil {
		e.progress(e.rows)
	}
}

// fail ends the reading.
func (e *encoder) fail(err *driver.Error) {
	e.err = err
	e.failure.Store(err)
}

// more reads on. What is left of the last piece is moved to the front of the
// buffer, which grows if it is full of one row.
func (e *encoder) more() *driver.Error {
	if len(e.in) == len(e.buf) {
		e.buf = make([]byte, 2*len(e.buf))
	}
	left := copy(e.buf, e.in)
	n, err := io.ReadFull(e.r, e.buf[left:])
	e.in = e.buf[:left+n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		e.eof = true
		return nil
	}
	if err != nil {
		return &driver.Error{Class: driver.ClassOther, Message: "the staged file cannot be read", Err: err}
	}
	return nil
}

// row encodes the first row of what is there and returns its length, 0 if it is
// not there as a whole.
func (e *encoder) row() (int, *driver.Error) {
	e.all = binary.BigEndian.AppendUint16(e.all, uint16(len(e.columns)))
	pos, last := 0, len(e.columns)-1
	for i := range e.columns {
		v, null, end := e.next(pos)
		if end < 0 {
			return 0, nil
		}
		if end == len(e.in) && i < last || end < len(e.in) && e.in[end] != separator(i == last) {
			return 0, e.bad("it does not have %d cells", len(e.columns))
		}
		pos = end + 1
		if null {
			e.all = append(e.all, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		size := len(e.all)
		var ok bool
		e.all, ok = e.encode[i](append(e.all, 0, 0, 0, 0), v)
		if !ok {
			return 0, e.bad("%.40q in column %q is no %s", v, e.columns[i].Name, e.columns[i].Type)
		}
		binary.BigEndian.PutUint32(e.all[size:], uint32(len(e.all)-size-4))
	}
	return min(pos, len(e.in)), nil
}

func separator(last bool) byte {
	if last {
		return '\n'
	}
	return ','
}

// bad says what is wrong with the row at hand.
func (e *encoder) bad(format string, args ...any) *driver.Error {
	return &driver.Error{Class: driver.ClassValue, Message: fmt.Sprintf("row %d: ", e.rows+1) + fmt.Sprintf(format, args...)}
}

// next returns the value of the cell at pos, whether it is NULL, and where its
// comma or line end stands: at the end of what is there if the file ends without,
// -1 if the cell is not there as a whole.
func (e *encoder) next(pos int) (v []byte, null bool, end int) {
	if pos < len(e.in) && e.in[pos] == '"' {
		v, end = e.quoted(pos + 1)
		return v, false, end
	}
	for end = pos; end < len(e.in); end++ {
		if c := e.in[end]; c == ',' || c == '\n' {
			return e.in[pos:end], end == pos, end
		}
	}
	if !e.eof {
		return nil, false, -1
	}
	return e.in[pos:], pos == len(e.in), len(e.in)
}

// quoted is next for a cell whose text begins at pos, after its quote.
func (e *encoder) quoted(pos int) (v []byte, end int) {
	e.cell = e.cell[:0]
	for {
		n := bytes.IndexByte(e.in[pos:], '"')
		switch after := pos + n + 1; {
		case n < 0, after == len(e.in) && !e.eof:
			return nil, -1
		case after < len(e.in) && e.in[after] == '"':
			e.cell = append(e.cell, e.in[pos:after]...)
			pos = after + 1
		case len(e.cell) == 0:
			return e.in[pos : after-1], after
		default:
			e.cell = append(e.cell, e.in[pos:after-1]...)
			return e.cell, after
		}
	}
}

// encodings are those of the types that columns are made of.
var encodings = map[writ.Kind]encoding{
	writ.KindText:        encodeText,
	writ.KindJSON:        encodeText,
	writ.KindInteger:     encodeInteger,
	writ.KindDecimal:     encodeDecimal,
	writ.KindFloat:       encodeFloat,
	writ.KindBoolean:     encodeBoolean,
	writ.KindDate:        encodeDate,
	writ.KindTime:        encodeTime,
	writ.KindTimestamp:   encodeTimestamp,
	writ.KindTimestampTZ: encodeInstant,
	writ.KindBytes:       encodeBytes,
}
