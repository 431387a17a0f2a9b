package duckdb

import (
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// kinds is the portable kind of each native type that has one. Types with
// parameters are handled by portable.
// https://duckdb.org/docs/stable/sql/data_types/overview
var kinds = map[string]writ.Type{
	"VARCHAR":                  {Kind: writ.KindText},
	"TINYINT":                  {Kind: writ.KindInteger},
	"SMALLINT":                 {Kind: writ.KindInteger},
	"INTEGER":                  {Kind: writ.KindInteger},
	"BIGINT":                   {Kind: writ.KindInteger},
	"UTINYINT":                 {Kind: writ.KindInteger},
	"USMALLINT":                {Kind: writ.KindInteger},
	"UINTEGER":                 {Kind: writ.KindInteger},
	"UBIGINT":                  {Kind: writ.KindDecimal, Precision: 20},
	"HUGEINT":                  {Kind: writ.KindDecimal, Precision: 39},
	"UHUGEINT":                 {Kind: writ.KindDecimal, Precision: 39},
	"FLOAT":                    {Kind: writ.KindFloat},
	"DOUBLE":                   {Kind: writ.KindFloat},
	"BOOLEAN":                  {Kind: writ.KindBoolean},
	"DATE":                     {Kind: writ.KindDate},
	"TIME":                     {Kind: writ.KindTime},
	"TIMESTAMP":                {Kind: writ.KindTimestamp},
	"TIMESTAMP_S":              {Kind: writ.KindTimestamp},
	"TIMESTAMP_MS":             {Kind: writ.KindTimestamp},
	"TIMESTAMP_NS":             {Kind: writ.KindTimestamp},
	"TIMESTAMP WITH TIME ZONE": {Kind: writ.KindTimestampTZ},
	"BLOB":                     {Kind: writ.KindBytes},
	"JSON":                     {Kind: writ.KindJSON},
}

// portable returns the kind of a native type as DESCRIBE spells it, KindOther
// for lists, structs, enums, intervals and whatever the future brings.
func portable(native string) writ.Type {
	if t, ok := kinds[native]; ok {
		return t
	}
	digits, ok := strings.CutPrefix(native, "DECIMAL(")
	p, s, ok2 := strings.Cut(strings.TrimSuffix(digits, ")"), ",")
	precision, err := strconv.Atoi(p)
	scale, err2 := strconv.Atoi(s)
	if !ok || !ok2 || err != nil || err2 != nil {
		return writ.Type{Kind: writ.KindOther}
	}
	return writ.Type{Kind: writ.KindDecimal, Precision: precision, Scale: scale}
}

// native returns the type that keeps every value of t.
func native(t writ.Type) (string, error) {
	const op = "duckdb.NativeType"
	switch t.Kind {
	case writ.KindText:
		return "VARCHAR", nil
	case writ.KindInteger:
		return "BIGINT", nil
	case writ.KindDecimal:
		if t.Precision < 1 || t.Precision > maxPrecision || t.Scale < 0 || t.Scale > t.Precision {
			return "", writ.Errorf(writ.CodeUnsupported, op, "DuckDB has no %s; it keeps up to %d digits", t, maxPrecision).
				WithHint("Load the column as text.")
		}
		return "DECIMAL(" + strconv.Itoa(t.Precision) + "," + strconv.Itoa(t.Scale) + ")", nil
	case writ.KindFloat:
		return "DOUBLE", nil
	case writ.KindBoolean:
		return "BOOLEAN", nil
	case writ.KindDate:
		return "DATE", nil
	case writ.KindTime:
		return "TIME", nil
	case writ.KindTimestamp:
		return "TIMESTAMP", nil
	case writ.KindTimestampTZ:
		return "TIMESTAMP WITH TIME ZONE", nil
	case writ.KindBytes:
		return "BLOB", nil
	case writ.KindJSON:
		return "JSON", nil
	}
	return "", writ.Errorf(writ.CodeUnsupported, op, "DuckDB has no type for %s", t)
}

// canonical appends an expression that renders column in the canonical text of
// its type (see writ.Value), so that rows and exports agree by construction.
// DuckDB's own text is canonical already but for a few types.
func canonical(b *sqltext.Builder, t writ.Type, column string) {
	switch {
	case t.Kind == writ.KindDecimal && t.Scale > 0 && t.Scale == t.Precision: // DuckDB says .5
		b.Raw("regexp_replace(CAST(").Ident(column).Raw(` AS VARCHAR), '^(-?)\.', '\10.')`)
	case t.Kind == writ.KindFloat: // DuckDB says 1.0, nan, inf
		b.Raw("CASE WHEN isfinite(").Ident(column).Raw(`) THEN regexp_replace(CAST(`).Ident(column)
		b.Raw(` AS VARCHAR), '\.0$', '') WHEN isnan(`).Ident(column).Raw(") THEN 'NaN' WHEN ").Ident(column)
		b.Raw(" > 0 THEN 'Infinity' WHEN ").Ident(column).Raw(" < 0 THEN '-Infinity' END")
	case t.Kind == writ.KindTimestampTZ: // DuckDB says +00; the session's zone is UTC
		b.Raw("regexp_replace(CAST(").Ident(column).Raw(` AS VARCHAR), '\+00$', 'Z')`)
	case t.Kind == writ.KindBytes: // DuckDB says \x00
		b.Raw("lower(hex(").Ident(column).Raw("))")
	default:
		b.Raw("CAST(").Ident(column).Raw(" AS VARCHAR)")
	}
}

// stored appends an expression that turns a cell of a canonical file, read as
// readAs says, into the value that is stored.
func stored(b *sqltext.Builder, kind writ.Kind, column string) {
	if kind == writ.KindBytes {
		b.Raw("unhex(").Ident(column).Raw(") AS ").Ident(column)
		return
	}
	b.Ident(column)
}

// readAs is the type the CSV reader gives a column of a canonical file.
func readAs(t writ.Type) (string, error) {
	if t.Kind == writ.KindBytes {
		return "VARCHAR", nil
	}
	return native(t)
}
