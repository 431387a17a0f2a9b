package xlsx

import (
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// What the shared texts of a workbook may take; they are kept in memory.
const (
	maxStrings     = 1 << 24
	maxStringBytes = 256 << 20
	chunkSize      = maxToken + binary.MaxVarintLen64
)

// sharedStrings are the texts that cells name by their number. They are read as
// far as they are asked for, so that a preview need not read all of them.
type sharedStrings struct {
	part   string // "" if the workbook has none
	parts  Parts
	in     *scanner
	done   bool
	chunks [][]byte // each text with its length before it
	starts []uint32 // of each text, as a place in the chunks laid end to end
	buf    []byte
}

// get returns the text of number n, which is valid for good.
func (t *sharedStrings) get(n int) ([]byte, error) {
	for n >= len(t.starts) && !t.done {
		if err := t.readOne(); err != nil {
			return nil, err
		}
	}
	if n < 0 || n >= len(t.starts) {
		return nil, errDamaged(t.part, "no text of the number "+strconv.Itoa(n))
	}
	chunk := t.chunks[t.starts[n]/chunkSize][t.starts[n]%chunkSize:]
	length, from := binary.Uvarint(chunk)
	return chunk[from : from+int(length)], nil
}

// readOne reads the next text, or finds that there is none.
func (t *sharedStrings) readOne() error {
	if t.part == "" {
		t.done = true
		return nil
	}
	if t.in == nil {
		var err error
		if t.in, err = t.parts.scan(t.part); err != nil {
			return err
		}
	}
	for {
		tok, err := t.in.next()
		if errors.Is(err, io.EOF) {
			t.done = true
			return nil
		}
		if err != nil {
			return err
		}
		if tok == startTag && t.in.is("si") {
			if t.buf, err = t.in.rich(t.buf[:0]); err != nil {
				return err
			}
			return t.keep(unquoted(t.buf))
		}
	}
}

// keep adds one text.
func (t *sharedStrings) keep(v []byte) error {
	need := len(v) + binary.MaxVarintLen64
	if len(t.chunks) == 0 || chunkSize-len(t.chunks[len(t.chunks)-1]) < need {
		if len(t.chunks)*chunkSize >= maxStringBytes {
			return t.tooMuch()
		}
		t.chunks = append(t.chunks, make([]byte, 0, chunkSize))
	}
	if len(t.starts) == maxStrings || len(v) > maxToken {
		return t.tooMuch()
	}
	last := len(t.chunks) - 1
	t.starts = append(t.starts, uint32(last*chunkSize+len(t.chunks[last])))
	t.chunks[last] = append(binary.AppendUvarint(t.chunks[last], uint64(len(v))), v...)
	return nil
}

func (t *sharedStrings) tooMuch() error {
	return writ.Errorf(writ.CodeExhausted, op, "The workbook holds more than %d MiB of different texts, or more than %d of them.", maxStringBytes>>20, maxStrings).
		WithHint("Save the sheet as CSV and upload that: CSV files have no such limit.")
}

// rich appends the text of the element whose start tag was read, which may be in
// pieces of different looks. How it is pronounced (rPh) is no part of it.
func (s *scanner) rich(out []byte) ([]byte, error) {
	inText := false
	for depth := s.depth - 1; s.depth > depth; {
		tok, err := s.next()
		switch {
		case err != nil:
			return out, cutOff(err)
		case tok == startTag && s.is("rPh"):
			if err := s.skip(); err != nil {
				return out, err
			}
		case tok == text && inText:
			out = append(out, s.text...)
		case tok != text:
			inText = tok == startTag && s.is("t")
		}
		if len(out) > maxToken {
			return out, s.damaged("a text of more than %d bytes", maxToken)
		}
	}
	return out, nil
}

// unquoted replaces what stands for characters that XML cannot hold, _xHHHH_ with
// the digits of a UTF-16 unit (ECMA-376 part 1, §22.4.2.4), in place.
func unquoted(v []byte) []byte {
	out := v[:0]
	for i := 0; i < len(v); {
		r, n := quotedUnit(v[i:])
		if utf16.IsSurrogate(r) {
			if low, m := quotedUnit(v[i+n:]); m > 0 && utf16.DecodeRune(r, low) != utf8.RuneError {
				r, n = utf16.DecodeRune(r, low), n+m
			} else {
				n = 0
			}
		}
		if n == 0 {
			out = append(out, v[i])
			i++
			continue
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	return out
}

// quotedUnit reads _xHHHH_ at the beginning of v; n is 0 if something else stands
// there.
func quotedUnit(v []byte) (r rune, n int) {
	const length = len("_x0000_")
	if len(v) < length || v[0] != '_' || v[1] != 'x' || v[length-1] != '_' {
		return 0, 0
	}
	u, err := strconv.ParseUint(string(v[2:length-1]), 16, 16)
	if err != nil {
		return 0, 0
	}
	return rune(u), length
}
