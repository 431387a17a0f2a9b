package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// UploadView is an upload with what is going on: Progress while it imports,
// Result when it is done and its table is still there.
type UploadView struct {
	writ.Upload
	Progress *ingest.Progress
	Result   *ImportResult
}

// ImportResult counts what an import did with the rows of its file.
type ImportResult struct {
	RowsRead     int64 `json:"rowsRead"`
	RowsLoaded   int64 `json:"rowsLoaded"`
	RowsRejected int64 `json:"rowsRejected"`
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
	err := a.store.Write(ctx, func(tx store.Tx) error {
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
	a.did(ctx, op, actor, "upload", u.ID, "size", size)
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
	case writ.UploadImporting:
		if run := a.running(u.ID); run != nil {
			v.Progress = run.progress.Load()
		}
	case writ.UploadDone:
		t, err := tx.Tables.Get(ctx, u.Table)
		if writ.CodeOf(err) == writ.CodeNotFound {
			return v, nil // deleted since
		}
		if err != nil {
			return nil, err
		}
		v.Result = new(ImportResult)
		if err := json.Unmarshal(t.Certificate, v.Result); err != nil {
			return nil, fmt.Errorf("app: the certificate of table %s: %w", t.ID, err)
		}
	}
	return v, nil
}

// AppendUpload takes the next part of a file, which starts at byte offset. The
// view tells how much has arrived also when the error is CodeConflict (another
// offset is due) or CodeCanceled (the part broke off). With the last byte the
// upload is ready.
func (a *App) AppendUpload(ctx context.Context, actor Actor, id writ.UploadID, offset int64, part io.Reader) (*UploadView, error) {
	const op = "app.AppendUpload"
	u, err := a.readUpload(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	if u.State != writ.UploadReceiving {
		return &UploadView{Upload: *u}, writ.Errorf(writ.CodeConflict, op, "This upload is %s and takes no more bytes.", u.State)
	}
	if !a.receive(id) {
		return &UploadView{Upload: *u}, writ.Errorf(writ.CodeConflict, op, "Another part of this upload is just arriving, or the server is stopping.").
			WithHint("Wait until it has ended, then ask how much has arrived.")
	}
	defer a.endPart(ctx, id)
	size, partErr := a.blob.Append(ctx, string(id), offset, io.LimitReader(part, u.Size-offset))
	if writ.CodeOf(partErr) == writ.CodeConflict {
		u.Received = size
		return &UploadView{Upload: *u}, partErr
	}
	if partErr == nil && size == u.Size && !ended(part) {
		partErr = writ.Invalid(op, "size", "The file is longer than the %d bytes that were announced.", u.Size).
			WithHint("Start a new upload; the file may have changed meanwhile.")
	}
	u, err = a.recordPart(context.WithoutCancel(ctx), op, u, size, partErr) // the sender may be gone already
	if err == nil {
		err = partErr
	}
	return &UploadView{Upload: *u}, err
}

// ended tells whether r has nothing more.
func ended(r io.Reader) bool {
	n, _ := io.ReadFull(r, make([]byte, 1))
	return n == 0
}

// receive takes the right to write to an upload's blob; received gives it back.
func (a *App) receive(id writ.UploadID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.receiving[id] || a.closed {
		return false
	}
	a.receiving[id] = true
	return true
}

func (a *App) received(id writ.UploadID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.receiving, id)
}

// endPart gives the right to write back. An upload that was canceled meanwhile
// or has failed loses its bytes: whoever cancels leaves that to a part that is
// still arriving.
func (a *App) endPart(ctx context.Context, id writ.UploadID) {
	ctx = context.WithoutCancel(ctx)
	a.received(id)
	var u *writ.Upload
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		u, err = tx.Uploads.Get(ctx, id)
		return err
	})
	if err == nil && (u.State == writ.UploadCanceled || u.State == writ.UploadFailed) {
		err = a.discard(ctx, id)
	}
	if err != nil {
		a.log.Warn("the bytes of an upload that has ended stay behind", "upload", id, "error", err)
	}
}

// discard removes the files of an upload, unless a part is still arriving: then
// that part does it in the end.
func (a *App) discard(ctx context.Context, id writ.UploadID) error {
	if !a.receive(id) {
		return nil
	}
	defer a.received(id)
	return a.removeFiles(ctx, id)
}

// recordPart records how much of an upload lies in the blob store. An upload
// that turned out to be longer than announced fails.
func (a *App) recordPart(ctx context.Context, op string, was *writ.Upload, size int64, partErr error) (u *writ.Upload, err error) {
	u = was
	sum, err := a.digestIf(ctx, size == was.Size && partErr == nil, was.ID)
	if err != nil {
		return u, err
	}
	err = a.store.Write(ctx, func(tx store.Tx) error {
		if u, err = tx.Uploads.Get(ctx, was.ID); err != nil || u.State != writ.UploadReceiving {
			return err
		}
		u.Received, u.SHA256, u.UpdatedAt = size, sum, a.clock()
		switch {
		case writ.CodeOf(partErr) == writ.CodeInvalid:
			u.State, u.Problem = writ.UploadFailed, problem(partErr)
		case size == u.Size:
			u.State = writ.UploadReady
		default:
			return tx.Uploads.Update(ctx, u)
		}
		return saveUpload(ctx, tx, u)
	})
	if err != nil {
		return was, err
	}
	if u.State == writ.UploadCanceled {
		err = writ.Errorf(writ.CodeConflict, op, "The upload was canceled.")
	}
	return u, err
}

// digestIf computes the SHA-256 of an upload that is complete, "" for others.
func (a *App) digestIf(ctx context.Context, complete bool, id writ.UploadID) (string, error) {
	if !complete {
		return "", nil
	}
	return a.digest(ctx, id)
}

// digest computes the SHA-256 of a whole upload. It reads the file again instead
// of adding up part by part: that is right after a restart too, and the file
// system still has it in memory.
func (a *App) digest(ctx context.Context, id writ.UploadID) (string, error) {
	f, err := a.blob.Open(ctx, string(id))
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// problem keeps an error to be shown later. What is not meant for people is
// left to the log.
func problem(err error) *writ.Problem {
	var e *writ.Error
	if !errors.As(err, &e) || e.Code == writ.CodeInternal {
		return &writ.Problem{Code: writ.CodeInternal, Message: "Writ failed; the log of the server says why.", Hint: "Try again, and tell an administrator if it stays so."}
	}
	return &writ.Problem{Code: e.Code, Field: e.Field, Message: e.Message, Hint: e.Hint}
}
