package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// differ compares what came of a file on another platform with what came of it
// on the first. A difference is named if an error or a reject tells the member that
// it is the platform's, or the note of a column that its type is; any other is a
// problem.
func differ(first, other *outcome, platform string) (named bool, problem string) {
	switch {
	case other.refused() && first.refused():
		return false, ""
	case other.refused():
		if names(other.refusal.Message+other.refusal.Hint, platform) {
			return true, ""
		}
		return false, fmt.Sprintf("only %s refuses it: %v", platform, other.refusal)
	case first.refused():
		return false, fmt.Sprintf("only %s loads it", platform)
	}
	if !slices.EqualFunc(first.rejects, other.rejects, slices.Equal) {
		for _, r := range other.rejects {
			if names(r[3], platform) {
				return true, ""
			}
		}
		return false, fmt.Sprintf("on %s the rejects are %q instead of %q", platform, other.rejects, first.rejects)
	}
	return differentTables(first, other, platform)
}

// names tells whether a text for people mentions a platform.
func names(text, platform string) bool { return strings.Contains(text, platform) }

// differentTables compares two tables of the same rows.
func differentTables(first, other *outcome, platform string) (named bool, problem string) {
	if len(first.columns) != len(other.columns) {
		return false, fmt.Sprintf("%d columns on %s instead of %d", len(other.columns), platform, len(first.columns))
	}
	a, b := statement(first), statement(other)
	for i := range first.columns {
		if first.columns[i].Type == other.columns[i].Type {
			continue
		}
		if first.certificate.Columns[i].Note == other.certificate.Columns[i].Note {
			return false, fmt.Sprintf("%s is %v on %s instead of %v, without a word", first.columns[i].Name, other.columns[i].Type, platform, first.columns[i].Type)
		}
		named = true
		a[i+1], b[i+1] = nil, nil
	}
	for i := range a {
		if !reflect.DeepEqual(a[i], b[i]) {
			return named, fmt.Sprintf("%s certifies %v instead of %v", platform, b[i], a[i])
		}
	}
	if !named && !sameRows(first, other) {
		return false, fmt.Sprintf("%s holds other rows: %s", platform, firstDifference(first, other))
	}
	return named, ""
}

// sameRows compares the cells of two tables, and where they are NULL: exports may
// differ in which cells they quote without need.
func sameRows(a, b *outcome) bool {
	return slices.EqualFunc(a.rows, b.rows, slices.Equal) && slices.Equal(a.nulls, b.nulls)
}

// statement is what is certified and has to be the same everywhere: of the file,
// then of each column.
func statement(o *outcome) []any {
	file := maps.Clone(o.certificate.all)
	for _, own := range []string{"platform", "createdAt", "columns"} {
		delete(file, own)
	}
	out := []any{file}
	columns, _ := o.certificate.all["columns"].([]any)
	for _, c := range columns {
		column, _ := c.(map[string]any)
		column = maps.Clone(column)
		delete(column, "physical")
		out = append(out, column)
	}
	return out
}

// firstDifference shows the first row that two exports differ in.
func firstDifference(a, b *outcome) string {
	for i := range min(len(a.rows), len(b.rows)) {
		if !slices.Equal(a.rows[i], b.rows[i]) {
			return fmt.Sprintf("row %d is %q instead of %q", i+1, b.rows[i], a.rows[i])
		}
	}
	return fmt.Sprintf("%d rows instead of %d", len(b.rows), len(a.rows))
}
