package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
)

// importRun is one attempt at an import.
type importRun struct {
	actor       Actor
	args        importArgs
	upload      *writ.Upload
	conn        *writ.Connection
	destination *writ.Destination
	hidden      []writ.Path         // destinations of the connection; a table that is changed may lie in any
	object      *writ.ManagedObject // each attempt makes its own, so that no other can be taken for it
	writer      *warehouse.ObjectWriter
	base        *writ.Table // what it changes, as it was planned; nil for a new table
}

// errCanceled is the cause with which an import ends whose upload a member has
// canceled.
var errCanceled = errors.New("app: the upload was canceled")

// runImport does the job of an import: it makes the table in the warehouse, and
// makes it known in the transaction that ends the job.
func (a *App) runImport(ctx context.Context, r *jobs.Run) error {
	run, err := a.loadImport(ctx, r.Job())
	if err == nil && run == nil {
		return nil // the upload is no longer to be imported
	}
	if err == nil {
		err = a.importOnce(ctx, r, run)
	}
	if run != nil {
		err = a.discreet(ctx, run.actor, run.hidden, err)
	}
	if errors.Is(context.Cause(ctx), jobs.ErrCanceled) { // whoever canceled may not have waited
		after := context.WithoutCancel(ctx)
		if err := a.discard(after, writ.UploadID(r.Job().Key)); err != nil {
			a.log.Warn("the file of a canceled upload stays behind", "upload", r.Job().Key, "error", err)
		}
	}
	return err
}

// loadImport gathers what an import needs as it is now: the connection, the
// rights of the member and the upload may have changed while it waited. It is nil
// if there is nothing to import.
func (a *App) loadImport(ctx context.Context, j *writ.Job) (*importRun, error) {
	const op = "app.runImport"
	run := &importRun{}
	if err := json.Unmarshal(j.Args, &run.args); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if run.args.Version > importVersion {
		return nil, writ.Errorf(writ.CodeUnavailable, op, "This import waits for a server of a newer version.")
	}
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		if run.upload, err = tx.Uploads.Get(ctx, writ.UploadID(j.Key)); err != nil || run.upload.State != writ.UploadImporting {
			return err
		}
		m, err := tx.Members.Get(ctx, j.Member)
		if err != nil {
			return err
		}
		run.actor = Actor{Member: m, RequestID: run.args.Request}
		if err := a.ask(ctx, op, run.actor, access.UploadCSV); err != nil {
			return err
		}
		if run.conn, run.destination, err = a.place(ctx, op, tx, run.actor, j.Connection, run.args.Destination); err != nil {
			return err
		}
		if run.base, err = a.loadBase(ctx, op, tx, run.actor, run.args.Change); err != nil {
			return err
		}
		list, err := tx.Connections.Destinations(ctx, run.conn.ID)
		run.hidden = pathsOf(list)
		return err
	})
	if err != nil || run.conn == nil {
		return nil, err
	}
	o, err := a.open(run.conn)
	if err != nil {
		return nil, err
	}
	run.object = newObject(run)
	run.writer = o.w.Objects(store.Ledger(a.store, a.clock), []*writ.Destination{run.destination})
	if j.Term > 1 || run.args.Again {
		err = a.dropAttempts(ctx, run)
	}
	return run, err
}

// newObject names the table to be made: by its id, because a label may change
// and need not be a name that the platform takes.
func newObject(run *importRun) *writ.ManagedObject {
	id := writ.NewID[writ.ObjectID]()
	return &writ.ManagedObject{
		ID: id, Connection: run.conn.ID, Destination: run.destination.ID,
		Path: run.destination.Path.Child(writ.ObjectPrefix + strings.ReplaceAll(string(id), "-", "_")),
		Kind: writ.ObjectTable, As: writ.ServiceAccount(), Upload: run.upload.ID,
	}
}

