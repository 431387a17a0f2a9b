package editlog

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/writ-dev/writ"
)

// stateAt folds a log up to a point, as Log.State does.
func stateAt(entries []*Entry, b writ.Branch, p Point) (*State, *Survey) {
	v := NewSurvey(p)
	for _, e := range entries {
		v.Add(e)
	}
	f := NewFolding(b, v)
	for _, e := range entries {
		if !f.Add(e) {
			break
		}
	}
	return f.State(), v
}

func TestStateAtAPoint(t *testing.T) {
	t.Parallel()
	set := func(s string) Edit { return updated("r1", map[writ.ColumnID]Cell{"c1": textOf(s)}) }
	entries := chain(t,
		entryOf(1, writ.BranchDraft, "ada", created()),
		entryOf(2, writ.BranchDraft, "ada", added("r1", nil)),
		entryOf(3, writ.BranchDraft, "ada", set("a")),
		entryOf(4, writ.BranchDraft, "ada", Edit{Publish: &Publish{Number: 1}}),
		entryOf(5, writ.BranchPublished, "ada", set("b")),
		entryOf(6, writ.BranchDraft, "ada", Edit{Publish: &Publish{Number: 2}}),
		entryOf(7, writ.BranchDraft, "ada", set("c")),
		entryOf(8, writ.BranchDraft, "ada", set("d")),
		entryOf(9, writ.BranchDraft, "ada", Edit{Hold: &Hold{Num: 7}}),
	)
	for _, c := range []struct {
		p                Point
		num              int64
		draft, published string // what r1 holds in c1; "-" if it is absent
	}{
		{Point{}, 9, "d", "b"},
		{Point{Num: 9}, 9, "d", "b"},
		{Point{Num: 7}, 7, "b", "b"}, // entry 7 never had an effect
		{Point{Num: 5}, 5, "b", "b"},
		{Point{Num: 4}, 4, "a", "a"},
		{Point{Num: 3}, 3, "a", "-"},
		{Point{At: start.Add(3 * time.Second)}, 3, "a", "-"},
		{Point{At: start.Add(4*time.Second + 1)}, 4, "a", "a"},
		{Point{At: start.Add(time.Hour)}, 9, "d", "b"},
		{Point{At: start}, 0, "-", "-"},
	} {
		for b, want := range map[writ.Branch]string{writ.BranchDraft: c.draft, writ.BranchPublished: c.published} {
			s, v := stateAt(entries, b, c.p)
			got := "-"
			if row := s.Rows["r1"]; row != nil {
				got = row.Get("c1").Value.Text
			}
			if got != want || v.Num != c.num || s.Num != c.num {
				t.Errorf("%s at %+v: %q after %d, not %q after %d", b, c.p, got, s.Num, want, c.num)
			}
		}
	}
}

func TestWatchTellsWhatRowsWereAndAre(t *testing.T) {
	t.Parallel()
	entries := chain(t,
		entryOf(1, writ.BranchDraft, "ada", created()),
		entryOf(2, writ.BranchDraft, "ada", added("r1", nil)),
		entryOf(3, writ.BranchDraft, "ada", Edit{UpdateRows: []RowUpdate{{ID: "r1", Position: "x"}, {ID: "r2", Position: "x"}}}),
		entryOf(4, writ.BranchDraft, "ada", Edit{RemoveRows: []writ.RowID{"r1"}}),
	)
	v := NewSurvey(Point{})
	for _, e := range entries {
		v.Add(e)
	}
	f := NewFolding(writ.BranchDraft, v)
	var told [][2]string
	position := func(r *Row) string {
		if r == nil {
			return "-"
		}
		return r.Position
	}
	for _, e := range entries {
		f.Watch(e, func(before, after *Row) { told = append(told, [2]string{position(before), position(after)}) })
	}
	if want := [][2]string{{"-", "r1"}, {"r1", "x"}, {"x", "-"}}; !reflect.DeepEqual(told, want) {
		t.Errorf("%v, not %v", told, want)
	}
}

func TestErase(t *testing.T) {
	t.Parallel()
	secret := map[writ.ColumnID]Cell{"c1": textOf("secret"), "c2": Null()}
	c1 := func(c CellRef) bool { return c.Column == "c1" && c.Row == "r1" }
	for name, x := range map[string]Edit{
		"added":   added("r1", secret),
		"updated": {UpdateRows: []RowUpdate{{ID: "r1", Values: secret, Seen: secret, Position: "p"}, {ID: "r2", Position: "p"}}},
		"refused": {Refuse: []Refusal{{CellRef: CellRef{Row: "r1", Column: "c1"}, Value: textOf("secret"), Rule: writ.RuleMax, Reason: `"secret" is too long`}}},
	} {
		left, ok := Erase(x, "eve@example.com", start, "asked to", c1)
		text, err := left.MarshalJSON()
		if !ok || err != nil || string(text) == "" || left.Kind() != "redacted" || left.Redacted.Edit.Kind() != x.Kind() {
			t.Fatalf("%s: %s, %v, %v", name, text, ok, err)
		}
		if was, _ := x.MarshalJSON(); !bytes.Contains(was, []byte("secret")) || bytes.Contains(text, []byte("secret")) {
			t.Errorf("%s: %s of %s", name, text, was)
		}
		if _, ok := Erase(left, "eve@example.com", start, "again", c1); ok {
			t.Errorf("%s: was erased twice", name)
		}
	}
	if _, ok := Erase(added("r2", secret), "eve@example.com", start, "", c1); ok {
		t.Error("another row was erased")
	}
}
