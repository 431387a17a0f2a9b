package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// What to do with rows that cannot be loaded: stop before anything is created,
// or load the others and list these.
const (
	RejectStop = "stop"
	RejectLoad = "load"
)

// rowNumberType is the type of the column that numbers the rows.
var rowNumberType = writ.Type{Kind: writ.KindInteger}

// Job is one import.
type Job struct {
	File        string // the uploaded bytes
	FileName    string
	SHA256      string // of File, lower-case hexadecimal; goes into the certificate, so File must have it
	Options     Options
	MaxUnpacked int64  // the most bytes that an archive may unpack to; 0 for no bound
	OnReject    string // RejectStop (also "") or RejectLoad
	MaxRejects  int64  // with RejectLoad, more rejected rows stop the import; 0 is no limit
	Dir         string // where files are staged; the platform may read it
	Warehouse   *warehouse.Warehouse
	Writer      *warehouse.ObjectWriter
	Object      *writ.ManagedObject // with id, connection, destination, path and whose rights
	Progress    func(Progress)      // may be nil; never called concurrently
	Clock       writ.Clock          // nil takes writ.SystemClock

	Onto *Onto // the table that is changed; nil for a new one
}

// Result is what came of an import.
type Result struct {
	Columns      []writ.TableColumn
	Rows         int64 // of the table
	RowsRead     int64
	RowsLoaded   int64
	RowsRejected int64
	Certificate  Certificate
	RejectsFile  string              // in Job.Dir, the caller's from now on; "" if nothing was rejected
	Changes      []writ.SchemaChange // of the columns of the table
}

// Import stages the file, loads it, reads it back and compares. After an error
// there is no table, and nothing in Job.Dir; the one exception is the reject
// list of an import that stopped because of it: then the Result is not nil and
// names it, as it tells the Changes that were not accepted. The object is confirmed
// in the ledger when Import returns nil.
func Import(ctx context.Context, job Job) (*Result, error) {
	if job.Clock == nil {
		job.Clock = writ.SystemClock
	}
	job.Progress = stamped(job.Progress, job.Clock)
	spec := job.Warehouse.Spec()
	staged, err := Stage(ctx, Source{
		File:        job.File,
		FileName:    job.FileName,
		SHA256:      job.SHA256,
		Options:     job.Options,
		MaxUnpacked: job.MaxUnpacked,
		OnReject:    job.OnReject,
		MaxRejects:  job.MaxRejects,
		Dir:         job.Dir,
		Platform:    spec.Name,
		Limits:      spec.Capabilities,
		Progress:    job.Progress,
		Onto:        job.Onto,
	})
	if err != nil {
		return nil, err
	}
	if err := job.refusal(staged); err != nil {
		err = errors.Join(err, remove(staged.File))
		return &Result{RowsRead: staged.RowsRead, RowsRejected: staged.RowsRejected, RejectsFile: staged.RejectsFile}, stageError(err)
	}
	if err := job.Onto.check(staged.plan, spec.Capabilities, spec.Name); err != nil {
		return nil, errors.Join(err, staged.Remove())
	}
	if err := job.Onto.accept(staged.plan); err != nil {
		return &Result{Changes: staged.plan.changes}, errors.Join(err, staged.Remove())
	}
	made, err := fill(ctx, job, staged)
	if err != nil {
		return nil, errors.Join(err, staged.Remove())
	}
	if err := remove(staged.File); err != nil {
		return nil, errors.Join(stageError(err), drop(ctx, job), staged.Remove())
	}
	if err := job.Writer.Confirm(ctx, job.Object); err != nil {
		return nil, errors.Join(err, drop(ctx, job), staged.Remove())
	}
	return newResult(job, staged, made), nil
}

// filled is what an import has made: the rows of the file, as they came back, and
// what became of them among those of the table that they go into, nil if these do
// not stay.
type filled struct {
	file   *stored
	merged *merged
}

// fill makes the table that was asked for. After an error it is gone.
func fill(ctx context.Context, job Job, staged *Staged) (*filled, error) {
	if job.Onto.merges() {
		return merge(ctx, job, staged)
	}
	back, err := load(ctx, job, staged)
	return &filled{file: back}, err
}

// load fills the table and proves what it holds. After an error the table is
// gone.
func load(ctx context.Context, job Job, staged *Staged) (*stored, error) {
	total := staged.RowsRead - staged.RowsRejected
	cols := tableColumns(staged)
	_, err := job.Writer.LoadTable(ctx, job.Object, driver.Load{
		Columns:  cols,
		File:     staged.File,
		Longest:  staged.Longest,
		Progress: job.report("loading", total),
	})
	if err != nil && writ.CodeOf(err) != writ.CodeUncertain {
		return nil, canceled(ctx, err)
	}
	back, verr := readBack(ctx, job.Warehouse, job.Object, cols, job.report("verifying", total))
	if verr == nil {
		if diff := differences(staged, back); diff != "" {
			verr = writ.Errorf(writ.CodeUnsupported, "ingest.Import", "What the warehouse stored is not what the file holds: %s.", diff).
				WithHint("Nothing of it was kept. Load the columns named as text, and report this as a fault of Writ.")
		}
	}
	if verr == nil {
		return back, nil
	}
	if err != nil {
		verr = err // the table never arrived, or not as a whole: that its loading broke off says more
	}
	return nil, errors.Join(canceled(ctx, verr), drop(ctx, job))
}

// drop removes the table even if ctx has ended.
func drop(ctx context.Context, job Job) error {
	return job.Writer.Drop(context.WithoutCancel(ctx), job.Object)
}

// canceled says so if err is but the consequence of ctx having ended.
func canceled(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return stageError(ctx.Err())
	}
	return err
}

// report begins a phase and returns a function that passes rows on as its
// progress; nil if nobody listens.
func (j Job) report(phase string, total int64) func(rows int64) {
	if j.Progress == nil {
		return nil
	}
	tell := func(rows int64) { j.Progress(Progress{Phase: phase, Rows: rows, TotalRows: total}) }
	tell(0)
	return tell
}

// stamped returns a function that passes progress on with the time at which its
// phase began; nil if nobody listens.
func stamped(progress func(Progress), clock writ.Clock) func(Progress) {
	if progress == nil {
		return nil
	}
	var phase string
	var began time.Time
	return func(p Progress) {
		if p.Phase != phase {
			phase, began = p.Phase, clock()
		}
		p.StartedAt = began
		progress(p)
	}
}

// tableColumns are the columns of the table: the row number and those of the
// file.
func tableColumns(staged *Staged) []driver.Column {
	cols := []driver.Column{{Name: writ.RowColumn, Type: rowNumberType}}
	for _, c := range staged.Columns {
		cols = append(cols, driver.Column{Name: c.Physical, Type: c.Type})
	}
	return cols
}

func newResult(job Job, staged *Staged, made *filled) *Result {
	r := &Result{
		RowsRead:     staged.RowsRead,
		RowsLoaded:   made.file.rows,
		Rows:         made.file.rows,
		RowsRejected: staged.RowsRejected,
		RejectsFile:  staged.RejectsFile,
		Certificate:  newCertificate(job, staged, made.file),
	}
	if m := made.merged; m != nil {
		m.certify(&r.Certificate, job, staged.plan)
		r.Rows, r.Columns = m.back.rows, staged.plan.table()
		return r
	}
	for _, c := range staged.Columns {
		r.Columns = append(r.Columns, c.TableColumn)
	}
	return r
}