// dropAttempts drops what earlier attempts left in the warehouse, as the ledger
// knows it. One that a server long thought dead still works on is dropped by that
// server once more: it can neither finish the job nor touch our object.
func (a *App) dropAttempts(ctx context.Context, run *importRun) error {
	var list []*writ.ManagedObject
	var destinations []*writ.Destination
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		filter := store.ObjectFilter{Connection: run.conn.ID, Upload: run.upload.ID, States: []writ.ObjectState{writ.ObjectIntended, writ.ObjectExists}}
		if list, err = tx.Objects.Page(ctx, filter, "", sweepAtOnce); err != nil {
			return err
		}
		destinations, err = tx.Connections.Destinations(ctx, run.conn.ID)
		return err
	})
	if err != nil {
		return err
	}
	return a.drop(ctx, run.conn, destinations, list)
}

// importOnce imports, registers the table and removes the file.
func (a *App) importOnce(ctx context.Context, r *jobs.Run, run *importRun) error {
	const op = "app.runImport"
	id := run.upload.ID
	res, err := a.importFile(ctx, r, run)
	if err != nil {
		return err
	}
	certificate, err := json.Marshal(res.Certificate)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	made := &writ.TableVersion{
		Upload: id, FileName: run.upload.FileName, Member: run.upload.Member, Object: run.object.ID, Path: run.object.Path,
		Columns: res.Columns, Rows: res.Rows, Certificate: certificate, CreatedAt: a.clock(),
	}
	var t *writ.Table
	after := context.WithoutCancel(ctx) // the rows are there: a server that stops now can as well say so
	err = r.Finish(after, func(tx store.Tx) (err error) {
		if t, err = a.register(after, op, tx, run, made); err != nil {
			return err
		}
		return a.record(after, tx, op, run.actor, &subject{noun: "table", id: string(t.ID), details: []any{
			"upload", id, "change", run.args.Change.Kind, "version", t.Current, "rows", t.Rows, "rejected", res.RowsRejected,
		}})
	})
	if err != nil {
		return a.undo(after, run, err)
	}
	a.caughtUp(after)
	if err := a.blob.Remove(after, string(id)); err != nil {
		a.log.Warn("the file of a finished upload stays behind", "upload", id, "error", err)
	}
	return nil
}

// undo drops a table that could not be registered. Where nobody can say whether
// it was, it stays: whoever has the job next, or a sweep, knows.
func (a *App) undo(ctx context.Context, run *importRun, err error) error {
	if code := writ.CodeOf(err); code == writ.CodeUncertain || code == writ.CodeUnavailable {
		return err
	}
	return errors.Join(err, run.writer.Drop(ctx, run.object))
}

// importFile runs the import proper, in a staging directory of its own.
func (a *App) importFile(ctx context.Context, r *jobs.Run, run *importRun) (*ingest.Result, error) {
	const op = "app.importFile"
	id := run.upload.ID
	dir := filepath.Join(a.staging, string(run.object.ID))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "No staging folder can be made.")
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			a.log.Warn("staged files stay behind until the next start", "upload", id, "error", err)
		}
	}()
	file, err := a.blob.File(ctx, string(id), dir)
	if err != nil {
		return nil, err
	}
	tell, stop := a.broadcast(id)
	defer stop()
	o, err := a.open(run.conn)
	if err != nil {
		return nil, err
	}
	onto, err := run.onto()
	if err != nil {
		return nil, err
	}
	res, err := ingest.Import(tagged(ctx, run.actor), ingest.Job{
		File: file, FileName: run.upload.FileName, SHA256: run.upload.SHA256,
		Options: run.args.Options, MaxUnpacked: a.maxUpload, OnReject: run.args.OnReject, MaxRejects: run.args.MaxRejects, Dir: dir,
		Warehouse: o.w, Writer: run.writer, Object: run.object,
		Progress: func(p ingest.Progress) { r.Report(p); tell(p) }, Clock: a.clock, Onto: onto,
	})
	lost := errors.Is(context.Cause(ctx), jobs.ErrLost) // then the list in the blob store is another run's
	if res != nil && res.RejectsFile != "" && !lost {
		if kerr := a.keepRejects(ctx, id, res.RejectsFile); kerr != nil {
			return nil, kerr
		}
	}
	if res != nil && err != nil && len(res.Changes) > 0 && !lost {
		if kerr := a.keepChanges(ctx, id, res.Changes); kerr != nil {
			return nil, kerr
		}
	}
	return res, err
}

