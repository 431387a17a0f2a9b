package editlog

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// number is a decimal number in parts: digits without zeros at either end, the last
// of which stands for 10 to the power of exp. Zero has no digits.
type number struct {
	minus  bool
	digits string
	exp    int
}

// parseNumber reads -12.50, and -1.25e1 too if exponents are allowed. A number has
// no sign + and no needless zeros in front: what is written so is often no number
// at all but a name, such as 007.
func parseNumber(s string, exponent bool) (number, bool) {
	var n number
	s, n.minus = cutMinus(s)
	if i := strings.IndexAny(s, "eE"); i >= 0 && exponent {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 1000 || e < -1000 {
			return n, false
		}
		s, n.exp = s[:i], e
	}
	whole, frac, point := strings.Cut(s, ".")
	if !allDigits(whole) || point && !allDigits(frac) || len(whole) > 1 && whole[0] == '0' {
		return n, false
	}
	n.exp -= len(frac)
	n.digits = strings.TrimLeft(whole+frac, "0")
	all := len(n.digits)
	n.digits = strings.TrimRight(n.digits, "0")
	n.exp += all - len(n.digits)
	if n.digits == "" {
		n = number{}
	}
	return n, true
}

func cutMinus(s string) (string, bool) { return strings.CutPrefix(s, "-") }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// whole is how many digits stand before the point.
func (n number) whole() int { return max(0, len(n.digits)+n.exp) }

// String renders n without an exponent and without needless zeros.
func (n number) String() string {
	s := n.digits
	switch {
	case s == "":
		return "0"
	case n.exp >= 0:
		s += strings.Repeat("0", n.exp)
	case n.whole() == 0:
		s = "0." + strings.Repeat("0", -n.exp-len(s)) + s
	default:
		s = s[:n.whole()] + "." + s[n.whole():]
	}
	if n.minus {
		return "-" + s
	}
	return s
}

func parseInteger(s string, exponent bool) (string, error) {
	if !exponent && strings.Contains(s, ".") {
		return "", fmt.Errorf("%s is not a whole number", shown(s))
	}
	n, ok := parseNumber(s, exponent)
	if !ok {
		return "", notNumber(s)
	}
	if n.exp < 0 {
		return "", fmt.Errorf("%s is not a whole number", shown(s))
	}
	if n.whole() <= 19 {
		if _, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
			return n.String(), nil
		}
	}
	return "", fmt.Errorf("%s is beyond the integers of 64 bits, which end at 9223372036854775807", shown(s))
}

func parseDecimal(s string, exponent bool) (string, error) {
	n, ok := parseNumber(s, exponent)
	if !ok {
		return "", notNumber(s)
	}
	if -n.exp > writ.InputScale {
		return "", fmt.Errorf("%s has more than %d digits after the point", shown(s), writ.InputScale)
	}
	if most := writ.InputPrecision - writ.InputScale; n.whole() > most {
		return "", fmt.Errorf("%s has more than %d digits before the point", shown(s), most)
	}
	return n.String(), nil
}

// notNumber says why s is no number, as well as that can be told.
func notNumber(s string) error {
	digits, _ := cutMinus(s)
	switch {
	case len(digits) > 1 && digits[0] == '0' && allDigits(digits):
		return fmt.Errorf("%s has zeros in front, which a number does not keep", shown(s))
	case strings.ContainsAny(s, ", '") && strings.ContainsAny(s, "0123456789"):
		return fmt.Errorf("%s is not a number: write it without separators, and with a point before the fraction", shown(s))
	}
	return fmt.Errorf("%s is not a number", shown(s))
}
