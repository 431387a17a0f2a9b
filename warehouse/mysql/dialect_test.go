package mysql

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/drivertest"
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
	st := drivertest.NewStatements(t)
	st.Dialect(dialect{}, table, everyKind, "o`ld", "b`c", "<user>")
	st.Rows(spec(), dialect{}, table, everyKind)
	showEdits(st)
	p, err := planLoad(driver.Load{Path: table, Columns: everyKind})
	st.Show("load: create", p.create, err)
	copying := strings.Replace(p.load.String(), p.reader, "<reader>", 1) // it is new each time
	st.Text("load: fill", copying)
	st.Show("load: publish", p.publish, err)
	st.Show("load: after a failure", p.discard, err)
	s, err := exportSQL(table, everyKind, writ.RowColumn)
	st.Show("export", s, err)
	s, err = sizesOf(table.Parent()).Done()
	st.Show("measure a schema", s, err)
	st.Check()
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
