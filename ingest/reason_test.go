package ingest

import (
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
		if told := strings.Contains(strings.Join(p.Warnings, " "), "belong to nothing"); told != (c.skip > 0 && c.opt.SkipLines == nil) {
			t.Errorf("%s: warnings %q", name, p.Warnings)
		}
	}
}
