package mysql

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/golden"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// everyKind is a column of each kind that can be written.
var everyKind = []driver.Column{
	{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}},
	{Name: "te`xt", Type: writ.Type{Kind: writ.KindText}},
	{Name: "it's", Type: writ.Type{Kind: writ.KindDecimal, Precision: 10, Scale: 2}},
	{Name: "float", Type: writ.Type{Kind: writ.KindFloat}},
	{Name: "flag", Type: writ.Type{Kind: writ.KindBoolean}},
	{Name: "day", Type: writ.Type{Kind: writ.KindDate}},
	{Name: "time", Type: writ.Type{Kind: writ.KindTime}},
	{Name: "at", Type: writ.Type{Kind: writ.KindTimestamp}},
	{Name: "raw", Type: writ.Type{Kind: writ.KindBytes}},
	{Name: "more", Type: writ.Type{Kind: writ.KindBytes}},
}

// TestSQL shows every statement this platform writes.
func TestSQL(t *testing.T) {
	t.Parallel()
	table := writ.Path{"wri`t_50%", "SIGDS_1"}
	var out bytes.Buffer
	show := func(title string, s sqltext.SQL, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		fmt.Fprintf(&out, "-- %s\n%s;\n\n", title, s)
	}
	var d dialect
	s, err := d.CreateTable(table, everyKind)
	show("create a table", s, err)
	s, err = d.DropTable(table)
	show("drop a table", s, err)
	s, err = d.RenameTable(table, "o`ld")
	show("rename a table", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a", "b`c"}, Key: writ.RowColumn, After: 200, Limit: 100, Dense: true})
	show("a window by key", s, err)
	s, err = d.SelectRows(driver.Window{Path: table, Columns: []string{"a"}, Limit: 5})
	show("the first rows", s, err)
	grants, err := d.Grants(table.Parent(), "<user>")
	for _, g := range grants {
		show("grant "+g.Privilege, g.Statement, err)
	}
	checks, err := d.Checks(table.Parent(), "SIGDS_PROBE_1")
	for _, c := range checks {
		for _, s := range c.Statements {
			show("check "+c.Name+" proves "+c.Privilege, s, err)
		}
		if c.Undo.String() != "" {
			show("undo "+c.Name, c.Undo, err)
		}
	}
	p, err := planLoad(driver.Load{Path: table, Columns: everyKind})
	show("load: create", p.create, err)
	copying := strings.Replace(p.load.String(), p.reader, "<reader>", 1) // it is new each time
	fmt.Fprintf(&out, "-- load: fill\n%s;\n\n", copying)
	show("load: publish", p.publish, err)
	show("load: after a failure", p.discard, err)
	s, err = exportSQL(table, everyKind, writ.RowColumn)
	show("export", s, err)
	golden.Check(t, "statements.sql", out.Bytes())
}

// TestTransformer turns canonical files into MySQL's own form, whole and byte by
// byte.
func TestTransformer(t *testing.T) {
	t.Parallel()
	columns := []driver.Column{{Name: "a", Type: writ.Type{Kind: writ.KindText}}, {Name: "b", Type: writ.Type{Kind: writ.KindBoolean}}}
	for file, want := range map[string]string{
		"":                        "",
		"\n":                      "\\N\n",
		"x,true\ny,false\n":       "x\t1\ny\t0\n",
		"x,":                      "x\t\\N\n",
		"x,true":                  "x\t1\n",
		"\"\",\"true\"\n,\n":      "\t1\n\\N\t\\N\n",
		"true,maybe\n":            "true\tmaybe\n",
		"\"a,\"\"b\"\"\n\",\n":    "a,\"b\"\\n\t\\N\n",
		"\\N,\n\t\\\x00\r,true\n": "\\\\N\t\\N\n\\t\\\\\\0\r\t1\n",
		"one\n":                   "one\n",
		"1,true,more\n":           "1\t1\tmore\n",
	} {
		for name, r := range map[string]io.Reader{"at once": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file))} {
			in := newTransformer(r, columns, nil)
			got, err := io.ReadAll(iotest.OneByteReader(in))
			if err != nil || string(got) != want || in.rows != int64(strings.Count(want, "\n")) {
				t.Errorf("%q %s: %q of %d rows, %v, want %q", file, name, got, in.rows, err, want)
			}
		}
	}
}

// TestFoldedColumns says that names which MySQL takes for one are refused.
func TestFoldedColumns(t *testing.T) {
	t.Parallel()
	text := writ.Type{Kind: writ.KindText}
	_, err := dialect{}.CreateTable(writ.Path{"s", "t"}, []driver.Column{{Name: "a", Type: text}, {Name: "A", Type: text}})
	if writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("got %v", err)
	}
}
