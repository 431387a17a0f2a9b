package drivertest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// dataRole is a Conn of a user who may write to a destination of its own and
// nothing else: the edit log is not for it. Where the platform has no users it is
// the owner's.
func (e *exam) dataRole(t *testing.T) (editor, writ.Path) {
	t.Helper()
	d := e.NewDestination(t)
	return e.editor(t, e.dataValues(t, d)), d
}

// dataValues are the connection values of such a user.
func (e *exam) dataValues(t *testing.T, d writ.Path) map[string]string {
	t.Helper()
	if e.Users == nil {
		return e.Owner
	}
	grants, err := e.Driver.Dialect().Grants(d, e.Users.StrangerName)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grants {
		e.Users.Grant(t, d, g.Privilege)
	}
	return e.Users.Stranger
}

// dataAt names a data table and its mark.
func dataAt(d writ.Path) driver.Data {
	return driver.Data{Path: d.Child("SIGDS_0198_d"), Mark: d.Child("SIGDS_0198_m")}
}

// dataTable is a data table under examination: all of its columns, and what every
// row has to be.
type dataTable struct {
	*exam
	editor
	driver.Data
	columns []driver.Column // with the system columns
	mark    driver.Mark
	want    map[string][]writ.Value
}

// newData makes an empty data table of a role that has nothing else; its columns
// are those of columnsOf, none for "".
func (e *exam) newData(t *testing.T, columns string) *dataTable {
	t.Helper()
	c, d := e.dataRole(t)
	var list []driver.Column
	if columns != "" {
		list = columnsOf(columns)
	}
	return e.dataOf(t, c, dataAt(d), list, driver.Mark{Num: 1, Term: 1, Generation: 1})
}

// dataOf makes an empty data table.
func (e *exam) dataOf(t *testing.T, c editor, d driver.Data, columns []driver.Column, m driver.Mark) *dataTable {
	t.Helper()
	if n, err := c.CreateData(t.Context(), d, columns, "", 0, m); err != nil || n != 0 {
		t.Fatalf("create: %d rows, %v", n, err)
	}
	return &dataTable{exam: e, editor: c, Data: d, columns: append(driver.SystemColumns(), columns...), mark: m, want: map[string][]writ.Value{}}
}

// system are the values of the system columns of a row.
func system(id string, n int) []writ.Value {
	at := writ.Text(fmt.Sprintf("2026-01-31 13:05:%02d.%05d1", n%60, n%99999))
	return []writ.Value{writ.Text(id), writ.Text(fmt.Sprintf("a%06d", n)), at, writ.Text("ä@b.c"), at, writ.Text("d@e.f"), integer(n)}
}

// row is a whole row.
func row(id string, n int, values ...writ.Value) []writ.Value {
	return append(system(id, n), values...)
}

// insert are changes that insert rows of all columns and move the mark by one.
func (d *dataTable) insert(rows ...[]writ.Value) driver.Changes {
	c := d.changes()
	c.Columns, c.Inserts = d.columns, rows
	return c
}

// changes are none, but move the mark by one.
func (d *dataTable) changes() driver.Changes {
	c := driver.Changes{Data: d.Data, From: d.mark, To: d.mark}
	c.To.Num++
	return c
}

// update changes one column of rows.
func (d *dataTable) update(column string, values map[string]writ.Value) driver.RowUpdates {
	i := d.index(column)
	u := driver.RowUpdates{Columns: []driver.Column{d.columns[0], d.columns[i]}}
	for id, v := range values {
		u.Rows = append(u.Rows, []writ.Value{writ.Text(id), v})
	}
	return u
}

func (d *dataTable) index(column string) int {
	return slices.IndexFunc(d.columns, func(c driver.Column) bool { return c.Name == column })
}

// apply makes changes that have to be made, and says what is wanted from now on.
func (d *dataTable) apply(t *testing.T, c driver.Changes) {
	t.Helper()
	if applied, err := d.Apply(t.Context(), c); err != nil || !applied {
		t.Fatalf("apply: %v, %v", applied, err)
	}
	d.made(c)
}

// made says that changes were made.
func (d *dataTable) made(c driver.Changes) {
	for _, r := range c.Inserts {
		full := make([]writ.Value, len(d.columns))
		for i := range full {
			full[i] = writ.Null()
		}
		for i, v := range r {
			full[d.index(c.Columns[i].Name)] = v
		}
		d.want[r[0].Text] = full
	}
	for _, u := range c.Updates {
		for _, r := range u.Rows {
			full := slices.Clone(d.want[r[0].Text])
			for i, v := range r {
				full[d.index(u.Columns[i].Name)] = v
			}
			d.want[r[0].Text] = full
		}
	}
	for _, id := range c.Deletes {
		delete(d.want, id)
	}
	d.mark = c.To
}

