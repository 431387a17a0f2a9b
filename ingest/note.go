package ingest

import (
	"bytes"
	"strings"
)

// lookalike says of a value why it is no narrower than text although it looks as
// if it were; "" if it does not.
func lookalike(value string) string {
	v := []byte(value)
	digits, _ := signOf(v)
	inner := bytes.TrimSpace(v)
	var s scratch
	switch {
	case len(inner) < len(v) && recognise(inner, &s).form != text:
		return "any other type would lose its outer spaces"
	case len(digits) > 1 && digits[0] == '0' && allDigits(digits):
		return "a number would lose its leading zeros"
	case v[0] == '+' && isNumber(digits):
		return "a number would lose its plus"
	case v[0] == '-' && isNumber(digits):
		return "a number would lose the minus of its zero"
	case isNumber(v):
		return "it may be a code, and a number would come back without exponent"
	case isNullWord(v):
		return "it may mean NULL; choose so if it does"
	case strings.EqualFold(value, "true"), strings.EqualFold(value, "false"):
		return "a boolean would come back in lower case"
	}
	return ""
}

// isNumber tells whether v is one when it is read generously.
func isNumber(v []byte) bool {
	if len(v) == 0 {
		return false
	}
	_, ok := plainNumbers.write(v, nil, nil)
	return ok
}
