package app

import (
	"context"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/explorer"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

func notYet(op string) error { return writ.Errorf(writ.CodeInternal, op, "not yet") }

func (a *App) Start(ctx context.Context) error                           { return notYet("x") }
func (a *App) Bootstrap(ctx context.Context, opt BootstrapOptions) error { return notYet("x") }



func (a *App) Platforms(ctx context.Context, actor Actor) ([]driver.Spec, error) {
	return nil, notYet("x")
}
func (a *App) Connections(ctx context.Context, actor Actor, archived bool) ([]*ConnectionView, error) {
	return nil, notYet("x")
}
func (a *App) Connection(ctx context.Context, actor Actor, id writ.ConnectionID) (*ConnectionView, error) {
	return nil, notYet("x")
}
func (a *App) CreateConnection(ctx context.Context, actor Actor, draft ConnectionDraft) (*ConnectionView, error) {
	return nil, notYet("x")
}
func (a *App) UpdateConnection(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (*ConnectionView, error) {
	return nil, notYet("x")
}
func (a *App) DeleteConnection(ctx context.Context, actor Actor, id writ.ConnectionID, force bool) error {
	return notYet("x")
}

// id "" = a connection that is not saved yet; with an id the stored secrets fill in what the draft leaves out.
func (a *App) TestConnection(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (*TestResult, error) {
	return nil, notYet("x")
}

// TestSaved tests the connection as it is saved.
func (a *App) TestSaved(ctx context.Context, actor Actor, id writ.ConnectionID) (*TestResult, error) {
	return nil, notYet("x")
}
func (a *App) GrantScript(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) ([]doctor.ScriptLine, error) {
	return nil, notYet("x")
}
func (a *App) CheckWriteAccess(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (*doctor.Report, error) {
	return nil, notYet("x")
}
func (a *App) CheckSaved(ctx context.Context, actor Actor, id writ.ConnectionID) (*doctor.Report, error) {
	return nil, notYet("x")
}
func (a *App) Affected(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) ([]AffectedTable, error) {
	return nil, notYet("x")
}

func (a *App) Browse(ctx context.Context, actor Actor, id writ.ConnectionID, parent writ.Path, refresh bool) (explorer.Listing, error) {
	return explorer.Listing{}, notYet("x")
}
func (a *App) SearchObjects(ctx context.Context, actor Actor, id writ.ConnectionID, text string) ([]driver.Entry, error) {
	return nil, notYet("x")
}
func (a *App) DescribeObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) ([]driver.Column, error) {
	return nil, notYet("x")
}
func (a *App) PreviewObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path, limit int) (*warehouse.Page, error) {
	return nil, notYet("x")
}
func (a *App) LookupObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) (driver.Entry, error) {
	return driver.Entry{}, notYet("x")
}

func (a *App) UploadTargets(ctx context.Context, actor Actor) ([]UploadTarget, error) {
	return nil, notYet("x")
}
func (a *App) CreateUpload(ctx context.Context, actor Actor, fileName string, size int64) (*UploadView, error) {
	return nil, notYet("x")
}

// on CodeConflict (wrong offset) the view comes with the error and tells Received
func (a *App) AppendUpload(ctx context.Context, actor Actor, id writ.UploadID, offset int64, r io.Reader) (*UploadView, error) {
	return nil, notYet("x")
}
func (a *App) Upload(ctx context.Context, actor Actor, id writ.UploadID) (*UploadView, error) {
	return nil, notYet("x")
}
func (a *App) Uploads(ctx context.Context, actor Actor, limit int) ([]*UploadView, error) {
	return nil, notYet("x")
}
func (a *App) PreviewUpload(ctx context.Context, actor Actor, id writ.UploadID, opt ingest.Options) (*ingest.Preview, error) {
	return nil, notYet("x")
}
func (a *App) StartImport(ctx context.Context, actor Actor, id writ.UploadID, req ImportRequest) (*UploadView, error) {
	return nil, notYet("x")
}
func (a *App) CancelUpload(ctx context.Context, actor Actor, id writ.UploadID) (*UploadView, error) {
	return nil, notYet("x")
}

// errors before the first byte only come before anything is written to w
func (a *App) Rejects(ctx context.Context, actor Actor, id writ.UploadID, w io.Writer) error {
	return notYet("x")
}

func (a *App) Tables(ctx context.Context, actor Actor, after writ.TableID, limit int) ([]*TableView, error) {
	return nil, notYet("x")
}
func (a *App) Table(ctx context.Context, actor Actor, id writ.TableID) (*TableView, error) {
	return nil, notYet("x")
}
func (a *App) Rows(ctx context.Context, actor Actor, id writ.TableID, after int64, limit int) (*RowPage, error) {
	return nil, notYet("x")
}

// format "csv" or "json" (NDJSON)
func (a *App) ExportTable(ctx context.Context, actor Actor, id writ.TableID, format string, w io.Writer) error {
	return notYet("x")
}
func (a *App) DeleteTable(ctx context.Context, actor Actor, id writ.TableID) error {
	return notYet("x")
}