// rowsNow reads all rows, by their ids.
func (d *dataTable) rowsNow(t *testing.T) [][]writ.Value {
	t.Helper()
	var out bytes.Buffer
	if err := d.Export(t.Context(), d.Path, d.columns, writ.RowIDColumn, &out); err != nil {
		t.Fatal(err)
	}
	rows, ok := readCanonical(out.Bytes())
	if !ok {
		t.Fatalf("the export is no canonical file: %.300q", out.Bytes())
	}
	return rows
}

// same demands that the table holds the rows that it should, and its mark is where
// it should be.
func (d *dataTable) same(t *testing.T) {
	t.Helper()
	if m := d.markNow(t); m != d.mark {
		t.Errorf("the mark is %+v, want %+v", m, d.mark)
	}
	rows := d.rowsNow(t)
	if len(rows) != len(d.want) {
		t.Errorf("%d rows, want %d", len(rows), len(d.want))
	}
	for _, r := range rows {
		w, ok := d.want[r[0].Text]
		for i, v := range r {
			if !ok || v.Null != w[i].Null || !v.Null && !sameCell(d.columns[i].Type.Kind, v.Text, w[i].Text) {
				t.Fatalf("got  %s\nwant %s", show(r), show(w))
			}
		}
	}
}

// sameCell compares canonical texts; decimals of a data table come with all digits
// of their scale, and the zeros of floats, which no input table has, are one number:
// DuckDB does not update what is equal.
func sameCell(kind writ.Kind, got, want string) bool {
	switch {
	case kind == writ.KindDecimal:
		return plainDecimal(got) == plainDecimal(want)
	case kind == writ.KindFloat && strings.TrimPrefix(want, "-") == "0":
		return strings.TrimPrefix(got, "-") == "0"
	}
	return sameText(kind, got, want)
}

func plainDecimal(s string) string {
	if !bytes.ContainsRune([]byte(s), '.') {
		return s
	}
	return string(bytes.TrimSuffix(bytes.TrimRight([]byte(s), "0"), []byte{'.'}))
}

// markNow reads the mark.
func (d *dataTable) markNow(t *testing.T) driver.Mark {
	t.Helper()
	stmt, err := driver.SelectMark(d.q, d.Mark)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := d.Query(t.Context(), stmt)
	if err != nil {
		t.Fatal(err)
	}
	m, err := driver.ReadMark(rows)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// examEditData demands that data tables are made as a whole, and changed so.
func examEditData(t *testing.T, e *exam) {
	e.inputTables(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *exam)
	}{
		{"create", examDataCreate},
		{"from a file", examDataFile},
		{"copy", examDataCopy},
		{"drop", examDataDrop},
		{"columns", examDataColumns},
		{"values", examDataValues},
		{"refused texts", examDataRefusals},
		{"reads", examDataReads},
		{"guard", examDataGuard},
		{"fence", examDataFence},
		{"rows that are not so", examDataAltered},
		{"two at once", examDataRace},
		{"killed", examDataKilled},
		{"network", examDataNetwork},
		{"wide", examDataWide},
		{"many", examDataMany},
		{"random", examDataRandom},
	} {
		t.Run(part.name, func(t *testing.T) { t.Parallel(); part.run(t, e) })
	}
}

func examDataCreate(t *testing.T, e *exam) {
	d := e.newData(t, "name text, n integer")
	d.same(t)
	described, err := d.Describe(t.Context(), d.Path)
	if err != nil {
		t.Fatal(err)
	}
	sameTypes(t, described, d.columns)
	for _, taken := range []driver.Data{
		{Path: d.Path, Mark: d.Path.Parent().Child("SIGDS_free")},
		{Path: d.Path.Parent().Child("SIGDS_free"), Mark: d.Mark},
	} {
		_, err := d.CreateData(t.Context(), taken, nil, "", 0, d.mark)
		wantClass(t, err, driver.ClassExists)
		e.absent(t, d, d.Path.Parent().Child("SIGDS_free"))
	}
	d.same(t)
}

// examDataFile fills new data tables from files, one of which is broken.
func examDataFile(t *testing.T, e *exam) {
	c, home := e.dataRole(t)
	columns := columnsOf("name text, n integer")
	d := &dataTable{exam: e, editor: c, Data: dataAt(home), columns: append(driver.SystemColumns(), columns...), want: map[string][]writ.Value{}}
	d.mark = driver.Mark{Num: 7, Term: 2, Generation: 3}
	var rows [][]writ.Value
	for i := range 3000 {
		r := row(fmt.Sprintf("r%05d", i), i, writ.Text(fmt.Sprintf("a,\"%d\"\n", i)), integer(i))
		if i%3 == 0 {
			r[7], r[8] = writ.Text(""), writ.Null()
		}
		rows, d.want[r[0].Text] = append(rows, r), r
	}
	n, err := c.CreateData(t.Context(), d.Data, columns, e.stage(t, rows), 0, d.mark)
	if err != nil || n != int64(len(rows)) {
		t.Fatalf("%d rows, %v", n, err)
	}
	d.same(t)
	d.apply(t, d.insert(row("new", 1, writ.Text("x"), integer(1))))
	d.same(t)

	broken := driver.Data{Path: home.Child("SIGDS_b"), Mark: home.Child("SIGDS_bm")}
	rows[2999][8] = writ.Text("none")
	_, err = c.CreateData(t.Context(), broken, columns, e.stage(t, rows), 0, d.mark)
	wantClass(t, err, driver.ClassValue)
	e.absent(t, c, broken.Path)
	e.absent(t, c, broken.Mark)
}

