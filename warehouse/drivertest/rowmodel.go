package drivertest

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
)

// compareValues compares two values of a kind, NULL after all others.
func compareValues(kind writ.Kind, a, b writ.Value) int {
	if a.Null || b.Null {
		return cmp.Compare(nullRank(a), nullRank(b))
	}
	switch kind {
	case writ.KindInteger, writ.KindDecimal:
		x, _ := new(big.Rat).SetString(a.Text)
		y, _ := new(big.Rat).SetString(b.Text)
		return x.Cmp(y)
	case writ.KindFloat:
		return compareFloats(a.Text, b.Text)
	case writ.KindTimestampTZ:
		return strings.Compare(strings.TrimSuffix(a.Text, "Z"), strings.TrimSuffix(b.Text, "Z"))
	}
	return strings.Compare(a.Text, b.Text)
}

func nullRank(v writ.Value) int {
	if v.Null {
		return 1
	}
	return 0
}

// compareFloats puts NaN after all numbers.
func compareFloats(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	switch {
	case math.IsNaN(x) && math.IsNaN(y):
		return 0
	case math.IsNaN(x):
		return 1
	case math.IsNaN(y):
		return -1
	}
	return cmp.Compare(x, y)
}

// holds tells whether a row of tb has what a filter looks for.
func (tb *tabled) holds(f warehouse.RowFilter, row []writ.Value) bool {
	switch {
	case f.All != nil:
		return !slices.ContainsFunc(f.All, func(g warehouse.RowFilter) bool { return !tb.holds(g, row) })
	case f.Any != nil:
		return slices.ContainsFunc(f.Any, func(g warehouse.RowFilter) bool { return tb.holds(g, row) })
	}
	at := tb.at(f.Column)
	v, kind := row[at], tb.columns[at].Type.Kind
	equal := func(w writ.Value) bool { return compareValues(kind, v, w) == 0 }
	switch f.Op {
	case warehouse.IsNull:
		return v.Null
	case warehouse.NotNull:
		return !v.Null
	case warehouse.NotEqual:
		return v.Null || !equal(f.Values[0])
	case warehouse.In:
		return !v.Null && slices.ContainsFunc(f.Values, equal)
	case warehouse.Contains:
		return !v.Null && strings.Contains(v.Text, f.Values[0].Text)
	case warehouse.StartsWith:
		return !v.Null && strings.HasPrefix(v.Text, f.Values[0].Text)
	}
	if v.Null {
		return false
	}
	c := compareValues(kind, v, f.Values[0])
	return map[warehouse.RowOp]bool{
		warehouse.Equal: c == 0, warehouse.Less: c < 0, warehouse.LessOrEqual: c <= 0, warehouse.Greater: c > 0, warehouse.GreaterOrEqual: c >= 0,
	}[f.Op]
}
