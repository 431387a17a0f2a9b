package journal

import (
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const table = "0190"

// entry makes one that is sealed; prev is the hash of the one before.
func entry(t *testing.T, num, term int64, part, parts int, prev, text string) *Entry {
	t.Helper()
	e := &Entry{Num: num, At: time.Date(2026, 1, 31, 13, 5, 7, 123456000, time.UTC), Text: text}
	body := fmt.Sprintf(`{"v":1,"batch":"b%d","part":%d,"parts":%d,"term":%d,"editHash":"%s","prev":"%s"`, num-int64(part), part, parts, term, digest(text), prev)
	e.Meta = fmt.Sprintf(`%s,"hash":"%s"}`, body, digest(fmt.Sprintf("writ-edit-1\n%s\n%d\n2026-01-31T13:05:07.123456Z\n%s}", table, num, body)))
	if err := e.understand(); err != nil {
		t.Fatal(err)
	}
	return e
}

// history is what two editors did, the journal of it, and the rows it makes. Two
// late entries of an older term, and a batch that was cut, count for nothing.
func history(t *testing.T) (lines []Line, entries []*Entry, rows Rows) {
	t.Helper()
	texts := []string{
		`{"createDatasheet":{"kind":"empty"}}`,
		`{"addRow":{"id":"r1","position":"a","values":{"c1":{"text":"ada 1"}}}}`,
		`{"addRows":[{"id":"r2","position":"b","values":{"c1":{"text":"bob 1"},"c2":null}},{"id":"r3","position":"c"}]}`,
		`{"updateRow":{"id":"r1","values":{"c1":{"text":"bob 2"}},"seen":{"c1":{"text":"ada 1"}}}}`,
		`{"removeRow":"r3"}`,
	}
	prev := ""
	for i, text := range texts {
		num, term := int64(i+1), int64(1)
		if num > 3 {
			term = 2
		}
		e := entry(t, num, term, 1, 1, prev, text)
		entries, prev = append(entries, e), e.meta.Hash
		if num == 4 {
			entries = append(entries, entry(t, num, 1, 1, 1, "x", `{"removeRow":"r1"}`))
		}
	}
	entries = append(entries, entry(t, 6, 1, 1, 1, prev, `{"removeRow":"r2"}`), entry(t, 7, 2, 1, 2, prev, `{"removeRow":"r2"}`))
	lines = []Line{{"ada", 1, "r1", "c1", "ada 1", 2}, {"bob", 1, "r2", "c1", "bob 1", 3}, {"bob", 2, "r1", "c1", "bob 2", 4}, {"ada", 2, "r3", "", "", 5}}
	return lines, entries, Rows{"r1": {"c1": "bob 2"}, "r2": {"c1": "bob 1"}}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(lines *[]Line, entries *[]*Entry, rows Rows)
		says  string
	}{
		"as promised":              {func(*[]Line, *[]*Entry, Rows) {}, ""},
		"a lost edit":              {func(l *[]Line, _ *[]*Entry, _ Rows) { (*l)[3].Num = 6 }, "no entry of that number"},
		"another edit":             {func(l *[]Line, _ *[]*Entry, _ Rows) { (*l)[2].Value = "bob 3" }, "is another"},
		"an edit of another row":   {func(l *[]Line, _ *[]*Entry, _ Rows) { (*l)[2].Row = "r2" }, "is another"},
		"a removal that is none":   {func(l *[]Line, _ *[]*Entry, _ Rows) { (*l)[3].Num = 4 }, "is another"},
		"out of order":             {func(l *[]Line, _ *[]*Entry, _ Rows) { (*l)[1].Num = 5 }, "out of order"},
		"a changed edit":           {func(_ *[]Line, e *[]*Entry, _ Rows) { (*e)[1].Text += " " }, "entry 2: EDIT was changed"},
		"changed metadata":         {func(_ *[]Line, e *[]*Entry, _ Rows) { (*e)[1].At = time.Unix(0, 0) }, "entry 2: METADATA was changed"},
		"a cut beginning":          {func(_ *[]Line, e *[]*Entry, _ Rows) { *e = (*e)[1:] }, "comes the number 2"},
		"a cut tail":               {func(_ *[]Line, e *[]*Entry, _ Rows) { *e = (*e)[:5] }, "no entry of that number"},
		"a row too few":            {func(_ *[]Line, _ *[]*Entry, r Rows) { delete(r, "r2") }, "has no row r2"},
		"a row too many":           {func(_ *[]Line, _ *[]*Entry, r Rows) { r["r3"] = nil }, "has a row r3"},
		"another value":            {func(_ *[]Line, _ *[]*Entry, r Rows) { r["r2"]["c1"] = "" }, `c1="" in row r2`},
		"NULL for a value":         {func(_ *[]Line, _ *[]*Entry, r Rows) { delete(r["r2"], "c1") }, "in row r2"},
		"a value twice in the log": {func(l *[]Line, e *[]*Entry, _ Rows) { *e = append(*e, twin(t, *e)) }, "there 2 times"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, entries, rows := history(t)
			tt.spoil(&lines, &entries, rows)
			r := Check(table, lines, entries, rows)
			faults := strings.Join(r.Faults, "\n")
			if (tt.says == "") != (faults == "") || !strings.Contains(faults, tt.says) {
				t.Errorf("it says %q, want %q", faults, tt.says)
			}
			if tt.says == "" && (r.Acknowledged != 4 || r.Entries != 5 || r.Void != 3) {
				t.Errorf("it counts %+v", r)
			}
		})
	}
}

// twin is an entry that does what another has done, after all others.
func twin(t *testing.T, entries []*Entry) *Entry {
	t.Helper()
	last := accepted(entries)
	return entry(t, 6, 2, 1, 1, last[len(last)-1].meta.Hash, entries[3].Text)
}

func TestJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ada")
	j, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []Line{{"ada", 1, "r1", "c1", "a\n\"b", 2}, {"ada", 2, "r1", "", "", 3}}
	for _, l := range want {
		if err := j.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := j.f.WriteString(`{"editor":"ada","se`); err != nil { // killed in the middle
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Read(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := Create(path); err == nil {
		t.Error("a journal was begun anew")
	}
}

// TestKnowsNothingOfWrit keeps what is checked out of what checks.
func TestKnowsNothingOfWrit(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range f.Imports {
			if strings.Contains(imported.Path.Value, "writ-dev") {
				t.Errorf("%s imports %s", name, imported.Path.Value)
			}
		}
	}
}
