package ingest

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
)

// What to do with rows that cannot be loaded: stop before anything is created,
// or load the others and list these.
const (
	RejectStop = "stop"
	RejectLoad = "load"
)

// Job is one import.
type Job struct {
	File      string // the uploaded bytes
	FileName  string
	SHA256    string // of File, lower-case hexadecimal; goes into the certificate
	Options   Options
	OnReject  string // RejectStop (also "") or RejectLoad
	Dir       string // where files are staged; the platform may read it
	Warehouse *warehouse.Warehouse
	Writer    *warehouse.ObjectWriter
	Object    *writ.ManagedObject // with id, connection, destination, path and whose rights
	Progress  func(Progress)      // may be nil; never called concurrently
}

// Result is what came of an import.
type Result struct {
	Columns      []writ.TableColumn
	RowsRead     int64
	RowsLoaded   int64
	RowsRejected int64
	Certificate  Certificate
	RejectsFile  string // in Job.Dir, the caller's from now on; "" if nothing was rejected
}

// Import stages the file, loads it, reads it back and compares. After an error
// there is no table, and nothing in Job.Dir; the one exception is the reject
// list of an import that stopped because of it: then the Result is not nil and
// names it. The object is confirmed in the ledger when Import returns nil.
func Import(ctx context.Context, job Job) (*Result, error) {
	return nil, writ.Errorf(writ.CodeInternal, "ingest.Import", "not yet")
}
