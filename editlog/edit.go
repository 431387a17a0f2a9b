package editlog

import (
	"github.com/writ-dev/writ"
)

// Edit is one operation; exactly one of its fields is set. In JSON it is an object
// with one key, the operation's name. Operations on rows have a form for one row and
// a bulk form: addRow and addRows, updateRow and updateRows, removeRow and
// removeRows, refuse and refuses.
type Edit struct {
	Create       *Create
	AddColumn    *AddColumn
	UpdateColumn *UpdateColumn
	RemoveColumn *RemoveColumn
	SetRules     *SetRules
	AddRows      []RowAdd
	UpdateRows   []RowUpdate
	RemoveRows   []writ.RowID
	Publish      *Publish
	TakeOver     *TakeOver
	Hold         *Hold
	Release      *Release
	Discard      *Discard
	Refuse       []Refusal
	Checkpoint   *Checkpoint
	Redacted     *Redaction // what is left of an erased edit
}

// Create (createDatasheet) begins an input table. It is the first entry of every one.
type Create struct {
	Kind    writ.InputKind     `json:"kind"`
	Name    string             `json:"name"`
	Columns []writ.InputColumn `json:"columns"`
	Parent  *writ.InputParent  `json:"parent,omitempty"`
	Copied  *CopyOf            `json:"copiedFrom,omitempty"`
}

// CopyOf tells which entry of another table a duplicate began as.
type CopyOf struct {
	Table writ.InputTableID `json:"table"`
	Num   int64             `json:"editNum"`
}

// AddColumn adds a column before another, or after all others if Before is "". One
// with the id of a removed column brings that back, with what it held.
type AddColumn struct {
	Column writ.InputColumn `json:"column"`
	Before writ.ColumnID    `json:"before,omitempty"`
}

// UpdateColumn renames, retypes or moves a column; a nil field stays. Values that do
// not fit another type are kept beside their cells as refused.
type UpdateColumn struct {
	ID     writ.ColumnID   `json:"id"`
	Name   *string         `json:"name,omitempty"`
	Type   *writ.InputType `json:"type,omitempty"`
	Before *writ.ColumnID  `json:"before,omitempty"` // "" puts it last
}

// RemoveColumn removes a column; what it holds is kept.
type RemoveColumn struct {
	ID writ.ColumnID `json:"id"`
}

// SetRules replaces the rules of a column. Values that are there already stay.
type SetRules struct {
	ID    writ.ColumnID   `json:"id"`
	Rules writ.InputRules `json:"rules"`
}

// RowAdd adds a row, or brings a removed one back. Columns that are absent are NULL.
// Position orders rows byte by byte.
type RowAdd struct {
	ID       writ.RowID             `json:"id"`
	Position string                 `json:"position"`
	Values   map[writ.ColumnID]Cell `json:"values,omitempty"`
}

// RowUpdate changes cells of a row, moves it, or both. Seen are the values that its
// author saw, for those cells that were changed on condition.
type RowUpdate struct {
	ID       writ.RowID             `json:"id"`
	Position string                 `json:"position,omitempty"` // "" stays
	Values   map[writ.ColumnID]Cell `json:"values,omitempty"`
	Seen     map[writ.ColumnID]Cell `json:"seen,omitempty"`
}

// Publish makes everything logged before it what readers see. Number is the version
// of the document.
type Publish struct {
	Number int64 `json:"number"`
}

// TakeOver begins the term of a writer: whatever an older one lands here or later
// is void.
type TakeOver struct {
	Node writ.NodeID `json:"node"`
}

// Hold takes the effect of entry Num away until it is released, because it could
// not be applied with its author's rights.
type Hold struct {
	Num    int64  `json:"editNum"`
	Reason string `json:"reason"`
}

// Release gives a held entry its effect here, with those of its rows that conflict
// with nothing logged since.
type Release struct {
	Num  int64        `json:"editNum"`
	Skip []writ.RowID `json:"skip,omitempty"` // rows that conflict
}

// Discard ends a hold, if Num is set, or forgets refused values.
type Discard struct {
	Num   int64     `json:"editNum,omitempty"`
	Cells []CellRef `json:"cells,omitempty"`
}

// CellRef names a cell.
type CellRef struct {
	Row    writ.RowID    `json:"row"`
	Column writ.ColumnID `json:"column"`
}

// Refusal keeps a value that breaks a rule beside its cell, which stays as it is.
// Reason is a sentence for people.
type Refusal struct {
	CellRef
	Value  Cell           `json:"value"`
	Rule   writ.InputRule `json:"rule"`
	Reason string         `json:"reason"`
}

// Checkpoint states the hash of all rows and columns as they are here.
type Checkpoint struct {
	State string `json:"state"`
}

// Redaction stands for an edit of which personal data was erased. Edit is what is
// left: the same operation with NULL for every erased value.
type Redaction struct {
	By     string `json:"by"` // e-mail address
	At     string `json:"at"` // canonical timestamp, UTC
	Reason string `json:"reason"`
	Edit   *Edit  `json:"edit"`
}
