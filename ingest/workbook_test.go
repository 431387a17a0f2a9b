package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/xlsx"
)

// workbookOf has another program write a workbook; fill is given its only sheet.
func workbookOf(t testing.TB, fill func(f *excelize.File, sheet string) error) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := fill(f, "Sheet1"); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rowsOf fills rows from A1 on; nil leaves a cell empty.
func rowsOf(rows ...[]any) func(*excelize.File, string) error {
	return func(f *excelize.File, sheet string) error {
		for i, row := range rows {
			if err := f.SetSheetRow(sheet, "A"+string(rune('1'+i)), &row); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestStageOfAWorkbook(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	content := workbookOf(t, func(f *excelize.File, sheet string) error {
		err := rowsOf(
			[]any{"id", "price", "when", "at", "ok", "note\n(free)", "code", "big"},
			[]any{1, 0.1, day, day.Add(13*time.Hour + 5*time.Minute), true, "line\nbreak, \"quoted\"", "007", "1234567890123456789"},
			[]any{2, 12.5, day, nil, false, "", "008", "1234567890123456788"},
			[]any{3, nil, nil, nil, nil, "x", nil, nil},
		)(f, sheet)
		if err != nil {
			return err
		}
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err == nil {
			err = f.SetCellStyle(sheet, "C2", "C4", style)
		}
		if err == nil {
			err = f.SetCellValue(sheet, "A6", 5)
		}
		return err
	})
	st, canonical, err := stage(t, content, Options{}, anyPlatform)
	if err != nil {
		t.Fatal(err)
	}
	want := "id integer, price decimal(3,1), when date, at timestamp, ok boolean, note\n(free) text, code text, big integer"
	if got := outline(st.Columns); got != want {
		t.Errorf("columns %q, want %q", got, want)
	}
	want = "1,1,0.1,2026-01-31,2026-01-31 13:05:00,true,\"line\nbreak, \"\"quoted\"\"\",007,1234567890123456789\n" +
		"2,2,12.5,2026-01-31,,false,\"\",008,1234567890123456788\n3,3,,,,,x,,\n4,,,,,,,,\n5,5,,,,,,,\n"
	if canonical != want {
		t.Errorf("canonical %q, want %q", canonical, want)
	}
	if d := st.Dialect; d.Container != "xlsx" || d.Sheet != "Sheet1" || d.Entry != "upload.csv" || !d.Header || d.Delimiter != "" {
		t.Errorf("dialect %+v", d)
	}
	if st.Unpacked == nil || st.Unpacked.Name != "xl/worksheets/sheet1.xml" || len(st.Unpacked.SHA256) != 64 {
		t.Errorf("unpacked %+v", st.Unpacked)
	}
}

func TestWorkbookRejects(t *testing.T) {
	t.Parallel()
	content := workbookOf(t, func(f *excelize.File, sheet string) error {
		err := rowsOf([]any{"a", "b"}, []any{"x\ny\nz", 1}, []any{"u", nil}, []any{"v", 3, nil, nil})(f, sheet)
		if err == nil {
			err = f.SetCellFormula(sheet, "B3", "B2*2")
		}
		if err == nil {
			err = f.MergeCell(sheet, "A4", "A5")
		}
		return err
	})
	p, err := MakePreview([]byte(content), true, "f.xlsx", Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(p.Warnings, "|")
	if !strings.Contains(all, `line 3: b is "=B2*2", the formula in B3 has no stored value`) || !strings.Contains(all, "1 merged areas") {
		t.Errorf("warnings %q", p.Warnings)
	}
	if len(p.Rows) != 3 || p.Rows[0][0] != writ.Text("x\ny\nz") || p.Rows[1][1] != writ.Text("=B2*2") {
		t.Errorf("rows %v", p.Rows)
	}
}

func TestWorkbookTitlesAndErrors(t *testing.T) {
	t.Parallel()
	skip := true
	content := zipped(t, "[Content_Types].xml", "", "xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="a"/><sheet name="None" r:id="b" state="hidden"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="u/worksheet" Target="s.xml"/><Relationship Id="b" Type="u/worksheet" Target="n.xml"/></Relationships>`,
		"xl/n.xml", "<worksheet/>",
		"xl/s.xml", `<worksheet><sheetData><row r="2"><c t="inlineStr"><is><t>k</t></is></c><c t="inlineStr"><is><t>v</t></is></c></row>`+
			`<row r="3"><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c><v>2</v></c><c t="e"><v>#REF!</v></c></row>`+strings.Repeat(`<row><c><v>2</v></c><c><v>7</v></c></row>`, 70_000)+`<row r="80000"><c r="C80000"><v>3</v></c></row></sheetData></worksheet>`)
	p, err := PreviewFile(strings.NewReader(content), int64(len(content)), "f.xlsx", Options{Header: &skip})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Columns) != 3 || p.Columns[1].Name != "v" || len(p.Sheets) != 2 || p.Columns[1].Type.Kind != writ.KindText {
		t.Errorf("%+v", p.Columns)
	}
	if want := "2 cells hold an error such as #N/A, which is loaded as text; the first is B3."; len(p.Warnings) == 0 || p.Warnings[0] != want {
		t.Errorf("warnings %q", p.Warnings)
	}
	if p, err = PreviewFile(strings.NewReader(content), int64(len(content)), "f.xlsx", Options{Sheet: "None"}); err != nil || len(p.Columns) != 0 || len(p.Sheets) != 2 || p.Dialect.Sheet != "None" {
		t.Errorf("empty sheet: %+v %v", p, err)
	}
}

func TestWorkbookRefusals(t *testing.T) {
	t.Parallel()
	content := workbookOf(t, rowsOf([]any{"a", "b"}, []any{1, 2}))
	empty := workbookOf(t, func(*excelize.File, string) error { return nil })
	for name, c := range map[string]struct {
		content string
		opt     Options
		want    string
	}{
		"no sheet":  {content, Options{Sheet: "Other"}, `no sheet "Other"`},
		"delimiter": {content, Options{Delimiter: ";"}, "A workbook has no encoding, delimiter"},
		"empty":     {empty, Options{}, `The sheet "Sheet1" is empty`},
		"no book":   {"a,b\n1,2\n", Options{Sheet: "S"}, "no workbook"},
		"cut":       {zipped(t, "[Content_Types].xml", "", "xl/workbook.xml", "<workbook>", "xl/_rels/workbook.xml.rels", "<a/>"), Options{}, "cut off"},
	} {
		if _, _, err := stage(t, c.content, c.opt, anyPlatform); writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTitlesAboveATable(t *testing.T) {
	t.Parallel()
	content := workbookOf(t, rowsOf([]any{"Report 2026"}, []any{"for\nthe board"}, []any{}, []any{"id", "name\n(short)", "v"},
		[]any{1, "n/a", 2.5}, []any{2, "b", nil}, []any{3, "", 4}, []any{4, "z", 7}))
	p, err := MakePreview([]byte(content), true, "f.xlsx", Options{NullTokens: []string{"n/a"}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Dialect.SkipLines != 3 || fmt.Sprintf("%q", p.Above) != `["Report 2026" "for\nthe board"]` || p.Columns[1].Name != "name\n(short)" {
		t.Errorf("above %q, dialect %+v, columns %+v", p.Above, p.Dialect, p.Columns)
	}
	if fmt.Sprint(p.Lines) != "[5 6 7 8]" || !p.Rows[0][1].Null || p.Rows[2][1].Null || len(p.Dialect.NullTokens) != 1 {
		t.Errorf("rows %v on lines %v", p.Rows, p.Lines)
	}
}

// TestALongWorkbookTakesLittleMemory stages a sheet while the heap may hold no more
// than a piece of it.
func TestALongWorkbookTakesLittleMemory(t *testing.T) {
	const rows = 60_000
	var b bytes.Buffer
	x := xlsx.NewWriter(&b, "S")
	for i := range rows {
		if err := errors.Join(x.Row(), x.Number(strconv.Itoa(i), xlsx.Plain), x.Text(strings.Repeat("text ", 100)+strconv.Itoa(i)), x.Boolean(i%2 == 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "long.xlsx")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	b = bytes.Buffer{}
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	highest := uint64(0)
	st, err := Stage(t.Context(), Source{File: file, FileName: "long.xlsx", Dir: t.TempDir(), Limits: anyPlatform, Progress: func(Progress) {
		runtime.GC()
		runtime.ReadMemStats(&during)
		highest = max(highest, during.HeapAlloc)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if st.RowsRead != rows || st.Unpacked.Size < 30<<20 {
		t.Fatalf("%d rows of %d bytes", st.RowsRead, st.Unpacked.Size)
	}
	if used := int64(highest) - int64(before.HeapAlloc); used > 48<<20 {
		t.Errorf("%d MiB of heap for a sheet of %d MiB", used>>20, st.Unpacked.Size>>20)
	}
}
