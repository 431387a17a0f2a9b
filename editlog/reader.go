package editlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// reader reads the JSON that writer wrote, in any order and with blanks, but
// strictly: no name that is not known, none twice, no text that is not UTF-8. It
// keeps the first error; what is read after that is nothing.
type reader struct {
	in  string
	at  int
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format+" (at byte %d)", append(args, r.at)...)
		r.at = len(r.in)
	}
}

// end returns the error of what was read, or one if something follows.
func (r *reader) end() error {
	if r.peek() != 0 || r.at < len(r.in) {
		r.fail("something follows after the end")
	}
	return r.err
}

// peek returns the next byte that is no blank, 0 at the end.
func (r *reader) peek() byte {
	for ; r.at < len(r.in); r.at++ {
		switch c := r.in[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// take skips c if it comes next.
func (r *reader) take(c byte) bool {
	if r.peek() != c || r.at == len(r.in) {
		return false
	}
	r.at++
	return true
}

// expect skips c, which has to come next.
func (r *reader) expect(c byte) {
	if !r.take(c) {
		r.fail("%q is missing", c)
	}
}

// text reads a string. It may share memory with the input.
func (r *reader) text() string {
	r.expect('"')
	n := strings.IndexByte(r.in[r.at:], '"')
	if n < 0 {
		r.fail("a text has no end")
		return ""
	}
	s := r.in[r.at : r.at+n]
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '\\' || c >= utf8.RuneSelf {
			return r.escaped(r.at - 1)
		}
	}
	r.at += n + 1
	return s
}

// escaped reads a string that begins at i and holds more than plain ASCII.
func (r *reader) escaped(i int) string {
	for end := i + 1; end < len(r.in); end++ {
		switch r.in[end] {
		case '\\':
			end++
		case '"':
			raw := r.in[i : end+1]
			var s string
			if !utf8.ValidString(raw) || !paired(raw) || json.Unmarshal([]byte(raw), &s) != nil {
				r.fail("a text is not valid JSON")
				return ""
			}
			r.at = end + 1
			return s
		}
	}
	r.fail("a text has no end")
	return ""
}

// paired tells whether each escape of half a character (a surrogate) in JSON is
// followed by its other half.
func paired(raw string) bool {
	half := func(i int) byte { // 'h'igh, 'l'ow or 0
		if i+6 > len(raw) || raw[i] != '\\' || raw[i+1] != 'u' || raw[i+2]|0x20 != 'd' {
			return 0
		}
		switch c := raw[i+3] | 0x20; {
		case c >= '8' && c <= '9' || c == 'a' || c == 'b':
			return 'h'
		case c >= 'c' && c <= 'f':
			return 'l'
		}
		return 0
	}
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		switch half(i) {
		case 'h':
			if half(i+6) != 'l' {
				return false
			}
			i += 11
		case 'l':
			return false
		default:
			i++
		}
	}
	return true
}

// own reads a string that keeps nothing but itself in memory.
func (r *reader) own() string { return strings.Clone(r.text()) }

// number reads an integer.
func (r *reader) number() int64 {
	r.peek()
	end := r.at
	for end < len(r.in) && (r.in[end] == '-' || r.in[end] >= '0' && r.in[end] <= '9') {
		end++
	}
	s := r.in[r.at:end]
	n, err := strconv.ParseInt(s, 10, 64)
	if digits := strings.TrimPrefix(s, "-"); err != nil || len(digits) > 1 && digits[0] == '0' {
		r.fail("an integer is missing")
		return 0
	}
	r.at = end
	return n
}

// fields reads an object whose names are among names, each at most once. read gets
// the name's index. As names mostly come in their order, each is looked for behind
// the one before.
func (r *reader) fields(names []string, read func(i int)) {
	var had uint32
	next := 0
	r.members(func(name string) {
		i := slices.Index(names[next:], name) + next
		if i < next {
			i = slices.Index(names, name)
		}
		if i < 0 || had&(1<<i) != 0 {
			r.fail("the name %s is not known here, or is there twice", shown(name))
			return
		}
		had |= 1 << i
		next = i + 1
		read(i)
	})
}

// members reads an object; read has to read what a name stands for.
func (r *reader) members(read func(name string)) {
	r.expect('{')
	if r.take('}') {
		return
	}
	for r.err == nil {
		name := r.text()
		r.expect(':')
		if r.err != nil {
			return
		}
		read(name)
		if !r.take(',') {
			r.expect('}')
			return
		}
	}
}

// items reads a list; read has to read one item.
func (r *reader) items(read func()) {
	r.expect('[')
	if r.take(']') {
		return
	}
	for r.err == nil {
		read()
		if !r.take(',') {
			r.expect(']')
			return
		}
	}
}

// json reads whatever is rare into v. It has to be as writer writes it, so that
// nothing that v does not know gets lost.
func (r *reader) json(v any) {
	r.peek()
	d := json.NewDecoder(strings.NewReader(r.in[r.at:]))
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		r.fail("a value is not valid JSON: %v", err)
		return
	}
	if err := json.Unmarshal(raw, v); err != nil {
		r.fail("a value is not what belongs here: %v", err)
		return
	}
	w := &writer{}
	w.json(v)
	var plain bytes.Buffer
	if err := json.Compact(&plain, raw); err != nil || w.err != nil || !bytes.Equal(plain.Bytes(), w.buf) {
		r.fail("a value has names that are not known, or is not written as Writ writes it")
		return
	}
	r.at += int(d.InputOffset())
}

func (r *reader) cell() Cell {
	r.peek()
	if strings.HasPrefix(r.in[r.at:], "null") {
		r.at += len("null")
		return Null()
	}
	c, members := Cell{}, 0
	r.members(func(name string) {
		i := slices.Index(inputTypes, writ.InputType(name))
		if members++; i < 0 || members > 1 {
			r.fail("a value has one type; %s is none, or one too many", shown(name))
			return
		}
		c = Cell{Type: inputTypes[i], Value: writ.Text(r.own())}
		if r.err == nil && !canonical(c.Type, c.Value.Text) {
			r.fail("%s is not how Writ writes %s", shown(c.Value.Text), noun(c.Type))
		}
	})
	if members == 0 {
		r.fail("a value has no type")
	}
	return c
}

func (r *reader) cells() map[writ.ColumnID]Cell {
	cells := map[writ.ColumnID]Cell{}
	r.members(func(name string) {
		id := writ.ColumnID(name)
		if _, twice := cells[id]; twice {
			r.fail("the column %s is there twice", shown(name))
			return
		}
		cells[id] = r.cell()
	})
	return cells
}
