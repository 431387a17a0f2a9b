package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"

	"github.com/writ-dev/writ"
)

// The encodings that are found by themselves. Every other one that the IANA and
// WHATWG registries name can be chosen.
const (
	encodingUTF8        = "utf-8"
	encodingUTF16LE     = "utf-16le"
	encodingUTF16BE     = "utf-16be"
	encodingUTF32LE     = "utf-32le"
	encodingUTF32BE     = "utf-32be"
	encodingWindows1252 = "windows-1252"
)

// Encodings lists the names of the encodings that are found by themselves.
func Encodings() []string {
	return []string{encodingUTF8, encodingUTF16LE, encodingUTF16BE, encodingUTF32LE, encodingUTF32BE, encodingWindows1252}
}

// marks are the byte order marks; the longer of two with the same beginning
// comes first.
var marks = []struct{ encoding, bytes string }{
	{encodingUTF32LE, "\xff\xfe\x00\x00"},
	{encodingUTF32BE, "\x00\x00\xfe\xff"},
	{encodingUTF8, "\xef\xbb\xbf"},
	{encodingUTF16LE, "\xff\xfe"},
	{encodingUTF16BE, "\xfe\xff"},
}

// charset is how the bytes of a file become text.
type charset struct {
	name    string
	mark    int    // bytes of the byte order mark
	warning string // why the user should look
}

// findCharset decides the encoding of a file from its beginning, unless the user
// chose one.
func findCharset(head []byte, whole bool, chosen string) (charset, error) {
	chosen = strings.ToLower(strings.TrimSpace(chosen))
	if chosen == "utf8" {
		chosen = encodingUTF8
	}
	for _, m := range marks {
		fits := chosen == "" || chosen == m.encoding || chosen == strings.TrimRight(m.encoding, "lbe")
		if fits && bytes.HasPrefix(head, []byte(m.bytes)) {
			return charset{name: m.encoding, mark: len(m.bytes)}, nil
		}
	}
	if chosen != "" {
		_, err := newDecoder(chosen, 0)
		return charset{name: chosen}, err
	}
	if name := wideByNUL(head); name != "" {
		return charset{name: name}, nil
	}
	text := head
	if !whole {
		text = wholeRunes(head)
	}
	if utf8.Valid(text) {
		return charset{name: encodingUTF8}, nil
	}
	if damagedUTF8(text) {
		at := int64(invalidAt(text))
		return charset{}, notUTF8(1+int64(bytes.Count(text[:at], []byte{'\n'})), at)
	}
	if !western(text) {
		return charset{}, writ.Invalid(op, "options.encoding", "The file is not UTF-8, and which encoding it has cannot be told.").
			WithHint("Choose the encoding, for example windows-1251, shift_jis or gb18030, or save the file as UTF-8.")
	}
	return charset{name: encodingWindows1252, warning: "The file is not UTF-8; it was read as Windows-1252. If letters look wrong, choose the encoding."}, nil
}

// wideByNUL recognises UTF-16 and UTF-32 without a mark by where the zero bytes
// of the ASCII characters stand; "" if they stand elsewhere.
func wideByNUL(head []byte) string {
	head = head[:min(len(head), 4096)&^3]
	var zeros [4]int
	for i, c := range head {
		if c == 0 {
			zeros[i&3]++
		}
	}
	n := len(head) / 4
	most, few := func(i int) bool { return zeros[i] > n/2 }, func(i int) bool { return zeros[i] <= n/50 }
	switch {
	case n == 0:
		return ""
	case few(0) && most(1) && most(2) && most(3):
		return encodingUTF32LE
	case most(0) && most(1) && most(2) && few(3):
		return encodingUTF32BE
	case few(0) && most(1) && few(2) && most(3):
		return encodingUTF16LE
	case most(0) && few(1) && most(2) && few(3):
		return encodingUTF16BE
	}
	return ""
}

