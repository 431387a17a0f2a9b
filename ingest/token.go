package ingest

import (
	"bytes"
	"cmp"
	"slices"
)

// NullToken is a word that often means NULL, and how often it is a cell of a column.
type NullToken struct {
	Token string `json:"token"`
	Count int    `json:"count"`
}

// nullWords are the words, in lower case, that programs and people write where
// there is no value. None of them is ever taken for NULL without being chosen: na
// is also the code of Namibia.
var nullWords = map[string]bool{
	"na": true, "n/a": true, "#n/a": true, "n.a.": true, "n. a.": true, "null": true, "(null)": true, "<null>": true, "#null!": true,
	"none": true, "nil": true, "nan": true, "-nan": true, "#nan": true, "<na>": true, "nat": true, `\n`: true,
	"-": true, "--": true, "---": true, "–": true, "—": true, ".": true, "..": true, "?": true,
	"missing": true, "unknown": true, "undefined": true, "not available": true, "k.a.": true, "k. a.": true, "s/o": true, "n.d.": true,
}

// longestNullWord is how many bytes a word of nullWords has at most.
const longestNullWord = len("not available")

// isNullWord tells whether v often means NULL.
func isNullWord(v []byte) bool {
	return len(v) <= longestNullWord && nullWords[string(bytes.ToLower(v))]
}

// add takes down a value that is not NULL.
func (c *extractColumn) add(v []byte, quoted bool, s *scratch) {
	if n := &c.natural; n.form != text {
		f := recognise(v, s)
		n.mixed = n.mixed || n.values > 0 && f.scale != n.scale
		n.padded = n.padded || len(f.canonical) != len(v)
		n.widen(f)
		n.values++
	}
	if len(bytes.TrimSpace(v)) == 0 {
		return // NULL as soon as a kind is chosen
	}
	c.values = append(c.values, v)
	if !quoted && isNullWord(v) {
		if c.tokens == nil {
			c.tokens = map[string]int{}
		}
		c.tokens[string(v)]++
	}
}

// nullWords is how many of the values often mean NULL.
func (c *extractColumn) nullWords() (n int) {
	for _, count := range c.tokens {
		n += count
	}
	return n
}

// maxTokens is how many tokens a preview names for a column.
const maxTokens = 10

// counted lists the tokens, the most frequent first.
func (c *extractColumn) counted() []NullToken {
	list := []NullToken{}
	for token, n := range c.tokens {
		list = append(list, NullToken{Token: token, Count: n})
	}
	slices.SortFunc(list, func(a, b NullToken) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Token, b.Token))
	})
	return list[:min(len(list), maxTokens)]
}
