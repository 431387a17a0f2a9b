package ingest

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Source is a file to be staged.
type Source struct {
	File     string // the uploaded bytes
	FileName string // as the user knows it
	Options  Options
	Dir      string              // where the canonical file and the reject list are made
	Limits   driver.Capabilities // of the platform that will load it
	Progress func(Progress)      // may be nil; never called concurrently
}

// Progress tells how far an import is.
type Progress struct {
	Phase      string // "reading", "loading" or "verifying"
	Bytes      int64
	TotalBytes int64
	Rows       int64
	TotalRows  int64
}

// Staged is a file that was read as a whole: its canonical file, what was found,
// and the rows that did not fit. RowsRead is RowsRejected plus the rows of File.
type Staged struct {
	File         string // canonical, with the row numbers as first column
	RejectsFile  string // CSV of line, column, value, reason; "" if RowsRejected is 0
	FirstRejects []Reject
	Dialect      Dialect
	Columns      []StagedColumn
	RowsRead     int64
	RowsRejected int64
	Warnings     []string
}

// StagedColumn is one column of the canonical file.
type StagedColumn struct {
	writ.TableColumn
	Nulls    int64
	Checksum uint64 // sum modulo 2^64 of the XXH64 of each canonical value
	Note     string // why the type is no narrower
}

// Reject is one value, or one row, that cannot be loaded.
type Reject struct {
	Line   int64  `json:"line"`   // of the file, counted from 1, where the record begins
	Column string `json:"column"` // its name; "" if the whole row is at fault
	Value  string `json:"value"`  // the cell, or the whole row as it stands in the file
	Reason string `json:"reason"`
}

// Stage reads a whole file. After an error, and when ctx ends, nothing stays in
// Dir. Errors are CodeInvalid (the file cannot be read as it is, or exceeds a
// limit of the platform), CodeExhausted (the disk is full) or CodeCanceled.
func Stage(ctx context.Context, src Source) (*Staged, error) {
	return nil, writ.Errorf(writ.CodeInternal, "ingest.Stage", "not yet")
}

// Remove deletes the canonical file and the reject list.
func (s *Staged) Remove() error { return nil }
