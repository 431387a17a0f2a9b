package ingest

import (
	"fmt"
	"strings"
)

// pivot is the first year of two digits that belongs to the twentieth century:
// 70 is 1970, 69 is 2069.
const pivot = 70

// datePattern is how days are written: their three parts in some order.
type datePattern [3]datePart

// datePart is one part of a date and what stands between it and the next.
type datePart struct {
	what  byte // 'y', 'M' or 'd'
	least int  // digits
	most  int
	name  bool // the name of a month, and no digits
	after string
}

// dateLetters are the parts that a pattern can have.
var dateLetters = map[string]datePart{
	"yyyy": {what: 'y', least: 4, most: 4},
	"yy":   {what: 'y', least: 2, most: 2},
	"y":    {what: 'y', least: 2, most: 4},
	"MMM":  {what: 'M', name: true},
	"MM":   {what: 'M', least: 2, most: 2},
	"M":    {what: 'M', least: 1, most: 2},
	"dd":   {what: 'd', least: 2, most: 2},
	"d":    {what: 'd', least: 1, most: 2},
}

// parseDatePattern reads a pattern such as "dd/MM/yyyy", "MMM d, yyyy" or
// "yyyyMMdd"; false if it does not say of every date which day it is.
func parseDatePattern(pattern string) (p datePattern, ok bool) {
	seen := ""
	for i := range p {
		n := 0
		for n < len(pattern) && pattern[n] == pattern[0] {
			n++
		}
		if p[i], ok = dateLetters[pattern[:n]]; !ok || strings.IndexByte(seen, p[i].what) >= 0 {
			return p, false
		}
		seen += string(p[i].what)
		pattern = pattern[n:]
		end := strings.IndexAny(pattern, "yMd")
		if end < 0 {
			end = len(pattern)
		}
		p[i].after, pattern = pattern[:end], pattern[end:]
	}
	return p, pattern == "" && p.separated()
}

// separated tells whether what stands between the parts is one mark that people
// use, and keeps apart what has no fixed length.
func (p datePattern) separated() bool {
	first, second := p[0].after, p[1].after
	named := p[0].name || p[1].name || p[2].name
	for i, mark := range []string{first, second} {
		switch mark {
		case "/", ".", "-", " ":
		case ", ", ". ":
			if !named {
				return false
			}
		case "":
			if p[i].name == p[i+1].name && p[i].least != p[i].most {
				return false
			}
		default:
			return false
		}
	}
	return p[2].after == "" && (first == second || named)
}

// append appends the date that v begins with as yyyy-MM-dd, if there is such a
// day, and returns what follows.
func (p *datePattern) append(buf, v []byte) (out, rest []byte, ok bool) {
	var year, month, day int
	for i := range p {
		part := &p[i]
		var n, number int
		if part.name {
			if n, number = leadingMonth(v); n < len(v) && v[n] == '.' && n <= len("févr") && part.after != "." {
				n++ // of a short name
			}
		} else if n, number = leadingNumber(v, part.most); n < part.least {
			n = 0
		}
		if n == 0 || len(v)-n < len(part.after) || string(v[n:n+len(part.after)]) != part.after {
			return buf, nil, false
		}
		v = v[n+len(part.after):]
		switch part.what {
		case 'M':
			month = number
		case 'd':
			day = number
		default:
			year = fullYear(number, n)
		}
	}
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return buf, nil, false
	}
	buf = append(pair(pair(buf, year/100), year%100), '-')
	return pair(append(pair(buf, month), '-'), day), v, true
}

// fullYear is the year that is written in so many digits, 0 if it is in three.
func fullYear(year, digits int) int {
	switch {
	case digits == 4:
		return year
	case digits != 2:
		return 0
	case year < pivot:
		return 2000 + year
	}
	return 1900 + year
}

// example writes the last day of 2026.
func (p *datePattern) example() string {
	var b strings.Builder
	for _, part := range p {
		switch {
		case part.name:
			b.WriteString("Dec")
		case part.what == 'M':
			b.WriteString("12")
		case part.what == 'd':
			b.WriteString("31")
		default:
			fmt.Fprintf(&b, "%0*d", part.least, 2026%pow10(part.most))
		}
		b.WriteString(part.after)
	}
	return b.String()
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// longestMonth is how many bytes a name in months has at most.
const longestMonth = len("septiembre")

// leadingMonth returns the length of the name that v begins with, and the month
// it is called by; 0 if it is none.
func leadingMonth(v []byte) (n, month int) {
	var lower [longestMonth]byte
	for n < len(v) && n < len(lower) && isLetter(v[n]) {
		c := v[n]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 0x80 && c < 0xa0 && n > 0 && v[n-1] == 0xc3: // É and its like in UTF-8
			c += 0x20
		}
		lower[n] = c
		n++
	}
	if month = months[string(lower[:n])]; month == 0 {
		return 0, 0
	}
	return n, month
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
