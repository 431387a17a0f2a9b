package access

import (
	"bytes"
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// foldCompare orders names as people look for them: whatever the case first, and
// only then by it.
func foldCompare(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		p, n := foldRune(x)
		q, m := foldRune(y)
		if p != q {
			return cmp.Compare(p, q)
		}
		x, y = x[n:], y[m:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

func foldRune(s string) (r rune, size int) {
	if c := s[0]; c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return rune(c), 1
	}
	r, size = utf8.DecodeRuneInString(s)
	return unicode.ToLower(r), size
}

// foldContains tells whether a name holds a text that is in lower case.
func foldContains(name string, lower []byte) bool {
	if len(lower) == 0 {
		return true
	}
	var room [256]byte // as long as names mostly are
	folded := room[:0]
	for _, r := range name {
		folded = utf8.AppendRune(folded, unicode.ToLower(r))
	}
	return bytes.Contains(folded, lower)
}
