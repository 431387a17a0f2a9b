package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// token is what a scanner found.
type token uint8

const (
	startTag token = iota
	endTag
	text
)

// maxToken bounds one tag or one piece of text, in bytes. The longest text that a
// cell may hold is a tenth of that, every character of it escaped.
const maxToken = 4 << 20

// attribute is one of a start tag, by its name without prefix.
type attribute struct{ name, value []byte }

// scanner reads XML 1.0 as workbooks are written: in UTF-8 and without a document
// type, so that nothing but the five entities and references to characters can
// stand for anything. What it returns is valid until it is asked for more.
type scanner struct {
	in         *bufio.Reader
	part       string // for errors
	name       []byte // of the tag, without prefix
	attributes []attribute
	text       []byte
	raw        []byte // holds what the fields above point into
	depth      int    // of elements that are open
	empty      bool   // the start tag is its own end tag
	inMarkup   bool   // the '<' of the next tag has been read
}

// next returns the next tag, or text that is not empty; io.EOF at the end of the
// part, if every element is closed.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		s.depth--
		return endTag, nil
	}
	for {
		if !s.inMarkup {
			s.raw = s.raw[:0]
			err := s.until('<')
			if errors.Is(err, io.EOF) && s.depth > 0 {
				err = io.ErrUnexpectedEOF
			}
			if err != nil {
				return 0, err
			}
			s.inMarkup = true
			if s.depth > 0 && len(s.raw) > 0 {
				s.text, err = s.unescaped(s.raw)
				return text, err
			}
		}
		s.inMarkup = false
		if t, found, err := s.markup(); found || err != nil {
			return t, err
		}
	}
}

