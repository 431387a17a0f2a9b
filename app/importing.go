package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// ImportRequest says what an upload shall become. Destination may be empty
// where the connection has only one. OnReject is ingest.RejectStop (also if
// empty) or ingest.RejectLoad, with which more than MaxRejects rejected rows stop
// the import; 0 is no limit.
//
// A new table becomes an element of Document or, if that is empty, of a new workbook
// of its Name in Folder, "" being the My documents of who imports.
//
// A Change other than writ.ChangeCreate (also if empty) is one of Table, which has
// a connection, a destination and a name already; writ.ChangeUpsert needs the
// labels of the Key. OnSchemaChange is ingest.SchemaStop (also if empty) or
// ingest.SchemaAccept.
type ImportRequest struct {
	Connection     writ.ConnectionID
	Destination    writ.DestinationID
	Name           string
	Folder         writ.FileID
	Document       writ.FileID
	Options        ingest.Options
	OnReject       string
	MaxRejects     int64
	Change         writ.TableChange
	Table          writ.TableID
	Key            []string
	OnSchemaChange string
}

// importArgs are the arguments of an import's job. Version rises when servers of
// the version before could not do the job.
type importArgs struct {
	Version     int                `json:"version"`
	Destination writ.DestinationID `json:"destinationId"`
	Name        string             `json:"name"`
	Folder      writ.FileID        `json:"folderId,omitempty"`
	Document    writ.FileID        `json:"documentId,omitempty"`
	Options     ingest.Options     `json:"options"`
	OnReject    string             `json:"onReject"`
	MaxRejects  int64              `json:"maxRejects,omitempty"`
	Request     string             `json:"request"` // whose log lines and statements these are
	Again       bool               `json:"again"`   // an import of the upload failed before
	Change      changeArgs         `json:"change"`
}

const importVersion = 3

// StartImport turns an upload that is ready, or whose last import failed, into
// a table. It returns once everything that can be checked at once is checked and
// the import waits for a node that has room; Upload tells the rest. From then on
// it needs nobody: if a server ends, another or its next start goes on.
func (a *App) StartImport(ctx context.Context, actor Actor, id writ.UploadID, req ImportRequest) (*UploadView, error) {
	const op = "app.StartImport"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	if err := req.check(op); err != nil {
		return nil, err
	}
	if a.life.Err() != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, op, errClosing, "The server is stopping.")
	}
	keep, err := a.memorable(ctx, actor, id, req.Options)
	if err != nil {
		return nil, err
	}
	var u *writ.Upload
	on := &subject{noun: "upload", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if u, err = a.plan(ctx, op, tx, actor, id, req); err != nil {
			return err
		}
		on.details = []any{"connection", u.Connection, "change", req.Change, "table", req.Table}
		return a.remember(ctx, tx, u, keep)
	})
	if err != nil {
		return nil, err
	}
	return &UploadView{Upload: *u, Progress: &ingest.Progress{Phase: PhaseWaiting}}, nil
}

// check refuses what cannot be right whatever there is, and fills in what may be
// left out.
func (req *ImportRequest) check(op string) (err error) {
	if req.OnReject == "" {
		req.OnReject = ingest.RejectStop
	}
	if req.OnReject != ingest.RejectStop && req.OnReject != ingest.RejectLoad {
		return writ.Invalid(op, "onReject", "onReject is %q; it can be %q or %q.", req.OnReject, ingest.RejectStop, ingest.RejectLoad)
	}
	if req.MaxRejects < 0 {
		return writ.Invalid(op, "maxRejects", "maxRejects is %d; it can be 0, which is no limit, or more.", req.MaxRejects)
	}
	if err := req.checkChange(op); err != nil || req.Change != writ.ChangeCreate {
		return err
	}
	if req.Name, err = requiredName(op, req.Name); err != nil {
		return err
	}
	return checkFileName(op, req.Name)
}

// plan checks what the import needs, records that it begins, and has it done.
func (a *App) plan(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.UploadID, req ImportRequest) (*writ.Upload, error) {
	u, err := a.ownUpload(ctx, op, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if u.State != writ.UploadReady && (u.State != writ.UploadFailed || u.SHA256 == "") {
		return nil, writ.Errorf(writ.CodeConflict, op, "This upload is %s; it cannot be imported.", u.State)
	}
	change, err := a.planChange(ctx, op, tx, actor, &req)
	if err != nil {
		return nil, err
	}
	if req.Change == writ.ChangeCreate {
		if _, err := a.askTarget(ctx, op, tx, actor, req.target()); err != nil {
			return nil, err
		}
	}
	conn, destination, err := a.place(ctx, op, tx, actor, req.Connection, req.Destination)
	if err != nil {
		return nil, err
	}
	args, err := json.Marshal(importArgs{
		Version: importVersion, Destination: destination.ID, Name: req.Name, Folder: req.Folder, Document: req.Document, Options: req.Options, OnReject: req.OnReject, MaxRejects: req.MaxRejects,
		Request: actor.RequestID, Again: u.State == writ.UploadFailed, Change: change,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	u.State, u.Problem, u.Changes = writ.UploadImporting, nil, nil
	u.Change, u.Target = req.Change, change.Table
	u.Connection, u.Destination, u.UpdatedAt = conn.ID, destination.ID, a.clock()
	if err := saveUpload(ctx, tx, u); err != nil {
		return nil, err
	}
	return u, jobs.Enqueue(ctx, tx, &writ.Job{
		Kind: kindImport, Key: string(id), Connection: conn.ID, Member: u.Member, Args: args,
	})
}

// place finds the connection and the destination of an import, as they are now,
// and makes sure that the actor may write there.
func (a *App) place(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.ConnectionID, to writ.DestinationID) (*writ.Connection, *writ.Destination, error) {
	conn, _, err := a.askData(ctx, op, tx, actor, id, access.WriteData)
	if err != nil {
		return nil, nil, err
	}
	if !conn.WriteAccess {
		return nil, nil, writeAccessOff(op, conn)
	}
	list, err := tx.Connections.Destinations(ctx, conn.ID)
	if err != nil {
		return nil, nil, err
	}
	destination, err := choose(op, list, to)
	return conn, destination, err
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
