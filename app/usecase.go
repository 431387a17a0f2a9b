package app

import (
	"context"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
)

func notYet(op string) error { return writ.Errorf(writ.CodeInternal, op, "not yet") }

func (a *App) Start(ctx context.Context) error                           { return notYet("x") }
func (a *App) Bootstrap(ctx context.Context, opt BootstrapOptions) error { return notYet("x") }

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
