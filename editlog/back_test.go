package editlog_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/editlog/editlogtest"
)

// at is a branch of a history at a point.
func at(entries []*editlog.Entry, b writ.Branch, num int64) *editlog.State {
	v := survey(entries, num)
	f := editlog.NewFolding(b, v)
	for _, e := range entries {
		if !f.Add(e) {
			break
		}
	}
	return f.State()
}

func survey(entries []*editlog.Entry, num int64) *editlog.Survey {
	v := editlog.NewSurvey(editlog.Point{Num: num})
	for _, e := range entries {
		v.Add(e)
	}
	return v
}

// shown is what people see of a state: the columns that were not removed, without
// rules, and the rows with their values in these.
func shownOf(s *editlog.State, columns []writ.InputColumn, names bool) string {
	var lines []string
	for _, c := range columns {
		if names && !c.Removed {
			lines = append(lines, fmt.Sprintf("%s %q %s %v", c.ID, c.Name, c.Type, c.Rules.Required))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Rows)) {
		line := string(id) + " at " + s.Rows[id].Position
		for _, c := range columns {
			if cell := s.Rows[id].Get(c.ID); !c.Removed && !cell.IsNull() {
				line += fmt.Sprintf(" %s=%q", c.ID, cell.Value.Text)
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// do carries a plan out.
func do(t *rapid.T, s *editlog.State, p editlog.Plan) {
	for _, u := range p.Update {
		for id, seen := range u.Seen {
			if !s.Rows[u.ID].Get(id).Equal(seen) {
				t.Fatalf("row %s, column %s: %v was seen, but holds %v", u.ID, id, seen, s.Rows[u.ID].Get(id))
			}
		}
	}
	admit(s, editlog.Edit{AddRows: p.Add})
	admit(s, editlog.Edit{UpdateRows: p.Update})
	admit(s, editlog.Edit{RemoveRows: p.Remove})
}

func admit(s *editlog.State, x editlog.Edit) {
	s.Admit(&editlog.Entry{Num: s.Num + 1, At: editlogtest.Start, Edit: x})
	s.Num++
}

func TestRestoredTableIsWhatItWas(t *testing.T) {
	t.Parallel()
	draw(t, editlogtest.Options{}, func(t *rapid.T, entries []*editlog.Entry) {
		num := rapid.Int64Range(1, int64(len(entries))).Draw(t, "to")
		now, then := at(entries, writ.BranchDraft, int64(len(entries))), at(entries, writ.BranchDraft, num)
		for _, x := range editlog.RestoreColumns(now, then) {
			admit(now, x)
		}
		plan := editlog.Restore(now, then, "", "")
		do(t, now, plan)
		if got, want := shownOf(now, now.Columns, true), shownOf(then, then.Columns, true); got != want || len(plan.Kept) > 0 {
			t.Fatalf("%s\nback to %d is\n%s\nnot\n%s\nkept %v", texts(entries), num, got, want, plan.Kept)
		}
		if more := editlog.RestoreColumns(now, then); len(more) > 0 {
			t.Fatalf("there is more to restore: %+v", more)
		}
		if more := editlog.Restore(now, then, "", ""); !reflect.DeepEqual(more, editlog.Plan{}) {
			t.Fatalf("there is more to restore: %+v", more)
		}
	})
}

func TestUndoOfAllSinceIsWhatItWas(t *testing.T) {
	t.Parallel()
	draw(t, editlogtest.Options{NoRetype: true}, func(t *rapid.T, entries []*editlog.Entry) {
		last := int64(len(entries))
		from := rapid.Int64Range(2, last).Draw(t, "from")
		u := editlog.NewUndo(writ.BranchDraft, survey(entries, 0), "solo", from, last)
		for _, e := range entries {
			mine := *e
			if e.Num >= from {
				mine.Meta.Member = "solo"
			}
			u.Add(&mine)
		}
		plan := u.Plan()
		now, then := at(entries, writ.BranchDraft, last), at(entries, writ.BranchDraft, from-1)
		do(t, now, plan)
		if got, want := shownOf(now, now.Columns, false), shownOf(then, now.Columns, false); got != want || len(plan.Kept) > 0 {
			t.Fatalf("%s\nundone from %d is\n%s\nnot\n%s\nkept %v", texts(entries), from, got, want, plan.Kept)
		}
	})
}

// What others have changed since stays as it is, and whatever is undone was the
// member's last.
func TestUndoLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	draw(t, editlogtest.Options{NoRetype: true}, func(t *rapid.T, entries []*editlog.Entry) {
		v := survey(entries, 0)
		u := editlog.NewUndo(writ.BranchDraft, v, "ada", 1, int64(len(entries)))
		h := editlog.NewHistory(writ.BranchDraft, v, editlog.Wanted{})
		last := map[editlog.CellRef]writ.MemberID{}
		for _, e := range entries {
			u.Add(e)
			changes, _ := h.Add(e)
			for _, c := range changes {
				for _, cell := range c.Cells {
					if cell.Refused == nil {
						last[editlog.CellRef{Row: c.Row, Column: cell.Column}] = c.Member
					}
				}
			}
		}
		plan := u.Plan()
		for _, x := range plan.Update {
			for id := range x.Values {
				if who := last[editlog.CellRef{Row: x.ID, Column: id}]; who != "ada" {
					t.Fatalf("%s\n%s of row %s is undone, though %s changed it last", texts(entries), id, x.ID, who)
				}
			}
		}
		for _, k := range plan.Kept {
			if k.Num > 0 && k.By == "ada@example.com" {
				t.Fatalf("%s\nkept %+v", texts(entries), k)
			}
		}
	})
}

// The changes of a history, one after the other, are all there is.
func TestHistoryTellsEverything(t *testing.T) {
	t.Parallel()
	draw(t, editlogtest.Options{NoRetype: true}, func(t *rapid.T, entries []*editlog.Entry) {
		for _, b := range branches {
			v := survey(entries, 0)
			all := told(entries, b, v, editlog.Wanted{})
			cells := map[editlog.CellRef]editlog.Cell{}
			rows := map[writ.RowID]bool{}
			for _, c := range all {
				if c.Fate == editlog.RowAdded || c.Fate == editlog.RowRemoved {
					rows[c.Row] = c.Fate == editlog.RowAdded
				}
				for _, cell := range c.Cells {
					ref := editlog.CellRef{Row: c.Row, Column: cell.Column}
					if was, ok := cells[ref]; !cell.Before.Equal(was) && (ok || !cell.Before.IsNull()) {
						t.Fatalf("%s\n%+v: it held %v", texts(entries), c, was)
					}
					if !cell.After.Equal(cell.Before) != (cell.Refused == nil) {
						t.Fatalf("%+v", c)
					}
					cells[ref] = cell.After
				}
			}
			s := editlog.Fold(entries, b)
			for id, there := range rows {
				if there != (s.Rows[id] != nil) {
					t.Fatalf("%s\nrow %s: %v", texts(entries), id, there)
				}
			}
			for ref, cell := range cells {
				if row := s.Rows[ref.Row]; row != nil && !row.Get(ref.Column).Equal(cell) || row == nil && !cell.IsNull() {
					t.Fatalf("%s\n%v: %v", texts(entries), ref, cell)
				}
			}
			few := slices.DeleteFunc(all, func(c editlog.Change) bool { return c.Row != "r2" || c.Member != "bob" || c.Num < 20 || c.Num > 60 })
			if one := told(entries, b, v, editlog.Wanted{Row: "r2", Member: "bob", From: 20, To: 60}); !reflect.DeepEqual(one, few) && len(one)+len(few) > 0 {
				t.Fatalf("%s\n%s\nof row r2 is\n%+v\nnot\n%+v", texts(entries), b, one, few)
			}
		}
	})
}

func told(entries []*editlog.Entry, b writ.Branch, v *editlog.Survey, want editlog.Wanted) []editlog.Change {
	h := editlog.NewHistory(b, v, want)
	var all []editlog.Change
	for _, e := range entries {
		changes, more := h.Add(e)
		if all = append(all, changes...); !more {
			break
		}
	}
	return all
}
