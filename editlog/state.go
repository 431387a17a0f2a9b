package editlog

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// State is one branch of an input table after entry Num. Rows and Flags may hold
// only some of the rows: then Step has to be given every row that an entry touches
// first, with its flags. An absent row is not in Rows.
type State struct {
	Branch  writ.Branch
	Num     int64
	Columns []writ.InputColumn // in their order, those that were removed too
	Made    int                // how many columns were ever made: the next is c{Made+1}
	Kind    writ.InputKind     // "" before createDatasheet
	Parent  *writ.InputParent
	Rows    map[writ.RowID]*Row
	Flags   map[CellRef]*Flag
	Skip    map[int64]bool   // entries that a hold takes the effect from, from the beginning
	Held    map[int64]*Entry // those of them that may be released
	Publish int64            // number of the last publish entry, 0 if there was none

	alone bool // nobody else sees the rows yet: they are changed in their place
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
// Num, By and At are those of the entry that put it there: refuse, or what left a
// value that does not fit the type of its column.
type Flag struct {
	Refusal
	By  string // e-mail address
	At  time.Time
	Num int64
}

// NewState is a branch before the first entry.
func NewState(b writ.Branch) *State {
	return &State{
		Branch: b,
		Rows:   map[writ.RowID]*Row{}, Flags: map[CellRef]*Flag{},
		Skip: map[int64]bool{}, Held: map[int64]*Entry{},
	}
}

// Column returns a column, removed ones too; nil if there is none.
func (s *State) Column(id writ.ColumnID) *writ.InputColumn {
	if i := s.column(id); i >= 0 {
		return &s.Columns[i]
	}
	return nil
}

func (s *State) column(id writ.ColumnID) int {
	// Most columns stand where they were made.
	if i := made(id) - 1; i >= 0 && i < len(s.Columns) && s.Columns[i].ID == id {
		return i
	}
	return slices.IndexFunc(s.Columns, func(c writ.InputColumn) bool { return c.ID == id })
}

// NextColumn is the id of the column that is made next.
func (s *State) NextColumn() writ.ColumnID {
	return writ.ColumnID("c" + strconv.Itoa(s.Made+1))
}

// made is which column in the order of making an id stands for; 0 of an id that is
// none of Writ's.
func made(id writ.ColumnID) int {
	digits, is := strings.CutPrefix(string(id), "c")
	if !is || !allDigits(digits) || digits[0] == '0' || len(digits) > 9 {
		return 0
	}
	n, _ := strconv.Atoi(digits)
	return n
}

// Get returns what a row holds in a column: NULL if nothing.
func (r *Row) Get(id writ.ColumnID) Cell {
	if c, ok := r.Values[id]; ok {
		return c
	}
	return Null()
}

// Clone returns a State that shares no map or slice with s. Rows, flags and entries
// are never changed, and are shared.
func (s *State) Clone() *State {
	c := *s
	c.Columns = slices.Clone(s.Columns)
	c.Rows, c.Flags = maps.Clone(s.Rows), maps.Clone(s.Flags)
	c.Skip, c.Held = maps.Clone(s.Skip), maps.Clone(s.Held)
	return &c
}
