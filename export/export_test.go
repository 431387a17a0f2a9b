package export

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse/driver"
)

// limits are those of a platform that keeps everything.
var limits = driver.Capabilities{NULInText: true, MaxDecimalPrecision: 38, TimestampDigits: 6, MinYear: 1, MaxYear: 9999}

// cells are values that are easily lost, by what column they belong in.
var cells = [][]string{
	{"1", "-7", "0", "9223372036854775807", "123456789012345678"},
	{"0.10", "12.50", "-3.99"},
	{"0.1", "12.5", "3", "-0.125", "0.1000000000000000055511151231257827"},
	{"1.5e3", "-2.25e-7", "1.7976931348623157e308", "5e-324", "1e+22"},
	{"true", "false"},
	{"2026-01-31", "0001-01-01", "1900-02-28", "1900-03-01", "9999-12-31"},
	{"13:05:00", "00:00:00", "23:59:59.999", "12:00:00.000001"},
	{"2026-01-31 13:05:00", "1899-12-31 00:00:00", "2026-01-31 00:00:00", "2026-01-31 13:05:00.123", "1999-12-31 23:59:59.999999"},
	{"2026-01-31 13:05:00Z", "2026-01-31T13:05:00+02:00"},
	{`""`, "007", "+49 30", `"a,b"`, `"say ""yes"""`, "\"two\nlines\"", "\" blanks \"", "é😀", "=1+1", "_x0041_", "\"a\r\nb\"", "\x01", "'", "@x", "N/A"},
}

// drawCSV draws a table of rows with a number first.
func drawCSV(t *rapid.T) string {
	var b strings.Builder
	columns := rapid.SliceOfN(rapid.IntRange(0, len(cells)-1), 1, 5).Draw(t, "columns")
	b.WriteString("id")
	for range columns {
		label := rapid.SampledFrom([]string{"name", `"a, b"`, `"q""q"`, "=label", "Ä", "\"two\nlines\"", "x y"}).Draw(t, "label")
		b.WriteString("," + label)
	}
	b.WriteByte('\n')
	for i := range rapid.IntRange(1, 20).Draw(t, "rows") {
		b.WriteByte(byte('0' + i%10))
		for _, c := range columns {
			b.WriteString("," + rapid.SampledFrom(append([]string{""}, cells[c]...)).Draw(t, "cell"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// uploaded is a file once it is read.
type uploaded struct {
	columns []writ.TableColumn
	rows    [][]writ.Value
}

// upload reads a file as an upload would be.
func upload(dir, name, content string) (*uploaded, error) {
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		return nil, err
	}
	yes := true
	opt := ingest.Options{Header: &yes}
	if !strings.HasSuffix(name, ".xlsx") {
		opt.Delimiter, opt.Quote, opt.Escape, opt.Encoding = ",", `"`, `"`, "utf-8"
	}
	st, err := ingest.Stage(context.Background(), ingest.Source{File: file, FileName: name, Dir: dir, Platform: "Test", Limits: limits, Options: opt})
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(st.File)
	if err != nil {
		return nil, err
	}
	t := &uploaded{}
	for _, c := range st.Columns {
		t.columns = append(t.columns, c.TableColumn)
	}
	columns := append([]writ.TableColumn{{Name: "#"}}, t.columns...)
	err = records(columns, bufio.NewReader(bytes.NewReader(data)), func(cells []writ.Value) error {
		t.rows = append(t.rows, slices.Clone(cells[1:]))
		return nil
	})
	return t, errors.Join(err, st.Remove())
}

// written writes the table in a form.
func (u *uploaded) written(form Form) (string, error) {
	var out bytes.Buffer
	err := Write(&out, form, u.table())
	return out.String(), err
}

// table is what a warehouse would export.
func (u *uploaded) table() Table {
	return Table{Name: "T", Columns: u.columns, Rows: int64(len(u.rows)), Read: func(w io.Writer) error {
		s := &csvSink{w: &headed{w: w}}
		for _, r := range u.rows {
			if err := s.row(r); err != nil {
				return err
			}
		}
		return s.end()
	}}
}

// TestAnExactExportComesBack uploads what was exported from what was uploaded.
func TestAnExactExportComesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		first := drawUpload(t, dir)
		out, err := first.written(Form{Format: CSV})
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string]string{"again.csv": out, "again.csv.gz": gzipped(out)} {
			again, err := upload(dir, name, content)
			if err != nil {
				t.Fatalf("%s: %v of %q", name, err, out)
			}
			if !slices.Equal(first.columns, again.columns) || fmt.Sprint(first.rows) != fmt.Sprint(again.rows) {
				t.Fatalf("%s: %+v became %+v in %q", name, first, again, out)
			}
		}
	})
}

