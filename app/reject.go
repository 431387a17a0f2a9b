package app

import (
	"context"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
)

// Rejects writes the reject list of an upload's last import to w as CSV: line,
// column, value and reason. Errors before the first byte leave w untouched.
func (a *App) Rejects(ctx context.Context, actor Actor, id writ.UploadID, w io.Writer) error {
	const op = "app.Rejects"
	if err := a.ask(ctx, op, actor, access.ExportData); err != nil {
		return err
	}
	if _, err := a.readUpload(ctx, op, actor, id); err != nil {
		return err
	}
	f, err := a.blob.Open(ctx, rejectsOf(id))
	if writ.CodeOf(err) == writ.CodeNotFound {
		return writ.Errorf(writ.CodeNotFound, op, "This upload has no rejected values.")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// RejectPage returns a piece of the reject list of an upload's last import: at
// most limit entries after that number. It is empty if nothing was rejected.
func (a *App) RejectPage(ctx context.Context, actor Actor, id writ.UploadID, after int64, limit int) (*ingest.RejectPage, error) {
	if _, err := a.readUpload(ctx, "app.RejectPage", actor, id); err != nil {
		return nil, err
	}
	f, err := a.blob.Open(ctx, rejectsOf(id))
	if writ.CodeOf(err) == writ.CodeNotFound {
		return &ingest.RejectPage{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ingest.ReadRejects(ctx, f, after, limit)
}
