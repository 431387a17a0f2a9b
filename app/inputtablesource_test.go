package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
)

// TestAllowedOfOtherTable has the values of a column of a CSV table, and then of an
// input table, be the ones that can be entered.
func TestAllowedOfOtherTable(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	countries := w.table(w.build(), conn, "Code,Name\nCH,Switzerland\nAT,Austria\n")
	from := &writ.AllowedFrom{Table: countries.ID, Column: "Code"}
	made := must[*app.InputTableState](t)(w.CreateInputTable(ctx, w.build(), app.InputDraft{
		Kind: writ.InputEmpty, Name: "Prices", Connection: conn,
		Columns: []inputtable.NewColumn{{Name: "Country", Type: writ.InputText, Rules: writ.InputRules{From: from}}},
	}))
	enter := func(id writ.InputTableID, value string) inputtable.RowResult {
		t.Helper()
		a := must[*inputtable.Answer](t)(w.EditRows(ctx, w.build(), id, app.RowEdit{Rows: []inputtable.RowChange{
			{Do: inputtable.Insert, Values: map[writ.ColumnID]json.RawMessage{"c1": json.RawMessage(`"` + value + `"`)}},
		}}))
		return a.Rows[0]
	}
	if r := enter(made.ID, "CH"); len(r.Cells) > 0 {
		t.Errorf("CH: %+v", r)
	}
	r := enter(made.ID, "UK")
	if len(r.Cells) != 1 || r.Cells[0].Rule != writ.RuleAllowed || !strings.Contains(r.Cells[0].Reason, `"AT", "CH"`) {
		t.Errorf("UK: %+v", r)
	}

	second := must[*app.InputTableState](t)(w.CreateInputTable(ctx, w.build(), app.InputDraft{Kind: writ.InputEmpty, Name: "Costs", Connection: conn}))
	allow := func(actor app.Actor, from writ.AllowedFrom) error {
		_, _, err := w.ChangeInputColumn(ctx, actor, second.ID, "", inputtable.ColumnChange{
			SetRules: &editlog.SetRules{ID: "c1", Rules: writ.InputRules{From: &from}},
		})
		return err
	}
	if err := allow(w.build(), writ.AllowedFrom{Input: made.ID, Column: "c1"}); err != nil {
		t.Fatal(err)
	}
	if r := enter(second.ID, "CH"); len(r.Cells) > 0 {
		t.Errorf("CH of the input table: %+v", r)
	}
	if r := enter(second.ID, "AT"); len(r.Cells) != 1 || r.Cells[0].Status != inputtable.Refused {
		t.Errorf("AT of the input table: %+v", r)
	}
	refused(t, allow(w.build(), writ.AllowedFrom{Input: made.ID, Column: "c9"}), writ.CodeInvalid, "c9")
	refused(t, allow(w.build(), writ.AllowedFrom{Table: countries.ID, Column: "code"}), writ.CodeInvalid, `"code"`)
	hidden := w.table(w.admin(), conn, "Secret\nx\n")
	refused(t, allow(w.build(), writ.AllowedFrom{Table: hidden.ID, Column: "Secret"}), writ.CodeNotFound)
}
