package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// PhaseWaiting is the phase of an import that waits for others to end; the
// other phases are those of ingest.Progress.
const PhaseWaiting = "waiting"

// ImportRequest says what an upload shall become. Destination may be empty
// where the connection has only one. OnReject is ingest.RejectStop (also if
// empty) or ingest.RejectLoad.
type ImportRequest struct {
	Connection  writ.ConnectionID
	Destination writ.DestinationID
	Name        string
	Options     ingest.Options
	OnReject    string
}

// importRun is an import under way.
type importRun struct {
	actor       Actor
	upload      *writ.Upload
	conn        *writ.Connection
	destination *writ.Destination
	request     ImportRequest

	progress atomic.Pointer[ingest.Progress]
	cancel   context.CancelCauseFunc
	done     chan struct{} // closed when nothing of the run is left to do
}

// errCanceled is the cause with which a member ends an import.
var errCanceled = errors.New("app: the upload was canceled")

// StartImport turns an upload that is ready, or whose last import failed, into
// a table. It returns once everything that can be checked at once is checked;
// Upload tells the rest.
func (a *App) StartImport(ctx context.Context, actor Actor, id writ.UploadID, req ImportRequest) (*UploadView, error) {
	const op = "app.StartImport"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	var err error
	if req.Name, err = requiredName(op, "name", req.Name); err != nil {
		return nil, err
	}
	if req.OnReject == "" {
		req.OnReject = ingest.RejectStop
	}
	if req.OnReject != ingest.RejectStop && req.OnReject != ingest.RejectLoad {
		return nil, writ.Invalid(op, "onReject", "onReject is %q; it can be %q or %q.", req.OnReject, ingest.RejectStop, ingest.RejectLoad)
	}
	run := &importRun{actor: actor, request: req, done: make(chan struct{})}
	run.progress.Store(&ingest.Progress{Phase: PhaseWaiting})
	runCtx, cancel := context.WithCancelCause(a.life)
	run.cancel = cancel
	if err := a.register(op, id, run); err != nil {
		cancel(nil)
		return nil, err
	}
	if err := a.store.Write(ctx, func(tx store.Tx) error { return a.plan(ctx, op, tx, id, run) }); err != nil {
		a.unregister(id, run)
		return nil, err
	}
	a.did(ctx, op, actor, "upload", id, "connection", run.conn.ID)
	view := &UploadView{Upload: *run.upload, Progress: run.progress.Load()}
	go a.runImport(runCtx, run)
	return view, nil
}

// register takes the right to import an upload and counts the goroutine that is
// to come. unregister ends both.
func (a *App) register(op string, id writ.UploadID, run *importRun) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed:
		return writ.Wrap(writ.CodeUnavailable, op, errClosing, "The server is stopping.")
	case a.imports[id] != nil:
		return writ.Errorf(writ.CodeConflict, op, "This upload is being imported already.")
	}
	a.imports[id] = run
	a.work.Add(1)
	return nil
}

func (a *App) unregister(id writ.UploadID, run *importRun) {
	run.cancel(nil)
	a.mu.Lock()
	delete(a.imports, id)
	a.mu.Unlock()
	close(run.done)
	a.work.Done()
}

func (a *App) running(id writ.UploadID) *importRun {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.imports[id]
}

// Await waits until the import of an upload, if there is one, has ended and
// nothing of it is left to do. It tells nothing about the upload, so it asks for
// nothing.
func (a *App) Await(ctx context.Context, id writ.UploadID) error {
	run := a.running(id)
	if run == nil {
		return nil
	}
	select {
	case <-run.done:
		return nil
	case <-ctx.Done():
		return writ.Wrap(writ.CodeCanceled, "app.Await", ctx.Err(), "The import is still under way.")
	}
}

