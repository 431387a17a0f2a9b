package inputtable

import (
	"cmp"
	"strings"

	"github.com/writ-dev/writ"
)

// bounded tells whether values of a type have an order that bounds make sense of.
func bounded(t writ.InputType) bool {
	switch t {
	case writ.InputInteger, writ.InputDecimal, writ.InputDate, writ.InputTimestamp:
		return true
	}
	return false
}

// compare compares two values of a bounded type exactly, by their canonical text.
func compare(t writ.InputType, a, b string) int {
	if t == writ.InputInteger || t == writ.InputDecimal {
		return compareNumbers(a, b)
	}
	// Years have four digits or more, everything else has two; what is left of a
	// second has no zeros at its end.
	return cmp.Or(cmp.Compare(strings.IndexByte(a, '-'), strings.IndexByte(b, '-')), cmp.Compare(a, b))
}

func compareNumbers(a, b string) int {
	a, below := strings.CutPrefix(a, "-")
	b, bBelow := strings.CutPrefix(b, "-")
	switch {
	case below && !bBelow:
		return -1
	case bBelow && !below:
		return 1
	case below:
		a, b = b, a
	}
	whole, fraction, _ := strings.Cut(a, ".")
	bWhole, bFraction, _ := strings.Cut(b, ".")
	return cmp.Or(cmp.Compare(len(whole), len(bWhole)), cmp.Compare(whole, bWhole), cmp.Compare(fraction, bFraction))
}
