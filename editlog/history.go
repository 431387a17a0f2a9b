package editlog

import (
	"slices"
	"time"

	"github.com/writ-dev/writ"
)

// Change is what one entry did to one row, or to the table if Row is "": then Edit
// tells it.
type Change struct {
	Num    int64         `json:"editNum"`
	At     time.Time     `json:"at"`
	Member writ.MemberID `json:"member"`
	Email  string        `json:"email"`
	Branch writ.Branch   `json:"branch"`
	Kind   string        `json:"kind"` // of the edit
	Cause  *Cause        `json:"cause,omitempty"`
	Row    writ.RowID    `json:"rowId,omitempty"`
	Fate   Fate          `json:"fate,omitempty"` // of the row
	Cells  []CellChange  `json:"cells,omitempty"`
	Edit   *Edit         `json:"edit,omitempty"`
}

// Fate is what became of a row as a whole. The values are those of the API.
type Fate string

// The fates; "" is of a row that stayed where it was.
const (
	RowAdded   Fate = "added"
	RowRemoved Fate = "removed"
	RowMoved   Fate = "moved"
)

// Wanted says which changes a History tells. Zero fields ask for nothing.
type Wanted struct {
	Row    writ.RowID
	Column writ.ColumnID
	Member writ.MemberID
	From   int64 // number of the first entry
	To     int64 // number of the last
}

// History tells the changes of a branch in their order. It is given all accepted
// entries that were surveyed, as what a cell held before depends on all of them.
// With Wanted.Row it needs the memory of that row only.
type History struct {
	f    *Folding
	want Wanted
}

// NewHistory begins the history of the log that v surveyed.
func NewHistory(b writ.Branch, v *Survey, want Wanted) *History {
	h := &History{f: NewFolding(b, v), want: want}
	h.f.Only(want.Row)
	return h
}

// Add takes the next accepted entry and returns the changes that it made. It returns
// false if no later entry is wanted.
func (h *History) Add(e *Entry) ([]Change, bool) {
	if h.want.To > 0 && e.Num > h.want.To {
		return nil, false
	}
	concerned := h.f.concerns(e) && !h.f.s.Skip[e.Num]
	var changes []Change
	more := h.f.Watch(e, func(before, after *Row) {
		if c := change(e, before, after); h.asked(&c) {
			changes = append(changes, c)
		}
	})
	if !more || !concerned || e.Num < h.want.From || h.want.Member != "" && e.Meta.Member != h.want.Member {
		return nil, more
	}
	for _, f := range e.Edit.Refuse {
		c := about(e)
		c.Row = f.Row
		if row := h.f.s.Rows[f.Row]; row != nil {
			c.Cells = []CellChange{{Column: f.Column, Before: row.Get(f.Column), After: row.Get(f.Column), Refused: &f}}
			if h.asked(&c) {
				changes = append(changes, c)
			}
		}
	}
	if e.Edit.ofTable() && h.want.Row == "" && (h.want.Column == "" || h.want.Column == e.Edit.column()) {
		c := about(e)
		c.Edit = &e.Edit
		changes = append(changes, c)
	}
	return changes, more
}

// asked tells whether a change of a row is wanted, and leaves out of it what is not.
func (h *History) asked(c *Change) bool {
	if h.want.Row != "" && c.Row != h.want.Row {
		return false
	}
	if h.want.Column == "" {
		return true
	}
	c.Cells = slices.DeleteFunc(c.Cells, func(cell CellChange) bool { return cell.Column != h.want.Column })
	return len(c.Cells) > 0
}

func about(e *Entry) Change {
	return Change{
		Num: e.Num, At: e.At, Member: e.Meta.Member, Email: e.Meta.Email, Branch: e.Meta.Branch,
		Kind: e.Edit.Kind(), Cause: e.Meta.Cause,
	}
}

func change(e *Entry, before, after *Row) Change {
	c := about(e)
	c.Cells = changed(before, after)
	switch {
	case before == nil:
		c.Row, c.Fate = after.ID, RowAdded
	case after == nil:
		c.Row, c.Fate = before.ID, RowRemoved
	default:
		c.Row = after.ID
		if before.Position != after.Position {
			c.Fate = RowMoved
		}
	}
	return c
}

// ofTable tells whether an edit is of the table or its columns, and tells people
// something.
func (e *Edit) ofTable() bool {
	return e.Create != nil || e.column() != "" || e.Publish != nil || e.Hold != nil || e.Discard != nil
}

// column is the column that an edit is of, "" if it is of none or of several.
func (e *Edit) column() writ.ColumnID {
	switch {
	case e.AddColumn != nil:
		return e.AddColumn.Column.ID
	case e.UpdateColumn != nil:
		return e.UpdateColumn.ID
	case e.RemoveColumn != nil:
		return e.RemoveColumn.ID
	case e.SetRules != nil:
		return e.SetRules.ID
	}
	return ""
}
