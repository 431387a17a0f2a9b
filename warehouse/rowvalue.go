package warehouse

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// literal writes a value of a column as the platform's constant. CodeInvalid if it
// is NULL or no value of the column's type.
func literal(op string, d driver.Dialect, c driver.Column, v writ.Value) (sqltext.SQL, error) {
	if err := checkAll(op, c, []writ.Value{v}); err != nil {
		return sqltext.SQL{}, err
	}
	return d.Literal(c.Type, v.Text)
}

// checkAll refuses values that a column cannot have, so that no platform rounds or
// guesses.
func checkAll(op string, c driver.Column, values []writ.Value) error {
	for _, v := range values {
		if v.Null {
			return writ.Invalid(op, c.Name, "%q cannot be compared with NULL, which equals nothing", c.Name).WithHint("Ask whether it is empty.")
		}
		if !isValue(c.Type, v.Text) {
			return writ.Invalid(op, c.Name, "%.100q is no %s, as %q is", v.Text, c.Type, c.Name)
		}
	}
	return nil
}

// isValue tells whether text is a value of t in the spelling of writ.Value.
func isValue(t writ.Type, text string) bool {
	switch t.Kind {
	case writ.KindText, writ.KindJSON:
		return utf8.ValidString(text)
	case writ.KindInteger:
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	case writ.KindDecimal:
		return isDecimal(t, text)
	case writ.KindFloat:
		return isFloat(text)
	case writ.KindBoolean:
		return text == "true" || text == "false"
	case writ.KindDate:
		return isTime(time.DateOnly, text)
	case writ.KindTime:
		return isTime(time.TimeOnly, text)
	case writ.KindTimestamp:
		return isTime(time.DateTime, text)
	case writ.KindTimestampTZ:
		return isTime(time.DateTime+"Z", text)
	case writ.KindBytes:
		_, err := hex.DecodeString(text)
		return err == nil
	}
	return false
}

// isDecimal tells whether text is a number that t keeps exactly. A decimal without
// a precision keeps any.
func isDecimal(t writ.Type, text string) bool {
	if strings.Trim(text, "-0123456789.") != "" {
		return false
	}
	if _, ok := new(big.Rat).SetString(text); !ok {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	return t.Precision == 0 || len(fraction) <= t.Scale && len(whole) <= t.Precision-t.Scale
}

func isFloat(text string) bool {
	switch text {
	case "NaN", "Infinity", "-Infinity":
		return true
	}
	if strings.Trim(text, "+-0123456789.eE") != "" {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// isTime tells whether text is in a layout, with up to six digits of a second.
func isTime(layout, text string) bool {
	_, err := time.Parse(layout, text)
	_, fraction, _ := strings.Cut(text, ".")
	return err == nil && len(strings.TrimSuffix(fraction, "Z")) <= 6 && !strings.Contains(text, ",")
}
