package sqltext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

var (
	standard  = sqltext.Quoting{Ident: '"'}
	backslash = sqltext.Quoting{Ident: '`', Backslash: true, MaxIdentBytes: 10}
	cStyle    = sqltext.Quoting{Ident: '`', CStyle: true}
)

func TestBuilder(t *testing.T) {
	t.Parallel()
	q := standard.Build
	inner, err := q().Raw("SELECT 1").Done()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		b    *sqltext.Builder
		want string
	}{
		{q(), ""},
		{q().Ident("a"), `"a"`},
		{q().Ident(`a"b`), `"a""b"`},
		{q().Ident(`"`), `""""`},
		{q().Ident("a.b"), `"a.b"`},
		{q().Ident("É\U0001F642"), "\"É\U0001F642\""},
		{q().Path(writ.Path{"s", `t"x`}), `"s"."t""x"`},
		{q().Idents("a", "b c", "d"), `"a", "b c", "d"`},
		{q().Text(""), `''`},
		{q().Text("O'Brien"), `'O''Brien'`},
		{q().Text(`a\`), `'a\'`},
		{q().Text("a\nb"), "'a\nb'"},
		{q().Int(-5), "-5"},
		{q().Type("DECIMAL(10,2)"), "DECIMAL(10,2)"},
		{q().Type("timestamp with time zone"), "timestamp with time zone"},
		{q().Raw("SELECT * FROM (").SQL(inner).Raw(")"), "SELECT * FROM (SELECT 1)"},
		{backslash.Build().Ident("a`b"), "`a``b`"},
		{backslash.Build().Ident(`a\b`), "`a\\b`"},
		{backslash.Build().Text(`a\'b`), `'a\\''b'`},
		{backslash.Build().Ident("0123456789"), "`0123456789`"},
		{cStyle.Build().Ident("a`b\\"), "`a\\`b\\\\`"},
		{backslash.Build().Text("a\x00\\0"), `'a\0\\0'`},
		{q().Ident("a").HasPrefix("5%_!'"), `"a" LIKE '5!%!_!!''%' ESCAPE '!'`},
		{q().Ident("a").Contains(""), `"a" LIKE '%%' ESCAPE '!'`},
		{backslash.Build().Ident("a").Contains(`\%`), "`a` LIKE '%\\\\!%%' ESCAPE '!'"},
		{cStyle.Build().Ident("a").Contains(`\_`), "`a` LIKE '%\\\\\\\\\\\\_%'"},
		{cStyle.Build().Text("O'Brien\r\n\"\\"), `'O\'Brien\r\n\"\\'`},
	} {
		s, err := tt.b.Done()
		if err != nil || s.String() != tt.want {
			t.Errorf("got %s, %v, want %s", s, err, tt.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	q := standard.Build
	for what, tt := range map[string]struct {
		b    *sqltext.Builder
		says string
	}{
		"empty name":         {q().Ident(""), "empty"},
		"empty path":         {q().Path(nil), "empty"},
		"empty part":         {q().Path(writ.Path{"a", ""}), "empty"},
		"invalid UTF-8":      {q().Ident("a\xff"), "UTF-8"},
		"NUL in a name":      {q().Ident("a\x00"), "NUL"},
		"NUL in a text":      {q().Text("a\x00"), "NUL"},
		"long name":          {backslash.Build().Ident("01234567890"), "11 bytes"},
		"long by its bytes":  {backslash.Build().Ident("éééééé"), "12 bytes"},
		"type with a quote":  {q().Type(`text"`), "type"},
		"type with a dash":   {q().Type("int--"), "type"},
		"type with an end":   {q().Type("int; DROP TABLE x"), "type"},
		"type with no ASCII": {q().Type("ınt"), "type"},
		"the first of two":   {q().Ident("").Text("\x00"), "empty"},
	} {
		s, err := tt.b.Done()
		if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), tt.says) || s.String() != "" {
			t.Errorf("%s: got %q, %v, want CodeInvalid saying %q", what, s, err, tt.says)
		}
	}
}

func TestTagged(t *testing.T) {
	t.Parallel()
	s, err := standard.Build().Raw("SELECT 1").Done()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		pairs [][2]string
		want  string
	}{
		{nil, "/* writ */ SELECT 1"},
		{[][2]string{{"member", "a@b.org"}, {"request", ""}}, "/* writ member=a@b.org */ SELECT 1"},
		{[][2]string{{"m", "*/ DROP TABLE x; /*"}}, "/* writ m=DROPTABLEx */ SELECT 1"},
		{[][2]string{{"*/", "é\n"}}, "/* writ = */ SELECT 1"},
	} {
		if got := sqltext.Tagged(s, tt.pairs...).String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// FuzzQuoting reads identifiers and literals back by the platform's rules: each
// must come out as it went in and end where it ends.
func FuzzQuoting(f *testing.F) {
	for _, s := range []string{"", "a", `"`, `""`, "`", "'", `\`, `\'`, `'\`, "a\x00b", "\xff", "--", "/*", "é\U0001F642"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, escapes bool) {
		q := sqltext.Quoting{Ident: '"', Backslash: escapes}
		ident, err := q.Build().Ident(s).Done()
		if want := s != "" && utf8.ValidString(s) && !strings.Contains(s, "\x00"); want != (err == nil) {
			t.Fatalf("identifier %q: %v", s, err)
		}
		if got, rest := unquote(ident.String(), '"', false); err == nil && (got != s || rest != "") {
			t.Errorf("identifier %q reads as %q, then %q", s, got, rest)
		}
		text, err := q.Build().Text(s).Done()
		if got, rest := unquote(text.String(), '\'', escapes); err == nil && (got != s || rest != "") {
			t.Errorf("text %q reads as %q, then %q", s, got, rest)
		}
	})
}

// unquote reads a quoted piece at the start of s and returns what follows.
func unquote(s string, quote byte, escapes bool) (text, rest string) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case escapes && s[i] == '\\' && i+1 < len(s):
			if i++; s[i] == '0' {
				b.WriteByte(0)
				continue
			}
		case s[i] == quote && i+1 < len(s) && s[i+1] == quote:
			i++
		case s[i] == quote:
			return b.String(), s[i+1:]
		}
		b.WriteByte(s[i])
	}
	return b.String(), "the end is missing"
}
