package inputtable_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/warehouse/driver"
)

func TestPreviewRetype(t *testing.T) {
	onEngines(t, func(t *testing.T, s *site) {
		columns := []driver.Column{column(writ.RowIDColumn, textType), column("note", textType), column("price", writ.InputDecimal.Type())}
		s.table("data", columns,
			[]string{"1", "42", "1.5"}, []string{"2", "about 7", "2"}, []string{"3", "-", "-"}, []string{"4", "", "10000000000"}, []string{"5", "2026-01-31", "0"})
		d := &writ.DataTable{Path: s.path("data"), As: writ.ServiceAccount(), Columns: []writ.DataColumn{
			{Column: "c1", Physical: "note", Type: textType}, {Column: "c2", Physical: "price", Type: writ.InputDecimal.Type()},
		}}
		for _, tt := range []struct {
			column   writ.InputColumn
			to       writ.InputType
			misfits  string
			contains string
		}{
			{writ.InputColumn{ID: "c1", Type: writ.InputText}, writ.InputInteger, "2 4 5", `"about 7" is not a number`},
			{writ.InputColumn{ID: "c1", Type: writ.InputText}, writ.InputDate, "1 2 4", ""},
			{writ.InputColumn{ID: "c1", Type: writ.InputText}, writ.InputSingleSelect, "", ""},
			{writ.InputColumn{ID: "c2", Type: writ.InputDecimal}, writ.InputInteger, "1", `"1.5" is not a whole number`},
			{writ.InputColumn{ID: "c2", Type: writ.InputDecimal}, writ.InputText, "", ""},
			{writ.InputColumn{ID: "c2", Type: writ.InputDecimal}, writ.InputCheckbox, "1 2 4 5", ""},
		} {
			m, err := inputtable.PreviewRetype(t.Context(), s.w, d, tt.column, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			var rows, why []string
			for _, f := range m.First {
				rows, why = append(rows, string(f.Row)), append(why, f.Why)
			}
			if strings.Join(rows, " ") != tt.misfits || int(m.Count) != len(rows) || !strings.Contains(strings.Join(why, "; "), tt.contains) {
				t.Errorf("%s to %s: %d misfits %q: %q", tt.column.Type, tt.to, m.Count, rows, why)
			}
		}
		if _, err := inputtable.PreviewRetype(t.Context(), s.w, d, writ.InputColumn{ID: "c9"}, writ.InputText); writ.CodeOf(err) != writ.CodeNotFound {
			t.Errorf("of no column: %v", err)
		}
	})
}

// TestPreviewOfManyRows counts more misfits than it shows, over more rows than it
// reads at once.
func TestPreviewOfManyRows(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	s.exec(s.build().Raw("CREATE TABLE ").Path(s.path("many")).Raw(" AS SELECT printf('%06d', i) AS ").Ident(writ.RowIDColumn).
		Raw(", CASE WHEN i % 2 = 0 THEN 'x' ELSE '1' END AS note FROM range(25000) AS r(i)"))
	d := &writ.DataTable{Path: s.path("many"), As: writ.ServiceAccount(), Columns: []writ.DataColumn{{Column: "c1", Physical: "note", Type: textType}}}
	m, err := inputtable.PreviewRetype(t.Context(), s.w, d, writ.InputColumn{ID: "c1", Type: writ.InputText}, writ.InputInteger)
	if err != nil || m.Count != 12_500 || len(m.First) != 100 || m.First[99].Row != writ.RowID(fmt.Sprintf("%06d", 198)) {
		t.Errorf("got %d, the last of %d is %+v, %v", m.Count, len(m.First), m.First[len(m.First)-1], err)
	}
}
