package bigquery

import (
	"fmt"

	"github.com/writ-dev/writ"
)

// natives are the types that keep every value of a kind, after
// https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types. A
// TIMESTAMP is an instant; what has no zone is a DATETIME. JSON is text: the
// type JSON rounds long numbers and drops repeated keys.
var natives = map[writ.Kind]string{
	writ.KindText:        "STRING",
	writ.KindInteger:     "INT64",
	writ.KindFloat:       "FLOAT64",
	writ.KindBoolean:     "BOOL",
	writ.KindDate:        "DATE",
	writ.KindTime:        "TIME",
	writ.KindTimestamp:   "DATETIME",
	writ.KindTimestampTZ: "TIMESTAMP",
	writ.KindBytes:       "BYTES",
	writ.KindJSON:        "STRING",
}

// A NUMERIC keeps 29 digits before the point and 9 after it.
const (
	numericWhole = 29
	numericScale = 9
)

// native returns the type that keeps every value of t.
func native(t writ.Type) (string, error) {
	if t.Kind == writ.KindDecimal {
		switch {
		case t.Precision < 1 || t.Precision > maxPrecision || t.Scale < 0 || t.Scale > t.Precision:
			return "", writ.Errorf(writ.CodeUnsupported, "bigquery.NativeType", "BigQuery has no %s for us; a decimal takes 1 to %d digits", t, maxPrecision)
		case t.Scale <= numericScale && t.Precision-t.Scale <= numericWhole:
			return fmt.Sprintf("NUMERIC(%d,%d)", t.Precision, t.Scale), nil
		}
		return fmt.Sprintf("BIGNUMERIC(%d,%d)", t.Precision, t.Scale), nil
	}
	if n, ok := natives[t.Kind]; ok {
		return n, nil
	}
	return "", writ.Errorf(writ.CodeUnsupported, "bigquery.NativeType", "columns of the kind %s cannot be created", t.Kind)
}
