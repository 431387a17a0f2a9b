package inputtable

import (
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// MaxPosition is how many bytes a position has at most.
const MaxPosition = 255

// A position is a list of steps, each a whole number, compared one by one; one that
// begins with another comes after it. A step is written so that its bytes compare
// as the numbers do: numbers near 0 as one digit, others as a digit that tells how
// many follow. So rows that are put one after another into the same place count up
// or down there, and take few bytes however many they are.
const (
	digits  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base    = int64(len(digits))
	zero    = 31 // the digit that stands for 0
	alone   = 21 // numbers from -alone to alone-1 are one digit
	longest = 10 // digits that may follow the first
)

// Between returns a position after a and before b; "" for either stands for the end
// of the table on that side. CodeInvalid says that there is none: because a is not
// before b, because one of them is no position, or because it would be longer than
// MaxPosition. That takes hundreds of rows put by turns above and below each other;
// giving some neighbours new positions with Spread makes room again.
func Between(a, b string) (string, error) {
	const op = "inputtable.Between"
	low, err := steps(a)
	if err != nil {
		return "", err
	}
	high, err := steps(b)
	if err != nil {
		return "", err
	}
	if b != "" && a >= b {
		return "", writ.Errorf(writ.CodeInvalid, op, "There is no place between the positions %q and %q.", a, b)
	}
	shared := 0
	for shared < min(len(low), len(high)) && low[shared] == high[shared] {
		shared++
	}
	p, ok := write(append(slices.Clone(low[:shared]), between(low[shared:], high[shared:])...))
	if !ok {
		return "", writ.Errorf(writ.CodeInvalid, op, "So many rows were put between the same two that no place is left there.").
			WithHint("Move the rows around that place, or put the row somewhere else.")
	}
	return p, nil
}

// Spread returns n positions in their order, all after a and before b. Errors are
// those of Between.
func Spread(a, b string, n int) ([]string, error) {
	positions := make([]string, n)
	for i := range positions {
		p, err := Between(a, b)
		if err != nil {
			return nil, err
		}
		positions[i], a = p, p
	}
	return positions, nil
}

// between returns steps after low and before high, which differ in their first
// step; low without steps is before everything, high without steps after.
func between(low, high []int64) []int64 {
	switch {
	case len(low) == 0 && len(high) == 0:
		return []int64{0}
	case len(low) == 0:
		return []int64{high[0] - 1}
	case len(high) == 0 || low[0]+1 < high[0]:
		return []int64{low[0] + 1}
	case len(high) > 1:
		return high[:1]
	case len(low) > 1:
		return []int64{low[0], low[1] + 1}
	}
	return []int64{low[0], 0}
}

// steps reads a position.
func steps(position string) ([]int64, error) {
	var list []int64
	for rest := position; rest != ""; {
		n, size := readStep(rest)
		if size == 0 {
			return nil, writ.Errorf(writ.CodeInvalid, "inputtable.steps", "%q is no position of a row.", position)
		}
		list, rest = append(list, n), rest[size:]
	}
	return list, nil
}

// readStep reads the step that s begins with, and tells how many bytes it has; 0 if
// there is none.
func readStep(s string) (n int64, size int) {
	first := strings.IndexByte(digits, s[0])
	up := first >= zero+alone
	follow := zero - alone - first // of a number below those of one digit
	if up {
		follow = first - (zero + alone) + 1
	}
	if first < 0 || len(s) < 1+max(follow, 0) {
		return 0, 0
	}
	if follow <= 0 {
		return int64(first - zero), 1
	}
	for i := range follow {
		d := strings.IndexByte(digits, s[1+i])
		if d < 0 {
			return 0, 0
		}
		n = n*base + int64(d)
	}
	size = 1 + follow
	if up {
		return n + fewer(follow) + alone, size
	}
	return n - fewer(follow+1) - alone, size
}

// write writes steps as a position, if there is one.
func write(list []int64) (position string, ok bool) {
	var b []byte
	for _, n := range list {
		if b = appendStep(b, n); b == nil {
			return "", false
		}
	}
	return string(b), len(b) <= MaxPosition
}

// appendStep appends a step to b. It returns nil if n is beyond all that can be
// written.
func appendStep(b []byte, n int64) []byte {
	if -alone <= n && n < alone {
		return append(b, digits[zero+n])
	}
	follow := 1
	beyond := max(n-alone, -n-alone-1) // how far from the numbers of one digit
	for follow <= longest && beyond >= fewer(follow+1) {
		follow++
	}
	if follow > longest {
		return nil
	}
	first, rest := zero+alone+follow-1, n-alone-fewer(follow)
	if n < 0 {
		first, rest = zero-alone-follow, n+alone+fewer(follow+1)
	}
	start := len(b) + 1
	b = append(b, digits[first])
	for range follow {
		b = append(b, digits[rest%base])
		rest /= base
	}
	slices.Reverse(b[start:])
	return b
}

// fewer is how many numbers are written with fewer than n digits that follow, but
// with at least one.
func fewer(n int) int64 {
	sum, power := int64(0), int64(1)
	for range n - 1 {
		power *= base
		sum += power
	}
	return sum
}
