package ingest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
)

func TestMakePreview(t *testing.T) {
	t.Parallel()
	p, err := MakePreview([]byte("id;name\n1;\"x;\ny\"\n2;\n3;\"\"\n4\n"), true, "f.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := Dialect{Encoding: "utf-8", Delimiter: ";", Quote: `"`, Escape: `"`, LineEnd: "LF", Header: true}
	if !reflect.DeepEqual(p.Dialect, want) || p.Partial {
		t.Errorf("dialect %+v, partial %v", p.Dialect, p.Partial)
	}
	if len(p.Columns) != 2 || p.Columns[0].Name != "id" || p.Columns[0].Type.Kind != writ.KindInteger || p.Columns[1].Type.Kind != writ.KindText {
		t.Errorf("columns %+v", p.Columns)
	}
	if len(p.Rows) != 3 || p.Rows[0][1] != writ.Text("x;\ny") || p.Rows[1][1] != writ.Null() || p.Rows[2][1] != writ.Text("") {
		t.Errorf("rows %v", p.Rows)
	}
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "line 6: 1 column instead of 2") {
		t.Errorf("warnings %q", p.Warnings)
	}
}

func TestMakePreviewOfABeginning(t *testing.T) {
	t.Parallel()
	data := trips(60_000)
	p, err := MakePreview(data[:headSize-3], false, "f.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Partial || len(p.Rows) != previewRows || len(p.Warnings) != 0 || p.Columns[1].Type.Kind != writ.KindInteger {
		t.Errorf("%d rows, warnings %q, columns %+v", len(p.Rows), p.Warnings, p.Columns)
	}
}

// TestMakePreviewOfManyColumns wants a preview whose cost grows with the columns,
// not with their square: that would take half a minute.
func TestMakePreviewOfManyColumns(t *testing.T) {
	t.Parallel()
	const columns = 20_000
	line := strings.Repeat(",", columns-1) + "\n"
	begin := time.Now()
	p, err := MakePreview([]byte(line+line), true, "wide.csv", Options{})
	if err != nil || len(p.Columns) != columns {
		t.Fatalf("%d columns, %v", len(p.Columns), err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestMakePreviewFollowsTheChoices(t *testing.T) {
	t.Parallel()
	no := false
	p, err := MakePreview([]byte("1,2\n3,x\n"), true, "f.csv", Options{Header: &no, Columns: []ColumnChoice{
		{Index: 0, Include: true, Name: "left", Kind: writ.KindText}, {Index: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Columns) != 2 || p.Columns[0].Name != "left" || p.Columns[0].Type.Kind != writ.KindText || p.Columns[1].Name != "Column 2" {
		t.Errorf("columns %+v", p.Columns)
	}
	if want := `Text because of "x" on line 2; the first value is "2".`; p.Columns[1].Note != want {
		t.Errorf("note %q, want %q", p.Columns[1].Note, want)
	}
	if len(p.Rows) != 2 || p.Dialect.Header {
		t.Errorf("rows %v, header %v", p.Rows, p.Dialect.Header)
	}
}

func TestHeaderDetection(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]bool{
		"id,name\n1,x\n2,y\n":             true,
		"name,city\nAda,Rome\nBo,Pisa\n":  true,
		"1,x\n2,y\n":                      false,
		"1,2\n3,4\n":                      false,
		"a,b\n":                           true,
		"1,2\n":                           false,
		"id,,\n1,2,3\n":                   true,
		"country,2019,2020\nDE,1.5,2.5\n": false, // the years stand above numbers and nothing else speaks
		"id,2019,2020\n1,1.5,2.5\n":       true,
		"2024-01-01,1\n2024-01-02,2\n":    false,
		"date,n\n2024-01-02,2\n":          true,
		"x,x\ny,y\n":                      true,
		"true,no\nfalse,yes\n":            false,
	} {
		p, err := MakePreview([]byte(content), true, "f.csv", Options{})
		if err != nil {
			t.Errorf("%q: %v", content, err)
		} else if p.Dialect.Header != want {
			t.Errorf("%q: header %v, want %v", content, p.Dialect.Header, want)
		}
	}
}

func TestDialectDetection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		delim   string
		columns int
	}{
		"decimal commas":        {"a;b;c\nx;1234,50;0,5\ny;7,25;1,5\n", ";", 3},
		"commas in text":        {"a\tb\n1\tx, y, z\n2\tz\n", "\t", 2},
		"others in cells":       {"id,text\n1,a;b|c\n2,\"d\te,f\"\n", ",", 2},
		"one column":            {"email\na@x\nb@y\n", ",", 1},
		"one column with comma": {"note\nhello\nwell, yes\nfine\nok\nno\n", ";", 1},
		"ragged":                {"a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3\n", ",", 3},
		"apostrophes":           {"a,b\n'tis,x\n'twas,y\n", ",", 2},
	} {
		p, err := MakePreview([]byte(c.content), true, "f.csv", Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if p.Dialect.Delimiter != c.delim || len(p.Columns) != c.columns || p.Dialect.Quote != `"` {
			t.Errorf("%s: %+v, %d columns", name, p.Dialect, len(p.Columns))
		}
	}
}

func TestLongFirstRecord(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*sniffSize)
	p, err := MakePreview([]byte("a,\""+long+"\n\"\n1,2\n3,4\n"), true, "f.csv", Options{})
	if err != nil || p.Columns[1].Name != long+"\n" || len(p.Rows) != 2 {
		t.Errorf("a long name of a column: %v", err)
	}
}

func TestFileNameBreaksTies(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"f.csv": ",", "f.TSV": "\t"} {
		p, err := MakePreview([]byte("a\tb,c\nd\te,f\n"), true, name, Options{})
		if err != nil || p.Dialect.Delimiter != want {
			t.Errorf("%s: %+v %v, want %q", name, p, err, want)
		}
	}
}
