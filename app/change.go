package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// changeArgs say, in the arguments of an import's job, what it does to a table
// that is there; the zero value makes a new one. Base is the version that the
// table had when the import was asked for: it is that one which is changed.
type changeArgs struct {
	Kind   writ.TableChange `json:"kind,omitempty"`
	Table  writ.TableID     `json:"tableId,omitempty"`
	Base   int64            `json:"base,omitempty"`
	Key    []string         `json:"key,omitempty"`
	Accept bool             `json:"accept,omitempty"` // changes of its columns
}

// checkChange refuses a change whose parts do not go together, and fills in what
// may be left out.
func (req *ImportRequest) checkChange(op string) error {
	if req.Change == "" {
		req.Change = writ.ChangeCreate
	}
	if req.OnSchemaChange == "" {
		req.OnSchemaChange = ingest.SchemaStop
	}
	switch req.Change {
	case writ.ChangeCreate, writ.ChangeReplace, writ.ChangeAppend, writ.ChangeUpsert:
	default:
		return writ.Invalid(op, "change", "change is %q; it can be %q, %q, %q or %q.", req.Change,
			writ.ChangeCreate, writ.ChangeReplace, writ.ChangeAppend, writ.ChangeUpsert)
	}
	switch {
	case req.OnSchemaChange != ingest.SchemaStop && req.OnSchemaChange != ingest.SchemaAccept:
		return writ.Invalid(op, "onSchemaChange", "onSchemaChange is %q; it can be %q or %q.", req.OnSchemaChange, ingest.SchemaStop, ingest.SchemaAccept)
	case req.Change == writ.ChangeCreate && req.Table != "":
		return writ.Invalid(op, "tableId", "A new table is made, but tableId names one that is there.").
			WithHint("Leave tableId out, or let change be %q, %q or %q.", writ.ChangeReplace, writ.ChangeAppend, writ.ChangeUpsert)
	case req.Folder != "" && req.Document != "":
		return writ.Invalid(op, "folderId", "The table goes into the document, so folderId has to be left out.")
	case req.Change != writ.ChangeCreate && (req.Folder != "" || req.Document != ""):
		return writ.Invalid(op, "change", "folderId and documentId go with %q only.", writ.ChangeCreate)
	case req.Change != writ.ChangeCreate && req.Table == "":
		return writ.Invalid(op, "tableId", "tableId has to name the table that is changed.")
	case req.Change == writ.ChangeUpsert && len(req.Key) == 0:
		return writ.Invalid(op, "key", "key has to name the columns by which rows of the file and of the table are the same.")
	case req.Change != writ.ChangeUpsert && len(req.Key) > 0:
		return writ.Invalid(op, "key", "key goes with %q only.", writ.ChangeUpsert)
	}
	return nil
}

// planChange finds the table that an import changes, makes sure that nobody else
// is changing it, and fills in where its rows go.
func (a *App) planChange(ctx context.Context, op string, tx store.Tx, actor Actor, req *ImportRequest) (changeArgs, error) {
	if req.Change == writ.ChangeCreate {
		return changeArgs{}, nil
	}
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return changeArgs{}, err
	}
	t, err := a.askTable(ctx, op, tx, w, actor, access.EditDocument, req.Table)
	if err != nil {
		return changeArgs{}, err
	}
	if err := idle(ctx, op, tx, t); err != nil {
		return changeArgs{}, err
	}
	if err := ingest.CheckKey(t.Columns, req.Key); err != nil {
		return changeArgs{}, err
	}
	req.Name, req.Connection = t.Name, t.Connection
	if req.Destination, err = destinationOf(ctx, tx, t); err != nil {
		return changeArgs{}, err
	}
	return changeArgs{Kind: req.Change, Table: t.ID, Base: t.Current, Key: req.Key, Accept: req.OnSchemaChange == ingest.SchemaAccept}, nil
}

// idle refuses a table that an import is changing, on whatever node.
func idle(ctx context.Context, op string, tx store.Tx, t *writ.Table) error {
	list, err := tx.Uploads.ListByState(ctx, writ.UploadImporting)
	if err != nil {
		return err
	}
	for _, u := range list {
		if u.Target == t.ID {
			return writ.Errorf(writ.CodeConflict, op, "The table %s is being changed by the import of %s.", t.Name, u.FileName).
				WithHint("Wait until that has ended, or cancel it.")
		}
	}
	return nil
}

