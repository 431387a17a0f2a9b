package ingest

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// fuzzSeeds are texts in which something is rare, doubtful or wrong.
var fuzzSeeds = []string{
	"a,b\n1,2\n", "sep=;\na;b\n", "\"", "a\rb\r", "a\tb|c;d\n\n'x'", "a, b\n1, \"x, y\"\n", "a,b\n\"say \\\"hi\\\"\",1\n",
	"Report\n\nid,name\n1,x\n2,y\n", "# c \"\nid;n\n1;2\n#3;4\n", "id   n\n1    \"x\"\n", "10:00:00\n11:00:00\n",
	"\xff\xfea\x00,\x00b\x00\n\x00", "\xfe\xff\x00a", "\x00\x00\xfe\xff\x00\x00\x00a", "\xef\xbb\xbfa\n", "a,caf\xe9\n",
	"\xcf\xf0\xe8\xe2\xe5\xf2,1\n", "\x83\x65\x83\x58\n", "\x84\x31\xa4\x37,1\n", "\x1b$B8@\x1b(B,1\n", "a,\xc3\n", "id,n\nid,n\n1,\n2,\"\"\n",
}

// fuzzOptions makes options of what the fuzzer gives; false if they mean nothing.
func fuzzOptions(encoding, delim, quote, escape, comment string, skip, header int8) Options {
	opt := Options{Encoding: encoding, Delimiter: delim, Quote: quote, Escape: escape, Comment: comment}
	if skip >= 0 {
		opt.SkipLines = pointer(int(skip))
	}
	if header >= 0 {
		opt.Header = pointer(header > 0)
	}
	return opt
}

// FuzzInspect wants the detector to take any bytes: to refuse them by name or to
// find a dialect that, chosen outright, gives the same table.
func FuzzInspect(f *testing.F) {
	for i, s := range fuzzSeeds {
		f.Add([]byte(s), i%2 == 0, "", "", "", "", "", int8(-1), int8(-1))
	}
	f.Add([]byte("a^b\n*\n1^2\n"), true, "utf-8", "^", "none", "", "*", int8(0), int8(1))
	f.Fuzz(func(t *testing.T, data []byte, whole bool, encoding, delim, quote, escape, comment string, skip, header int8) {
		opt := fuzzOptions(encoding, delim, quote, escape, comment, skip, header)
		p, err := MakePreview(data, whole, "f.csv", opt)
		again, err2 := MakePreview(data, whole, "f.csv", opt)
		if !reflect.DeepEqual(p, again) || (err == nil) != (err2 == nil) {
			t.Fatalf("%q: %+v, and then %+v", data, p, again)
		}
		if err != nil {
			if writ.CodeOf(err) != writ.CodeInvalid {
				t.Fatalf("%q: %v", data, err)
			}
			return
		}
		if p.Undecided != "" {
			if len(p.Encodings) == 0 || len(p.Columns)+len(p.Rows) > 0 {
				t.Fatalf("%q: undecided %+v", data, p)
			}
			return
		}
		checkPreview(t, data, p)
		if p.Dialect.SkipSpaces || p.Dialect.Quote != defaultQuote || p.Dialect.Container != "" {
			return // cannot be chosen
		}
		opt = Options{Encoding: p.Dialect.Encoding, Delimiter: p.Dialect.Delimiter, Quote: p.Dialect.Quote, Escape: p.Dialect.Escape,
			Header: &p.Dialect.Header, SkipLines: &p.Dialect.SkipLines, Comment: p.Dialect.Comment}
		if opt.Comment == "" {
			opt.Comment = quoteNone
		}
		chosen, err := MakePreview(data, whole, "f.csv", opt)
		if err != nil || !reflect.DeepEqual(chosen.Dialect, p.Dialect) || !reflect.DeepEqual(chosen.Columns, p.Columns) || !reflect.DeepEqual(chosen.Rows, p.Rows) {
			t.Fatalf("%q: %+v\nand, chosen: %+v %v", data, p, chosen, err)
		}
	})
}

