package mysql

import (
	sqldriver "database/sql/driver"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// kinds tells the portable kind of the types of results, as the driver names
// them. BIT, YEAR, SET, ENUM, GEOMETRY and VECTOR are not among them: their
// text means more than a portable kind could say.
var kinds = map[string]writ.Kind{
	"CHAR": writ.KindText, "VARCHAR": writ.KindText,
	"TINYTEXT": writ.KindText, "TEXT": writ.KindText, "MEDIUMTEXT": writ.KindText, "LONGTEXT": writ.KindText,
	"TINYINT": writ.KindInteger, "SMALLINT": writ.KindInteger, "MEDIUMINT": writ.KindInteger, "INT": writ.KindInteger, "BIGINT": writ.KindInteger,
	"UNSIGNED TINYINT": writ.KindInteger, "UNSIGNED SMALLINT": writ.KindInteger, "UNSIGNED MEDIUMINT": writ.KindInteger, "UNSIGNED INT": writ.KindInteger,
	"UNSIGNED BIGINT": writ.KindDecimal, // its upper half is beyond 64 bits with a sign
	"DECIMAL":         writ.KindDecimal,
	"FLOAT":           writ.KindFloat, "DOUBLE": writ.KindFloat,
	"DATE": writ.KindDate, "TIME": writ.KindTime,
	"DATETIME": writ.KindTimestamp, "TIMESTAMP": writ.KindTimestampTZ,
	"BINARY": writ.KindBytes, "VARBINARY": writ.KindBytes,
	"TINYBLOB": writ.KindBytes, "BLOB": writ.KindBytes, "MEDIUMBLOB": writ.KindBytes, "LONGBLOB": writ.KindBytes,
	"JSON": writ.KindJSON,
}

// natives are the types that keep every value of a kind. There is none for JSON,
// whose numbers MySQL rounds to doubles, nor for instants: TIMESTAMP ends in
// 2038, and DATETIME does not say that it means one.
var natives = map[writ.Kind]string{
	writ.KindText:      "LONGTEXT",
	writ.KindInteger:   "BIGINT",
	writ.KindFloat:     "DOUBLE",
	writ.KindBoolean:   "TINYINT(1)",
	writ.KindDate:      "DATE",
	writ.KindTime:      "TIME(6)",
	writ.KindTimestamp: "DATETIME(6)",
	writ.KindBytes:     "LONGBLOB",
}

// native returns the type that keeps every value of t.
func native(t writ.Type) (string, error) {
	if t.Kind == writ.KindDecimal {
		if t.Precision < 1 || t.Precision > maxPrecision || t.Scale < 0 || t.Scale > t.Precision || t.Scale > maxScale {
			return "", writ.Errorf(writ.CodeUnsupported, "mysql.NativeType", "MySQL has no %s; a decimal takes 1 to %d digits, %d of them after the point", t, maxPrecision, maxScale)
		}
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale), nil
	}
	if n, ok := natives[t.Kind]; ok {
		return n, nil
	}
	return "", writ.Errorf(writ.CodeUnsupported, "mysql.NativeType", "columns of the kind %s cannot be created on MySQL", t.Kind)
}

// described returns the type of a column from information_schema: its data type
// ("decimal"), its full one ("decimal(10,2) unsigned"), precision and scale.
func described(dataType, full string, precision, scale int) writ.Type {
	name := strings.ToUpper(dataType)
	if strings.Contains(full, "unsigned") {
		name = "UNSIGNED " + name
	}
	kind, ok := kinds[name]
	if !ok {
		kind, ok = kinds[strings.ToUpper(dataType)]
	}
	switch {
	case !ok:
		return writ.Type{Kind: writ.KindOther}
	case full == "tinyint(1)":
		return writ.Type{Kind: writ.KindBoolean}
	case kind == writ.KindDecimal:
		return writ.Type{Kind: kind, Precision: precision, Scale: scale}
	}
	return writ.Type{Kind: kind}
}

// canonical turns a value of the text protocol, which the driver has made a
// number where it can, into the text of writ.Value.
func canonical(kind writ.Kind, v sqldriver.Value) writ.Value {
	switch v := v.(type) {
	case nil:
		return writ.Null()
	case int64:
		if kind == writ.KindBoolean {
			return writ.Text(strconv.FormatBool(v != 0))
		}
		return writ.Text(strconv.FormatInt(v, 10))
	case uint64:
		return writ.Text(strconv.FormatUint(v, 10))
	case float32:
		return writ.Text(strconv.FormatFloat(float64(v), 'g', -1, 32))
	case float64:
		return writ.Text(strconv.FormatFloat(v, 'g', -1, 64))
	case []byte:
		return writ.Text(canonicalText(kind, v))
	}
	return writ.Text(fmt.Sprint(v))
}

func canonicalText(kind writ.Kind, b []byte) string {
	switch kind {
	case writ.KindBytes, writ.KindOther:
		if kind == writ.KindBytes || !printable(b) {
			return hex.EncodeToString(b)
		}
	case writ.KindTime, writ.KindTimestamp:
		return shortFraction(string(b))
	case writ.KindTimestampTZ:
		return shortFraction(string(b)) + "Z"
	}
	return string(b)
}

// printable tells whether the value of a type we do not know is text; bits and
// geometries are not.
func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(b) > 0
}

// shortFraction takes the zeros off the end of a fraction of a second.
func shortFraction(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
