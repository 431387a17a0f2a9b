package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

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
	{"gb18030", "\x84\x31\x95\x33"},
}

// charset is how the bytes of a file become text.
type charset struct {
	name     string
	mark     int       // bytes of the byte order mark
	why      string    // it was decided so
	warning  string    // why the user should look
	readings []Reading // what a file without certainty could be
}

// undecided says that the encoding cannot be told, and what it may be.
type undecided struct {
	error
	readings []Reading
}

// Unwrap returns the error for people.
func (u *undecided) Unwrap() error { return u.error }

// findCharset decides the encoding of a file from its beginning, unless the user
// chose one. The error is *undecided if there are several that it may be.
func findCharset(head []byte, whole bool, chosen string) (charset, error) {
	chosen = plainName(chosen)
	for _, m := range marks {
		fits := chosen == "" || chosen == m.encoding || chosen == strings.TrimRight(m.encoding, "lbe")
		if fits && bytes.HasPrefix(head, []byte(m.bytes)) {
			return charset{name: m.encoding, mark: len(m.bytes), why: "The file begins with the mark of this encoding."}, nil
		}
	}
	if chosen != "" {
		return chosenCharset(head, whole, chosen)
	}
	if name := wideByNUL(head); name != "" {
		return charset{name: name, why: "Zero bytes stand where this encoding has them in every character of ASCII."}, nil
	}
	text := head
	if !whole {
		text = wholeRunes(head)
	}
	if utf8.Valid(text) {
		return validUTF8(text)
	}
	if damagedUTF8(text) {
		at := int64(invalidAt(text))
		return charset{}, notUTF8(1+int64(bytes.Count(text[:at], []byte{'\n'})), at)
	}
	return guessed(text, readings(head, whole))
}

// chosenCharset is the encoding with that name, or an error if there is none.
func chosenCharset(head []byte, whole bool, chosen string) (charset, error) {
	c := charset{name: chosen}
	d, err := newDecoder(chosen, 0)
	if _, ok := d.(*strict); ok && !utf8.Valid(head) {
		c.readings = readings(head, whole)
	}
	return c, err
}

// validUTF8 is UTF-8, unless the text is in the encoding of seven bits that mails
// from Japan have.
func validUTF8(text []byte) (charset, error) {
	if bytes.Contains(text, []byte("\x1b$B")) || bytes.Contains(text, []byte("\x1b$@")) {
		both := []Reading{}
		for _, name := range []string{"iso-2022-jp", encodingUTF8} {
			t, err := charset{name: name}.decodedHead(text, false)
			if err == nil {
				both = append(both, Reading{Name: name, Sample: excerpt(string(t))})
			}
		}
		return charset{}, undecidedAmong("The file has the marks of ISO-2022-JP and is valid UTF-8 too", both)
	}
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return charset{name: encodingUTF8, why: fmt.Sprintf("The first %d bytes are valid UTF-8.", len(text))}, nil
		}
	}
	return charset{name: encodingUTF8, why: fmt.Sprintf("The first %d bytes are ASCII.", len(text))}, nil
}

// enough is how many bytes beyond ASCII say more about an encoding than which is
// the most frequent one.
const enough = 10