func checkPreview(t *testing.T, data []byte, p *Preview) {
	t.Helper()
	if len(p.Columns) == 0 || len(p.Above) > 20 || p.Dialect.Container == "" && len(p.Reasons) != 8 {
		t.Fatalf("%q: %+v", data, p)
	}
	for _, r := range p.Rows {
		if len(r) != len(p.Columns) {
			t.Fatalf("%q has a row of %d of %d columns", data, len(r), len(p.Columns))
		}
	}
	for _, r := range p.Reasons {
		if r.Why == "" || len(r.Alternatives) > maxAlternatives || slices.ContainsFunc(r.Alternatives, func(a Alternative) bool { return a.Value == r.Value || a.Why == "" }) {
			t.Fatalf("%q: reason %+v", data, r)
		}
	}
}

// FuzzRead wants the reader to take any bytes: every record is a row or rejected,
// and the canonical file holds the same values when it is read again.
func FuzzRead(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add([]byte(s), "", "", "", "", "", int8(-1), int8(-1))
	}
	f.Add([]byte("a^b\n*\n1^2\n"), "utf-8", "^", "none", "", "*", int8(0), int8(1))
	f.Fuzz(func(t *testing.T, data []byte, encoding, delim, quote, escape, comment string, skip, header int8) {
		opt := fuzzOptions(encoding, delim, quote, escape, comment, skip, header)
		dir := t.TempDir()
		st, canonical, err := stageIn(dir, string(data), opt, anyPlatform)
		if err != nil {
			if writ.CodeOf(err) != writ.CodeInvalid {
				t.Fatalf("%q: %v", data, err)
			}
			if left, err := filepath.Glob(filepath.Join(dir, "staging", "*")); err != nil || len(left) > 0 {
				t.Fatalf("%q left %v %v", data, left, err)
			}
			return
		}
		if st.Dialect.Container != "" {
			return
		}
		if want := countRecords(t, data, opt); st.RowsRead != want || int64(strings.Count(canonical, "\n")) < st.RowsRead-st.RowsRejected {
			t.Fatalf("%q: %d rows read, %d rejected, %d records", data, st.RowsRead, st.RowsRejected, want)
		}
		rereads(t, dir, data, canonical, st)
	})
}

// countRecords counts the records of a whole file that are neither comments nor
// blank, as FuzzRead's options read it.
func countRecords(t *testing.T, data []byte, opt Options) int64 {
	t.Helper()
	found, err := inspect(data, true, "upload.csv", opt)
	if err != nil {
		t.Fatalf("%q was staged: %v", data, err)
	}
	l := newLayout(found, opt)
	text := found.text[found.skip:]
	var n int64
	var cells []cell
	for pos := 0; pos < len(text); {
		begin := pos
		if next := l.g.comment(text, pos); next > pos {
			line, _, bad := l.g.record(text[:next], begin, nil)
			if l.doubtful && l.width > 1 && len(line) == l.width && bad == faultNone {
				n++
			}
			pos = next
			continue
		}
		if cells, pos, _ = l.g.record(text, pos, cells); !l.blank(cells) {
			n++
		}
	}
	return n
}

// rereads stages the canonical file again: its values must be the same.
func rereads(t *testing.T, dir string, data []byte, canonical string, st *Staged) {
	t.Helper()
	if canonical == "" {
		return
	}
	again, second, err := stageIn(dir, canonical, Options{Encoding: encodingUTF8, Delimiter: ",", Quote: `"`, Escape: `"`, Comment: quoteNone,
		Header: pointer(false), SkipLines: pointer(0)}, anyPlatform)
	if err != nil {
		if strings.Contains(err.Error(), "control characters") {
			return // fewer other characters are left
		}
		t.Fatalf("%q became %q: %v", data, canonical, err)
	}
	if again.RowsRejected > 0 || again.RowsRead != st.RowsRead-st.RowsRejected || len(second) < len(canonical) {
		t.Fatalf("%q became %q and %q", data, canonical, second)
	}
	for i, c := range st.Columns {
		if a := again.Columns[i+1]; a.Checksum != c.Checksum || a.Nulls != c.Nulls || a.Type != c.Type {
			t.Fatalf("%q: column %d is %+v, and again %+v", data, i, c, a)
		}
	}
}