// plan checks what the import needs and records that it begins.
func (a *App) plan(ctx context.Context, op string, tx store.Tx, id writ.UploadID, run *importRun) error {
	u, err := a.ownUpload(ctx, op, tx, run.actor, id)
	if err != nil {
		return err
	}
	if u.State != writ.UploadReady && (u.State != writ.UploadFailed || u.SHA256 == "") {
		return writ.Errorf(writ.CodeConflict, op, "This upload is %s; it cannot be imported.", u.State)
	}
	if err := a.place(ctx, op, tx, run); err != nil {
		return err
	}
	u.State, u.Problem = writ.UploadImporting, nil
	u.Connection, u.Destination, u.UpdatedAt = run.conn.ID, run.destination.ID, a.clock()
	run.upload = u
	run.request.Destination = run.destination.ID // where it was to go if it is asked again
	return saveUpload(ctx, tx, u)
}

// place finds the connection and the destination of an import, as they are now,
// and makes sure that it may write there.
func (a *App) place(ctx context.Context, op string, tx store.Tx, run *importRun) error {
	conn, _, err := a.askData(ctx, op, tx, run.actor, run.request.Connection, access.WriteData)
	if err != nil {
		return err
	}
	if !conn.WriteAccess {
		return writeAccessOff(op, conn)
	}
	list, err := tx.Connections.Destinations(ctx, conn.ID)
	if err != nil {
		return err
	}
	destination, err := choose(op, list, run.request.Destination)
	if err == nil {
		run.conn, run.destination = conn, destination
	}
	return err
}

// choose returns the active destination of that id, the only one for "".
func choose(op string, list []*writ.Destination, id writ.DestinationID) (*writ.Destination, error) {
	var active []*writ.Destination
	for _, d := range list {
		if !d.Retired && (id == "" || d.ID == id) {
			active = append(active, d)
		}
	}
	switch {
	case len(active) == 1:
		return active[0], nil
	case id != "":
		return nil, writ.Invalid(op, "destinationId", "The connection has no such write destination.")
	case len(active) == 0:
		return nil, writ.Errorf(writ.CodeConflict, op, "The connection has no write destination.").WithHint("An Admin can choose one.")
	}
	return nil, writ.Invalid(op, "destinationId", "The connection has %d write destinations; choose one.", len(active))
}

// runImport does the import and cleans up after it.
func (a *App) runImport(ctx context.Context, run *importRun) {
	id := run.upload.ID
	err := a.importAndRegister(ctx, run)
	after := context.WithoutCancel(ctx)
	if err != nil {
		a.settleFailure(after, run, context.Cause(ctx), err)
	} else if err := a.blob.Remove(after, string(id)); err != nil {
		a.log.Warn("the file of a finished upload stays behind", "upload", id, "error", err)
	}
	a.unregister(id, run)
}

