package editlog

import (
	"maps"
	"slices"

	"github.com/writ-dev/writ"
)

// Undo finds what undoes one member's edits in a range of a branch: each cell that
// is still as the member left it becomes what it was before, each row that the member
// added and nobody else has touched goes, each that the member removed comes back.
// What somebody has changed since is kept as it is, and told. It is given all accepted
// entries that were surveyed.
//
// Removed columns, and values that wait beside their cells, stay as they are.
type Undo struct {
	f        *Folding
	member   writ.MemberID
	from, to int64
	rows     map[writ.RowID]map[writ.ColumnID]*touch
}

// touch is what was last done to a cell that the member has changed in the range.
type touch struct {
	cell Cell // what was there before, if it is a cell's
	row  *Row // what was there before, if it is a row's; nil if the row was absent
	mine bool // nobody else has changed it since
	by   string
	num  int64
}

// Keys of a row's touches that are no column's.
const (
	existence writ.ColumnID = ""
	position  writ.ColumnID = " position"
)

// NewUndo begins to undo what a member did in the entries from a number to another.
func NewUndo(b writ.Branch, v *Survey, member writ.MemberID, from, to int64) *Undo {
	return &Undo{f: NewFolding(b, v), member: member, from: from, to: to, rows: map[writ.RowID]map[writ.ColumnID]*touch{}}
}

// Add takes the next accepted entry into account.
func (u *Undo) Add(e *Entry) {
	u.f.Watch(e, func(before, after *Row) {
		if mine := e.Meta.Member == u.member && e.Num >= u.from && e.Num <= u.to; mine {
			u.mine(before, after)
		} else {
			u.others(e, before, after)
		}
	})
}

// mine notes what was there before the member changed it. What the member does to a
// row after having added or removed it goes with that.
func (u *Undo) mine(before, after *Row) {
	id := rowOf(before, after)
	if t := u.rows[id][existence]; t != nil && t.mine {
		return
	}
	if before == nil || after == nil {
		was := undone(before, u.rows[id])
		clear(u.rows[id])
		u.note(id, existence, touch{row: was})
		return
	}
	if before.Position != after.Position {
		u.note(id, position, touch{cell: Cell{Type: writ.InputText, Value: writ.Text(before.Position)}})
	}
	for _, c := range changed(before, after) {
		u.note(id, c.Column, touch{cell: c.Before})
	}
}

// undone is a row without what the member did to it; nil if it is absent.
func undone(row *Row, touches map[writ.ColumnID]*touch) *Row {
	if row == nil {
		return nil
	}
	was := row.copy(true)
	for key, t := range touches {
		switch {
		case key == existence || !t.mine:
		case key == position:
			was.Position = t.cell.Value.Text
		case t.cell.IsNull():
			delete(was.Values, key)
		default:
			was.Values[key] = t.cell
		}
	}
	return was
}

func (u *Undo) note(row writ.RowID, key writ.ColumnID, t touch) {
	touches := u.rows[row]
	if touches == nil {
		touches = map[writ.ColumnID]*touch{}
		u.rows[row] = touches
	}
	if old := touches[key]; old == nil || !old.mine {
		t.mine = true
		touches[key] = &t
	}
}

// others notes that somebody else, or the member at another time, has changed what
// the member had changed.
func (u *Undo) others(e *Entry, before, after *Row) {
	touches := u.rows[rowOf(before, after)]
	since := func(t *touch) {
		if t != nil {
			t.mine, t.by, t.num = false, e.Meta.Email, e.Num
		}
	}
	since(touches[existence])
	if before == nil || after == nil {
		for _, t := range touches {
			since(t)
		}
		return
	}
	if before.Position != after.Position {
		since(touches[position])
	}
	for _, c := range changed(before, after) {
		since(touches[c.Column])
	}
}

// rowOf is the id of a row of which one of two versions may be nil.
func rowOf(before, after *Row) writ.RowID {
	if before != nil {
		return before.ID
	}
	return after.ID
}

// Plan is what has to be edited. No more entries may be added.
func (u *Undo) Plan() Plan {
	var p Plan
	now := u.f.State()
	for _, id := range slices.Sorted(maps.Keys(u.rows)) {
		touches := u.rows[id]
		p.keep(id, touches)
		switch t, row := touches[existence], now.Rows[id]; {
		case t != nil && t.mine:
			p.existence(now, id, t.row)
		case row != nil:
			p.cells(now, row, touches)
		}
	}
	return p
}

// keep tells what was changed since.
func (p *Plan) keep(row writ.RowID, touches map[writ.ColumnID]*touch) {
	for _, key := range slices.SortedFunc(maps.Keys(touches), byColumn) {
		if t := touches[key]; !t.mine {
			column := key
			if key == position {
				column = existence
			}
			p.Kept = append(p.Kept, Kept{CellRef: CellRef{Row: row, Column: column}, By: t.by, Num: t.num})
		}
	}
}

// existence undoes that a row was added or removed. What it holds now is the
// member's, too.
func (p *Plan) existence(now *State, id writ.RowID, was *Row) {
	if was == nil {
		if now.Rows[id] != nil {
			p.Remove = append(p.Remove, id)
		}
		return
	}
	r := &restoring{plan: p, now: now, then: &State{Columns: now.Columns, Rows: map[writ.RowID]*Row{id: was}}}
	r.row(id)
}

// cells undoes changes of a row that is there.
func (p *Plan) cells(now *State, row *Row, touches map[writ.ColumnID]*touch) {
	x := RowUpdate{ID: row.ID, Values: map[writ.ColumnID]Cell{}, Seen: map[writ.ColumnID]Cell{}}
	for _, key := range slices.SortedFunc(maps.Keys(touches), byColumn) {
		t := touches[key]
		if !t.mine {
			continue
		}
		if key == position {
			x.Position = t.cell.Value.Text
			continue
		}
		if cell, ok := p.fit(now, row.ID, key, t.cell); ok && !cell.Equal(row.Get(key)) {
			x.Values[key], x.Seen[key] = cell, row.Get(key)
		}
	}
	if x.Position == row.Position {
		x.Position = ""
	}
	if len(x.Values) > 0 || x.Position != "" {
		p.Update = append(p.Update, x)
	}
}
