package driver_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// TestPieces demands that pieces hold all rows in their order, none of them empty,
// and are as long as they may be.
func TestPieces(t *testing.T) {
	t.Parallel()
	rows := [][]writ.Value{}
	for _, n := range []int{10, 10, 10, 500, 10, 10, 95, 1, 1} {
		rows = append(rows, []writ.Value{writ.Text(strings.Repeat("x", n))})
	}
	var got []int
	total := 0
	for piece := range driver.Pieces(rows, 100) {
		got = append(got, len(piece))
		total += len(piece)
	}
	if want := []int{3, 1, 2, 1, 2}; !slices.Equal(got, want) || total != len(rows) {
		t.Errorf("got pieces of %v rows, want %v", got, want)
	}
	for range driver.Pieces(nil, 100) {
		t.Error("there is a piece of nothing")
	}
}

func TestStatementsOfRows(t *testing.T) {
	t.Parallel()
	q := postgres.New().Dialect().Quoting()
	columns := []driver.Column{{Name: "id", Type: writ.InputText.Type()}, {Name: `n"o`, Type: writ.InputDecimal.Type()}}
	insert, err := driver.InsertRows(q, writ.Path{"s", "t"}, columns, [][]writ.Value{{writ.Text("a'"), writ.Text("1.5")}, {writ.Text("b"), writ.Null()}})
	if want := `INSERT INTO "s"."t" ("id", "n""o") VALUES ('a''', '1.5'), ('b', NULL)`; err != nil || insert.String() != want {
		t.Errorf("got  %s, %v\nwant %s", insert, err, want)
	}
	remove, err := driver.DeleteRows(q, writ.Path{"s", "t"}, []string{"a'", "b"})
	if want := `DELETE FROM "s"."t" WHERE "DS_ROW_ID" IN ('a''', 'b')`; err != nil || remove.String() != want {
		t.Errorf("got  %s, %v\nwant %s", remove, err, want)
	}
}

func TestCheckTexts(t *testing.T) {
	t.Parallel()
	columns := []driver.Column{{Name: writ.RowIDColumn, Type: writ.InputText.Type()}, {Name: "name", Type: writ.InputText.Type()}, {Name: "n", Type: writ.InputInteger.Type()}}
	for text, says := range map[string]string{"fine 🙂": "", "a\x00b": "NUL", "\xff": "UTF-8", "\xed\xa0\x80": "UTF-8"} {
		rows := [][]writ.Value{{writ.Text("r1"), writ.Null(), writ.Text("1")}, {writ.Text("r2"), writ.Text(text), writ.Text("2")}}
		c := driver.Changes{Updates: []driver.RowUpdates{{Columns: columns, Rows: rows}}}
		err := c.CheckTexts(false)
		if says == "" {
			if err != nil {
				t.Errorf("%q: got %v", text, err)
			}
			continue
		}
		if warehouse.ClassOf(err) != driver.ClassValue || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), `"name" of row r2`) {
			t.Errorf("%q: got %v", text, err)
		}
		if err := driver.CheckTexts(columns, rows, true); (err == nil) != (says == "NUL") {
			t.Errorf("%q where NUL is allowed: got %v", text, err)
		}
	}
}

// cells is a result in memory.
type cells struct {
	driver.Rows
	left [][]writ.Value
}

func (c *cells) Columns() []driver.Column { return make([]driver.Column, 5) }
func (c *cells) Close() error             { return nil }
func (c *cells) Next(dst []writ.Value) error {
	if len(c.left) == 0 {
		return io.EOF
	}
	copy(dst, c.left[0])
	c.left = c.left[1:]
	return nil
}

// TestStrangeRows reads logs and marks that somebody has changed by hand.
func TestStrangeRows(t *testing.T) {
	t.Parallel()
	good := []writ.Value{writ.Text("t"), writ.Text("7"), writ.Text("2026-01-31 13:05:00.5"), writ.Text("{}"), writ.Text("{}")}
	for i, bad := range map[int]writ.Value{1: writ.Null(), 2: writ.Text("infinity")} {
		row := append([]writ.Value{}, good...)
		row[i] = bad
		err := driver.EachLogRow(&cells{left: [][]writ.Value{good, row}}, func(driver.LogRow) error { return nil })
		if writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("%v: got %v", row, err)
		}
	}
	if _, err := driver.ReadMark(&cells{}); warehouse.ClassOf(err) != driver.ClassNotFound {
		t.Errorf("a mark without a row: got %v", err)
	}
	if _, err := driver.ReadMark(&cells{left: [][]writ.Value{{writ.Text("1"), writ.Null(), writ.Text("1"), {}, {}}}}); warehouse.ClassOf(err) != driver.ClassNotFound {
		t.Errorf("a mark without a term: got %v", err)
	}
}