// TestAWorkbookComesBack uploads workbooks. Numbers come back in the same value:
// a cell keeps no zeros at their end.
func TestAWorkbookComesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		first := drawUpload(t, dir)
		out, err := first.written(Form{Format: XLSX})
		if err != nil {
			t.Fatal(err)
		}
		again, err := upload(dir, "again.xlsx", out)
		if err != nil {
			t.Fatal(err)
		}
		if len(again.rows) != len(first.rows) || len(again.columns) != len(first.columns) {
			t.Fatalf("%d rows, %d columns instead of %d, %d", len(again.rows), len(again.columns), len(first.rows), len(first.columns))
		}
		for c := range first.columns {
			if first.columns[c].Name != again.columns[c].Name {
				t.Fatalf("label %q became %q", first.columns[c].Name, again.columns[c].Name)
			}
			for r := range first.rows {
				if a, b := first.rows[r][c], again.rows[r][c]; !same(a, b, first.columns[c].Type.Kind) {
					t.Fatalf("%+v %+v became %+v %+v", first.columns[c].Type, a, again.columns[c].Type, b)
				}
			}
		}
	})
}

func same(a, b writ.Value, k writ.Kind) bool {
	if a.Null || b.Null || k != writ.KindDecimal && k != writ.KindFloat {
		return a == b
	}
	x, ok := new(big.Rat).SetString(a.Text)
	y, ok2 := new(big.Rat).SetString(b.Text)
	return ok && ok2 && x.Cmp(y) == 0
}

func drawUpload(t *rapid.T, dir string) *uploaded {
	content := drawCSV(t)
	u, err := upload(dir, "first.csv", content)
	if err != nil {
		t.Fatalf("%v of %q", err, content)
	}
	return u
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s) // into memory
	_ = z.Close()
	return b.String()
}

// TestWorkbookAsAnotherProgramReadsIt reads a workbook with a library of others.
func TestWorkbookAsAnotherProgramReadsIt(t *testing.T) {
	t.Parallel()
	u, err := upload(t.TempDir(), "f.csv", "id,price,day,at,ok,note,big\n1,12.5,2026-01-31,2026-01-31 13:05:00,true,=1+1,1234567890123456789\n2,,,,,\" <b> \n\x01\",2\n")
	if err != nil {
		t.Fatal(err)
	}
	out, err := u.written(Form{Format: XLSX})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if names := f.GetSheetList(); len(names) != 1 || names[0] != "T" {
		t.Errorf("sheets %q", names)
	}
	for cell, want := range map[string]struct {
		kind  excelize.CellType
		value string
	}{
		"A1": {excelize.CellTypeInlineString, "id"},
		"A2": {excelize.CellTypeUnset, "1"},
		"B2": {excelize.CellTypeUnset, "12.5"},
		"C2": {excelize.CellTypeUnset, "2026-01-31"},
		"D2": {excelize.CellTypeUnset, "2026-01-31 13:05:00"},
		"E2": {excelize.CellTypeBool, "TRUE"},
		"F2": {excelize.CellTypeInlineString, "=1+1"},
		"G2": {excelize.CellTypeInlineString, "1234567890123456789"},
		"F3": {excelize.CellTypeInlineString, " <b> \n\x01"},
		"B3": {excelize.CellTypeUnset, ""},
	} {
		kind, err := f.GetCellType("T", cell)
		value, verr := f.GetCellValue("T", cell)
		if err = errors.Join(err, verr); err != nil || kind != want.kind || value != want.value {
			t.Errorf("%s: %v %q %v, want %v %q", cell, kind, value, err, want.kind, want.value)
		}
		if formula, err := f.GetCellFormula("T", cell); err != nil || formula != "" {
			t.Errorf("%s: formula %q %v", cell, formula, err)
		}
	}
}

func TestProtected(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"=1+1": true, "+1+1": true, "-1+1": true, "@SUM(A1)": true, "\tx": true, "\rx": true, "\nx": true,
		"＝1": true, "＋1": true, "－1": true, "＠x": true, "  =1": true, "\"=1": true, "'=1": true, " \"' =1": true, "\u00a0=1": true, "\ufeff=1": true,
		"=cmd|' /C calc'!A0": true, "-": true, "--1": true, "+49 30 123": true, "-2e3+A1": true, "-1e": true, " -1": true, "+A1": true, "-1 ": true,
		"": false, "a": false, "a=1": false, "-5": false, "+5": false, "-5.25": false, "-1,000.5": false, "-2e3": false, "+1E-5": false, "0": false, "'x": false, " x": false, "1=1": false, "é": false,
	} {
		if got := protected(s); got != s && got != "'"+s || (got != s) != want {
			t.Errorf("%q: %q", s, got)
		}
	}
}

