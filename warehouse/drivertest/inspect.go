package drivertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examInspect walks the catalog from the top to the columns.
func examInspect(t *testing.T, e *exam) {
	c, d := e.open(t), e.NewDestination(t)
	e.numbers(t, c, d.Child("Orders 2026"), 1)
	e.numbers(t, c, d.Child("customers"), 1)
	e.exec(t, c, e.q.Build().Raw("CREATE VIEW ").Path(d.Child("recent orders")).Raw(" AS SELECT i, 'x' AS label FROM ").Path(d.Child("Orders 2026")))
	want := []driver.Entry{
		{Path: d.Child("Orders 2026"), Kind: driver.EntryTable},
		{Path: d.Child("customers"), Kind: driver.EntryTable},
		{Path: d.Child("recent orders"), Kind: driver.EntryView},
	}
	t.Run("walk", func(t *testing.T) {
		e.walk(t, c, d)
		entries, err := c.List(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		sameEntries(t, entries, want)
		sortedByName(t, entries)
	})
	t.Run("absent", func(t *testing.T) {
		for _, parent := range []writ.Path{{"no such thing"}, d.Parent().Child(d.Name() + " no"), d.Parent().Child(`x' OR '1'='1`), d.Child("customers"), d.Child("a").Child("b").Child("c")} {
			entries, err := c.List(t.Context(), parent)
			if wantClass(t, err, driver.ClassNotFound); err == nil {
				t.Errorf("list %s: %v", parent, entries)
			}
		}
		for _, path := range []writ.Path{nil, d, d.Child("no such table"), d.Child("CUSTOMERS"), {"no such schema", "customers"}, d.Child("customers").Child("i")} {
			columns, err := c.Describe(t.Context(), path)
			if wantClass(t, err, driver.ClassNotFound); err == nil {
				t.Errorf("describe %s: %v", path, columns)
			}
		}
	})
	t.Run("describe view", func(t *testing.T) {
		columns, err := c.Describe(t.Context(), d.Child("recent orders"))
		if err != nil || len(columns) != 2 || columns[0].Name != "i" || columns[0].Type.Kind != writ.KindInteger || columns[1].Name != "label" || columns[1].Type.Kind != writ.KindText {
			t.Errorf("got %+v, %v", columns, err)
		}
	})
	t.Run("search", func(t *testing.T) {
		for _, tt := range []struct {
			text string
			want []driver.Entry
		}{
			{"ORDERS", []driver.Entry{want[0], want[2]}},
			{"rs 20", want[:1]},
			{"%", nil},
			{"_", nil},
			{"'", nil},
			{`\`, nil},
		} {
			found, err := c.Search(t.Context(), tt.text, 1000)
			if err != nil {
				t.Fatalf("search %q: %v", tt.text, err)
			}
			sameEntries(t, within(d, found), tt.want)
		}
		if found, err := c.Search(t.Context(), "orders", 1); err != nil || len(found) != 1 {
			t.Errorf("limit 1: got %v, %v", found, err)
		}
	})
}

// walk lists the way from the top down to a place, which every list must show.
func (e *exam) walk(t *testing.T, c platform, place writ.Path) {
	t.Helper()
	var path writ.Path
	for _, level := range place {
		entries, err := c.List(t.Context(), path)
		if err != nil {
			t.Fatalf("list %q: %v", path, err)
		}
		path = path.Child(level)
		at := slices.IndexFunc(entries, func(entry driver.Entry) bool { return slices.Equal(entry.Path, path) })
		if at < 0 {
			t.Fatalf("%s is not listed: %v", path, entries)
		}
		if k := entries[at].Kind; k != driver.EntryDatabase && k != driver.EntrySchema {
			t.Errorf("%s is a %s", path, k)
		}
		sortedByName(t, entries)
		for _, entry := range entries {
			if n := strings.ToLower(entry.Path.Name()); n == "information_schema" || n == "pg_catalog" {
				t.Errorf("system schema %s is listed", entry.Path)
			}
		}
	}
}

// within keeps the entries of one place; other tests use the same database.
func within(place writ.Path, entries []driver.Entry) []driver.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e driver.Entry) bool { return !slices.Equal(e.Path.Parent(), place) })
}

func sameEntries(t *testing.T, got, want []driver.Entry) {
	t.Helper()
	same := func(a, b driver.Entry) bool { return a.Kind == b.Kind && slices.Equal(a.Path, b.Path) }
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// sortedByName demands the order of UTF-8 bytes.
func sortedByName(t *testing.T, entries []driver.Entry) {
	t.Helper()
	if !slices.IsSortedFunc(entries, func(a, b driver.Entry) int { return strings.Compare(a.Path.Name(), b.Path.Name()) }) {
		t.Errorf("not sorted by name: %v", entries)
	}
}