// guessed takes Windows-1252 if the text looks western and nothing reads it better;
// everything else the user has to choose.
func guessed(text []byte, list []Reading) (charset, error) {
	high := 0
	for _, c := range text {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	best := len(list) > 0 && list[0].Name == encodingWindows1252
	at := invalidAt(text)
	since := fmt.Sprintf("From line %d, byte offset %d on the file is not UTF-8", 1+bytes.Count(text[:at], []byte{'\n'}), at)
	switch {
	case western(text, high) && (best || high < enough):
		return charset{
			name:     encodingWindows1252,
			why:      "The file is not UTF-8, and no other encoding clearly makes better words of it.",
			warning:  "The file is not UTF-8; it was read as Windows-1252. If letters look wrong, choose the encoding.",
			readings: list,
		}, nil
	case len(list) > 0:
		return charset{}, undecidedAmong(since, list)
	}
	return charset{}, writ.Invalid(op, "options.encoding", "%s, and which encoding it has cannot be told.", since).
		WithHint("Choose the encoding, for example windows-1251, shift_jis or gb18030, or save the file as UTF-8.")
}

// undecidedAmong says what is known, and that it may be any of the list.
func undecidedAmong(known string, list []Reading) error {
	var names []string
	for _, r := range list {
		names = append(names, r.Name)
	}
	return &undecided{
		error: writ.Invalid(op, "options.encoding", "%s, and which encoding it has cannot be told for sure.", known).
			WithHint("Choose the encoding; it reads well as %s. Or save the file as UTF-8.", strings.Join(names, ", ")),
		readings: list,
	}
}

// wideByNUL recognises UTF-16 and UTF-32 without a mark by where the zero bytes
// of the ASCII characters stand; "" if they stand elsewhere. Text in UTF-16 that is
// not of a western language has them but for delimiters and digits.
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
	even, odd := zeros[0]+zeros[2], zeros[1]+zeros[3]
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
	case odd >= max(n/10, 2) && odd >= 4*even && bytes.Contains(head, []byte("\n\x00")) && decodes(encodingUTF16LE, head, false):
		return encodingUTF16LE
	case even >= max(n/10, 2) && even >= 4*odd && bytes.Contains(head, []byte("\x00\n")) && decodes(encodingUTF16BE, head, false):
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
// most bytes beyond ASCII belong to characters that are right, or are what only
// faulty encoders write (overlong forms, encoded surrogates, halves of UTF-16
// marks). Such a file is never guessed to be anything else. In text of other
// encodings few bytes look so by chance.
func damagedUTF8(b []byte) bool {
	like, unlike := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case n > 1:
			like += n
		case r == utf8.RuneError && faultyUTF8(b):
			like, n = like+2, 2
		case r == utf8.RuneError:
			unlike++
		}
		b = b[n:]
	}
	return like > 0 && like >= unlike
}

// faultyUTF8 tells whether b begins with what only faulty encoders write.
func faultyUTF8(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	trail := b[1]&0xc0 == 0x80
	return b[0]&0xfe == 0xc0 && trail || b[0] == 0xed && b[1] >= 0xa0 && trail || b[0]&0xfe == 0xfe && b[1]&0xfe == 0xfe
}

// western tells whether bytes look like text of a western language in
// Windows-1252: no byte that it leaves undefined, accented letters mostly alone
// among plain ones, and not the pairs of Shift_JIS. high is how many bytes are
// beyond ASCII.
func western(b []byte, high int) bool {
	if paired(b) {
		return false
	}
	crowded := 0
	for i := 0; i < len(b); i++ {
		from := i
		for i < len(b) && b[i] >= utf8.RuneSelf {
			if c := b[i]; c == 0x81 || c == 0x8d || c == 0x8f || c == 0x90 || c == 0x9d {
				return false
			}
			i++
		}
		run := i - from
		if run == 0 {
			continue
		}
		beside := from > 0 && asciiLetter(rune(b[from-1])) || i < len(b) && asciiLetter(rune(b[i]))
		if run > 2 || run == 2 && !beside && high >= enough {
			crowded += run
		}
	}
	return crowded*4 <= high
}

// paired tells whether somewhere three bytes of the range in which Windows-1252
// has its marks, and Shift_JIS the first bytes of kanji, stand each before one byte
// of ASCII: words have marks around them, not at every other place.
func paired(b []byte) bool {
	for pairs, i := 0, 0; i+1 < len(b); {
		if lead := b[i] >= 0x81 && b[i] <= 0x9f; !lead || b[i+1] < '@' || b[i+1] >= utf8.RuneSelf {
			pairs, i = 0, i+1
			continue
		}
		if pairs++; pairs == 3 {
			return true
		}
		i += 2
	}
	return false
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