func TestProtectedCSV(t *testing.T) {
	t.Parallel()
	u := &uploaded{
		columns: []writ.TableColumn{{Name: "n", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "=t", Type: writ.Type{Kind: writ.KindText}}, {Name: "j", Type: writ.Type{Kind: writ.KindJSON}}},
		rows:    [][]writ.Value{{writ.Text("-1"), writ.Text("=1,2"), writ.Text("@x")}, {writ.Null(), writ.Null(), writ.Text("")}, {writ.Text("2"), writ.Text("-3"), writ.Text("x")}},
	}
	for form, want := range map[Form]string{
		{Format: CSV, Protect: true}:  "n,'=t,j\n-1,\"'=1,2\",'@x\n,,\"\"\n2,-3,x\n",
		{Format: CSV}:                 "n,=t,j\n-1,\"=1,2\",@x\n,,\"\"\n2,-3,x\n",
		{Format: JSON, Protect: true}: `{"n":"-1","=t":"=1,2","j":"@x"}` + "\n" + `{"n":null,"=t":null,"j":""}` + "\n" + `{"n":"2","=t":"-3","j":"x"}` + "\n",
	} {
		if got, err := u.written(form); err != nil || got != want {
			t.Errorf("%+v: %q %v, want %q", form, got, err, want)
		}
	}
}

func TestTablesThatNoSheetHolds(t *testing.T) {
	t.Parallel()
	text := []writ.TableColumn{{Name: "note", Type: writ.Type{Kind: writ.KindText}}}
	long := &uploaded{columns: text, rows: [][]writ.Value{{writ.Text(strings.Repeat("😀", 16_383))}, {writ.Text(strings.Repeat("😀", 16_384))}}}
	many := long.table()
	many.Rows = 1 << 20
	wide := Table{Columns: make([]writ.TableColumn, 16_385)}
	for want, table := range map[string]Table{
		"note of row 2 is a text of 32768 characters; a cell of a workbook takes 32767": long.table(),
		"The table has 1048576 rows and 1 columns":                                      many,
		"The table has 0 rows and 16385 columns":                                        wide,
	} {
		var out bytes.Buffer
		err := Write(&out, Form{Format: XLSX}, table)
		if writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%v after %d bytes, want %q", err, out.Len(), want)
		}
	}
	long.rows = long.rows[:1]
	if _, err := long.written(Form{Format: XLSX}); err != nil {
		t.Error(err)
	}
}

// TestKeysOfEqualLabels wants no value to be lost to the one that follows it.
func TestKeysOfEqualLabels(t *testing.T) {
	t.Parallel()
	u := &uploaded{rows: [][]writ.Value{{writ.Text("1"), writ.Text("2"), writ.Text("3"), writ.Text("4")}}}
	for _, label := range []string{"a", "a", "a (2)", "a"} {
		u.columns = append(u.columns, writ.TableColumn{Name: label, Type: writ.Type{Kind: writ.KindText}})
	}
	const want = `{"a":"1","a (3)":"2","a (2)":"3","a (4)":"4"}` + "\n"
	if got, err := u.written(Form{Format: JSON}); err != nil || got != want {
		t.Errorf("%s %v, want %s", got, err, want)
	}
}

// TestFailuresLeaveTheFileUntouched lets the warehouse fail at once, and the
// writer later.
func TestFailuresLeaveTheFileUntouched(t *testing.T) {
	t.Parallel()
	gone := writ.Errorf(writ.CodeRejected, "test", "The table is gone.")
	for _, f := range Formats() {
		var out bytes.Buffer
		err := Write(&out, Form{Format: f}, Table{Columns: []writ.TableColumn{{Name: "a", Type: writ.Type{Kind: writ.KindInteger}}}, Read: func(io.Writer) error { return gone }})
		if writ.CodeOf(err) != writ.CodeRejected || out.Len() > 0 {
			t.Errorf("%s: %v after %q", f, err, out.String())
		}
		u := &uploaded{columns: []writ.TableColumn{{Name: "a", Type: writ.Type{Kind: writ.KindText}}}, rows: slices.Repeat([][]writ.Value{{writ.Text("x")}}, 300_000)}
		if err := Write(full{}, Form{Format: f}, u.table()); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if err := Write(io.Discard, Form{Format: "xls"}, Table{}); writ.CodeOf(err) != writ.CodeInvalid {
		t.Error(err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return 0, errFull
}

// TestParquetStreams wants several row groups, and every row.
func TestParquetStreams(t *testing.T) {
	t.Parallel()
	u := &uploaded{columns: []writ.TableColumn{{Name: "z", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "a, b", Type: writ.Type{Kind: writ.KindText}}, {Name: "z", Type: writ.Type{Kind: writ.KindInteger}}}}
	for i := range 300_000 {
		u.rows = append(u.rows, []writ.Value{writ.Text(fmt.Sprint(i)), writ.Null(), writ.Text("1")})
	}
	out, err := u.written(Form{Format: Parquet})
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(strings.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != 300_000 || len(f.RowGroups()) != 3 || fmt.Sprint(f.Schema().Columns()) != "[[z] [a, b] [z]]" {
		t.Errorf("%d rows in %d groups, columns %v", f.NumRows(), len(f.RowGroups()), f.Schema().Columns())
	}
}
