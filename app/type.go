package app

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
)

// BootstrapOptions says what the first start gives a new installation.
// EmbeddedFile is the path of the embedded warehouse, Sample a CSV file named
// SampleName.
type BootstrapOptions struct {
	EmbeddedFile string
	Sample       []byte
	SampleName   string
}

// UploadTarget is a connection that the member may upload to.
type UploadTarget struct {
	Connection   writ.ConnectionID
	Name         string
	Platform     writ.Platform
	Destinations []TargetDestination
}

// TargetDestination is a destination under a label that never tells its path.
type TargetDestination struct {
	ID    writ.DestinationID
	Label string
}

// UploadView is an upload with what is going on: Progress while it imports,
// Result when it is done.
type UploadView struct {
	writ.Upload
	Progress *ingest.Progress
	Result   *ImportResult
}

// ImportResult counts what an import did with the rows of its file.
type ImportResult struct {
	RowsRead     int64 `json:"rowsRead"`
	RowsLoaded   int64 `json:"rowsLoaded"`
	RowsRejected int64 `json:"rowsRejected"`
}

// PhaseWaiting is the phase of an import that waits for others to end; the
// other phases are those of ingest.Progress.
const PhaseWaiting = "waiting"

// ImportRequest says what an upload shall become. Destination may be empty
// where the connection has only one. OnReject is "stop" (also if empty) or
// "load".
type ImportRequest struct {
	Connection  writ.ConnectionID
	Destination writ.DestinationID
	Name        string
	Options     ingest.Options
	OnReject    string
}

// TableView is a table with the name of its connection.
type TableView struct {
	writ.Table
	ConnectionName string
}

// RowPage is a window of a table in the order of its file. Total counts all
// rows of the table.
type RowPage struct {
	Columns []writ.TableColumn
	Rows    []Row
	Total   int64
}

// Row is one row; Number counts from 1 in the order of the file.
type Row struct {
	Number int64        `json:"row"`
	Cells  []writ.Value `json:"cells"`
}

type importRun struct{}
