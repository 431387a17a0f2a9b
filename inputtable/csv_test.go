package inputtable_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/warehouse/driver"
)

// kinds are columns of a CSV table, and the types that an input table gives them.
var kinds = []struct {
	typ    writ.Type
	input  writ.InputType
	asText bool
	give   []string // as the warehouse renders them; "-" is NULL
	want   []string
}{
	{writ.Type{Kind: writ.KindText}, writ.InputText, false, []string{"", "-", "007"}, []string{"", "-", "007"}},
	{writ.Type{Kind: writ.KindInteger}, writ.InputInteger, false, []string{"-9223372036854775808", "0", "-"}, []string{"-9223372036854775808", "0", "-"}},
	{writ.Type{Kind: writ.KindDecimal, Precision: 12, Scale: 2}, writ.InputDecimal, false, []string{"1200.00", "-0.50", "0.00"}, []string{"1200", "-0.5", "0"}},
	{writ.Type{Kind: writ.KindDecimal, Precision: 38, Scale: 12}, writ.InputText, true, []string{"0.000000000001", "-", "12.500000000000"}, []string{"0.000000000001", "-", "12.500000000000"}},
	{writ.Type{Kind: writ.KindFloat}, writ.InputText, true, []string{"0.1", "1.5e+300", "-"}, []string{"0.1", "", "-"}},
	{writ.Type{Kind: writ.KindDate}, writ.InputDate, false, []string{"0001-01-01", "9999-12-31", "-"}, []string{"0001-01-01", "9999-12-31", "-"}},
	{writ.Type{Kind: writ.KindTimestamp}, writ.InputTimestamp, false, []string{"2026-01-31 13:05:00.123456", "2026-01-31 00:00:00", "-"}, []string{"2026-01-31 13:05:00.123456", "2026-01-31 00:00:00", "-"}},
	{writ.Type{Kind: writ.KindBoolean}, writ.InputCheckbox, false, []string{"true", "false", "-"}, []string{"true", "false", "-"}},
	{writ.Type{Kind: writ.KindTime}, writ.InputText, true, []string{"13:05:00", "-", "00:00:00"}, []string{"13:05:00", "-", "00:00:00"}},
}

func TestFromCSV(t *testing.T) {
	onEngines(t, func(t *testing.T, s *site) {
		columns := []driver.Column{column(writ.RowColumn, integerType)}
		csv := &writ.Table{Name: "Kinds", Path: s.path("kinds")}
		rows := [][]string{{"1"}, {"2"}, {"3"}}
		for i, k := range kinds {
			name := fmt.Sprintf("column_%d", i+1)
			columns = append(columns, column(name, k.typ))
			csv.Columns = append(csv.Columns, writ.TableColumn{Name: strings.ToUpper(name), Physical: name, Type: k.typ})
			for r := range rows {
				rows[r] = append(rows[r], k.give[r])
			}
		}
		s.table("kinds", columns, rows...)
		f := inputtable.NewFromCSV(csv)
		for i, k := range kinds {
			c := f.Columns[i]
			if c.Type != k.input || c.Name != csv.Columns[i].Name || slices.Contains(f.AsText, c.Name) != k.asText {
				t.Errorf("%s became %+v", k.typ, c)
			}
		}
		number, last := 0, ""
		for row, err := range f.Rows(t.Context(), s.w, writ.ServiceAccount()) {
			if err != nil {
				t.Fatal(err)
			}
			if row.Position <= last || row.ID == "" {
				t.Errorf("row %d is at %q with the id %q", number+1, row.Position, row.ID)
			}
			for i, k := range kinds {
				got, want := "-", k.want[number]
				if c, ok := row.Values[f.Columns[i].ID]; ok {
					got = c.Value.Text
				}
				if got != want && want+k.give[number] != "1.5e+300" {
					t.Errorf("%s: got %q, want %q", k.typ, got, want)
				}
			}
			number, last = number+1, row.Position
		}
		if number != len(rows) {
			t.Errorf("got %d rows", number)
		}
	})
}

// TestFromLongCSV reads more rows than at once, and stops in the middle.
func TestFromLongCSV(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	s.exec(s.build().Raw("CREATE TABLE ").Path(s.path("numbers")).Raw(" AS SELECT i AS ").Ident(writ.RowColumn).Raw(", i * 10 AS n FROM range(1, 2501) AS r(i)"))
	f := inputtable.NewFromCSV(&writ.Table{Path: s.path("numbers"), Columns: []writ.TableColumn{{Name: "N", Physical: "n", Type: integerType}}})
	for _, until := range []int{2500, 1000, 1} {
		n := 0
		for row, err := range f.Rows(t.Context(), s.w, writ.ServiceAccount()) {
			if n++; err != nil || row.Values["c1"].Value.Text != fmt.Sprint(n*10) {
				t.Fatalf("row %d: %+v, %v", n, row, err)
			}
			if n == until {
				break
			}
		}
		if n != until {
			t.Errorf("got %d rows, want %d", n, until)
		}
	}
}

func TestFromBadCSV(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	s.exec(s.build().Raw("CREATE TABLE ").Path(s.path("nul")).Raw(" AS SELECT i AS ").Ident(writ.RowColumn).Raw(", CASE WHEN i = 3 THEN 'a' || chr(0) ELSE 'b' END AS n FROM range(1, 10) AS r(i)"))
	f := inputtable.NewFromCSV(&writ.Table{Name: "Bad", Path: s.path("nul"), Columns: []writ.TableColumn{{Name: "N", Physical: "n", Type: textType}}})
	var last error
	rows := []editlog.RowAdd{}
	for row, err := range f.Rows(t.Context(), s.w, writ.ServiceAccount()) {
		rows, last = append(rows, row), err
	}
	if len(rows) != 3 || writ.CodeOf(last) != writ.CodeInvalid || !strings.Contains(last.Error(), `Row 3 of Bad`) || !strings.Contains(last.Error(), `column "N"`) {
		t.Errorf("%d rows, then %v", len(rows), last)
	}
}
