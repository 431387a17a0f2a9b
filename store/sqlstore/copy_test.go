package sqlstore

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryTableIsCopied fails for a migration whose table is not among the
// relations.
func TestEveryTableIsCopied(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := Prepare(t.Context(), DialectSQLite, db, Newest); err != nil {
		t.Fatal(err)
	}
	var names string
	row := db.QueryRowContext(t.Context(), "SELECT group_concat(name, ' ') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'")
	if err := row.Scan(&names); err != nil {
		t.Fatal(err)
	}
	got, want := strings.Fields(names), tablesOf(Newest)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the schema has the tables %v, copied are %v", got, want)
	}
}

func TestFingerprints(t *testing.T) {
	t.Parallel()
	of := func(columns string, rows ...[]any) fingerprint {
		t.Helper()
		var f fingerprint
		names := strings.Fields(columns)
		for _, row := range rows {
			if err := f.add(names, sorted(names), row); err != nil {
				t.Fatal(err)
			}
		}
		return f
	}
	base := of("a b", []any{"x", int64(1)}, []any{nil, int64(2)})
	if other := of("b a", []any{int64(2), nil}, []any{int64(1), "x"}); other != base {
		t.Error("the order of rows and columns counts")
	}
	for name, other := range map[string]fingerprint{
		"a NULL for an empty text": of("a b", []any{"x", int64(1)}, []any{"", int64(2)}),
		"bytes for text":           of("a b", []any{[]byte("x"), int64(1)}, []any{nil, int64(2)}),
		"swapped values":           of("a b", []any{"x", int64(2)}, []any{nil, int64(1)}),
		"a missing row":            of("a b", []any{"x", int64(1)}),
		"a row twice":              of("a b", []any{"x", int64(1)}, []any{"x", int64(1)}),
		"another column":           of("a c", []any{"x", int64(1)}, []any{nil, int64(2)}),
		"text for a number":        of("a b", []any{"x", "1"}, []any{nil, int64(2)}),
	} {
		if other == base {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	var f fingerprint
	if err := f.add([]string{"a"}, []int{0}, []any{1.5}); err == nil {
		t.Error("a number that is no integer is taken")
	}
}
