package ingest

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// wide decodes UTF-16 and UTF-32 and fails at a surrogate without its partner
// and beyond the last code point, where other decoders write U+FFFD.
type wide struct {
	width  int // bytes of a unit
	big    bool
	begin  int64 // in the file
	offset int64 // after begin
}

// Reset starts over.
func (w *wide) Reset() { w.offset = 0 }

// Transform decodes src into dst.
func (w *wide) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) && err == nil {
		r, n := w.rune(src[nSrc:])
		switch {
		case n == 0 && !atEOF:
			err = transform.ErrShortSrc
		case n == 0:
			err = &incomplete{undecodable(w.name(), w.begin+w.offset+int64(nSrc))}
		case r < 0:
			err = undecodable(w.name(), w.begin+w.offset+int64(nSrc))
		case nDst+utf8.RuneLen(r) > len(dst):
			err = transform.ErrShortDst
		default:
			nDst += utf8.EncodeRune(dst[nDst:], r)
			nSrc += n
		}
	}
	w.offset += int64(nSrc)
	return nDst, nSrc, err
}

// rune decodes the first code point: of n bytes, 0 if it is not complete; -1 if
// it is none.
func (w *wide) rune(src []byte) (r rune, n int) {
	if len(src) < w.width {
		return 0, 0
	}
	u := w.unit(src)
	if w.width == 4 {
		if u > utf8.MaxRune || !utf8.ValidRune(rune(u)) {
			return -1, 4
		}
		return rune(u), 4
	}
	r = rune(u)
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if r >= 0xdc00 {
		return -1, 2
	}
	if len(src) < 4 {
		return 0, 0
	}
	if r = utf16.DecodeRune(r, rune(w.unit(src[2:]))); r == utf8.RuneError {
		return -1, 2
	}
	return r, 4
}

func (w *wide) unit(src []byte) uint32 {
	var order binary.ByteOrder = binary.LittleEndian
	if w.big {
		order = binary.BigEndian
	}
	if w.width == 4 {
		return order.Uint32(src)
	}
	return uint32(order.Uint16(src))
}

func (w *wide) name() string {
	if w.width == 4 {
		return "UTF-32"
	}
	return "UTF-16"
}
