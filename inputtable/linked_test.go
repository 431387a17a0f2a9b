package inputtable_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// parts are the columns of a parent: machines by code and serial number.
var parts = []driver.Column{
	column("code", textType), column("serial", integerType), column("City", textType), column("weight", writ.Type{Kind: writ.KindDecimal, Precision: 10, Scale: 2}),
}

// own are the columns of the linked input table over parts.
var own = []writ.InputColumn{
	{ID: "c1", Name: "code", Type: writ.InputText},
	{ID: "c2", Name: "serial", Type: writ.InputInteger},
	{ID: "c3", Name: "Checked by", Type: writ.InputText},
	{ID: "c4", Name: "Removed", Type: writ.InputText, Removed: true},
	{ID: "c5", Name: "Price", Type: writ.InputDecimal},
}

func key(code, serial string) []editlog.Cell {
	return []editlog.Cell{{Type: writ.InputText, Value: writ.Text(code)}, {Type: writ.InputInteger, Value: writ.Text(serial)}}
}

// linkedSite is a site with the parent and the data table of a linked input table.
type linkedSite struct {
	*site
	parent *inputtable.Parent
	linked *inputtable.Linked
}

func newLinkedSite(s *site) *linkedSite {
	s.t.Helper()
	s.table("parts", parts, []string{"b", "1", "Bern", "2.50"}, []string{"a", "2", "Aarau", "1.00"}, []string{"a", "10", "-", "-"}, []string{"A", "2", "Zug", "0.00"})
	columns := slices.Concat(driver.SystemColumns(), []driver.Column{
		column("code", textType), column("serial", integerType), column("checked", textType), column("removed", textType), column("price", writ.InputDecimal.Type()),
	})
	data := &writ.DataTable{Path: s.path("data"), As: writ.ServiceAccount()}
	for i, c := range columns[len(driver.SystemColumns()):] {
		data.Columns = append(data.Columns, writ.DataColumn{Column: own[i].ID, Physical: c.Name, Type: c.Type})
	}
	row := func(code, serial, checked, price string) []string {
		id, err := inputtable.RowIDOf(key(code, serial))
		if err != nil {
			s.t.Fatal(err)
		}
		return []string{string(id), "V", "2026-01-31 13:05:00", "a@b.org", "2026-01-31 13:05:00", "a@b.org", "7", code, serial, checked, "-", price}
	}
	s.table("data", columns, row("a", "2", "Ada", "12.5"), row("a", "10", "Bob", "-"), row("gone", "3", "Cid", "99"))
	described, err := s.w.Describe(s.t.Context(), writ.ServiceAccount(), s.path("parts"))
	if err != nil {
		s.t.Fatal(err)
	}
	p := inputtable.ParentTable(s.path("parts"), writ.ServiceAccount(), described)
	l, err := inputtable.NewLinked(p, []string{"code", "serial"}, data, own)
	if err != nil {
		s.t.Fatal(err)
	}
	return &linkedSite{s, p, l}
}

// read reads all pages of a query, and renders the fields of each row.
func (s *linkedSite) read(q warehouse.RowQuery, fields []inputtable.Field, limit int) []string {
	s.t.Helper()
	var lines []string
	for q.Limit = limit; ; {
		page, err := s.w.Rows(s.t.Context(), writ.ServiceAccount(), q)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, row := range page.Rows {
			cells := make([]string, len(fields))
			for i, f := range fields {
				if cells[i] = "-"; !row[i].Null {
					cells[i] = f.Render(row[i]).Text
				}
			}
			lines = append(lines, strings.Join(cells, " "))
		}
		if len(page.Rows) < limit {
			return lines
		}
		q.After = q.Cursor(page.Rows[len(page.Rows)-1])
	}
}

func TestLinked(t *testing.T) {
	onEngines(t, func(t *testing.T, s *site) {
		l := newLinkedSite(s)
		names := make([]string, 0)
		for _, f := range l.linked.Fields() {
			names = append(names, f.ID)
		}
		if want := "parent.code parent.serial parent.City parent.weight c3 c5"; strings.Join(names, " ") != want {
			t.Errorf("fields %q, want %s", names, want)
		}
		all := []string{"A 2 Zug 0.00 - -", "a 2 Aarau 1.00 Ada 12.5", "a 10 - - Bob -", "b 1 Bern 2.50 - -"}
		for _, limit := range []int{1, 2, 10} {
			if got := l.read(l.linked.Query(), l.linked.Fields(), limit); !slices.Equal(got, all) {
				t.Errorf("in pages of %d: %q", limit, got)
			}
		}
		filtered := l.linked.Query()
		filtered.Where = &warehouse.RowFilter{All: []warehouse.RowFilter{
			{Column: "c3", Op: warehouse.NotNull}, {Column: "p3", Op: warehouse.Equal, Values: []writ.Value{writ.Text("Aarau")}},
		}}
		if got := l.read(filtered, l.linked.Fields(), 10); !slices.Equal(got, all[1:2]) {
			t.Errorf("filtered: %q", got)
		}
		sorted := l.linked.Query()
		sorted.Order = append([]warehouse.RowOrder{{Column: "c3", Desc: true}}, sorted.Order...)
		if got := l.read(sorted, l.linked.Fields(), 1); len(got) != 4 || got[2] != all[2] || got[3] != all[1] {
			t.Errorf("sorted: %q", got)
		}
		if got := l.read(l.linked.Vanished(), l.linked.VanishedFields(), 10); !slices.Equal(got, []string{"gone 3 Cid 99"}) {
			t.Errorf("vanished: %q", got)
		}
	})
}

