package editlog

import (
	"maps"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// Only keeps no row but one from now on, as a long table need not be in memory to
// know about that. It is called before the first entry is added.
func (f *Folding) Only(row writ.RowID) { f.only = row }

// Watch folds the next accepted entry as Add does, and calls fn for each row that it
// changes, with what it was and what it is, nil if absent. Of a column that changes
// its type only the row of Only is told.
func (f *Folding) Watch(e *Entry, fn func(before, after *Row)) bool {
	f.s.alone = false
	if e.Num > f.v.Num || !f.concerns(e) {
		return f.Add(e)
	}
	touched := f.touches(e)
	before := make([]*Row, len(touched))
	for i, id := range touched {
		before[i] = f.s.Rows[id]
	}
	f.Add(e)
	for i, id := range touched {
		if after := f.s.Rows[id]; f.only != "" && id != f.only {
			f.s.removeRow(id)
		} else if after != before[i] {
			fn(before[i], after)
		}
	}
	return true
}

// touches lists the rows that may change, each once.
func (f *Folding) touches(e *Entry) []writ.RowID {
	ids := f.s.Touches(e)
	if f.only != "" && f.s.Whole(e) {
		ids = append(ids, f.only)
	}
	if len(ids) < 2 {
		return ids
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// CellChange is what a cell held and holds. Refused is the value that was kept
// beside it instead.
type CellChange struct {
	Column  writ.ColumnID `json:"columnId"`
	Before  Cell          `json:"before"`
	After   Cell          `json:"after"`
	Refused *Refusal      `json:"refused,omitempty"`
}

// changed lists the cells that differ between two versions of a row, nil if absent,
// by column.
func changed(before, after *Row) []CellChange {
	if before == nil {
		before = &Row{}
	}
	if after == nil {
		after = &Row{}
	}
	var cells []CellChange
	for id, was := range before.Values {
		if is := after.Get(id); !is.Equal(was) {
			cells = append(cells, CellChange{Column: id, Before: was, After: is})
		}
	}
	for id := range maps.Keys(after.Values) {
		if _, had := before.Values[id]; !had {
			cells = append(cells, CellChange{Column: id, Before: Null(), After: after.Values[id]})
		}
	}
	slices.SortFunc(cells, func(a, b CellChange) int { return byColumn(a.Column, b.Column) })
	return cells
}

// byColumn orders columns as they were made.
func byColumn(a, b writ.ColumnID) int {
	if n := made(a) - made(b); n != 0 {
		return n
	}
	return strings.Compare(string(a), string(b))
}
