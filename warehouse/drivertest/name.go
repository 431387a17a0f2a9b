package drivertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// names are what people call things, at their worst: quotes, dots, comments,
// placeholders, white space, control characters, other scripts, and words that
// are reserved somewhere.
var names = []string{
	" ", "a b", "a.b", `a"b`, `"`, "a`b", "[a]", "a'b", `a\b`, "a\nb", "a\tb", "a\x01b", "1a", "é", "e\u0301", "\U0001F642", "日本語", "עברית",
	"a;b", "a--b", "/*a*/", "%", "%s", "?", "$1", ":x", "@x", "{{x}}", "trailing ", "'; DROP TABLE x; --", "ß", "İ", "\u200b", "Ａ",
	"select", "from", "where", "table", "order", "group", "user", "primary", "default", "null", "true", "index", "key", "values", "check",
	"column", "constraint", "end", "case", "when", "grant", "limit", "offset", "union", "window", "with", "rank", "rows", "lateral", "qualify",
	"MixedCase", "UPPER", "_", "_rowid_", "rowid", "constructor", "__proto__", "NaN", "CON",
}

// writable returns the names that the platform's rules allow.
func (e *exam) writable() []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return e.q.NoBlankEnd && strings.HasSuffix(n, " ") ||
			e.q.BasicPlane && strings.ContainsFunc(n, func(r rune) bool { return r > '\uFFFF' })
	})
}

// usable returns the writable names that no system column of the platform has.
func (e *exam) usable() []string {
	return slices.DeleteFunc(e.writable(), func(n string) bool {
		return slices.Contains(e.caps.SystemColumns, strings.ToLower(n))
	})
}