func examDataCopy(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	d.apply(t, d.insert(row("a", 1, writ.Text("x")), row("b", 2, writ.Null())))
	to := driver.Data{Path: d.Path.Parent().Child("SIGDS_copy"), Mark: d.Path.Parent().Child("SIGDS_copy_m")}
	for _, num := range []int64{d.mark.Num - 1, d.mark.Num + 1} {
		_, err := d.CopyData(t.Context(), d.Data, to, d.columns[7:], driver.Mark{Num: num, Term: 1, Generation: 1})
		wantClass(t, err, driver.ClassConflict)
		e.absent(t, d, to.Path)
		e.absent(t, d, to.Mark)
	}
	m := driver.Mark{Num: d.mark.Num, Term: 4, Generation: 9}
	if n, err := d.CopyData(t.Context(), d.Data, to, d.columns[7:], m); err != nil || n != 2 {
		t.Fatalf("%d rows, %v", n, err)
	}
	_, err := d.CopyData(t.Context(), d.Data, to, d.columns[7:], m)
	wantClass(t, err, driver.ClassExists)
	copied := *d
	copied.Data, copied.mark = to, m
	copied.same(t)
	copied.apply(t, copied.changes())
	d.same(t)

	empty := e.dataOf(t, d.editor, driver.Data{Path: d.Path.Parent().Child("SIGDS_e"), Mark: d.Path.Parent().Child("SIGDS_em")}, nil, d.mark)
	next := driver.Data{Path: d.Path.Parent().Child("SIGDS_e2"), Mark: d.Path.Parent().Child("SIGDS_e2m")}
	_, err = empty.CopyData(t.Context(), empty.Data, next, nil, driver.Mark{Num: 99, Term: 1, Generation: 1})
	wantClass(t, err, driver.ClassConflict)
	if n, err := empty.CopyData(t.Context(), empty.Data, next, nil, empty.mark); err != nil || n != 0 {
		t.Errorf("a copy of nothing: %d rows, %v", n, err)
	}
	absent := driver.Data{Path: d.Path.Parent().Child("SIGDS_no"), Mark: d.Path.Parent().Child("SIGDS_no_m")}
	_, err = d.CopyData(t.Context(), absent, driver.Data{Path: d.Path.Parent().Child("SIGDS_n"), Mark: d.Path.Parent().Child("SIGDS_nm")}, nil, m)
	wantClass(t, err, driver.ClassNotFound)
}

func examDataDrop(t *testing.T, e *exam) {
	d := e.newData(t, "")
	for range 2 {
		if err := d.DropData(t.Context(), d.Data); err != nil {
			t.Errorf("drop: %v", err)
		}
		e.empty(t, d, d.Path.Parent())
	}
	_, err := d.Apply(t.Context(), d.insert(row("a", 1)))
	wantClass(t, err, driver.ClassNotFound)
	_, err = d.Fence(t.Context(), d.Data, 9)
	wantClass(t, err, driver.ClassNotFound)
	wantClass(t, d.AddColumn(t.Context(), d.Data, columnsOf("n integer")[0]), driver.ClassNotFound)
}

// examDataColumns adds columns to a table with rows, each twice.
func examDataColumns(t *testing.T, e *exam) {
	d := e.newData(t, "a text")
	d.apply(t, d.insert(row("r", 1, writ.Text("x"))))
	for i, kind := range writ.InputTypes() {
		c := driver.Column{Name: fmt.Sprintf("add %d", i), Type: kind.Type()}
		for range 2 {
			if err := d.AddColumn(t.Context(), d.Data, c); err != nil {
				t.Fatalf("add %s: %v", c.Type, err)
			}
		}
		d.columns = append(d.columns, c)
		d.want["r"] = append(d.want["r"], writ.Null())
		d.same(t)
		other := driver.Column{Name: c.Name, Type: writ.Type{Kind: writ.KindFloat}}
		wantClass(t, d.AddColumn(t.Context(), d.Data, other), driver.ClassExists)
	}
	d.apply(t, d.insert(row("s", 2, writ.Text("y"), writ.Text("z"), integer(1), writ.Text("1.5"), writ.Text("2026-01-31"), writ.Text("2026-01-31 13:05:00"), writ.Text("true"), writ.Text("one"), writ.Text(`["a"]`))))
	d.same(t)
}
