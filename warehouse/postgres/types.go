package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/writ-dev/writ"
)

// kinds tells the portable kind of PostgreSQL's own types by their numbers,
// which are the same on every server. Every other type is KindOther, domains
// excepted: the server reports them as the type they are made of.
var kinds = map[uint32]writ.Kind{
	pgtype.TextOID: writ.KindText, pgtype.VarcharOID: writ.KindText, pgtype.BPCharOID: writ.KindText,
	pgtype.NameOID: writ.KindText, pgtype.QCharOID: writ.KindText,
	pgtype.Int2OID: writ.KindInteger, pgtype.Int4OID: writ.KindInteger, pgtype.Int8OID: writ.KindInteger,
	pgtype.NumericOID: writ.KindDecimal,
	pgtype.Float4OID:  writ.KindFloat, pgtype.Float8OID: writ.KindFloat,
	pgtype.BoolOID: writ.KindBoolean,
	pgtype.DateOID: writ.KindDate, pgtype.TimeOID: writ.KindTime,
	pgtype.TimestampOID: writ.KindTimestamp, pgtype.TimestamptzOID: writ.KindTimestampTZ,
	pgtype.ByteaOID: writ.KindBytes,
	pgtype.JSONOID:  writ.KindJSON, pgtype.JSONBOID: writ.KindJSON,
}

// natives are the types that keep every value of a kind. json and not jsonb:
// jsonb reorders keys, drops repeated ones and refuses \u0000.
var natives = map[writ.Kind]string{
	writ.KindText:        "text",
	writ.KindInteger:     "bigint",
	writ.KindFloat:       "double precision",
	writ.KindBoolean:     "boolean",
	writ.KindDate:        "date",
	writ.KindTime:        "time without time zone",
	writ.KindTimestamp:   "timestamp without time zone",
	writ.KindTimestampTZ: "timestamp with time zone",
	writ.KindBytes:       "bytea",
	writ.KindJSON:        "json",
}

// native returns the type that keeps every value of t.
func native(t writ.Type) (string, error) {
	if t.Kind == writ.KindDecimal {
		if t.Precision < 1 || t.Precision > maxPrecision || t.Scale < 0 || t.Scale > t.Precision {
			return "", writ.Errorf(writ.CodeUnsupported, "postgres.NativeType", "PostgreSQL has no %s; a decimal takes 1 to %d digits", t, maxPrecision)
		}
		return fmt.Sprintf("numeric(%d,%d)", t.Precision, t.Scale), nil
	}
	if n, ok := natives[t.Kind]; ok {
		return n, nil
	}
	return "", writ.Errorf(writ.CodeUnsupported, "postgres.NativeType", "columns of the kind %s cannot be created", t.Kind)
}

// portable returns the type of a column with the type number oid and the type
// modifier mod. A numeric's modifier holds precision and scale as
// numeric_typmod of the server's source packs them, 4 more than their bits; the
// scale has 11 bits with a sign. One with a scale that is negative or beyond
// the precision keeps neither, because no other platform has the like.
func portable(oid uint32, mod int32) writ.Type {
	kind, ok := kinds[oid]
	if !ok {
		return writ.Type{Kind: writ.KindOther}
	}
	t := writ.Type{Kind: kind}
	if kind == writ.KindDecimal && mod >= 4 {
		precision, scale := int(mod-4)>>16&0xffff, (int(mod-4)&0x7ff^0x400)-0x400
		if scale >= 0 && scale <= precision {
			t.Precision, t.Scale = precision, scale
		}
	}
	return t
}

// canonical turns the server's text of a value into the one of writ.Value. The
// session's settings (see settings) have brought it close already.
func canonical(kind writ.Kind, text []byte) string {
	s := string(text)
	switch kind {
	case writ.KindBoolean:
		if s == "t" {
			return "true"
		}
		return "false"
	case writ.KindFloat:
		return shortFloat(s)
	case writ.KindTimestampTZ:
		return strings.Replace(s, "+00", "Z", 1) // before " BC"; infinity has no zone
	case writ.KindBytes:
		return strings.TrimPrefix(s, `\x`)
	}
	return s
}