// examNames uses every nasty name as a column, all in one table, and as a table.
func examNames(t *testing.T, e *exam) {
	t.Run("columns", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		names := e.usable()
		columns := make([]driver.Column, len(names))
		row := make([]writ.Value, len(names))
		for i, n := range names {
			columns[i] = driver.Column{Name: n, Type: writ.Type{Kind: writ.KindText}}
			row[i] = writ.Text("in " + n)
		}
		e.load(t, c, d.Child("names"), columns, [][]writ.Value{row})
		described, err := c.Describe(t.Context(), d.Child("names"))
		if err != nil {
			t.Fatal(err)
		}
		sameTypes(t, described, columns)
		stmt, err := e.Driver.Dialect().SelectRows(driver.Window{Path: d.Child("names"), Columns: names, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		got, read, err := fetch(t.Context(), c, stmt)
		if err != nil {
			t.Fatal(err)
		}
		sameTypes(t, got, columns)
		if len(read) != 1 || !slices.Equal(read[0], row) {
			t.Errorf("got %v, want %v", read, row)
		}
	})
	t.Run("tables", func(t *testing.T) {
		t.Parallel()
		c, d, names := e.open(t), e.NewDestination(t), e.writable()
		for i, n := range names {
			e.numbers(t, c, d.Child(n), i)
			if got := e.count(t, c, d.Child(n)); got != integer(i).Text {
				t.Errorf("table %q has %s rows, want %d", n, got, i)
			}
		}
		entries, err := c.List(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, entry := range entries {
			got = append(got, entry.Path.Name())
		}
		want := slices.Sorted(slices.Values(names))
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("listed %q, want %q", got, want)
		}
		for _, n := range names {
			drop, err := e.Driver.Dialect().DropTable(d.Child(n))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Exec(t.Context(), drop); err != nil {
				t.Errorf("drop %q: %v", n, err)
			}
		}
		e.empty(t, c, d)
	})
	t.Run("system columns", func(t *testing.T) {
		t.Parallel()
		for _, n := range e.caps.SystemColumns {
			_, err := e.Driver.Dialect().CreateTable(writ.Path{"s", "t"}, []driver.Column{{Name: n, Type: writ.Type{Kind: writ.KindText}}})
			if writ.CodeOf(err) != writ.CodeInvalid {
				t.Errorf("column %q: got %v, want CodeInvalid", n, err)
			}
		}
	})
}

// examLimits goes up to each limit and one beyond: the limit works, beyond it
// there is an error that says so before anything is made, and no name is cut.
func examLimits(t *testing.T, e *exam) {
	text := writ.Type{Kind: writ.KindText}
	t.Run("identifier", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		long := strings.Repeat("n", e.caps.MaxIdentifierBytes)
		e.load(t, c, d.Child(long), []driver.Column{{Name: long, Type: text}}, nil)
		described, err := c.Describe(t.Context(), d.Child(long))
		if err != nil || len(described) != 1 || described[0].Name != long {
			t.Errorf("described %v, %v: the name was changed", described, err)
		}
		e.dropped(t, c, d.Child(long))
		for _, path := range []writ.Path{d.Child(long + "n"), d.Child(strings.Repeat("é", e.tooManyChars()))} {
			e.refused(t, c, path, []driver.Column{{Name: "v", Type: text}})
		}
		e.refused(t, c, d.Child("t"), []driver.Column{{Name: long + "n", Type: text}})
		e.refused(t, c, d.Child("t"), []driver.Column{{Name: "", Type: text}})
		e.refused(t, c, d.Child(""), []driver.Column{{Name: "v", Type: text}})
		e.refused(t, c, d.Child("nul\x00nul"), []driver.Column{{Name: "v", Type: text}})
		for _, n := range slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(e.writable(), n) }) {
			e.refused(t, c, d.Child(n), []driver.Column{{Name: "v", Type: text}})
			e.refused(t, c, d.Child("t"), []driver.Column{{Name: n, Type: text}})
		}
		e.empty(t, c, d)
	})
	t.Run("columns", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		columns := make([]driver.Column, e.caps.MaxColumns+1)
		row := make([]writ.Value, len(columns))
		for i := range columns {
			columns[i] = driver.Column{Name: "c" + integer(i).Text, Type: writ.Type{Kind: writ.KindBoolean}}
			row[i] = writ.Text("true")
		}
		e.refused(t, c, d.Child("wide"), columns)
		e.empty(t, c, d)
		e.load(t, c, d.Child("wide"), columns[1:], [][]writ.Value{row[1:]})
		e.refused(t, c, d.Child("none"), nil)
	})
	t.Run("same name twice", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		e.refused(t, c, d.Child("t"), []driver.Column{{Name: "same", Type: text}, {Name: "same", Type: text}})
		if e.caps.FoldsNames {
			e.refused(t, c, d.Child("t"), []driver.Column{{Name: "same", Type: text}, {Name: "Same", Type: text}})
		}
		e.empty(t, c, d)
	})
	t.Run("precision", func(t *testing.T) {
		t.Parallel()
		for _, typ := range []writ.Type{
			{Kind: writ.KindDecimal, Precision: e.caps.MaxDecimalPrecision + 1},
			{Kind: writ.KindDecimal},
			{Kind: writ.KindDecimal, Precision: 2, Scale: 3},
		} {
			if n, err := e.Driver.Dialect().NativeType(typ); writ.CodeOf(err) != writ.CodeUnsupported {
				t.Errorf("%+v: got %q, %v, want CodeUnsupported", typ, n, err)
			}
		}
	})
}

// tooManyChars is how often é makes a name that is too long.
func (e *exam) tooManyChars() int {
	if e.q.MaxIdentChars > 0 {
		return e.q.MaxIdentChars + 1
	}
	return e.caps.MaxIdentifierBytes/2 + 1
}

// refused demands that neither CreateTable nor LoadTable takes a table.
func (e *exam) refused(t *testing.T, c platform, path writ.Path, columns []driver.Column) {
	t.Helper()
	stmt, err := e.Driver.Dialect().CreateTable(path, columns)
	if err == nil {
		_, err = c.Exec(t.Context(), stmt)
	}
	wantLimit(t, "create", err)
	_, err = c.LoadTable(t.Context(), driver.Load{Path: path, Columns: columns, File: e.stage(t, nil)})
	wantLimit(t, "load", err)
}

func (e *exam) dropped(t *testing.T, c platform, path writ.Path) {
	t.Helper()
	stmt, err := e.Driver.Dialect().DropTable(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is gone, which is fine
		if _, err := c.Exec(t.Context(), stmt); err != nil {
			t.Fatalf("drop %s: %v", path, err)
		}
	}
	e.absent(t, c, path)
}
