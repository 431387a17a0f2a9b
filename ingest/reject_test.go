package ingest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

var asIntegers = []ColumnChoice{{Index: 0, Include: true, Kind: writ.KindInteger}, {Index: 1, Include: true, Kind: writ.KindDate, Format: "dd/MM/yyyy"}}

func TestEveryFaultyValueIsListed(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, &fake{}, "a,b\n1,31/12/2026\nx,\"31\"\"12\"\n2,\n3\n4,30/02/2026\n")
	tr.job.Options.Columns, tr.job.OnReject = asIntegers, RejectLoad
	r, err := Import(context.Background(), tr.job)
	if err != nil {
		t.Fatal(err)
	}
	if r.RowsRead != 5 || r.RowsLoaded != 2 || r.RowsRejected != 3 {
		t.Errorf("%d read, %d loaded, %d rejected", r.RowsRead, r.RowsLoaded, r.RowsRejected)
	}
	want := "line,column,value,reason\n" +
		"3,a,x,not an integer of at most 64 bits\n" +
		"3,b,\"31\"\"12\",not a date like 31/12/2026\n" +
		"5,,3,1 column instead of 2\n" +
		"6,b,30/02/2026,not a date like 31/12/2026\n"
	if list, err := os.ReadFile(r.RejectsFile); err != nil || string(list) != want {
		t.Errorf("list %q %v, want %q", list, err, want)
	}
	if c := r.Certificate.Columns[1]; c.Format != "dd/MM/yyyy" || c.Type.Kind != writ.KindDate {
		t.Errorf("certified as %+v", c)
	}
	if data := tr.tables["SIGDS_x"]; data != "1,1,2026-12-31\n2,2,\n" {
		t.Errorf("loaded %q", data)
	}
}

func TestTooManyRejects(t *testing.T) {
	t.Parallel()
	const rows = 1_000_000 // several blocks
	content := "a,b\n" + strings.Repeat("x,y\n", rows)
	for name, c := range map[string]struct {
		onReject string
		most     int64
		listed   int // lines of the list, with its header; 0 for any
		message  string
	}{
		"stop":            {RejectStop, 0, maxListed + 1, "nobody looked further"},
		"more than a few": {RejectLoad, 5, 0, "More than 5 rows do not fit"},
	} {
		tr := newTrial(t, &fake{}, content)
		tr.job.Options.Columns, tr.job.OnReject, tr.job.MaxRejects = asIntegers, c.onReject, c.most
		r, err := Import(context.Background(), tr.job)
		if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), c.message) || len(tr.tables) > 0 {
			t.Errorf("%s: %v", name, err)
		}
		if r == nil || r.RowsRead == 0 || r.RowsRead == rows {
			t.Fatalf("%s: %+v", name, r)
		}
		list, err := os.ReadFile(r.RejectsFile)
		if n := strings.Count(string(list), "\n"); err != nil || c.listed > 0 && n != c.listed {
			t.Errorf("%s: %d lines of rejects %v", name, n, err)
		}
		if err := os.Remove(r.RejectsFile); err != nil {
			t.Error(err)
		}
		tr.checkGone(t, false)
	}
}

