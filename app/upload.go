package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// UploadView is an upload with what is going on: Progress while it imports,
// Result when it is done and its table is still there; before that, what is
// Remembered of an earlier file of its source, nil if nothing is.
type UploadView struct {
	writ.Upload
	Progress   *ingest.Progress
	Result     *ImportResult
	Remembered *Remembered
}

// ImportResult counts what an import did with the rows of its file.
type ImportResult struct {
	RowsRead     int64 `json:"rowsRead"`
	RowsLoaded   int64 `json:"rowsLoaded"`
	RowsRejected int64 `json:"rowsRejected"`
	RowsInserted int64 `json:"rowsInserted"` // that went after those of a table
	RowsUpdated  int64 `json:"rowsUpdated"`  // that took the place of others
}

// CreateUpload announces a file of size bytes; its parts come with AppendUpload.
// The file name is only ever shown, never used as a path.
func (a *App) CreateUpload(ctx context.Context, actor Actor, fileName string, size int64) (*UploadView, error) {
	const op = "app.CreateUpload"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	switch {
	case size <= 0:
		return nil, writ.Invalid(op, "size", "The file is empty.")
	case size > a.maxUpload:
		return nil, writ.Errorf(writ.CodeExhausted, op, "The file has %d bytes; this server takes at most %d.", size, a.maxUpload).
			WithHint("Split the file, or ask an administrator of the server for a higher limit.")
	}
	now := a.clock()
	u := &writ.Upload{
		ID: writ.NewID[writ.UploadID](), Member: actor.Member.ID, FileName: shownFileName(fileName), Size: size,
		State: writ.UploadReceiving, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	on := &subject{noun: "upload", id: string(u.ID), details: []any{"fileName", u.FileName, "size", size}}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if err := a.roomFor(ctx, op, tx, u.Member, size); err != nil {
			return err
		}
		if err := tx.Uploads.Insert(ctx, u); err != nil {
			return err
		}
		return tell(ctx, tx, writ.MemberTopic(u.Member), eventUploads)
	})
	if err != nil {
		return nil, err
	}
	return &UploadView{Upload: *u}, nil
}

// shownFileName keeps the last part of a path, without what cannot be shown.
func shownFileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name))
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[len(runes)-maxName:]) // the end keeps the extension
	}
	if name == "" {
		return "upload.csv"
	}
	return name
}

// ownUpload loads one of the actor's own uploads.
func (a *App) ownUpload(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.UploadID) (*writ.Upload, error) {
	u, err := tx.Uploads.Get(ctx, id)
	if err == nil && !access.Owned(actor.Member, u.Member).Allow {
		err = notFound(op, "upload")
	}
	if err != nil {
		return nil, sameAbsence(op, "upload", err)
	}
	return u, nil
}

// readUpload asks for the permission to upload and loads an own upload.
func (a *App) readUpload(ctx context.Context, op string, actor Actor, id writ.UploadID) (u *writ.Upload, err error) {
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		u, err = a.ownUpload(ctx, op, tx, actor, id)
		return err
	})
	return u, err
}

// Upload returns one of the actor's own uploads.
func (a *App) Upload(ctx context.Context, actor Actor, id writ.UploadID) (v *UploadView, err error) {
	const op = "app.Upload"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		u, err := a.ownUpload(ctx, op, tx, actor, id)
		if err == nil {
			v, err = a.viewUpload(ctx, tx, u)
		}
		return err
	})
	return v, err
}

// Uploads lists the actor's own uploads, newest first, at most limit.
func (a *App) Uploads(ctx context.Context, actor Actor, limit int) ([]*UploadView, error) {
	if err := a.ask(ctx, "app.Uploads", actor, access.UploadCSV); err != nil {
		return nil, err
	}
	var views []*UploadView
	err := a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Uploads.ListByMember(ctx, actor.Member.ID, limit)
		views = make([]*UploadView, 0, len(list))
		for _, u := range list {
			v, err := a.viewUpload(ctx, tx, u)
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		return err
	})
	return views, err
}

// viewUpload adds what is going on to an upload.
func (a *App) viewUpload(ctx context.Context, tx store.Tx, u *writ.Upload) (*UploadView, error) {
	v := &UploadView{Upload: *u}
	switch u.State {
	case writ.UploadReceiving, writ.UploadReady, writ.UploadFailed:
		r, err := remembered(ctx, tx, u)
		if err != nil {
			return nil, err
		}
		v.Remembered = r
	case writ.UploadImporting:
		p, err := a.progressOf(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		v.Progress = p
	case writ.UploadDone:
		made, err := tx.Versions.ByUpload(ctx, u.ID)
		if writ.CodeOf(err) == writ.CodeNotFound {
			return v, nil // the table is deleted since
		}
		if err != nil {
			return nil, err
		}
		v.Result = new(ImportResult)
		if err := json.Unmarshal(made.Certificate, v.Result); err != nil {
			return nil, fmt.Errorf("app: the certificate of table %s: %w", made.Table, err)
		}
	}
	return v, nil
}
