package inputtable

import (
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// Author is who edits, and with whose rights the data table is written.
type Author struct {
	Member writ.MemberID
	Email  string
	As     writ.As
}

// Request is edits of one input table that belong together. Exactly one of its
// operations is set. With a Key, a second request of the same Key and content gets
// the answer of the first.
type Request struct {
	Table    writ.InputTableID
	Branch   writ.Branch
	By       Author
	Document writ.FileID
	Element  string
	Key      string
	Cause    *editlog.Cause

	Rows    []RowChange
	Column  *ColumnChange
	Publish *editlog.Publish
	Discard *editlog.Discard
	Release int64 // number of a held entry
}

// Operation is what a RowChange does.
type Operation string

// The operations. An upsert updates the row that has the same values in the columns
// of Match, or inserts one.
const (
	Insert Operation = "insert"
	Update Operation = "update"
	Upsert Operation = "upsert"
	Delete Operation = "delete"
)

// RowChange changes one row. Values are JSON as a caller wrote it: null, a string, a
// number or a boolean, an array of strings for a multi-select. Seen are the values
// that the author saw, of those cells that may only change if they are still so.
// If IfMatch is not 0, the row has to be as that entry left it.
type RowChange struct {
	Do      Operation
	Row     writ.RowID // of an insert: an id of the caller's choice, a UUID; "" for a new one
	Values  map[writ.ColumnID]json.RawMessage
	Seen    map[writ.ColumnID]json.RawMessage
	Match   []writ.ColumnID
	IfMatch int64
	Place   *Place // of an insert, or to move; nil is at the end, or stays
}

// Place says where a row goes: right before or after another, or first. The zero
// Place is last.
type Place struct {
	Before writ.RowID
	After  writ.RowID
	First  bool
}

// ColumnChange changes a column; exactly one field is set.
type ColumnChange struct {
	Add      *NewColumn
	Update   *editlog.UpdateColumn
	Remove   writ.ColumnID
	Restore  writ.ColumnID
	SetRules *editlog.SetRules
}

// NewColumn is a column to add before another, last if Before is "".
type NewColumn struct {
	Name   string
	Type   writ.InputType
	Rules  writ.InputRules
	Before writ.ColumnID
}

// Answer says what became of a request. First and Last are the numbers of its
// entries, 0 if nothing had to be logged. Repeated tells that the same request had
// been logged before.
type Answer struct {
	First    int64         `json:"firstEdit"`
	Last     int64         `json:"lastEdit"`
	Rows     []RowResult   `json:"rows,omitempty"`
	Column   writ.ColumnID `json:"columnId,omitempty"` // that was added
	Repeated bool          `json:"repeated,omitempty"`
}

// Status is what became of a row or a cell.
type Status string

// The statuses. A row is logged if anything of it was; cells tell the rest.
const (
	Logged    Status = "logged"
	Unchanged Status = "unchanged" // it was so already
	Refused   Status = "refused"   // breaks a rule: kept beside the cell
	Conflict  Status = "conflict"  // somebody else has changed it since; nothing was done
	Absent    Status = "absent"    // there is no such row
)

// RowResult says what became of one RowChange. Num is the row's version from now on.
// Cells lists those that were not simply logged.
type RowResult struct {
	Row    writ.RowID   `json:"rowId"`
	Status Status       `json:"status"`
	Num    int64        `json:"editNum"`
	Cells  []CellResult `json:"cells,omitempty"`
}

// CellResult says why a cell is not as it was asked to be. Current is what it holds.
type CellResult struct {
	Column  writ.ColumnID  `json:"columnId"`
	Status  Status         `json:"status"`
	Rule    writ.InputRule `json:"rule,omitempty"`
	Reason  string         `json:"reason,omitempty"`
	Current editlog.Cell   `json:"current"`
}
