package editlog

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/writ-dev/writ"
)

func textOf(s string) Cell { return Cell{Type: writ.InputText, Value: writ.Text(s)} }

func column(id writ.ColumnID, typ writ.InputType) writ.InputColumn {
	return writ.InputColumn{ID: id, Name: "Column " + string(id), Type: typ}
}

// stepped numbers edits from 1 and steps them in the draft.
func stepped(t *testing.T, edits ...Edit) *State {
	t.Helper()
	s := NewState(writ.BranchDraft)
	for i, x := range edits {
		if err := s.Step(entryOf(int64(i+1), writ.BranchDraft, "ada", x)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func created() Edit {
	return Edit{Create: &Create{Kind: writ.InputEmpty, Name: "x", Columns: []writ.InputColumn{column("c1", writ.InputText), column("c2", writ.InputInteger)}}}
}

func added(id writ.RowID, values map[writ.ColumnID]Cell) Edit {
	return Edit{AddRows: []RowAdd{{ID: id, Position: string(id), Values: values}}}
}

func updated(id writ.RowID, values map[writ.ColumnID]Cell) Edit {
	return Edit{UpdateRows: []RowUpdate{{ID: id, Values: values}}}
}

func ids(columns []writ.InputColumn) string {
	var s string
	for _, c := range columns {
		s += string(c.ID)
		if c.Removed {
			s += "-"
		}
		s += " "
	}
	return s
}

func TestColumns(t *testing.T) {
	t.Parallel()
	typ, name, last, first := writ.InputText, "new", writ.ColumnID(""), writ.ColumnID("c1")
	for label, c := range map[string]struct {
		edits []Edit
		want  string
	}{
		"created once":            {[]Edit{created(), created()}, "c1 c2 "},
		"added in the middle":     {[]Edit{created(), {AddColumn: &AddColumn{Column: column("c3", typ), Before: "c2"}}}, "c1 c3 c2 "},
		"added last":              {[]Edit{created(), {AddColumn: &AddColumn{Column: column("c3", typ), Before: "c9"}}}, "c1 c2 c3 "},
		"added twice":             {[]Edit{created(), {AddColumn: &AddColumn{Column: column("c1", typ)}}}, "c1 c2 "},
		"removed":                 {[]Edit{created(), {RemoveColumn: &RemoveColumn{ID: "c1"}}, {RemoveColumn: &RemoveColumn{ID: "c9"}}}, "c1- c2 "},
		"brought back":            {[]Edit{created(), {RemoveColumn: &RemoveColumn{ID: "c1"}}, {AddColumn: &AddColumn{Column: column("c1", typ)}}}, "c2 c1 "},
		"moved last":              {[]Edit{created(), {UpdateColumn: &UpdateColumn{ID: "c1", Before: &last}}}, "c2 c1 "},
		"moved first":             {[]Edit{created(), {UpdateColumn: &UpdateColumn{ID: "c2", Before: &first}}}, "c2 c1 "},
		"moved before itself":     {[]Edit{created(), {UpdateColumn: &UpdateColumn{ID: "c1", Before: &first}}}, "c1 c2 "},
		"updated, but not there":  {[]Edit{created(), {UpdateColumn: &UpdateColumn{ID: "c9", Name: &name, Type: &typ, Before: &last}}}, "c1 c2 "},
		"rules of one not there":  {[]Edit{created(), {SetRules: &SetRules{ID: "c9"}}}, "c1 c2 "},
		"before it was created":   {[]Edit{{RemoveColumn: &RemoveColumn{ID: "c1"}}, updated("r1", nil)}, ""},
		"the next id is not used": {[]Edit{created(), {AddColumn: &AddColumn{Column: column("c7", typ)}}}, "c1 c2 c7 "},
	} {
		s := stepped(t, c.edits...)
		if got := ids(s.Columns); got != c.want {
			t.Errorf("%s: %s, not %s", label, got, c.want)
		}
		if s.Column(s.NextColumn()) != nil {
			t.Errorf("%s: %s is the next column, and there", label, s.NextColumn())
		}
	}
}

func TestRowsAndFlags(t *testing.T) {
	t.Parallel()
	integer, text := writ.InputInteger, writ.InputText
	five := Cell{Type: integer, Value: writ.Text("5")}
	base := []Edit{created(), added("r1", map[writ.ColumnID]Cell{"c1": textOf("5"), "c2": five, "c9": five})}
	refuse := Edit{Refuse: []Refusal{{CellRef: CellRef{Row: "r1", Column: "c2"}, Value: textOf("abc"), Rule: writ.RuleType, Reason: "no"}}}
	for label, c := range map[string]struct {
		edits []Edit
		want  map[writ.ColumnID]string // cells of r1; nil if it is absent
		num   int64
		flags int
	}{
		"added":                      {nil, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 2, 0},
		"added twice":                {[]Edit{added("r1", nil)}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 2, 0},
		"updated":                    {[]Edit{updated("r1", map[writ.ColumnID]Cell{"c1": textOf(""), "c2": Null()})}, map[writ.ColumnID]string{"c1": ""}, 3, 0},
		"updated with nothing":       {[]Edit{updated("r1", nil)}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 3, 0},
		"a column that is not there": {[]Edit{updated("r1", map[writ.ColumnID]Cell{"c8": five})}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 3, 0},
		"converted":                  {[]Edit{updated("r1", map[writ.ColumnID]Cell{"c2": textOf("7")})}, map[writ.ColumnID]string{"c1": "5", "c2": "7"}, 3, 0},
		"does not fit":               {[]Edit{updated("r1", map[writ.ColumnID]Cell{"c2": textOf("x")})}, map[writ.ColumnID]string{"c1": "5"}, 3, 1},
		"removed":                    {[]Edit{refuse, {RemoveRows: []writ.RowID{"r1", "r2"}}}, nil, 0, 0},
		"removed, updated":           {[]Edit{{RemoveRows: []writ.RowID{"r1"}}, updated("r1", nil), refuse}, nil, 0, 0},
		"brought back":               {[]Edit{{RemoveRows: []writ.RowID{"r1"}}, added("r1", nil)}, map[writ.ColumnID]string{}, 4, 0},
		"refused":                    {[]Edit{refuse}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 2, 1},
		"refused in another column":  {[]Edit{{Refuse: []Refusal{{CellRef: CellRef{Row: "r1", Column: "c9"}}}}}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 2, 0},
		"mended":                     {[]Edit{refuse, updated("r1", map[writ.ColumnID]Cell{"c2": five})}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 4, 0},
		"another cell":               {[]Edit{refuse, updated("r1", map[writ.ColumnID]Cell{"c1": five})}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 4, 1},
		"discarded":                  {[]Edit{refuse, {Discard: &Discard{Cells: []CellRef{{Row: "r1", Column: "c2"}}}}}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 2, 0},
		"retyped":                    {[]Edit{{UpdateColumn: &UpdateColumn{ID: "c1", Type: &integer}}, {UpdateColumn: &UpdateColumn{ID: "c2", Type: &text}}}, map[writ.ColumnID]string{"c1": "5", "c2": "5"}, 2, 0},
		"retyped, does not fit":      {[]Edit{updated("r1", map[writ.ColumnID]Cell{"c1": textOf("x")}), {UpdateColumn: &UpdateColumn{ID: "c1", Type: &integer}}}, map[writ.ColumnID]string{"c2": "5"}, 3, 1},
		"filled though removed":      {[]Edit{{RemoveColumn: &RemoveColumn{ID: "c1"}}, updated("r1", map[writ.ColumnID]Cell{"c1": textOf("y")})}, map[writ.ColumnID]string{"c1": "y", "c2": "5"}, 4, 0},
		"redacted":                   {[]Edit{{Redacted: &Redaction{Edit: &Edit{UpdateRows: []RowUpdate{{ID: "r1", Values: map[writ.ColumnID]Cell{"c1": Null()}}}}}}}, map[writ.ColumnID]string{"c2": "5"}, 3, 0},
	} {
		s := stepped(t, append(base[:2:2], c.edits...)...)
		row := s.Rows["r1"]
		if (row == nil) != (c.want == nil) || len(s.Flags) != c.flags {
			t.Errorf("%s: %+v and %d flags", label, row, len(s.Flags))
			continue
		}
		if row == nil {
			continue
		}
		got := map[writ.ColumnID]string{}
		for id, cell := range row.Values {
			got[id] = cell.Value.Text
			if cell.Type != s.Column(id).Type {
				t.Errorf("%s: %s holds %v", label, id, cell)
			}
		}
		if !reflect.DeepEqual(got, c.want) || row.Num != c.num || row.UpdatedBy != "ada@example.com" || !row.CreatedAt.Before(row.UpdatedAt) && row.Num != row.CreatedAt.Sub(start).Nanoseconds()/1e9 {
			t.Errorf("%s: %v by %d, not %v by %d", label, got, row.Num, c.want, c.num)
		}
	}
}

func TestHoldReleaseDiscard(t *testing.T) {
	t.Parallel()
	entries := []*Entry{
		entryOf(1, writ.BranchDraft, "ada", created()),
		entryOf(2, writ.BranchDraft, "ada", Edit{AddRows: []RowAdd{{ID: "r1"}, {ID: "r2"}}}),
		entryOf(3, writ.BranchDraft, "bob", Edit{UpdateRows: []RowUpdate{
			{ID: "r1", Values: map[writ.ColumnID]Cell{"c1": textOf("held")}}, {ID: "r2", Values: map[writ.ColumnID]Cell{"c1": textOf("held")}},
		}}),
		entryOf(4, writ.BranchDraft, "ada", updated("r2", map[writ.ColumnID]Cell{"c1": textOf("since")})),
		entryOf(5, writ.BranchDraft, "bob", Edit{Hold: &Hold{Num: 3, Reason: "no right"}}),
		entryOf(6, writ.BranchDraft, "eve", Edit{Release: &Release{Num: 3, Skip: []writ.RowID{"r2"}}}),
		entryOf(7, writ.BranchDraft, "eve", Edit{Hold: &Hold{Num: 6, Reason: "no right"}}),
		entryOf(8, writ.BranchDraft, "dan", Edit{Release: &Release{Num: 6}}),
	}
	chain(t, entries...)
	for upto, want := range map[int][4]any{ // r1, its author, r2, how many are held
		4: {"held", "bob@example.com", "since", 0},
		5: {"", "ada@example.com", "since", 1},
		6: {"held", "eve@example.com", "since", 0},
		7: {"", "ada@example.com", "since", 2},
		8: {"held", "dan@example.com", "since", 0},
	} {
		s := Fold(entries[:upto], writ.BranchDraft)
		r1, r2 := s.Rows["r1"], s.Rows["r2"]
		if got := [4]any{r1.Get("c1").Value.Text, r1.UpdatedBy, r2.Get("c1").Value.Text, len(s.Held)}; got != want {
			t.Errorf("up to %d: %v, not %v", upto, got, want)
		}
	}
	s := NewState(writ.BranchDraft)
	for _, e := range entries[:4] {
		if err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	if !s.Whole(entries[4]) || s.Step(entries[4]) == nil {
		t.Error("a hold of what has had its effect was stepped")
	}
	discarded := append(entries[:5:5], chain(t, entryOf(6, writ.BranchDraft, "bob", Edit{Discard: &Discard{Num: 3}}), entryOf(7, writ.BranchDraft, "bob", Edit{Release: &Release{Num: 3}}))...)
	if s := Fold(discarded, writ.BranchDraft); len(s.Held) != 0 || s.Rows["r1"].Get("c1").Value.Text != "" {
		t.Error("a discarded entry was released")
	}
}

func TestSavedStateIsTheSame(t *testing.T) {
	t.Parallel()
	entries := chain(t,
		entryOf(1, writ.BranchDraft, "ada", created()),
		entryOf(2, writ.BranchDraft, "ada", Edit{RemoveRows: []writ.RowID{"r1"}}),
		entryOf(3, writ.BranchDraft, "ada", Edit{Hold: &Hold{Num: 2}}),
		entryOf(4, writ.BranchDraft, "ada", Edit{Publish: &Publish{Number: 1}}),
	)
	s := Fold(entries, writ.BranchPublished)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back State
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(*s, back) {
		t.Errorf("%s\nwas %+v\nis  %+v, %v", b, *s, back, err)
	}
}
