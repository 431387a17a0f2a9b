package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/inputtable"
)

// TestLinkedInputTable follows the rows of a CSV table, enters something beside one
// of them, and finds it again when the row has vanished.
func TestLinkedInputTable(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	machines := w.table(w.build(), conn, "Number,City\n7,Bern\n3,Zug\n5,Bern\n")
	create := func(keys ...string) (*app.InputTableState, error) {
		return w.CreateInputTable(ctx, w.build(), app.InputDraft{
			Kind: writ.InputLinked, Name: "Checks", Connection: conn, Parent: &writ.InputParent{Table: machines.ID, Keys: keys},
		})
	}
	_, err := create("City")
	refused(t, err, writ.CodeConflict, `"Bern" 2 times`)
	_, err = create("Colour")
	refused(t, err, writ.CodeInvalid, `"Colour"`)
	made := must[*app.InputTableState](t)(create("Number"))
	_, _, err = w.ChangeInputColumn(ctx, w.build(), made.ID, "", inputtable.ColumnChange{Add: &inputtable.NewColumn{Name: "Checked by", Type: writ.InputText}})
	if err != nil {
		t.Fatal(err)
	}
	change := func(do inputtable.Operation, row writ.RowID, values ...string) (*inputtable.Answer, error) {
		raw := map[writ.ColumnID]json.RawMessage{}
		for i := 0; i < len(values); i += 2 {
			raw[writ.ColumnID(values[i])] = json.RawMessage(values[i+1])
		}
		return w.EditRows(ctx, w.build(), made.ID, app.RowEdit{Rows: []inputtable.RowChange{{Do: do, Row: row, Values: raw}}})
	}
	read := func(q app.InputQuery) (lines []string, rows []app.InputRow) {
		t.Helper()
		q.Limit = 10
		p := must[*app.InputRows](t)(w.InputRows(ctx, w.build(), made.ID, q))
		for _, r := range p.Rows {
			cells := []string{}
			for _, c := range r.Cells {
				cells = append(cells, c.Text)
			}
			lines = append(lines, strings.Join(cells, " "))
		}
		return lines, p.Rows
	}
	must[*inputtable.Answer](t)(change(inputtable.Upsert, "", "c1", "3", "c2", `"Ada"`))
	lines, rows := read(app.InputQuery{})
	if want := []string{"7 Bern ", "3 Zug Ada", "5 Bern "}; !slices.Equal(lines, want) || rows[1].Num == 0 || rows[0].Num != 0 {
		t.Errorf("got %q", lines)
	}
	must[*inputtable.Answer](t)(change(inputtable.Update, rows[1].ID, "c2", `"Bob"`))
	if lines, _ := read(app.InputQuery{Sort: []string{"-c2"}}); len(lines) != 3 || !slices.Contains(lines, "3 Zug Bob") {
		t.Errorf("sorted: %q", lines)
	}
	nowhere := must[*inputtable.Answer](t)(change(inputtable.Update, rows[0].ID, "c2", `"Eve"`)) // an id alone tells no key
	if len(nowhere.Rows) != 1 || nowhere.Rows[0].Status != inputtable.Absent || nowhere.Last != 0 {
		t.Errorf("a row of which only the id is known: %+v", nowhere)
	}
	_, err = change(inputtable.Upsert, "", "c1", "4", "c2", `"Cid"`)
	refused(t, err, writ.CodeInvalid, "no row with that key")
	_, err = change(inputtable.Insert, "", "c2", `"Cid"`)
	refused(t, err, writ.CodeInvalid, "those of its parent")
	_, err = change(inputtable.Update, rows[1].ID, "c1", "7")
	refused(t, err, writ.CodeInvalid, "cannot be changed")
}