func TestAsManyRejectsAsAllowed(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, &fake{}, "a,b\n1,\nx,y\nz,\n")
	tr.job.Options.Columns, tr.job.OnReject, tr.job.MaxRejects = asIntegers, RejectLoad, 2
	if r, err := Import(context.Background(), tr.job); err != nil || r.RowsRejected != 2 || r.RowsLoaded != 1 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestNullTokens(t *testing.T) {
	t.Parallel()
	opt := Options{NullTokens: []string{"NA"}, Columns: []ColumnChoice{
		{Index: 1, Include: true, NullTokens: []string{"-", "n/a"}},
		{Index: 2, Include: true, Kind: writ.KindInteger},
	}}
	st, data, err := stage(t, "a,b,c\nNA,NA,NA\n-,-,5\n\"NA\",n/a,\nna,1,\"NA\"\n", opt, anyPlatform)
	if err != nil {
		t.Fatal(err)
	}
	if data != "1,,,\n2,-,,5\n3,NA,,\n" || st.RowsRejected != 1 {
		t.Errorf("canonical file %q, %d rejected", data, st.RowsRejected)
	}
	if got := outline(st.Columns); got != "a text, b text, c integer" {
		t.Errorf("types %s", got)
	}
	if got := fmt.Sprint(st.Columns[0].NullTokens, st.Columns[1].NullTokens, st.Dialect.NullTokens); got != "[NA] [NA - n/a] [NA]" {
		t.Errorf("tokens %s", got)
	}
	for _, opt := range []Options{{NullTokens: []string{""}}, {NullTokens: make([]string, 101)}, {Columns: []ColumnChoice{{NullTokens: []string{strings.Repeat("x", 201)}}}}} {
		if err := opt.check(); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%v: %v", opt, err)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	content := "\na,b\n1,31/12/2026\n\"2\n\",x\n3\ny,\"z\"\nNA,\n"
	p, err := MakePreview([]byte(content), true, "f.csv", Options{Columns: asIntegers, NullTokens: []string{"NA"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []PreviewProblem{
		{Line: 4, Row: 1, Column: 1, Value: "x", Reason: "not a date like 31/12/2026"},
		{Line: 6, Row: -1, Column: -1, Value: "3", Reason: "1 column instead of 2"},
		{Line: 7, Row: 2, Column: 0, Value: "y", Reason: "not an integer of at most 64 bits"},
		{Line: 7, Row: 2, Column: 1, Value: "z", Reason: "not a date like 31/12/2026"},
	}
	if fmt.Sprint(p.Problems) != fmt.Sprint(want) {
		t.Errorf("problems %+v, want %+v", p.Problems, want)
	}
	if fmt.Sprint(p.Lines) != "[3 4 7 8]" || len(p.Rows) != 4 || p.Rows[3][0] != (writ.Value{Text: "NA", Null: true}) {
		t.Errorf("lines %v of rows %v", p.Lines, p.Rows)
	}
	if p.Columns[1].Type.Kind != writ.KindDate || len(p.Warnings) != 1 || !strings.HasPrefix(p.Warnings[0], "3 rows do not fit: line 4: ") {
		t.Errorf("columns %+v, warnings %q", p.Columns, p.Warnings)
	}
	left := []ColumnChoice{asIntegers[0], {Index: 1, Kind: writ.KindDate}}
	if p, err = MakePreview([]byte("a,b\n1,x\n"), true, "f.csv", Options{Columns: left}); err != nil || len(p.Problems) != 0 {
		t.Errorf("a column that is left out has problems %v %v", p.Problems, err)
	}
	if p, err = MakePreview([]byte("a,b\n"+strings.Repeat("x,\n", 300)), true, "f.csv", Options{Columns: asIntegers}); err != nil || len(p.Problems) != previewProblems {
		t.Errorf("%d problems, %v", len(p.Problems), err)
	}
}

func TestReadRejects(t *testing.T) {
	t.Parallel()
	list := "line,column,value,reason\n3,a,x,no\n4,,\"a,\"\"b\n\",no\n9,b," + strings.Repeat("ü", 600) + ",\"\"\n"
	for name, c := range map[string]struct {
		after int64
		limit int
		want  string // numbers and lines
		next  int64
	}{
		"all":       {0, 10, "1@3 2@4 3@9", 0},
		"the first": {0, 1, "1@3", 1},
		"the rest":  {1, 10, "2@4 3@9", 0},
		"the last":  {2, 1, "3@9", 0},
		"none":      {3, 10, "", 0},
	} {
		p, err := ReadRejects(context.Background(), strings.NewReader(list), c.after, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range p.Entries {
			got = append(got, fmt.Sprintf("%d@%d", e.Number, e.Line))
		}
		if strings.Join(got, " ") != c.want || p.Total != 3 || (p.Next != nil) != (c.next > 0) || p.Next != nil && *p.Next != c.next {
			t.Errorf("%s: %v, total %d, next %v", name, got, p.Total, p.Next)
		}
	}
	p, err := ReadRejects(context.Background(), strings.NewReader(list), 1, 2)
	if err != nil || p.Entries[0].Value != "a,\"b\n" || p.Entries[0].Column != "" || len(p.Entries[1].Value) > maxListedValue+len("…") || p.Entries[1].Reason != "" {
		t.Errorf("entries %+v %v", p.Entries, err)
	}
	for _, broken := range []string{"line,column,value,reason\n1,a,x\n", "line,column,value,reason\nx,a,x,no\n", "h\n1,a,\"x,no"} {
		if _, err := ReadRejects(context.Background(), strings.NewReader(broken), 0, 10); writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("%q: %v", broken, err)
		}
	}
	if p, err := ReadRejects(context.Background(), strings.NewReader(""), 0, 10); err != nil || p.Total != 0 || len(p.Entries) != 0 {
		t.Errorf("an empty list: %+v %v", p, err)
	}
}
