package writ

import (
	"strings"
	"time"
)

// InputKind is how an input table began.
type InputKind string

// The kinds. Rows of a linked table follow those of a parent by key columns; the
// others have rows of their own.
const (
	InputEmpty  InputKind = "empty"
	InputCSV    InputKind = "csv"
	InputLinked InputKind = "linked"
)

// Branch is one of the two versions of an input table's rows and columns.
type Branch string

// The branches: what the editors of the document work on, and what its readers see.
const (
	BranchDraft     Branch = "draft"
	BranchPublished Branch = "published"
)

// InputMode is the data entry permission of an input table: who may enter rows, and
// in which branch. The values are those of the API.
type InputMode string

// The modes: whoever may edit the document, in the draft; whoever may explore it,
// or merely view it, in the published version.
const (
	EnterDraft   InputMode = "edit"
	EnterExplore InputMode = "explore"
	EnterView    InputMode = "view"
)

// InputTable is a table that people edit. It is an element of Document, whose
// permissions are its own. Its columns and rows are what its edit log says; the
// store keeps what it takes to find them.
type InputTable struct {
	ID          InputTableID // the DS_ID of its entries in the edit log
	Name        string
	Kind        InputKind
	Document    FileID
	Connection  ConnectionID
	Destination DestinationID // where its data tables lie
	Parent      *InputParent  // of a linked one; nil for the others
	Version     int64
	CreatedBy   MemberID
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// InputParent is what the rows of a linked input table follow: a table of the
// warehouse at Path, a CSV table or another input table. Keys are the columns of the
// parent, by their names there, that together name a row.
type InputParent struct {
	Path  Path         `json:"path,omitempty"`
	Table TableID      `json:"tableId,omitempty"`
	Input InputTableID `json:"inputTableId,omitempty"`
	Keys  []string     `json:"keys"`
}

// DataTable is where the rows of one branch of an input table lie in the warehouse,
// and its mark, which tells how much of the edit log they hold. Columns lists the
// columns of people there, those that were removed too. A table that cannot be
// altered is followed by one of the next Generation.
type DataTable struct {
	Table      InputTableID
	Branch     Branch
	Generation int64 // from 1
	Object     ObjectID
	MarkObject ObjectID
	Path       Path
	MarkPath   Path
	As         As
	Columns    []DataColumn
	UpdatedAt  time.Time
}

// DataColumn says which column of a data table holds a column of the input table.
type DataColumn struct {
	Column   ColumnID `json:"columnId"`
	Physical string   `json:"physical"`
	Type     Type     `json:"type"`
}

// EditLog is where the edit log of a connection lies.
type EditLog struct {
	Connection  ConnectionID
	Destination DestinationID
	Object      ObjectID
	Path        Path
	CreatedAt   time.Time
	Problem     *Problem // why nothing can be logged until somebody mends it; nil if all is well
}

// EditLogName is the physical name of a connection's edit log. It is part of the
// on-disk contract.
func EditLogName(c ConnectionID) string {
	return ObjectPrefix + "WAL_" + strings.ReplaceAll(string(c), "-", "_")
}

// InputHead is how far the edit log of an input table is known to have come: Num is
// the last accepted entry, Hash its hash, Term its writer's. State is what package
// editlog keeps of the table besides its rows. The log may be ahead of it, never
// behind.
type InputHead struct {
	Table InputTableID
	Num   int64
	Term  int64
	Hash  string
	State []byte // JSON
	At    time.Time
}

// Lease is the right to do something alone among all nodes until Until, by the
// store's clock. Term rises with every new holder, and whenever the holder asks.
type Lease struct {
	Name  string
	Node  NodeID
	Term  int64
	Until time.Time
}

// System columns of data tables, by their physical names. They are part of the
// on-disk contract.
const (
	RowIDColumn     = "DS_ROW_ID"
	PositionColumn  = "DS_POSITION"
	CreatedAtColumn = "DS_CREATED_AT"
	CreatedByColumn = "DS_CREATED_BY" // the e-mail address of a member
	UpdatedAtColumn = "DS_UPDATED_AT"
	UpdatedByColumn = "DS_UPDATED_BY"
	EditNumColumn   = "DS_EDIT_NUM" // of the entry that changed the row last
)

// InputFlag is a value that waits beside its cell until somebody mends or discards
// it, because it broke Rule.
type InputFlag struct {
	Table  InputTableID
	Branch Branch
	Row    RowID
	Column ColumnID
	Num    int64 // of the entry that kept it
	Rule   InputRule
	Reason string
	Type   InputType
	Value  Value
	By     string // e-mail address
	At     time.Time
}