func TestLinkedRowIDs(t *testing.T) {
	onEngines(t, func(t *testing.T, s *site) {
		l := newLinkedSite(s)
		q := l.linked.Query()
		q.Limit = 10
		page, err := s.w.Rows(t.Context(), writ.ServiceAccount(), q)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(q.Columns, func(c driver.Column) bool { return c.Name == "id" })
		entered := 0
		for _, row := range page.Rows {
			id, err := l.linked.RowID(row)
			if err != nil {
				t.Fatal(err)
			}
			if !row[at].Null {
				entered++
				if string(id) != row[at].Text {
					t.Errorf("row %v has the id %s, want %s", row, id, row[at].Text)
				}
			}
		}
		if entered != 2 {
			t.Errorf("%d rows have data", entered)
		}
		for _, tt := range []struct {
			code, serial string
			want         bool
		}{{"a", "10", true}, {"b", "1", true}, {"gone", "3", false}, {"B", "1", false}} {
			if got, err := l.linked.Has(t.Context(), s.w, key(tt.code, tt.serial)); err != nil || got != tt.want {
				t.Errorf("%s %s: got %v, %v", tt.code, tt.serial, got, err)
			}
		}
	})
}

func TestCheckKeys(t *testing.T) {
	onEngines(t, func(t *testing.T, s *site) {
		l := newLinkedSite(s)
		check := func(keys ...string) error { return l.parent.CheckKeys(t.Context(), s.w, keys) }
		if err := check("code", "serial"); err != nil {
			t.Error(err)
		}
		s.insert("parts", parts, []string{"b", "1", "-", "-"}, []string{"b", "1", "-", "-"}, []string{"a", "2", "-", "-"})
		for _, tt := range []struct {
			keys []string
			code writ.Code
			says string
		}{
			{[]string{"code", "serial"}, writ.CodeConflict, `2 values stand more than once: "b", "1" 3 times; "a", "2" 2 times.`},
			{[]string{"City", "code"}, writ.CodeConflict, "is empty in 4 rows"},
			{[]string{"colour"}, writ.CodeInvalid, `no column "colour"`},
			{[]string{"code", "code"}, writ.CodeInvalid, "twice"},
			{nil, writ.CodeInvalid, "which columns"},
		} {
			if err := check(tt.keys...); writ.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q: got %v, want %s saying %s", tt.keys, err, tt.code, tt.says)
			}
		}
	})
}

// TestRowIDOf says that row ids never change: these are in the warehouses of people.
func TestRowIDOf(t *testing.T) {
	t.Parallel()
	ids := map[writ.RowID]string{}
	for _, k := range [][]editlog.Cell{
		key("a", "1"), key("a1", "1"), key("a", "11"), key("", "1"), key("a 1 text", "1"),
		{{Type: writ.InputText, Value: writ.Text("1")}}, {{Type: writ.InputInteger, Value: writ.Text("1")}},
	} {
		id, err := inputtable.RowIDOf(k)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := writ.ParseID[writ.RowID]("rowId", string(id)); err != nil || id[14] != '8' || !strings.ContainsRune("89ab", rune(id[19])) {
			t.Errorf("%s is no UUID of version 8: %v", id, err)
		}
		if other, ok := ids[id]; ok {
			t.Errorf("%v has the id of %s", k, other)
		}
		ids[id] = fmt.Sprint(k)
	}
	if id, _ := inputtable.RowIDOf(key("a", "1")); id != "49200947-815d-89ca-b995-6351ab8d37af" {
		t.Errorf("the id of a key has changed: %s", id)
	}
	if _, err := inputtable.RowIDOf([]editlog.Cell{editlog.Null()}); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("of NULL: got %v", err)
	}
}