// wholeRunes cuts a rune that is not complete from the end.
func wholeRunes(b []byte) []byte {
	for i := 1; i <= min(utf8.UTFMax, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// invalidAt returns where the first bytes are that are not UTF-8, len(b) if all
// are.
func invalidAt(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	for at := 0; at < len(b); {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n <= 1 {
			return at
		}
		at += n
	}
	return len(b)
}

// damagedUTF8 tells whether text that is not valid UTF-8 was meant to be: whether
// some character of several bytes in it is right, or some bytes are what only
// faulty encoders write (overlong forms, encoded surrogates, halves of UTF-16
// marks). Such a file is never guessed to be anything else.
func damagedUTF8(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if n > 1 {
			return true
		}
		if r == utf8.RuneError && len(b) > 1 {
			trail := b[1]&0xc0 == 0x80
			switch {
			case b[0]&0xfe == 0xc0 && trail, b[0] == 0xed && b[1] >= 0xa0 && trail, b[0]&0xfe == 0xfe && b[1]&0xfe == 0xfe:
				return true
			}
		}
		b = b[n:]
	}
	return false
}

// western tells whether bytes look like text of a western language in
// Windows-1252: no byte that it leaves undefined, and accented letters mostly
// alone among plain ones.
func western(b []byte) bool {
	high, crowded, run := 0, 0, 0
	for _, c := range b {
		switch {
		case c == 0x81 || c == 0x8d || c == 0x8f || c == 0x90 || c == 0x9d:
			return false
		case c < 0x80:
			run = 0
			continue
		}
		high++
		if run++; run == 3 {
			crowded += 3
		} else if run > 3 {
			crowded++
		}
	}
	return crowded*4 <= high
}

// notUTF8 names the first bytes that are not UTF-8. The offset counts from 0.
func notUTF8(line, offset int64) error {
	return writ.Invalid(op, "options.encoding", "The file is not valid UTF-8: line %d, byte offset %d.", line, offset).
		WithHint("Choose the encoding that the file has, or mend the bytes there.")
}

// decoded returns the text of r, which begins with the file's first byte, as
// UTF-8 without byte order mark. UTF-8 itself passes unchecked.
func (c charset) decoded(r io.Reader) (io.Reader, error) {
	if _, err := io.CopyN(io.Discard, r, int64(c.mark)); err != nil {
		return nil, fmt.Errorf("skip the byte order mark: %w", err)
	}
	t, err := newDecoder(c.name, int64(c.mark))
	if err != nil || t == nil {
		return r, err
	}
	return transform.NewReader(r, t), nil
}

// decodedHead returns the text of the beginning of a file as UTF-8 without mark.
func (c charset) decodedHead(head []byte, whole bool) ([]byte, error) {
	r, err := c.decoded(bytes.NewReader(head))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	var cut *incomplete
	if err != nil && (whole || !errors.As(err, &cut)) {
		return nil, err
	}
	if !whole {
		text = wholeRunes(text)
	}
	return text, nil
}

// newDecoder returns what decodes to UTF-8 and fails where bytes cannot be
// decoded; nil for UTF-8. begin is where in the file it begins.
func newDecoder(name string, begin int64) (transform.Transformer, error) {
	switch name {
	case encodingUTF8:
		return nil, nil
	case encodingUTF16LE, "utf-16":
		return &wide{width: 2, begin: begin}, nil
	case encodingUTF16BE:
		return &wide{width: 2, big: true, begin: begin}, nil
	case encodingUTF32LE, "utf-32":
		return &wide{width: 4, begin: begin}, nil
	case encodingUTF32BE:
		return &wide{width: 4, big: true, begin: begin}, nil
	}
	enc, err := ianaindex.IANA.Encoding(name)
	if err != nil || enc == nil {
		enc, err = htmlindex.Get(name)
	}
	if err != nil || enc == encoding.Replacement {
		return nil, writ.Invalid(op, "options.encoding", "There is no encoding %q.", name).
			WithHint("Use a name from the IANA list, for example utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis or gb18030.")
	}
	return &strict{decoder: enc.NewDecoder(), name: name}, nil
}

// undecodable names bytes that mean nothing in an encoding.
func undecodable(name string, offset int64) error {
	return writ.Invalid(op, "options.encoding", "The file is not valid %s: byte offset %d.", name, offset).
		WithHint("Choose the encoding that the file has, or mend the bytes there.")
}

// incomplete is an undecodable end: of a file that is an error like any other,
// of the beginning of a file it is to be expected.
type incomplete struct{ error }

// Unwrap returns the error for people.
func (e *incomplete) Unwrap() error { return e.error }

// strict turns the replacement character, which decoders write for bytes they
// cannot decode, into an error.
type strict struct {
	decoder *encoding.Decoder
	name    string
	offset  int64
}

// Reset starts over.
func (s *strict) Reset() {
	s.decoder.Reset()
	s.offset = 0
}

// Transform decodes src into dst.
func (s *strict) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	nDst, nSrc, err = s.decoder.Transform(dst, src, atEOF)
	if bytes.ContainsRune(dst[:nDst], utf8.RuneError) {
		at := s.badAt(src[:nSrc])
		err = undecodable(s.name, s.offset+int64(at))
		if at+utf8.UTFMax >= len(src) && atEOF {
			err = &incomplete{err}
		}
		return 0, 0, err
	}
	s.offset += int64(nSrc)
	return nDst, nSrc, err
}

// badAt decodes src again, one character at a time, to find where the first one
// is that cannot be.
func (s *strict) badAt(src []byte) int {
	s.decoder.Reset()
	var one [utf8.UTFMax]byte
	for at := 0; at < len(src); {
		nDst, nSrc, _ := s.decoder.Transform(one[:], src[at:], true)
		if i := bytes.IndexRune(one[:nDst], utf8.RuneError); i >= 0 {
			return at + min(i, nSrc-1)
		}
		if nSrc == 0 {
			return at
		}
		at += nSrc
	}
	return 0
}
