package ingest

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// pointer returns a pointer to v, for options.
func pointer[T any](v T) *T { return &v }

func TestWhereTheTableBegins(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat("1,x,10\n2,y,20\n", 3)
	for name, c := range map[string]struct {
		content string
		opt     Options
		skip    int
		comment string
		above   string // lines joined by |
		columns string
		rows    int
	}{
		"nothing above":        {"id,name,n\n" + rows, Options{}, 0, "", "", "id,name,n", 6},
		"title":                {"Report\nid,name,n\n" + rows, Options{}, 1, "", "Report", "id,name,n", 6},
		"title, few rows":      {"Report of 2024\nSource: ERP\n\nid,name,n\n1,a,10\n", Options{}, 3, "", "Report of 2024|Source: ERP", "id,name,n", 1},
		"title with delimiter": {"Report,2024\nid,name,n\n" + rows, Options{}, 1, "", "Report,2024", "id,name,n", 6},
		"padded title":         {"Report,,\n,,\nid,name,n\n" + rows, Options{}, 2, "", "Report,,|,,", "id,name,n", 6},
		"text below":           {"Staff\n\nfirst,last\nAda,Byron\nBo,Ek\n", Options{}, 2, "", "Staff", "first,last", 2},
		"blank lines":          {"\n\nid,name,n\n" + rows, Options{}, 0, "", "", "id,name,n", 6},
		"short names":          {"id,name\n" + rows, Options{Header: pointer(false)}, 0, "", "", "Column 1,Column 2,Column 3", 6},
		"comments":             {"# made by x\n# it's \"open\nid,name,n\n" + rows, Options{}, 0, "#", `# made by x|# it's "open`, "id,name,n", 6},
		"comments between":     {"id,name,n\n# one\n1,x,2\n# \"two\n2,y,3\n# three\n3,z,4\n", Options{}, 0, "#", "", "id,name,n", 3},
		"percent":              {"% made by x\nid,name,n\n" + rows, Options{}, 0, "%", "% made by x", "id,name,n", 6},
		"names after a hash":   {"#id,name,n\n" + rows, Options{}, 0, "", "", "#id,name,n", 6},
		"hashes are values":    {"tag,n\n#a,1\n#b,2\n#c,3\n", Options{}, 0, "", "", "tag,n", 3},
		"comment and title":    {"# made by x\nReport\n\nid,name,n\n" + rows, Options{}, 3, "#", "# made by x|Report", "id,name,n", 6},
		"no comments":          {"#a,1\n#b,2\n", Options{Comment: "none", Header: pointer(false)}, 0, "", "", "Column 1,Column 2", 2},
		"chosen comment":       {"id,n\n*x,1\n2,3\n", Options{Comment: "*"}, 0, "*", "", "id,n", 1},
		"chosen lines":         {"a,b\n1,2\nc,d\n3,4\n", Options{SkipLines: pointer(2)}, 2, "", "a,b|1,2", "c,d", 1},
		"none to skip":         {"id\nname,n\nx,1\n", Options{SkipLines: pointer(0), Header: pointer(false)}, 0, "", "", "Column 1,Column 2", 2},
		"below the hint":       {"sep=;\nReport\n\nid;n\n1;2\n", Options{}, 2, "", "Report", "id,n", 1},
		"chosen CR":            {"x\ra,b\r1,2\r", Options{SkipLines: pointer(1)}, 1, "", "x", "a,b", 1},
	} {
		p, err := MakePreview([]byte(c.content), true, "f.csv", c.opt)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var columns []string
		for _, col := range p.Columns {
			columns = append(columns, col.Name)
		}
		if p.Dialect.SkipLines != c.skip || p.Dialect.Comment != c.comment || strings.Join(columns, ",") != c.columns || len(p.Rows) != c.rows {
			t.Errorf("%s: skip %d, comment %q, columns %q, %d rows", name, p.Dialect.SkipLines, p.Dialect.Comment, columns, len(p.Rows))
		}
		above := slices.DeleteFunc(slices.Clone(p.Above), func(s string) bool { return s == "" })
		if strings.Join(above, "|") != c.above {
			t.Errorf("%s: above %q", name, p.Above)
		}
		if told := strings.Contains(strings.Join(p.Warnings, " "), "to nothing and w"); told != (c.skip > 0 && c.opt.SkipLines == nil) {
			t.Errorf("%s: warnings %q", name, p.Warnings)
		}
	}
}