// destinationOf is where new rows of a table go: where its rows are, unless that
// is no longer a write destination. Then it is "": the only one that there is.
func destinationOf(ctx context.Context, tx store.Tx, t *writ.Table) (writ.DestinationID, error) {
	o, err := tx.Objects.Get(ctx, t.Object)
	if err != nil {
		return "", err
	}
	list, err := tx.Connections.Destinations(ctx, t.Connection)
	for _, d := range list {
		if d.ID == o.Destination && !d.Retired {
			return d.ID, err
		}
	}
	return "", err
}

// loadBase returns the table that an import changes; nil if it makes one.
func (a *App) loadBase(ctx context.Context, op string, tx store.Tx, actor Actor, c changeArgs) (*writ.Table, error) {
	if c.Kind == "" {
		return nil, nil
	}
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	t, err := a.askTable(ctx, op, tx, w, actor, access.EditDocument, c.Table)
	if err == nil && t.Current != c.Base {
		err = overtaken(op, t)
	}
	return t, err
}

// overtaken says that a change was built on rows which are no longer the table's.
func overtaken(op string, t *writ.Table) error {
	return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the table %s meanwhile.", t.Name).
		WithHint("Look at it, then start the import again.")
}

// advance gives a table its next version, in the transaction that ends its making:
// whoever reads sees the rows of before or those of v. CodeStale if base is no
// longer what the table is.
func (a *App) advance(ctx context.Context, op string, tx store.Tx, base *writ.Table, v *writ.TableVersion) (*writ.Table, error) {
	t, err := tx.Tables.Get(ctx, base.ID)
	if err != nil {
		return nil, sameAbsence(op, "table", err)
	}
	if t.Version != base.Version {
		return nil, overtaken(op, t)
	}
	v.Table, v.Number = t.ID, t.Current+1
	t.Object, t.Path, t.Columns, t.Rows, t.Certificate = v.Object, v.Path, v.Columns, v.Rows, v.Certificate
	t.Current, t.UpdatedAt = v.Number, v.CreatedAt
	if err := tx.Tables.Update(ctx, t); err != nil {
		return nil, err
	}
	return t, tx.Versions.Insert(ctx, v)
}

// onto is the table that an import changes, as its making wants to know it; nil for
// a new one.
func (run *importRun) onto() (*ingest.Onto, error) {
	if run.base == nil {
		return nil, nil
	}
	o, err := ontoTable(run.base, run.args.Change)
	if err == nil && o.Change != writ.ChangeReplace {
		o.Part = newObject(run)
	}
	return o, err
}

func ontoTable(t *writ.Table, c changeArgs) (*ingest.Onto, error) {
	o := &ingest.Onto{
		Change: c.Kind, Version: t.Current, Path: t.Path, Columns: t.Columns, Rows: t.Rows, Key: c.Key, Accept: c.Accept,
	}
	if err := json.Unmarshal(t.Certificate, &o.Certificate); err != nil {
		return nil, fmt.Errorf("app: the certificate of table %s: %w", t.ID, err)
	}
	return o, nil
}

// keepChanges notes at an upload what its file would have changed.
func (a *App) keepChanges(ctx context.Context, id writ.UploadID, changes []writ.SchemaChange) error {
	return a.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.Uploads.Get(ctx, id)
		if err != nil || u.State != writ.UploadImporting {
			return err
		}
		u.Changes = changes
		return tx.Uploads.Update(ctx, u)
	})
}

// PreviewChange is PreviewUpload, and says too what the beginning of the file would
// do to the columns of a table that it goes into by the change: writ.ChangeAppend
// if that is empty.
func (a *App) PreviewChange(ctx context.Context, actor Actor, id writ.UploadID, opt ingest.Options, table writ.TableID, change writ.TableChange) (*ingest.Preview, error) {
	const op = "app.PreviewChange"
	p, err := a.PreviewUpload(ctx, actor, id, opt)
	if err != nil {
		return nil, err
	}
	var t *writ.Table
	err = a.readBy(ctx, op, actor, access.UploadCSV, func(tx store.Tx, w *access.World) (err error) {
		t, err = a.askTable(ctx, op, tx, w, actor, access.EditDocument, table)
		return err
	})
	if err != nil {
		return nil, err
	}
	onto, err := ontoTable(t, changeArgs{Kind: cmp.Or(change, writ.ChangeAppend)})
	if err == nil {
		p.Onto(onto)
	}
	return p, err
}
