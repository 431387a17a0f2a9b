package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// choicesOf previews a file of one column, with a second that makes it a table.
func choicesOf(t *testing.T, values ...string) PreviewColumn {
	t.Helper()
	var b strings.Builder
	b.WriteString("v|n\n")
	for i, v := range values {
		fmt.Fprintf(&b, "%s|%d\n", v, i)
	}
	p, err := MakePreview([]byte(b.String()), true, "f.csv", Options{Delimiter: "|"})
	if err != nil {
		t.Fatal(err)
	}
	return p.Columns[0]
}

// outlined writes choices as "date dd/MM/yyyy 3/3 a->b", those that are ambiguous
// with a question mark.
func outlined(choices []KindChoice) string {
	var out []string
	for _, c := range choices {
		s := fmt.Sprintf("%s %s %d/%d %s->%s", c.Kind, c.Format, c.Fits, c.Of, c.From, c.To)
		if c.Ambiguous {
			s += "?"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestChoices(t *testing.T) {
	t.Parallel()
	nine := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}
	for name, c := range map[string]struct {
		values []string
		typ    writ.Kind
		want   string
	}{
		"day first":         {[]string{"01/02/2026", "31/12/2026"}, writ.KindText, "date dd/MM/yyyy 2/2 01/02/2026->2026-02-01"},
		"one or two digits": {[]string{"1/2/2026", "31/12/2026"}, writ.KindText, "date d/M/yyyy 2/2 1/2/2026->2026-02-01"},
		"month first":       {[]string{"01/02/2026", "12/31/2026"}, writ.KindText, "date MM/dd/yyyy 2/2 01/02/2026->2026-01-02"},
		"either": {[]string{"03/03/2026", "01/02/2026"}, writ.KindText,
			"date dd/MM/yyyy 2/2 01/02/2026->2026-02-01?; date MM/dd/yyyy 2/2 01/02/2026->2026-01-02?"},
		"any of three": {[]string{"01.02.03"}, writ.KindText,
			"date dd.MM.yy 1/1 01.02.03->2003-02-01?; date MM.dd.yy 1/1 01.02.03->2003-01-02?; date yy.MM.dd 1/1 01.02.03->2001-02-03?"},
		"month names":       {[]string{"1 Feb 2026", "31 December 2026"}, writ.KindText, "date d MMM yyyy 2/2 1 Feb 2026->2026-02-01"},
		"twelve hours":      {[]string{"12/31/2026 1:05 PM"}, writ.KindText, "timestamp MM/dd/yyyy h:mm:ss a 1/1 12/31/2026 1:05 PM->2026-12-31 13:05:00"},
		"without seconds":   {[]string{"2026-12-31 13:05"}, writ.KindText, "timestamp  1/1 2026-12-31 13:05->2026-12-31 13:05:00"},
		"times of day":      {[]string{"9:05", "13:05"}, writ.KindText, "time HH:mm:ss 2/2 9:05->09:05:00"},
		"compact dates":     {[]string{"20261231", "20260101"}, writ.KindInteger, "date yyyyMMdd 2/2 20261231->2026-12-31"},
		"just integers":     {[]string{"17", "4711"}, writ.KindInteger, ""},
		"ones and zeros":    {[]string{"1", "0"}, writ.KindInteger, "boolean 1/0 2/2 1->true"},
		"yes and no":        {[]string{"yes", "No"}, writ.KindText, "boolean yes/no 2/2 yes->true"},
		"TRUE":              {[]string{"TRUE", "False"}, writ.KindText, "boolean  2/2 TRUE->true"},
		"decimal commas":    {[]string{"1.234,5", "0,25"}, writ.KindText, "decimal 1.234,5 2/2 1.234,5->1234.5"},
		"a comma":           {[]string{"0,5", "12,25"}, writ.KindText, "decimal 1.234,5 2/2 0,5->0.5"},
		"thousands or not":  {[]string{"1,234", "5,678"}, writ.KindText, "integer 1,234.5 2/2 1,234->1234?; decimal 1.234,5 2/2 1,234->1.234?"},
		"points as groups":  {[]string{"1.234", "5.678"}, writ.KindDecimal, "integer 1.234,5 2/2 1.234->1234?"},
		"true decimals":     {[]string{"1.25", "5.678"}, writ.KindDecimal, ""},
		"uneven decimals":   {[]string{"1.25", "5.50", "7.1"}, writ.KindText, "decimal  3/3 1.25->1.25"},
		"blanks":            {[]string{"12 345", "1 234 567"}, writ.KindText, "integer 1 234,5 2/2 12 345->12345"},
		"Swiss":             {[]string{"1'234.50"}, writ.KindText, "decimal 1'234.5 1/1 1'234.50->1234.50"},
		"Indian":            {[]string{"12,34,567"}, writ.KindText, "integer 1,23,456.7 1/1 12,34,567->1234567"},
		"exponents":         {[]string{"12E03", "7E02"}, writ.KindText, "integer  2/2 12E03->12000"},
		"leading zeros":     {[]string{"12", "007"}, writ.KindText, "integer  2/2 007->7"},
		"phones":            {[]string{"+4930123456", "+43123456"}, writ.KindText, ""},
		"phones with zeros": {[]string{"030123456", "43123456"}, writ.KindText, ""},
		"phones in groups":  {[]string{"612 345 678", "698 765 432"}, writ.KindText, ""},
		"nine of ten":       {append([]string{"x"}, nine...), writ.KindText, "integer  9/10 1->1"},
		"eight of nine":     {append([]string{"x"}, nine[1:]...), writ.KindText, ""},
		"NULL in words":     {[]string{"NA", "n/a", "1,5"}, writ.KindText, "decimal 1.234,5 1/3 1,5->1.5"},
		"but NULL in words": {[]string{"NA", "n/a"}, writ.KindText, ""},
		"empty cells":       {[]string{"", "yes", "", "no"}, writ.KindText, "boolean yes/no 2/2 yes->true"},
		"words":             {[]string{"Ada", "Bo"}, writ.KindText, ""},
		"nothing":           {[]string{"", ""}, writ.KindText, ""},
		"dates already":     {[]string{"2026-12-31"}, writ.KindDate, ""},
	} {
		got := choicesOf(t, c.values...)
		if got.Type.Kind != c.typ || outlined(got.Choices) != c.want {
			t.Errorf("%s: %s with %q, want %s with %q", name, got.Type.Kind, outlined(got.Choices), c.typ, c.want)
		}
	}
}

// TestChoicesOfManyValues wants what fits to be offered although most cells are
// words that often mean NULL, and nothing that only fits some.
func TestChoicesOfManyValues(t *testing.T) {
	t.Parallel()
	var values []string
	for i := range 1000 {
		values = append(values, "NA", "n/a", "-", fmt.Sprintf("%d,5", i))
	}
	if got := outlined(choicesOf(t, values...).Choices); got != "decimal 1.234,5 1000/4000 0,5->0.5" {
		t.Errorf("mostly NULL: %s", got)
	}
	if got := outlined(choicesOf(t, append(values, "x", "y", "z")...).Choices); got != "decimal 1.234,5 1000/4003 0,5->0.5" {
		t.Errorf("with some words: %s", got)
	}
	values = nil
	for i := range 1000 {
		values = append(values, "word", fmt.Sprint(i))
	}
	if got := outlined(choicesOf(t, values...).Choices); got != "" {
		t.Errorf("half of it: %s", got)
	}
}

func TestChoicesAreExplained(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values []string
		label  string // of the first choice
		note   string
	}{
		"day first": {[]string{"31/12/2026"}, "Date, day first: 31/12/2026",
			"Text, although every value reads as a date, day first; choose that to load it so."},
		"either": {[]string{"01/02/2026"}, "Date, day first: 31/12/2026",
			"Text, although every value reads as a date: which number is the day, the month and the year cannot be told. Choose."},
		"thousands or not": {[]string{"1,234"}, "Integer: 1,234",
			"Text, although every value reads as an integer: how it is written cannot be told. Choose."},
		"leading zeros": {[]string{"12", "007"}, "Integer; leading zeros are lost: 007 becomes 7",
			`Text because of "007" on line 3: a number would lose its leading zeros.`},
		"all have leading zeros": {[]string{"007"}, "Integer; leading zeros are lost: 007 becomes 7",
			`Text because of "007" on line 2: a number would lose its leading zeros.`},
	} {
		got := choicesOf(t, c.values...)
		if len(got.Choices) == 0 || got.Choices[0].Label != c.label || got.Note != c.note {
			t.Errorf("%s: %+v, note %q, want %q, note %q", name, got.Choices, got.Note, c.label, c.note)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	got := choicesOf(t, "NA", "1", "null", "NA", `"N/A"`, "2", "-", "Namibia", "\\N", "\\N", "\\N")
	want := []NullToken{{"\\N", 3}, {"NA", 2}, {"-", 1}, {"null", 1}}
	if fmt.Sprint(got.Tokens) != fmt.Sprint(want) {
		t.Errorf("tokens %v, want %v", got.Tokens, want)
	}
	if got := choicesOf(t, "Namibia", "Nina"); len(got.Tokens) != 0 {
		t.Errorf("tokens %v", got.Tokens)
	}
}

// TestChoicesByLabel wants choices that are kept for the next file of a source to
// find their columns wherever those are, two of one label too.
func TestChoicesByLabel(t *testing.T) {
	t.Parallel()
	kept := []ColumnChoice{{Index: 0, Label: "a", Include: true, Kind: writ.KindText}, {Index: 2, Label: "a"}, {Index: 9, Label: "gone", Include: true}}
	for content, want := range map[string]string{
		"a,b,a\n1,2,3\n": "1,1,2\n",
		"b,a,a\n2,1,3\n": "1,2,1\n",
		"a,b\n1,2\n":     "1,1,2\n",
	} {
		st, data, err := stage(t, content, Options{Columns: kept}, anyPlatform)
		if err != nil || data != want || !strings.Contains(outline(st.Columns), "a text") {
			t.Errorf("%q: %q, want %q (%v)", content, data, want, err)
		}
	}
}

// TestMatchOfEqualLabels wants each of several columns with one label to meet its
// own.
func TestMatchOfEqualLabels(t *testing.T) {
	t.Parallel()
	table := []writ.TableColumn{{Name: "a"}, {Name: "a"}, {Name: "B"}}
	for labels, want := range map[string]string{"a,a,b": "[0 1 2]", "a,b": "[0 -1 1]", "b,a,a,a": "[1 2 0]"} {
		var file []arrival
		for label := range strings.SplitSeq(labels, ",") {
			file = append(file, arrival{label: label})
		}
		if got := fmt.Sprint(match(table, file)); got != want {
			t.Errorf("%s: %s, want %s", labels, got, want)
		}
	}
}

// TestOffersThatDoNotFitCostNothing bounds what a column costs of which nothing can
// be made: a preview of ten thousand of them has to be there at once.
func TestOffersThatDoNotFitCostNothing(t *testing.T) {
	list, c := newOffers(), &extractColumn{values: [][]byte{[]byte("abc"), []byte("def")}}
	c.natural.form = text
	if n := testing.AllocsPerRun(10, func() { list.choices(c) }); n > 20 {
		t.Errorf("%v allocations for %d offers", n, len(list))
	}
}