func TestRareDelimiters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content, delim string // "" for a single column
		columns        int
	}{
		"tilde":            {"a~b\n1~x, y\n3~z\n", "~", 2},
		"caret":            {"a^b\n1^2\n3^4\n", "^", 2},
		"unit separator":   {"a\x1fb\n1\x1f2\n3\x1f4\n", "\x1f", 2},
		"start of heading": {"a\x01b\n1\x012\n3\x014\n", "\x01", 2},
		"colon":            {"user:uid:gid\nroot:0:0\nada:1000:100\n", ":", 3},
		"blank":            {"id name n\n1 x 2\n2 y 3\n", " ", 3},
		"aligned":          {"id   name   n\n1    x      2\n22   y      3\n333  \"z z\"  4\n", " ", 3},
		"times":            {"at\n10:30:00\n11:00:00\n12:00:00\n", "", 1},
		"times without":    {"10:30:00\n11:00:00\n12:00:00\n", "", 1},
		"timestamps":       {"when\n2024-01-01 10:00:00\n2024-01-02 10:00:00\n2024-01-03 10:00:00\n", "", 1},
		"addresses":        {"link\nhttp://a/1\nhttp://b/2\nhttp://c/3\n", "", 1},
		"people":           {"full name\nAda Lovelace\nAlan Turing\nGrace Hopper\n", "", 1},
		"prose":            {"some plain text\nthe quick brown\nfox jumps over\nthe lazy dog\n", "", 1},
		"times in cells":   {"id,at\n1,10:30\n2,11:45\n", ",", 2},
		"ratios in cells":  {"a:b,c:d\n1:2,3:4\n5:6,7:8\n", ",", 2},
		"blanks in cells":  {"first name,last name\nAda M,Lovelace K\nBo X,Ek Y\n", ",", 2},
	} {
		p, err := MakePreview([]byte(c.content), true, "f.csv", Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(p.Columns) != c.columns || c.delim != "" && p.Dialect.Delimiter != c.delim {
			t.Errorf("%s: %+v, %d columns", name, p.Dialect, len(p.Columns))
		}
	}
}

// reasonFor returns the reason of one part of the dialect.
func reasonFor(t *testing.T, p *Preview, field string) Reason {
	t.Helper()
	for _, r := range p.Reasons {
		if r.Field == field {
			return r
		}
	}
	t.Fatalf("no reason for %s in %+v", field, p.Reasons)
	return Reason{}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	content := []byte("# ours\nid;name;when\n1;\"x, \"\"y\"\"\";a\n2;y;b\n3;z\n")
	p, err := MakePreview(content, true, "f.csv", Options{Escape: `"`})
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]Reason{
		"encoding":  {Value: "utf-8", Why: "The first 45 bytes are ASCII."},
		"delimiter": {Value: ";", Why: "3 of 4 records have 3 columns.", Alternatives: []Alternative{{",", "3 of 4 records have 1 column."}}},
		"quote":     {Value: `"`, Why: "1 cell of the first 4 records stands in quotes, and every quote is closed.", Alternatives: []Alternative{{"none", "3 of 4 records have 3 columns."}}},
		"escape":    {Value: `"`, Why: "You chose it.", Chosen: true},
		"header":    {Value: "true", Why: "In 1 column the first record is a name above numbers or other values."},
		"skipLines": {Value: "0", Why: "The table begins at the top."},
		"comment":   {Value: "#", Why: "1 line begins with #, 0 of them with 3 columns as records have.", Alternatives: []Alternative{{"none", "3 of 5 records have 3 columns."}}},
		"lineEnd":   {Value: "LF", Why: "0 CRLF, 5 LF and 0 CR stand at the beginning of the file."},
	} {
		got := reasonFor(t, p, field)
		if got.Value != want.Value || got.Why != want.Why || got.Chosen != want.Chosen || !slices.Equal(got.Alternatives, want.Alternatives) {
			t.Errorf("%s: %+v, want %+v", field, got, want)
		}
	}
	again, err := MakePreview(content, true, "f.csv", Options{Escape: `"`})
	if err != nil || !reflect.DeepEqual(p, again) {
		t.Errorf("a second time: %+v %v", again, err)
	}
}

// TestDoubts wants a warning wherever another reading is nearly as good.
func TestDoubts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"two delimiters":     {"a\tb,c\nd\te,f\n", `The delimiter could also be "\t": with it 2 of 2 records have 2 columns`},
		"a single line":      {"a;b|c\n", "The delimiter could also be"},
		"two lines of names": {"id,amount\nno,EUR\n1,2.5\n2,3.5\n", "The columns seem to be named by 2 lines; all but the first are loaded as data. To take the names from line 2,"},
		"a second table":     {"id,n\n1,2\n3,4\nid,n\n5,6\n", "Line 4 repeats the names of the columns"},
		"name or value":      {"country,2019,2020\n1,1.5,2.5\n", "Whether line 1 names the columns cannot be told: in 1 column it is a name above other values, in 2 a value"},
		"a footer":           {"id,name,n\n1,x,2\n2,y,3\nTotal,5\n", "line 4: 2 columns instead of 3"},
		"windows":            {"a,b\n1,caf\xe9\n", "read as Windows-1252"},
		"no doubt":           {"id,name\n1,x\n2,y\n", ""},
		"no doubt in text":   {"first,last\nAda,Byron\nBo,Ek\n", ""},
	} {
		p, err := MakePreview([]byte(c.content), true, "f.csv", Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if told := strings.Join(p.Warnings, " "); !strings.Contains(told, c.want) || c.want == "" && told != "" {
			t.Errorf("%s: warnings %q", name, told)
		}
	}
}
