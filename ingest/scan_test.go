package ingest

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"
)

// scanAll scans data from its beginning to its end, passing over comments.
func scanAll(g *grammar, data []byte) (records [][]string, faults []fault) {
	var cells []cell
	var arena []byte
	for pos := 0; pos < len(data); {
		if next := g.comment(data, pos); next > pos {
			pos = next
			continue
		}
		var bad fault
		cells, pos, bad = g.record(data, pos, cells)
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = string(g.text(data, c, &arena))
		}
		records, faults = append(records, row), append(faults, bad)
	}
	return records, faults
}

func dialectOf(delim, quote, escape, lineEnd string) Dialect {
	return Dialect{Delimiter: delim, Quote: quote, Escape: escape, LineEnd: lineEnd}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	standard := dialectOf(",", `"`, `"`, lineEndLF)
	spaces := standard
	spaces.SkipSpaces = true
	for name, c := range map[string]struct {
		dialect Dialect
		data    string
		want    string // cells joined by |, records by /
		bad     fault  // of the first record
	}{
		"plain":                 {standard, "a,b\n1,2\n", "a|b/1|2", faultNone},
		"no final line end":     {standard, "a,b\n1,2", "a|b/1|2", faultNone},
		"CRLF":                  {standard, "a,b\r\n1,2\r\n", "a|b/1|2", faultNone},
		"mixed line ends":       {standard, "a,b\r\n1,2\n", "a|b/1|2", faultNone},
		"CR at the end":         {standard, "a,b\r", "a|b", faultNone},
		"CR":                    {dialectOf(",", `"`, `"`, lineEndCR), "a,b\r1,2\r", "a|b/1|2", faultNone},
		"empty cells":           {standard, ",\n,,\n", "|/||", faultNone},
		"quotes":                {standard, "\"a,\nb\",\"\"\n", "a,\nb|", faultNone},
		"doubled quotes":        {standard, "\"a\"\"b\",\"\"\"\"\n", `a"b|"`, faultNone},
		"CRLF in quotes":        {standard, "\"a\r\nb\"\r\nc\r\n", "a\r\nb/c", faultNone},
		"quote in the middle":   {standard, "5\" pipe,x\n", `5" pipe|x`, faultNone},
		"text after quote":      {standard, "\"a\"b,c\nd,e\n", "a|c/d|e", faultAfterQuote},
		"bare CR":               {standard, "a\rb,c\n", "a\rb|c", faultLineBreak},
		"LF in a file of CR":    {dialectOf(",", `"`, `"`, lineEndCR), "a\nb\r", "a\nb", faultLineBreak},
		"unclosed":              {standard, "a,\"b\nc", "a|b\nc", faultUnclosed},
		"only a quote":          {standard, `"`, "", faultUnclosed},
		"single quotes":         {dialectOf(",", "'", "'", lineEndLF), "'a''b','\"'\n", `a'b|"`, faultNone},
		"backslash":             {dialectOf(",", `"`, `\`, lineEndLF), `"a\"b","c\\","d\e"` + "\n", `a"b|c\|d\e`, faultNone},
		"no quotes":             {dialectOf(",", quoteNone, quoteNone, lineEndLF), "\"a,b\"\n", `"a|b"`, faultNone},
		"spaces are data":       {standard, "a, \"b\", c \n", `a| "b"| c `, faultNone},
		"spaces are layout":     {spaces, "a, \"b, c\" , d \n", `a|b, c|d `, faultNone},
		"tab":                   {dialectOf("\t", `"`, `"`, lineEndLF), "a\tb,c\n", "a|b,c", faultNone},
		"other line separators": {standard, "a\v\f\u0085\u2028b,c\n", "a\v\f\u0085\u2028b|c", faultNone},
	} {
		records, faults := scanAll(newGrammar(c.dialect), []byte(c.data))
		var rows []string
		for _, r := range records {
			rows = append(rows, strings.Join(r, "|"))
		}
		if got := strings.Join(rows, "/"); got != c.want || faults[0] != c.bad {
			t.Errorf("%s: got %q, fault %d, want %q, fault %d", name, got, faults[0], c.want, c.bad)
		}
	}
}

// FuzzRecord compares the scanner with the standard library's on everything that
// both take.
func FuzzRecord(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\"\"b\",\"c\nd\"\n", "a,\"\"\n", "\"x\",\"\"\"\"\n", "é,\"\n\"\n"} {
		f.Add([]byte(s))
	}
	g := newGrammar(canonicalDialect)
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.ContainsRune(data, '\r') {
			t.Skip("the standard library changes carriage returns")
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		got, faults := scanAll(g, data)
		if err != nil {
			return // it is stricter: it refuses quotes in unquoted cells
		}
		got = slices.DeleteFunc(got, func(row []string) bool { return len(row) == 1 && row[0] == "" })
		want = slices.DeleteFunc(want, func(row []string) bool { return len(row) == 1 && row[0] == "" })
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q: got %q, want %q", data, got, want)
		}
		if slices.ContainsFunc(faults, func(f fault) bool { return f != faultNone }) {
			t.Errorf("%q: faults %v where the standard library sees none", data, faults)
		}
	})
}

// TestRecordOfManyEscapes wants the time for a cell to grow with its length, not
// with the square: that would take ten seconds or more.
func TestRecordOfManyEscapes(t *testing.T) {
	t.Parallel()
	data := []byte(`"` + strings.Repeat(`\\`, 1<<20) + "\"\n")
	begin := time.Now()
	cells, next, bad := newGrammar(dialectOf(",", `"`, `\`, lineEndLF)).record(data, 0, nil)
	if len(cells) != 1 || next != len(data) || bad != faultNone {
		t.Errorf("%d cells, ending at %d of %d, fault %d", len(cells), next, len(data), bad)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestBlankLinesAboveASingleColumn wants them to be rows as all others are.
func TestBlankLinesAboveASingleColumn(t *testing.T) {
	t.Parallel()
	no := false
	for content, want := range map[string]string{
		"\n\n1\n2\n":    "1,\n2,\n3,1\n4,2\n",
		"\r\n1\r\n":     "1,\n2,1\n",
		"sep=;\n\n1\n":  "1,\n2,1\n",
		"#a\n#b\n\n1\n": "1,#a\n2,#b\n3,\n4,1\n",
	} {
		if _, data, err := stage(t, content, Options{Header: &no}, anyPlatform); err != nil || data != want {
			t.Errorf("%q: %q, want %q (%v)", content, data, want, err)
		}
	}
	if _, data, err := stage(t, "\n\nname\n1\n", Options{}, anyPlatform); err != nil || data != "1,1\n" {
		t.Errorf("above a header: %q (%v)", data, err)
	}
}