// TestLinkedToCSV follows a CSV table in the order of its file, by a key whose type
// has changed since.
func TestLinkedToCSV(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	s.table("file", []driver.Column{column(writ.RowColumn, integerType), column("number", writ.Type{Kind: writ.KindDecimal, Precision: 5, Scale: 1}), column("name", textType)},
		[]string{"1", "20.0", "x"}, []string{"2", "3.0", "y"}, []string{"3", "1.5", "z"})
	csv := &writ.Table{Path: s.path("file"), Columns: []writ.TableColumn{
		{Name: "Number", Physical: "number", Type: writ.Type{Kind: writ.KindDecimal, Precision: 5, Scale: 1}}, {Name: "Name", Physical: "name", Type: textType},
	}}
	p := inputtable.ParentCSV(csv, writ.ServiceAccount())
	s.table("data", append(driver.SystemColumns(), column("number", integerType)))
	data := &writ.DataTable{Path: s.path("data"), Columns: []writ.DataColumn{{Column: "c1", Physical: "number", Type: integerType}}}
	l, err := inputtable.NewLinked(p, []string{"Number"}, data, []writ.InputColumn{{ID: "c1", Name: "Number", Type: writ.InputInteger}})
	if err != nil {
		t.Fatal(err)
	}
	ls := &linkedSite{s, p, l}
	if got := ls.read(l.Query(), l.Fields(), 2); !slices.Equal(got, []string{"20.0 x", "3.0 y", "1.5 z"}) {
		t.Errorf("got %q", got)
	}
	three, _ := inputtable.RowIDOf([]editlog.Cell{{Type: writ.InputInteger, Value: writ.Text("3")}})
	if id, err := l.RowID([]writ.Value{writ.Text("3.0")}); err != nil || id != three {
		t.Errorf("the row of 3.0 is %s, %v, want %s", id, err, three)
	}
	if id, err := l.RowID([]writ.Value{writ.Text("1.5")}); writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), `"Number"`) {
		t.Errorf("the row of 1.5 is %s, %v", id, err)
	}
}

// TestLinkedToInput follows an input table in the order people gave its rows.
func TestLinkedToInput(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	at := []string{"2026-01-31 13:05:00", "a@b.org", "2026-01-31 13:05:00", "a@b.org", "7"}
	row := func(id, position, name string) []string { return append(append([]string{id, position}, at...), name) }
	s.table("parent", append(driver.SystemColumns(), column("name", textType)), row("1", "X", "last"), row("2", "V", "first"), row("3", "W", "middle"))
	s.table("data", append(driver.SystemColumns(), column("name", textType)))
	d := &writ.DataTable{Path: s.path("parent"), As: writ.ServiceAccount(), Columns: []writ.DataColumn{{Column: "c4", Physical: "name", Type: textType}}}
	p, err := inputtable.ParentInput(d, []writ.InputColumn{{ID: "c3", Name: "Gone", Removed: true}, {ID: "c4", Name: "Name", Type: writ.InputText}})
	if err != nil {
		t.Fatal(err)
	}
	columns, err := p.KeyColumns([]string{"c4"})
	if err != nil || !slices.EqualFunc(columns, []writ.InputColumn{{ID: "c1", Name: "Name", Type: writ.InputText}}, func(a, b writ.InputColumn) bool {
		return a.ID == b.ID && a.Name == b.Name && a.Type == b.Type
	}) {
		t.Fatalf("key columns %+v, %v", columns, err)
	}
	data := &writ.DataTable{Path: s.path("data"), Columns: []writ.DataColumn{{Column: "c1", Physical: "name", Type: textType}}}
	l, err := inputtable.NewLinked(p, []string{"c4"}, data, columns)
	if err != nil {
		t.Fatal(err)
	}
	ls := &linkedSite{s, p, l}
	if got := ls.read(l.Query(), l.Fields(), 2); !slices.Equal(got, []string{"first", "middle", "last"}) {
		t.Errorf("got %q", got)
	}
}

// TestLinkedByUUID joins what a platform has a type for and Writ has none.
func TestLinkedByUUID(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *site{"duckdb": onDuckDB, "postgres": onPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.exec(s.build().Raw("CREATE TABLE ").Path(s.path("orders")).Raw(" (id uuid, v double precision, note varchar(10))"))
			s.exec(s.build().Raw("INSERT INTO ").Path(s.path("orders")).Raw(" VALUES ('0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d', 1.5, 'a'), ('0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6e', 2.5, 'b')"))
			s.table("data", append(driver.SystemColumns(), column("id", textType)),
				[]string{"r", "V", "2026-01-31 13:05:00", "a@b.org", "2026-01-31 13:05:00", "a@b.org", "7", "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6e"})
			described, err := s.w.Describe(t.Context(), writ.ServiceAccount(), s.path("orders"))
			if err != nil {
				t.Fatal(err)
			}
			p := inputtable.ParentTable(s.path("orders"), writ.ServiceAccount(), described)
			if _, err := p.KeyColumns([]string{"v"}); writ.CodeOf(err) != writ.CodeInvalid {
				t.Errorf("a float is a key: %v", err)
			}
			if err := p.CheckKeys(t.Context(), s.w, []string{"id"}); err != nil {
				t.Error(err)
			}
			columns, err := p.KeyColumns([]string{"id"})
			if err != nil {
				t.Fatal(err)
			}
			data := &writ.DataTable{Path: s.path("data"), Columns: []writ.DataColumn{{Column: "c1", Physical: "id", Type: textType}}}
			l, err := inputtable.NewLinked(p, []string{"id"}, data, columns)
			if err != nil {
				t.Fatal(err)
			}
			q := l.Query()
			q.Where = &warehouse.RowFilter{Column: "id", Op: warehouse.NotNull}
			q.Limit = 5
			page, err := s.w.Rows(t.Context(), writ.ServiceAccount(), q)
			if err != nil || len(page.Rows) != 1 || page.Rows[0][2].Text != "b" {
				t.Errorf("got %+v, %v", page, err)
			}
		})
	}
}
