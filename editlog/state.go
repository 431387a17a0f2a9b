package editlog

import (
	"time"

	"github.com/writ-dev/writ"
)

// State is one branch of an input table after entry Num. Rows may hold only some of
// the rows: then Step has to be given every row that an entry touches first. An
// absent row is nil in Rows, or not there at all.
type State struct {
	Branch  writ.Branch
	Num     int64
	Columns []writ.InputColumn // in their order, those that were removed too
	Made    int                // how many columns were ever made: the next is c{Made+1}
	Kind    writ.InputKind
	Parent  *writ.InputParent
	Rows    map[writ.RowID]*Row
	Flags   map[CellRef]*Flag
	Held    map[int64]*Entry // that may be released
	Publish int64            // number of the last publish entry, 0 if there was none
}

// Row is a row as it is after some entry. It is never changed: Step puts another in
// its place. Values has no NULLs, and the values of removed columns too.
type Row struct {
	ID        writ.RowID
	Position  string
	Values    map[writ.ColumnID]Cell
	CreatedAt time.Time
	CreatedBy string // e-mail address
	UpdatedAt time.Time
	UpdatedBy string
	Num       int64 // of the entry that changed it last
}

// Flag is a value that waits beside its cell until somebody mends or discards it.
type Flag struct {
	Refusal
	By  string // e-mail address of who gave the value
	At  time.Time
	Num int64
}
