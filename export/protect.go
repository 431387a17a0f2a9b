package export

import (
	"strings"
	"unicode"

	"github.com/writ-dev/writ"
)

// mayHoldFormula tells whether values of a kind are somebody's own text.
func mayHoldFormula(k writ.Kind) bool {
	switch k {
	case writ.KindText, writ.KindJSON, writ.KindOther:
		return true
	}
	return false
}

// protected returns a text with an apostrophe before it if a spreadsheet would
// take it for a formula, after OWASP's page on CSV injection: one that begins, after
// blanks and quotes, which programs skip, with = + - @, also of full width, or that
// begins with a control character. A plain number is none.
func protected(s string) string {
	bare := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'\u00a0\ufeff\u200b", r) })
	switch {
	case s != "" && strings.ContainsRune("\t\r\n", rune(s[0])):
	case bare == "" || !strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]):
		return s
	case bare == s && isNumber(s):
		return s
	}
	return "'" + s
}

// isNumber tells whether s is nothing but a number as people write it: a sign,
// digits with points and commas among them, an exponent.
func isNumber(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 {
		return false
	}
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(digits), "e")
	if scientific {
		exponent = strings.TrimPrefix(strings.TrimPrefix(exponent, "+"), "-")
		if exponent == "" || strings.Trim(exponent, "0123456789") != "" {
			return false
		}
	}
	return mantissa != "" && mantissa[0] >= '0' && mantissa[0] <= '9' && strings.Trim(mantissa, "0123456789.,") == ""
}
