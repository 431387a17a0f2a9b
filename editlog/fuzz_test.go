package editlog

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// FuzzRead reads whatever lies in a log. What it takes as an edit is written as the
// same edit again; what it takes as an entry, as the same entry.
func FuzzRead(f *testing.F) {
	edits := append(structural(), added("r1", map[writ.ColumnID]Cell{"c1": textOf("é\u2028"), "c2": Null()}), updated("r1", nil),
		Edit{RemoveRows: []writ.RowID{"r1", "r2"}}, Edit{Refuse: []Refusal{{CellRef: CellRef{Row: "r1", Column: "c1"}, Value: Null()}}},
		Edit{Redacted: &Redaction{Edit: &Edit{RemoveRows: []writ.RowID{"r1"}}}})
	for _, x := range edits {
		e := entryOf(3, writ.BranchDraft, "ada", x)
		e.Meta.Cause, e.Meta.Key = &Cause{Kind: "undo"}, "k"
		if err := Seal("", e); err != nil {
			f.Fatal(err)
		}
		f.Add(e.Text, e.Metadata)
	}
	f.Add(`{"addRow":{"id":"\ud83d\ude00"}}`, "{}")
	f.Fuzz(func(t *testing.T, edit, metadata string) {
		e, err := Read(driver.LogRow{Table: "t", Num: 3, At: start, Edit: edit, Metadata: metadata})
		if err != nil {
			var x Edit
			if x.UnmarshalJSON([]byte(edit)) == nil {
				again(t, x)
			}
			return
		}
		if !json.Valid([]byte(edit)) || !json.Valid([]byte(metadata)) {
			t.Fatalf("%q %q is no JSON", edit, metadata)
		}
		again(t, e.Edit)
		s := NewState(writ.BranchDraft)
		if e.Edit.Hold == nil && s.Step(e) != nil {
			t.Fatal("it is not stepped")
		}
	})
}

func again(t *testing.T, x Edit) {
	t.Helper()
	b, err := x.MarshalJSON()
	if err != nil {
		t.Fatalf("%+v is not written: %v", x, err)
	}
	var back Edit
	if err := back.UnmarshalJSON(b); err != nil {
		t.Fatalf("%s is not read: %v", b, err)
	}
	if c, err := back.MarshalJSON(); err != nil || string(c) != string(b) {
		t.Fatalf("%s becomes %s, %v", b, c, err)
	}
}

// FuzzParse parses whatever a caller may write. What it takes is canonical, means
// the same if it is sent again, and goes through the log unharmed.
func FuzzParse(f *testing.F) {
	for _, typ := range writ.InputTypes() {
		for _, text := range samples[typ] {
			f.Add(string(typ), string(Cell{Type: typ, Value: writ.Text(text)}.Raw()))
		}
	}
	for _, raw := range []string{"1e3", "-0.00", `["a", "b"]`, "null", `"\ud800"`, "1e-10", `"2026-01-31T13:05"`} {
		f.Add("decimal", raw)
		f.Add("timestamp", raw)
		f.Add("multi-select", raw)
	}
	f.Fuzz(func(t *testing.T, typ, raw string) {
		kept := Given(json.RawMessage(raw))
		if !kept.IsNull() && !utf8.ValidString(kept.Value.Text) {
			t.Fatalf("%q is kept as %q", raw, kept.Value.Text)
		}
		c, err := Parse(writ.InputType(typ), json.RawMessage(raw))
		if err != nil {
			return
		}
		again, err := Parse(writ.InputType(typ), c.Raw())
		if err != nil || again != c {
			t.Fatalf("%q is %v, and that is %v, %v", raw, c, again, err)
		}
		b, err := c.MarshalJSON()
		var back Cell
		if err == nil {
			err = back.UnmarshalJSON(b)
		}
		if err != nil || !reflect.DeepEqual(back, c) {
			t.Fatalf("%v is kept as %s and read as %v, %v", c, b, back, err)
		}
	})
}