// register makes what was imported known, as a new table or as a new version of
// one, and ends the upload, unless it was canceled, or its member lost the right to
// write there while it was being imported.
func (a *App) register(ctx context.Context, op string, tx store.Tx, run *importRun, made *writ.TableVersion) (*writ.Table, error) {
	u, err := tx.Uploads.Get(ctx, run.upload.ID)
	if err != nil {
		return nil, err
	}
	if u.State != writ.UploadImporting {
		return nil, writ.Wrap(writ.CodeCanceled, op, errCanceled, "The upload was canceled.")
	}
	if run.actor.Member, err = a.mayStillImport(ctx, op, tx, u.Member, run.conn.ID); err != nil {
		return nil, err
	}
	v := *made // Finish may call again
	t, err := a.enter(ctx, op, tx, run, &v)
	if err != nil {
		return nil, err
	}
	u.State, u.Table, u.Problem, u.UpdatedAt = writ.UploadDone, t.ID, nil, a.clock()
	if err := saveUpload(ctx, tx, u); err != nil {
		return nil, err
	}
	return t, tellTable(ctx, tx, t)
}

// enter has the table of an import hold its rows from now on.
func (a *App) enter(ctx context.Context, op string, tx store.Tx, run *importRun, v *writ.TableVersion) (*writ.Table, error) {
	if run.base != nil {
		if _, err := a.loadBase(ctx, op, tx, run.actor, run.args.Change); err != nil {
			return nil, err
		}
		v.Change = run.args.Change.Kind
		return a.advance(ctx, op, tx, run.base, v)
	}
	id := writ.NewID[writ.TableID]()
	d, err := a.furnishDocument(ctx, op, tx, run.actor, run.args.target(), run.args.Name, id)
	if err != nil {
		return nil, err
	}
	t := &writ.Table{
		ID: id, Name: run.args.Name, Document: d, Owner: run.upload.Member, Connection: run.conn.ID,
		Object: v.Object, Path: v.Path, Columns: v.Columns, Rows: v.Rows, Certificate: v.Certificate,
		Current: 1, Version: 1, CreatedAt: v.CreatedAt, UpdatedAt: v.CreatedAt,
	}
	v.Table, v.Number, v.Change = t.ID, t.Current, writ.ChangeCreate
	if err := tx.Tables.Insert(ctx, t); err != nil {
		return nil, err
	}
	return t, tx.Versions.Insert(ctx, v)
}

// mayStillImport refuses a member who may no longer write to a connection, and
// returns any other as they are now.
func (a *App) mayStillImport(ctx context.Context, op string, tx store.Tx, id writ.MemberID, conn writ.ConnectionID) (*writ.Member, error) {
	m, err := tx.Members.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	actor := Actor{Member: m}
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	_, _, err = a.askData(ctx, op, tx, actor, conn, access.WriteData)
	return m, err
}

// importEnded says of an upload why its import failed, or why its last attempt
// did, and has the warehouse swept of what is left. An import that is queued again
// goes on being one.
func (a *App) importEnded(ctx context.Context, tx store.Tx, j *writ.Job) error {
	if j.State == writ.JobDone {
		return nil
	}
	u, err := tx.Uploads.Get(ctx, writ.UploadID(j.Key))
	if err != nil {
		return err
	}
	if u.State == writ.UploadImporting {
		u.Problem, u.UpdatedAt = j.Problem, a.clock()
		switch j.State {
		case writ.JobFailed:
			u.State = writ.UploadFailed
		case writ.JobCanceled:
			u.State, u.Problem = writ.UploadCanceled, nil
		}
		if err := saveUpload(ctx, tx, u); err != nil {
			return err
		}
	}
	if !j.State.Ended() || j.Term == 0 { // nothing is to be cleared up yet, or nobody has begun with it
		return nil
	}
	return a.sweepLater(ctx, tx, j.Connection)
}
