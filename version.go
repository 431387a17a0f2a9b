package writ

import (
	"encoding/json"
	"time"
)

// TableChange is how a version of a table came to be.
type TableChange string

// The ways a table changes. Create makes its first version, restore brings the
// rows of an earlier one back.
const (
	ChangeCreate  TableChange = "create"
	ChangeReplace TableChange = "replace" // the file's rows instead of all others
	ChangeAppend  TableChange = "append"  // the file's rows after the others
	ChangeUpsert  TableChange = "upsert"  // the file's rows instead of those with the same key, the rest after the others
	ChangeRestore TableChange = "restore"
)

// TableVersion is a table as it once was. Each version has an object of its own
// in the warehouse, whole and never changed again, except that a restored one
// shares that of the version it restores. Object is "" once that was dropped
// because newer versions pushed it out; what is known of it stays.
type TableVersion struct {
	Table       TableID
	Number      int64 // from 1, without gaps
	Change      TableChange
	Restored    int64    // the version it brings back; 0 for other changes
	Upload      UploadID // whose file it was; "" if restored
	FileName    string
	Member      MemberID // who made it
	Object      ObjectID
	Path        Path
	Columns     []TableColumn
	Rows        int64
	Certificate json.RawMessage
	CreatedAt   time.Time
}

// SchemaChange is what a file does to one column of a table it goes into. From is
// empty for a column that is new, To for one that the file lacks. Note says in a
// sentence what that means for the values; Refused that it cannot be accepted,
// because the values of the file and those of the table have no type in common.
type SchemaChange struct {
	Column  string `json:"column"`
	From    *Type  `json:"from,omitempty"`
	To      *Type  `json:"to,omitempty"`
	Note    string `json:"note,omitempty"`
	Refused bool   `json:"refused,omitempty"`
}

// SourceChoices are the options with which a member last imported files of one
// source, kept to be offered again. Source is what the names of such files have
// in common.
type SourceChoices struct {
	Member    MemberID
	Source    string
	FileName  string // of the file it was
	Options   json.RawMessage
	UpdatedAt time.Time
}
