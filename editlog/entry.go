package editlog

import (
	"time"

	"github.com/writ-dev/writ"
)

// Format is the version of the form of entries that this package writes and reads.
const Format = 1

// Entry is one row of an edit log. Text and Metadata are EDIT and METADATA as they
// are stored, byte for byte: the hashes are made of those.
type Entry struct {
	Table    writ.InputTableID
	Num      int64
	At       time.Time // UTC, microseconds
	Edit     Edit
	Meta     Meta
	Text     string
	Metadata string
}

// Meta is who edited, with what, and how the entry is bound to the others. Batch
// groups the entries of one request: Part, from 1, of Parts.
type Meta struct {
	Format   int           `json:"v"`
	Member   writ.MemberID `json:"member"`
	Email    string        `json:"email"`
	Document writ.FileID   `json:"document,omitempty"`
	Element  string        `json:"element,omitempty"`
	Branch   writ.Branch   `json:"branch"`
	Batch    string        `json:"batch"`
	Part     int           `json:"part"`
	Parts    int           `json:"parts"`
	Key      string        `json:"key,omitempty"`     // idempotency key
	Request  string        `json:"request,omitempty"` // SHA-256 of the request that Key stands for
	Cause    *Cause        `json:"cause,omitempty"`
	Term     int64         `json:"term"`
	EditHash string        `json:"editHash"` // SHA-256 of EDIT
	Prev     string        `json:"prev"`     // Hash of the accepted entry before; "" of the first
	Hash     string        `json:"hash"`
}

// Cause says why an edit was made that nobody typed.
type Cause struct {
	Kind string        `json:"kind"` // "restore", "undo", "import", "duplicate"
	Num  int64         `json:"editNum,omitempty"`
	To   int64         `json:"toEditNum,omitempty"`
	Of   writ.MemberID `json:"of,omitempty"` // whose edits were undone
}
