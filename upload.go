package writ

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// UploadState is how far an upload has come.
type UploadState string

// An upload receives its bytes, waits for the choices of the member, imports,
// and ends in one of three ways.
const (
	UploadReceiving UploadState = "receiving"
	UploadReady     UploadState = "ready"
	UploadImporting UploadState = "importing"
	UploadDone      UploadState = "done"
	UploadFailed    UploadState = "failed"
	UploadCanceled  UploadState = "canceled"
)

// Ended tells whether nothing more will happen to the upload.
func (s UploadState) Ended() bool {
	return s == UploadDone || s == UploadFailed || s == UploadCanceled
}

// Upload is one file on its way into a table. Size is what the sender announced
// in bytes; Received counts what lies in the blob store, so that an interrupted
// upload goes on where it stopped. Problem says why it failed.
type Upload struct {
	ID          UploadID
	Member      MemberID
	FileName    string
	Size        int64
	Received    int64
	SHA256      string // of the whole file, lower-case hex; set when complete
	State       UploadState
	Connection  ConnectionID   // set when the import starts
	Destination DestinationID  // likewise
	Table       TableID        // set when done
	Receiver    NodeID         // the node that a part of the file is arriving at
	Change      TableChange    // what the import does; set when it starts
	Target      TableID        // the table it changes; "" for one that it makes
	Changes     []SchemaChange // what it would do to the columns of that table
	Problem     *Problem       // why it failed or, while importing, why the last attempt did
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Problem is an Error as it is kept and shown later.
type Problem struct {
	Code    Code   `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// ProblemOf keeps an error to be shown later. What is not meant for people is
// left to the log.
func ProblemOf(err error) *Problem {
	var e *Error
	if !errors.As(err, &e) || e.Code == CodeInternal {
		return &Problem{Code: CodeInternal, Message: "Writ failed; the log of the server says why.", Hint: "Try again, and tell an administrator if it stays so."}
	}
	return &Problem{Code: e.Code, Field: e.Field, Message: e.Message, Hint: e.Hint}
}

// TableColumn is one column of a CSV table: the label the user knows, the
// physical name in the warehouse, and its type. The decimals of a Trimmed column
// had different scales in the file and no trailing zeros; they are given back
// that way (see Render), although the warehouse pads them to one scale.
type TableColumn struct {
	Name     string `json:"name"`
	Physical string `json:"physical"`
	Type     Type   `json:"type"`
	Trimmed  bool   `json:"trimmed,omitempty"`
}

// Render returns a value of the column, given as the warehouse renders it, as
// the file wrote it.
func (c TableColumn) Render(v Value) Value {
	if c.Trimmed && strings.Contains(v.Text, ".") {
		v.Text = strings.TrimRight(strings.TrimRight(v.Text, "0"), ".")
	}
	return v
}

// Table is a CSV table: what an upload became. It is an element of Document, whose
// permissions are the table's. Object, path, columns, rows and certificate (the
// import certificate as JSON) are those of its version Current.
type Table struct {
	ID          TableID
	Name        string
	Document    FileID   // "" if a server of the version before made it: then Owner alone sees it
	Owner       MemberID // who uploaded it
	Connection  ConnectionID
	Object      ObjectID
	Path        Path
	Columns     []TableColumn
	Rows        int64
	Certificate json.RawMessage
	Current     int64 // number of its newest TableVersion
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time // when that version was made
}