// until appends what stands before the next c to raw and skips c.
func (s *scanner) until(c byte) error {
	for {
		piece, err := s.in.ReadSlice(c)
		s.raw = append(s.raw, piece...)
		switch {
		case len(s.raw) > maxToken:
			return s.damaged("a tag or a text of more than %d bytes", maxToken)
		case err == nil:
			s.raw = s.raw[:len(s.raw)-1]
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// markup reads what a '<' began; found is false for what means nothing.
func (s *scanner) markup() (t token, found bool, err error) {
	s.raw = s.raw[:0]
	if err := s.until('>'); err != nil {
		return 0, false, cutOff(err)
	}
	switch {
	case len(s.raw) == 0:
		return 0, false, s.damaged("an empty tag")
	case s.raw[0] == '/':
		s.name = local(bytes.TrimRight(s.raw[1:], " \t\r\n"))
		s.depth--
		if s.depth < 0 {
			return 0, false, s.damaged("an end without a beginning")
		}
		return endTag, true, nil
	case s.raw[0] == '?':
		return 0, false, s.instruction()
	case bytes.HasPrefix(s.raw, []byte("!--")):
		return 0, false, s.upTo("--")
	case bytes.HasPrefix(s.raw, []byte("![CDATA[")):
		if err := s.upTo("]]"); err != nil {
			return 0, false, err
		}
		s.text = s.raw[len("![CDATA[") : len(s.raw)-2]
		if !utf8.Valid(s.text) {
			return 0, false, s.damaged("bytes that are not UTF-8")
		}
		return text, len(s.text) > 0, nil
	case s.raw[0] == '!':
		return 0, false, s.damaged("a document type, which workbooks have not")
	}
	for open := quoteLeftOpen(s.raw, 0); open != 0; {
		seen := len(s.raw)
		s.raw = append(s.raw, '>')
		if err := s.until('>'); err != nil {
			return 0, false, cutOff(err)
		}
		open = quoteLeftOpen(s.raw[seen:], open)
	}
	s.depth++
	return startTag, true, s.startTag()
}

// upTo reads on until raw ends with end, whose '>' has been read.
func (s *scanner) upTo(end string) error {
	for !bytes.HasSuffix(s.raw, []byte(end)) || len(s.raw) < len("!")+2*len("--") {
		s.raw = append(s.raw, '>')
		if err := s.until('>'); err != nil {
			return cutOff(err)
		}
	}
	return nil
}

// instruction reads the declaration of the part and the like.
func (s *scanner) instruction() error {
	if err := s.upTo("?"); err != nil {
		return err
	}
	decl := bytes.ToLower(s.raw)
	if i := bytes.Index(decl, []byte("encoding")); bytes.HasPrefix(decl, []byte("?xml ")) && i > 0 &&
		!bytes.Contains(decl[i:], []byte("utf-8")) && !bytes.Contains(decl[i:], []byte("us-ascii")) {
		return s.damaged("another encoding than UTF-8")
	}
	return nil
}

// quoteLeftOpen returns the quote that is open after a piece of a tag, 0 if none
// is; open is that before it. Inside quotes a '>' ends no tag.
func quoteLeftOpen(tag []byte, open byte) byte {
	for _, c := range tag {
		switch {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	return open
}

// startTag takes raw apart.
func (s *scanner) startTag() error {
	tag := s.raw
	if s.empty = tag[len(tag)-1] == '/'; s.empty {
		tag = tag[:len(tag)-1]
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	s.name, s.attributes = local(tag[:end]), s.attributes[:0]
	for tag = bytes.TrimLeft(tag[end:], " \t\r\n"); len(tag) > 0; tag = bytes.TrimLeft(tag, " \t\r\n") {
		eq := bytes.IndexByte(tag, '=')
		if eq < 0 {
			return s.damaged("an attribute without a value")
		}
		name := local(bytes.TrimRight(tag[:eq], " \t\r\n"))
		tag = bytes.TrimLeft(tag[eq+1:], " \t\r\n")
		if len(tag) == 0 || tag[0] != '"' && tag[0] != '\'' {
			return s.damaged("an attribute without quotes")
		}
		end := bytes.IndexByte(tag[1:], tag[0])
		if end < 0 {
			return s.damaged("an attribute that does not end")
		}
		value, err := s.unescaped(tag[1 : 1+end])
		if err != nil {
			return err
		}
		s.attributes = append(s.attributes, attribute{name, value})
		tag = tag[end+2:]
	}
	return nil
}

// attribute returns the value of an attribute of the start tag, nil if it has
// none of that name.
func (s *scanner) attribute(name string) []byte {
	for _, a := range s.attributes {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// is tells whether the tag is of elements of that name.
func (s *scanner) is(name string) bool { return string(s.name) == name }

// skip reads the rest of the element whose start tag was the last token.
func (s *scanner) skip() error {
	for depth := s.depth - 1; s.depth > depth; {
		if _, err := s.next(); err != nil {
			return cutOff(err)
		}
	}
	return nil
}

// unescaped replaces references in b and unites line ends (XML 1.0 §2.11, §4.1),
// in place: what they stand for is never longer.
func (s *scanner) unescaped(b []byte) ([]byte, error) {
	if !utf8.Valid(b) {
		return nil, s.damaged("bytes that are not UTF-8")
	}
	if bytes.IndexByte(b, '&') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return b, nil
	}
	out := b[:0]
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\r':
			out = append(out, '\n')
			if i+1 < len(b) && b[i+1] == '\n' {
				i++
			}
		case '&':
			end := bytes.IndexByte(b[i:min(len(b), i+12)], ';')
			r := rune(-1)
			if end > 0 {
				r = reference(string(b[i+1 : i+end]))
			}
			if r < 0 {
				return nil, s.damaged("an entity that XML does not know")
			}
			out = utf8.AppendRune(out, r)
			i += end
		default:
			out = append(out, b[i])
		}
	}
	return out, nil
}

// reference returns the character that an entity or a number stands for, -1 if
// there is none.
func reference(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	base := 10
	digits, ok := bytes.CutPrefix([]byte(name), []byte("#"))
	if ok && len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(string(digits), base, 21)
	if !ok || err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
		return -1
	}
	return rune(n)
}

// local removes the prefix of a name.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (s *scanner) damaged(format string, args ...any) error {
	return errDamaged(s.part, fmt.Sprintf(format, args...))
}