// importAndRegister waits for its turn, makes the table in the warehouse, and
// makes it known in one transaction of the store.
func (a *App) importAndRegister(ctx context.Context, run *importRun) error {
	const op = "app.runImport"
	if err := a.slots.Acquire(ctx, 1); err != nil {
		return writ.Wrap(writ.CodeCanceled, op, err, "Canceled while waiting for other imports.")
	}
	defer a.slots.Release(1)
	// The connection may have been changed while the import waited.
	if err := a.store.Read(ctx, func(tx store.Tx) error { return a.place(ctx, op, tx, run) }); err != nil {
		return err
	}
	object := newObject(run)
	res, err := a.importFile(ctx, run, object)
	if err != nil {
		return err
	}
	certificate, err := json.Marshal(res.Certificate)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	t := &writ.Table{
		ID: writ.NewID[writ.TableID](), Name: run.request.Name, Owner: run.upload.Member, Connection: run.conn.ID,
		Object: object.ID, Path: object.Path, Columns: res.Columns, Rows: res.RowsLoaded, Certificate: certificate,
		Version: 1, CreatedAt: a.clock(),
	}
	err = a.store.Write(context.WithoutCancel(ctx), func(tx store.Tx) error { return a.finish(ctx, op, tx, run.upload.ID, t) })
	if err == nil {
		a.did(ctx, op, run.actor, "upload", run.upload.ID, "table", t.ID, "rows", t.Rows, "rejected", res.RowsRejected)
	}
	return err
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

// importFile runs the import proper, in a staging directory of its own.
func (a *App) importFile(ctx context.Context, run *importRun, object *writ.ManagedObject) (*ingest.Result, error) {
	const op = "app.importFile"
	o, err := a.open(run.conn)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(a.staging, string(run.upload.ID))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "No staging folder can be made.")
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			a.log.Warn("staged files stay behind until the next start", "upload", run.upload.ID, "error", err)
		}
	}()
	file, err := a.blob.File(ctx, string(run.upload.ID), dir)
	if err != nil {
		return nil, err
	}
	res, err := ingest.Import(tagged(ctx, run.actor), ingest.Job{
		File: file, FileName: run.upload.FileName, SHA256: run.upload.SHA256,
		Options: run.request.Options, OnReject: run.request.OnReject, Dir: dir,
		Warehouse: o.w, Writer: o.w.Objects(store.Ledger(a.store, a.clock), []*writ.Destination{run.destination}), Object: object,
		Progress: func(p ingest.Progress) { run.progress.Store(&p) },
	})
	if res != nil && res.RejectsFile != "" {
		if err := a.keepRejects(ctx, run.upload.ID, res.RejectsFile); err != nil {
			return nil, err
		}
	}
	return res, err
}

// finish makes the table known and ends the upload, unless it was canceled.
func (a *App) finish(ctx context.Context, op string, tx store.Tx, id writ.UploadID, t *writ.Table) error {
	u, err := tx.Uploads.Get(ctx, id)
	if err != nil {
		return err
	}
	if u.State != writ.UploadImporting {
		return writ.Wrap(writ.CodeCanceled, op, errCanceled, "The upload was canceled.")
	}
	if err := tx.Tables.Insert(ctx, t); err != nil {
		return err
	}
	u.State, u.Table, u.UpdatedAt = writ.UploadDone, t.ID, a.clock()
	if err := saveUpload(ctx, tx, u); err != nil {
		return err
	}
	return tell(ctx, tx, writ.MemberTopic(u.Member), eventTables)
}

// settleFailure records why an import ended without a table and drops what it
// may have left in the warehouse. What ended because the server stops, or never
// was the file's fault, can be started again.
func (a *App) settleFailure(ctx context.Context, run *importRun, cause, err error) {
	const op = "app.runImport"
	a.log.Warn("an import failed", "upload", run.upload.ID, "connection", run.conn.ID, "error", err)
	stopped := errors.Is(cause, errClosing)
	werr := a.store.Write(ctx, func(tx store.Tx) error {
		u, err2 := tx.Uploads.Get(ctx, run.upload.ID)
		if err2 != nil || u.State != writ.UploadImporting {
			return err2 // canceled: nothing to explain
		}
		u.State, u.Problem, u.UpdatedAt = writ.UploadFailed, problem(err), a.clock()
		if stopped {
			u.State, u.Problem = writ.UploadReady, serverStopped()
		}
		return saveUpload(ctx, tx, u)
	})
	if werr != nil {
		a.log.Error("the end of an import could not be recorded", "op", op, "upload", run.upload.ID, "error", werr)
	}
	a.markUnswept(run.conn.ID)
	if !stopped { // the next start sweeps
		a.sweepLogged(ctx, run.conn.ID, run.upload.ID)
	}
	if errors.Is(cause, errCanceled) { // whoever canceled may not have waited
		if err := a.discard(ctx, run.upload.ID); err != nil {
			a.log.Warn("the file of a canceled upload stays behind", "upload", run.upload.ID, "error", err)
		}
	}
}

// serverStopped is the problem of an import that ended with the server.
func serverStopped() *writ.Problem {
	return &writ.Problem{
		Code: writ.CodeUnavailable, Message: "The server stopped while this file was being imported.",
		Hint: "The file is still here: start the import again.",
	}
}
