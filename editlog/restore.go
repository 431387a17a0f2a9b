package editlog

import (
	"maps"
	"reflect"
	"slices"

	"github.com/writ-dev/writ"
)

// Plan is what has to be edited to bring back what was. Each update has Seen for its
// values, so that what is changed meanwhile is not overwritten.
type Plan struct {
	Add    []RowAdd
	Update []RowUpdate
	Remove []writ.RowID
	Kept   []Kept
}

// Kept is a cell that a Plan leaves as it is, or a row if Column is "". If somebody
// has changed it since, By is who, an e-mail address, and Num the entry. If Num is 0,
// what it held does not fit the type that its column has now.
type Kept struct {
	CellRef
	By  string `json:"by,omitempty"`
	Num int64  `json:"editNum,omitempty"`
}

// Restore plans how the rows of now become again what they were then, all of them,
// or one row, or one column, or one cell. Columns that are not there any more, or
// were not there then, stay as they are; RestoreColumns sees to those.
func Restore(now, then *State, row writ.RowID, column writ.ColumnID) Plan {
	var p Plan
	ids := []writ.RowID{row}
	if row == "" {
		all := maps.Clone(now.Rows)
		maps.Copy(all, then.Rows)
		ids = slices.Sorted(maps.Keys(all))
	}
	r := &restoring{plan: &p, now: now, then: then, column: column}
	for _, id := range ids {
		r.row(id)
	}
	return p
}

type restoring struct {
	plan      *Plan
	now, then *State
	column    writ.ColumnID
}

func (r *restoring) row(id writ.RowID) {
	is, was := r.now.Rows[id], r.then.Rows[id]
	switch {
	case is == nil && was == nil, (is == nil || was == nil) && r.column != "":
	case was == nil:
		r.plan.Remove = append(r.plan.Remove, id)
	case is == nil:
		r.plan.Add = append(r.plan.Add, RowAdd{ID: id, Position: was.Position, Values: r.values(was)})
	default:
		r.update(is, was)
	}
}

// values are those cells of a row that fit into its columns as they are now.
func (r *restoring) values(was *Row) map[writ.ColumnID]Cell {
	values := map[writ.ColumnID]Cell{}
	for _, c := range r.now.Columns {
		if cell, ok := r.plan.fit(r.now, was.ID, c.ID, was.Get(c.ID)); ok && !cell.IsNull() {
			values[c.ID] = cell
		}
	}
	return values
}

func (r *restoring) update(is, was *Row) {
	u := RowUpdate{ID: is.ID, Values: map[writ.ColumnID]Cell{}, Seen: map[writ.ColumnID]Cell{}}
	if r.column == "" && is.Position != was.Position {
		u.Position = was.Position
	}
	for _, c := range r.now.Columns {
		if r.column != "" && r.column != c.ID || r.then.Column(c.ID) == nil {
			continue
		}
		cell, ok := r.plan.fit(r.now, is.ID, c.ID, was.Get(c.ID))
		if ok && !cell.Equal(is.Get(c.ID)) {
			u.Values[c.ID], u.Seen[c.ID] = cell, is.Get(c.ID)
		}
	}
	if len(u.Values) > 0 || u.Position != "" {
		r.plan.Update = append(r.plan.Update, u)
	}
}

// fit returns a value as the type of a column is now. It returns false if the column
// is removed, and notes it if the value does not fit.
func (p *Plan) fit(now *State, row writ.RowID, id writ.ColumnID, cell Cell) (Cell, bool) {
	c := now.Column(id)
	if c == nil || c.Removed {
		return Cell{}, false
	}
	fit, ok := Convert(cell, c.Type)
	if !ok {
		p.Kept = append(p.Kept, Kept{CellRef: CellRef{Row: row, Column: id}})
	}
	return fit, ok
}

// RestoreColumns plans how the columns of now become again what they were then:
// which of them are added, brought back, renamed, retyped, moved or removed. These
// edits come before those of Restore, which has to be given what they lead to.
func RestoreColumns(now, then *State) []Edit {
	var edits []Edit
	is := now.Clone()
	is.Rows = map[writ.RowID]*Row{}
	do := func(x Edit) {
		edits = append(edits, x)
		is.structure(&x, &Entry{})
	}
	for _, c := range now.Columns {
		if was := then.Column(c.ID); !c.Removed && (was == nil || was.Removed) {
			do(Edit{RemoveColumn: &RemoveColumn{ID: c.ID}})
		}
	}
	before := writ.ColumnID("")
	for _, was := range slices.Backward(then.Columns) {
		if !was.Removed {
			is.restoreColumn(was, before, do)
			before = was.ID
		}
	}
	return edits
}

// restoreColumn makes a column again what it was, before another.
func (s *State) restoreColumn(was writ.InputColumn, before writ.ColumnID, do func(Edit)) {
	if c := s.Column(was.ID); c == nil || c.Removed {
		do(Edit{AddColumn: &AddColumn{Column: was, Before: before}})
	}
	c := *s.Column(was.ID)
	u := &UpdateColumn{ID: was.ID}
	if c.Name != was.Name {
		u.Name = &was.Name
	}
	if c.Type != was.Type {
		u.Type = &was.Type
	}
	if s.next(was.ID) != before {
		u.Before = &before
	}
	if u.Name != nil || u.Type != nil || u.Before != nil {
		do(Edit{UpdateColumn: u})
	}
	if !reflect.DeepEqual(c.Rules, was.Rules) {
		do(Edit{SetRules: &SetRules{ID: was.ID, Rules: was.Rules}})
	}
}

// next is the column behind another, of those that were not removed; "" if it is
// the last.
func (s *State) next(id writ.ColumnID) writ.ColumnID {
	for _, c := range s.Columns[s.column(id)+1:] {
		if !c.Removed {
			return c.ID
		}
	}
	return ""
}
