package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// stage stages content and returns what came of it and the canonical file; the
// files are gone afterwards.
func stage(t testing.TB, content string, opt Options, limits driver.Capabilities) (*Staged, string, error) {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "stage")
	if err != nil {
		t.Fatal(err)
	}
	st, data, err := stageIn(dir, content, opt, limits)
	left, lerr := filepath.Glob(filepath.Join(dir, "*", "*"))
	if lerr != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, lerr)
	}
	return st, data, err
}

func stageIn(dir, content string, opt Options, limits driver.Capabilities) (*Staged, string, error) {
	file := filepath.Join(dir, "upload.csv")
	staging := filepath.Join(dir, "staging")
	if err := errors.Join(os.WriteFile(file, []byte(content), 0o600), os.MkdirAll(staging, 0o700)); err != nil {
		return nil, "", err
	}
	st, err := Stage(context.Background(), Source{File: file, FileName: "upload.csv", Options: opt, Dir: staging, Platform: "Test", Limits: limits})
	if err != nil {
		return nil, "", err
	}
	data, err := os.ReadFile(st.File)
	return st, string(data), errors.Join(err, st.Remove())
}

// outline renders columns as "name type", separated by commas.
func outline(cols []StagedColumn) string {
	var out []string
	for _, c := range cols {
		trimmed := ""
		if c.Trimmed {
			trimmed = " trimmed"
		}
		out = append(out, c.Name+" "+c.Type.String()+trimmed)
	}
	return strings.Join(out, ", ")
}

func TestStageDecidesTypesOverTheWholeFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"narrowest":       {"a,b,c,d\n1,1.50,true,x\n-2,22.10,false,y\n", "a integer, b decimal(4,2), c boolean, d text"},
		"one scale":       {"v,w\n1.50,1\n2.00,1\n", "v decimal(3,2), w integer"},
		"many scales":     {"v,w\n1.5,1\n2,1\n0.125,1\n", "v decimal(4,3) trimmed, w integer"},
		"padded scales":   {"v,w\n1.50,1\n0.125,1\n", "v text, w integer"},
		"padded late":     {"v,w\n" + strings.Repeat("1.5,1\n", 400_000) + "1.0,1\n2,1\n", "v text, w integer"},
		"times":           {"a,b,c,d\n2024-01-02,03:04:05,2024-01-02 03:04:05,2024-01-02T03:04:05Z\n", "a date, b time, c timestamp, d timestamptz"},
		"late text":       {"v,w\n" + strings.Repeat("1,1\n", 400_000) + "n/a,1\n", "v text, w integer"},
		"late decimal":    {"v,w\n" + strings.Repeat("1,1\n", 400_000) + "12.5,1\n", "v decimal(3,1) trimmed, w integer"},
		"late float":      {"v,w\n" + strings.Repeat("0.25,1\n", 400_000) + "1.5e-7,1\n", "v float, w integer"},
		"inexact float":   {"v,w\n0.1000000000000000055,1\n1.5e-7,1\n", "v text, w integer"},
		"beyond 64 bits":  {"v,w\n9223372036854775807,1\n9223372036854775808,1\n", "v decimal(19,0), w integer"},
		"beyond decimals": {"v,w\n" + strings.Repeat("9", 39) + ",1\n", "v text, w integer"},
		"zero":            {"v,w\n0.05,1\n0,1\n", "v decimal(3,2) trimmed, w integer"},
		"only NULL":       {"v,w\n,1\n,2\n", "v text, w integer"},
		"NULL is neutral": {"v,w\n,1\n7,\n", "v integer, w integer"},
		"quoted empty":    {"v,w\n\"\",1\n7,2\n", "v text, w integer"},
		"quoted numbers":  {"\"v\",\"w\"\n\"1\",\"2.5\"\n", "v integer, w decimal(2,1)"},
		"leading zeros":   {"v,w\n007,1\n8,2\n", "v text, w integer"},
		"date and time":   {"v,w\n2024-01-02,1\n2024-01-02 00:00:00,2\n", "v text, w integer"},
		"zone or not":     {"v,w\n2024-01-02 00:00:00,1\n2024-01-02 00:00:00Z,2\n", "v text, w integer"},
		"upper case":      {"v,w\nTRUE,1\nFALSE,2\n", "v text, w integer"},
	} {
		st, _, err := stage(t, c.content, Options{}, anyPlatform)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := outline(st.Columns); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestStageWritesTheCanonicalFile(t *testing.T) {
	t.Parallel()
	no, yes := false, true
	for name, c := range map[string]struct {
		content string
		opt     Options
		want    string
	}{
		"comma":        {"a,b\n1,x\n2,\"y,z\"\n", Options{}, "1,1,x\n2,2,\"y,z\"\n"},
		"CRLF":         {"a,b\r\n1,x\r\n2,\"y\r\nz\"\r\n", Options{}, "1,1,x\n2,2,\"y\r\nz\"\n"},
		"CR":           {"a,b\r1,x\r2,y\r", Options{}, "1,1,x\n2,2,y\n"},
		"CR in quotes": {"a,b\n1,\"\r\r\r\"\n2,\"\r\r\r\r\"\n", Options{}, "1,1,\"\r\r\r\"\n2,2,\"\r\r\r\r\"\n"},
		"semicolon":    {"a;b\n1;x,y\n2;\"q\"\"\"\n", Options{}, "1,1,\"x,y\"\n2,2,\"q\"\"\"\n"},
		"tab":          {"a\tb\n1\tx\n", Options{}, "1,1,x\n"},
		"pipe":         {"a|b\n1|x\n", Options{}, "1,1,x\n"},
		"sep line":     {"sep=;\na;b\n1;x\n", Options{}, "1,1,x\n"},
		"bare quote":   {"a,b\n1,5\" pipe\n2,6\" pipe\n", Options{}, "1,1,\"5\"\" pipe\"\n2,2,\"6\"\" pipe\"\n"},
		"NULL or not":  {"a,b,c\n,\"\", \n", Options{Header: &yes}, "1,,\"\", \n"},
		"one column":   {"a\n1\n\n3\n", Options{}, "1,1\n2,\n3,3\n"},
		"blank lines":  {"\n\na,b\n\n1,x\n\n2,y\n\n\n", Options{}, "1,1,x\n2,2,y\n"},
		"no header":    {"1,x\n2,y\n", Options{}, "1,1,x\n2,2,y\n"},
		"header off":   {"a,b\nc,d\n", Options{Header: &no}, "1,a,b\n2,c,d\n"},
		"BOM":          {"\ufeffa,b\n1,x\n", Options{}, "1,1,x\n"},
		"leave out":    {"a,b,c\n1,x,\"y\"\n", Options{Columns: []ColumnChoice{{Index: 1}}}, "1,1,y\n"},
		"convert":      {"a,b\n007, YES \n\"\",no\n", Options{Columns: []ColumnChoice{{Index: 0, Include: true, Kind: writ.KindInteger}, {Index: 1, Include: true, Kind: writ.KindBoolean}}}, "1,7,true\n2,,false\n"},
		"as text":      {"a,b\n1,2\n", Options{Columns: []ColumnChoice{{Index: 0, Include: true, Kind: writ.KindText}}}, "1,1,2\n"},
		"single quote": {"a,b\n'x, y',1\n'z',2\n", Options{Quote: "'"}, "1,\"x, y\",1\n2,z,2\n"},
		"quote as sep": {"a\"b\n1\"2\n", Options{Delimiter: `"`}, "1,1,2\n"},
		"sep as quote": {"sep='\na'b\n1'2\n", Options{Quote: "'"}, "1,1,2\n"},
		"backslash":    {"a,b\n\"say \\\"hi\\\", you\",1\n\"x\",2\n", Options{Escape: `\`}, "1,\"say \"\"hi\"\", you\",1\n2,x,2\n"},
		"spaces":       {"a, b\n1, \"x, y\"\n2, z\n", Options{}, "1,1,\"x, y\"\n2,2,z\n"},
		"header only":  {"id,name\n", Options{}, ""},
		"line marks":   {"a,b\n1,x\v\f\u0085\u2028\u2029y\n", Options{}, "1,1,x\v\f\u0085\u2028\u2029y\n"},
	} {
		st, data, err := stage(t, c.content, c.opt, anyPlatform)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if st.RowsRejected > 0 || data != c.want {
			t.Errorf("%s: %q (rejects %v), want %q", name, data, st.FirstRejects, c.want)
		}
	}
}

func TestStageNames(t *testing.T) {
	t.Parallel()
	st, _, err := stage(t, "id,name,name, Größe ,,\"a\nb\"\n1,2,3,4,5,6\n", Options{Columns: []ColumnChoice{{Index: 1, Include: true, Name: "Who"}}}, anyPlatform)
	if err != nil {
		t.Fatal(err)
	}
	var labels, physical []string
	for _, c := range st.Columns {
		labels, physical = append(labels, c.Name), append(physical, c.Physical)
	}
	if got := strings.Join(labels, "|"); got != "id|Who|name| Größe |Column 5|a\nb" {
		t.Errorf("labels %q", got)
	}
	if got := strings.Join(physical, "|"); got != "id|who|name|gro_e|column_5|a_b" {
		t.Errorf("physical names %q", got)
	}
}

func TestStageRejects(t *testing.T) {
	t.Parallel()
	content := "a,b\n1,x\n\"2\n\",y\n3\n\n4,z,z\n5,\"q\"q\n6,\"w\"\nsix,v\n" + strings.Repeat("7,ok\n", 500_000) + "8\n"
	st, data, err := stage(t, content, Options{Columns: []ColumnChoice{{Index: 0, Include: true, Kind: writ.KindInteger}}}, anyPlatform)
	if err != nil {
		t.Fatal(err)
	}
	want := []Reject{
		{5, "", "3", "1 column instead of 2", -1},
		{7, "", "4,z,z", "3 columns instead of 2", -1},
		{8, "", "5,\"q\"q", "text after a closing quote", -1},
		{10, "a", "six", "not an integer of at most 64 bits", 0},
		{500_011, "", "8", "1 column instead of 2", -1},
	}
	if st.RowsRejected != int64(len(want)) || st.RowsRead != 500_008 {
		t.Fatalf("%d of %d rows rejected: %v", st.RowsRejected, st.RowsRead, st.FirstRejects)
	}
	for i, w := range want {
		if st.FirstRejects[i] != w {
			t.Errorf("reject %d is %+v, want %+v", i, st.FirstRejects[i], w)
		}
	}
	if !strings.HasPrefix(data, "1,1,x\n2,2,y\n3,6,w\n4,7,ok\n") || !strings.HasSuffix(data, "\n500003,7,ok\n") {
		t.Errorf("canonical file %.40q…", data)
	}
}

// TestStageSkipsLinesAndComments wants the lines of rejects to be those of the file,
// whatever stands above the table and between its records, in every block.
func TestStageSkipsLinesAndComments(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# made for \"us\nReport\n\nid,name\n")
	var want []Reject
	line, comments := int64(4), 1
	for i := range 300_000 {
		line++
		switch {
		case i%1000 == 7:
			b.WriteString("# \"it's\n")
			comments++
		case i%100_000 == 10:
			b.WriteString("#1,x\n")
			want = append(want, Reject{Line: line, Value: "#1,x", index: wholeRecord, Reason: "it begins with '#' as comments do, but has 2 columns as records do; say whether such lines are comments"})
		case i%70_000 == 9:
			b.WriteString("1\n")
			want = append(want, Reject{Line: line, Value: "1", index: wholeRecord, Reason: "1 column instead of 2"})
		case i%500 == 0:
			b.WriteString("1,\"#\n#2\"\n")
			line++
		default:
			b.WriteString("1,x\n")
		}
	}
	for name, opt := range map[string]Options{"found": {}, "chosen": {SkipLines: pointer(3), Comment: "#"}} {
		want := want
		if opt.Comment != "" {
			want = slices.DeleteFunc(slices.Clone(want), func(r Reject) bool { return strings.HasPrefix(r.Value, "#") })
		}
		st, data, err := stage(t, b.String(), opt, anyPlatform)
		if err != nil {
			t.Fatal(err)
		}
		if st.RowsRejected != int64(len(want)) || !slices.Equal(st.FirstRejects, want[:min(len(want), maxFirst)]) {
			t.Errorf("%s: %d rejects %+v, want %d %+v", name, st.RowsRejected, st.FirstRejects, len(want), want)
		}
		if !strings.Contains(data, ",1,\"#\n#2\"\n") || strings.Contains(data, "it's") || st.Dialect.SkipLines != 3 || st.Dialect.Comment != "#" {
			t.Errorf("%s: dialect %+v, data %.80q…", name, st.Dialect, data)
		}
		told := strings.Join(st.Warnings, " ")
		if opt.Comment == "" && (!strings.Contains(told, `"# made for \"us\nReport"`) || !strings.Contains(told, fmt.Sprintf("%d lines that begin with # were skipped", comments))) {
			t.Errorf("%s: warnings %q", name, told)
		}
	}
}

func TestStageListsRejectsAsCSV(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "f.csv")
	if err := os.WriteFile(file, []byte("a,b\n1,x\n2,\"x\",\"\ny\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := Stage(context.Background(), Source{File: file, Dir: dir, Limits: anyPlatform})
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(st.RejectsFile)
	if want := "line,column,value,reason\n3,,\"2,\"\"x\"\",\"\"\ny\"\"\",3 columns instead of 2\n"; err != nil || string(list) != want {
		t.Errorf("reject list %q %v, want %q", list, err, want)
	}
	if err := errors.Join(st.Remove(), st.Remove()); err != nil {
		t.Errorf("removing twice: %v", err)
	}
}

func TestStageKeepsWhatThePlatformCannotType(t *testing.T) {
	t.Parallel()
	limits := driver.Capabilities{MaxDecimalPrecision: 5, TimestampDigits: 3, MinYear: 1900, MaxYear: 2100, Lacks: []writ.Kind{writ.KindTimestampTZ}}
	content := "a,b,c,d,e\n1234.56,2024-01-02 03:04:05.123456,1582-10-15,12:00:00.1234,2024-01-02T03:04:05+02:00\n"
	st, data, err := stage(t, content, Options{}, limits)
	if err != nil {
		t.Fatal(err)
	}
	if got := outline(st.Columns); got != "a text, b text, c text, d text, e text" {
		t.Errorf("types %s", got)
	}
	for _, c := range st.Columns {
		if c.Note == "" {
			t.Errorf("%s has no note", c.Name)
		}
	}
	if data != "1,1234.56,2024-01-02 03:04:05.123456,1582-10-15,12:00:00.1234,2024-01-02T03:04:05+02:00\n" {
		t.Errorf("canonical file %q", data)
	}
	_, _, err = stage(t, content, Options{Columns: []ColumnChoice{{Index: 2, Include: true, Kind: writ.KindDate}}}, limits)
	if writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("a forced date out of range: %v", err)
	}
	_, _, err = stage(t, content, Options{Columns: []ColumnChoice{{Index: 4, Include: true, Kind: writ.KindTimestampTZ}}}, limits)
	if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "no type") {
		t.Errorf("a forced kind that the platform lacks: %v", err)
	}
}

// TestStageKeepsEveryTable writes random tables in random dialects: what is
// staged is what was written, cell by cell, and staging the canonical file again
// changes nothing and gives the same checksums.
func TestStageKeepsEveryTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cells := rapid.OneOf(
		rapid.SampledFrom([]string{"", "0", "-1", "12.50", "true", "2024-01-02", "x", "NULL", " a ", "ü", "007", "1.5e-7"}),
		rapid.StringOfN(rapid.SampledFrom([]rune("ab1, ;\t|\"'\\\n\r")), 0, 6, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 4).Draw(t, "width")
		row := rapid.SliceOfN(cells, width, width)
		rows := rapid.SliceOfN(row, 1, 8).Draw(t, "rows")
		delim := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "delimiter")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
		var file, canonical strings.Builder
		for i := range width {
			file.WriteString(strings.Repeat(delim, min(i, 1)) + "h" + string(rune('0'+i)))
		}
		file.WriteString(end)
		for i, r := range rows {
			canonical.WriteString(strconv.Itoa(i + 1))
			for j, v := range r {
				file.WriteString(strings.Repeat(delim, min(j, 1)) + `"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
				canonical.WriteString("," + string(appendCell(nil, []byte(v))))
			}
			file.WriteString(end)
			canonical.WriteString("\n")
		}
		yes := true
		opt := Options{Delimiter: delim, Quote: `"`, Escape: `"`, Header: &yes}
		first, data, err := stageIn(dir, file.String(), opt, anyPlatform)
		if err != nil || data != canonical.String() || first.RowsRejected > 0 {
			t.Fatalf("%q became %q (%v), want %q", file.String(), data, err, canonical.String())
		}
		no := false
		again, data2, err := stageIn(dir, data, Options{Delimiter: ",", Quote: `"`, Escape: `"`, Header: &no}, anyPlatform)
		if err != nil || !strings.HasPrefix(data2, "1,"+strings.SplitN(data, "\n", 2)[0]) {
			t.Fatalf("%q became %q (%v)", data, data2, err)
		}
		for i, c := range first.Columns {
			if a := again.Columns[i+1]; a.Checksum != c.Checksum || a.Type != c.Type || a.Nulls != c.Nulls {
				t.Fatalf("column %d is %+v, and again %+v", i, c, a)
			}
		}
	})
}
