package ingest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"

	"github.com/writ-dev/writ"
)

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
	enc := lookup(name)
	if enc == nil {
		return nil, writ.Invalid(op, "options.encoding", "There is no encoding %q.", name).
			WithHint("Use a name from the IANA list, for example utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis or gb18030.")
	}
	return &strict{decoder: enc.NewDecoder(), name: name, begin: begin}, nil
}

// lookup returns the encoding with a name of the IANA or the WHATWG registry, nil
// if there is none.
func lookup(name string) encoding.Encoding {
	enc, err := ianaindex.IANA.Encoding(name)
	if err != nil || enc == nil {
		enc, err = htmlindex.Get(name)
	}
	if err != nil || enc == encoding.Replacement {
		return nil
	}
	return enc
}

// plainName returns the name of an encoding in lower case, and for the aliases of
// UTF-8 and UTF-16 that one by which it is known here.
func plainName(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" || slices.Contains(Encodings(), name) || name == "utf-16" {
		return name
	}
	if enc := lookup(name); enc != nil {
		if plain, err := htmlindex.Name(enc); err == nil && strings.HasPrefix(plain, "utf-") {
			return plain
		}
	}
	return name
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

// replacement is how the only encoding beside UTF-8, UTF-16 and UTF-32 that has
// the replacement character, GB 18030, writes it.
const replacement = "\x84\x31\xa4\x37"

// strict turns the replacement character, which decoders write for bytes they
// cannot decode, into an error.
type strict struct {
	decoder *encoding.Decoder
	name    string
	begin   int64 // in the file
	offset  int64 // after begin
}

// Reset starts over.
func (s *strict) Reset() {
	s.decoder.Reset()
	s.offset = 0
}

// Transform decodes src into dst.
func (s *strict) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	if s.stateful() {
		nDst, nSrc, err = s.one(dst, src, atEOF)
	} else {
		nDst, nSrc, err = s.decoder.Transform(dst, src, atEOF)
		if bytes.ContainsRune(dst[:nDst], utf8.RuneError) {
			s.decoder.Reset()
			nDst, nSrc, err = s.one(dst, src, atEOF)
		}
	}
	s.offset += int64(nSrc)
	return nDst, nSrc, err
}

// stateful tells whether what a byte means depends on ones long before it, so
// that decoding cannot be repeated from anywhere.
func (s *strict) stateful() bool {
	return strings.HasPrefix(s.name, "iso-2022") || strings.HasPrefix(s.name, "hz-") || s.name == "csiso2022jp"
}

// one decodes one character after the other, so that it knows where the bytes
// are that cannot be decoded.
func (s *strict) one(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		room := min(len(dst), nDst+len("\ufffd")) // so that nothing stands beside it
		size, used, err := s.decoder.Transform(dst[nDst:room], src[nSrc:], atEOF)
		if used == 0 && errors.Is(err, transform.ErrShortDst) {
			room = min(len(dst), nDst+utf8.UTFMax)
			size, used, err = s.decoder.Transform(dst[nDst:room], src[nSrc:], atEOF)
		}
		if bytes.ContainsRune(dst[nDst:nDst+size], utf8.RuneError) && string(src[nSrc:nSrc+used]) != replacement {
			bad := undecodable(s.name, s.begin+s.offset+int64(nSrc))
			if nSrc+utf8.UTFMax >= len(src) && atEOF {
				bad = &incomplete{bad}
			}
			return nDst, nSrc, bad
		}
		nDst, nSrc = nDst+size, nSrc+used
		if err != nil && (used == 0 || room == len(dst) || !errors.Is(err, transform.ErrShortDst)) {
			return nDst, nSrc, err
		}
	}
	return nDst, nSrc, nil
}
