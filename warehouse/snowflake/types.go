package snowflake

import (
	"fmt"

	"github.com/writ-dev/writ"
)

// natives are the types that keep every value of a kind, after
// https://docs.snowflake.com/en/sql-reference/intro-summary-data-types. An
// instant is TIMESTAMP_LTZ, which stores UTC; TIMESTAMP_NTZ never shifts. JSON
// is text: VARIANT turns long numbers into doubles and forgets the order of keys.
var natives = map[writ.Kind]string{
	writ.KindText:        "VARCHAR",
	writ.KindInteger:     "NUMBER(19,0)",
	writ.KindFloat:       "FLOAT",
	writ.KindBoolean:     "BOOLEAN",
	writ.KindDate:        "DATE",
	writ.KindTime:        "TIME(9)",
	writ.KindTimestamp:   "TIMESTAMP_NTZ(9)",
	writ.KindTimestampTZ: "TIMESTAMP_LTZ(9)",
	writ.KindBytes:       "BINARY",
	writ.KindJSON:        "VARCHAR",
}

// native returns the type that keeps every value of t.
func native(t writ.Type) (string, error) {
	if t.Kind == writ.KindDecimal {
		if t.Precision < 1 || t.Precision > maxPrecision || t.Scale < 0 || t.Scale > t.Precision {
			return "", writ.Errorf(writ.CodeUnsupported, "snowflake.NativeType", "Snowflake has no %s; a decimal takes 1 to %d digits", t, maxPrecision)
		}
		return fmt.Sprintf("NUMBER(%d,%d)", t.Precision, t.Scale), nil
	}
	if n, ok := natives[t.Kind]; ok {
		return n, nil
	}
	return "", writ.Errorf(writ.CodeUnsupported, "snowflake.NativeType", "columns of the kind %s cannot be created", t.Kind)
}
