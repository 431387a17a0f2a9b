package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/store"
)

// AppendUpload takes the next part of a file, which starts at byte offset. Parts
// may go to any node, one at a time. The view tells how much has arrived also
// when the error is CodeConflict (another offset is due, or another part is just
// arriving) or CodeCanceled (the part broke off). With the last byte the upload is
// ready.
func (a *App) AppendUpload(ctx context.Context, actor Actor, id writ.UploadID, offset int64, part io.Reader) (*UploadView, error) {
	const op = "app.AppendUpload"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	u, err := a.receive(ctx, op, actor, id)
	if err != nil {
		if u == nil {
			return nil, err
		}
		return &UploadView{Upload: *u}, err
	}
	defer a.letGo(id)
	ctx = context.WithoutCancel(ctx) // the sender may be gone before its bytes are counted
	size, partErr := u.Received, blob.NotAt(offset, u.Received)
	if offset == u.Received {
		size, partErr = a.blob.Append(ctx, string(id), offset, io.LimitReader(part, u.Size-offset))
	}
	if partErr == nil && size == u.Size && !ended(part) {
		partErr = writ.Invalid(op, "size", "The file is longer than the %d bytes that were announced.", u.Size).
			WithHint("Start a new upload; the file may have changed meanwhile.")
	}
	u, err = a.recordPart(ctx, op, u, size, partErr)
	if err != nil {
		a.owe(id)
	} else {
		err = partErr
	}
	return &UploadView{Upload: *u}, err
}

// ended tells whether r has nothing more.
func ended(r io.Reader) bool {
	n, _ := io.ReadFull(r, make([]byte, 1))
	return n == 0
}

// hold takes the right of this node to write to an upload's file for one of its
// requests; letGo gives it back.
func (a *App) hold(op string, id writ.UploadID) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed:
		return writ.Wrap(writ.CodeUnavailable, op, errClosing, "The server is stopping.").WithHint("Send the part again; another server, or its next start, takes it.")
	case a.receiving[id]:
		return arriving(op)
	}
	a.receiving[id] = true
	return nil
}

func (a *App) letGo(id writ.UploadID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.receiving, id)
}

func arriving(op string) error {
	return writ.Errorf(writ.CodeConflict, op, "Another part of this upload is just arriving.").
		WithHint("Wait until it has ended, then ask how much has arrived.")
}

// receive takes the right to write to an upload's file, for this node and on it,
// and says so in the store. The upload comes also with CodeConflict.
func (a *App) receive(ctx context.Context, op string, actor Actor, id writ.UploadID) (u *writ.Upload, err error) {
	held := a.hold(op, id)
	var left bool // by a node that has died, or could not say how its part ended
	err = a.store.Write(ctx, func(tx store.Tx) error {
		if u, err = a.ownUpload(ctx, op, tx, actor, id); err != nil {
			return err
		}
		if u.State != writ.UploadReceiving {
			return writ.Errorf(writ.CodeConflict, op, "This upload is %s and takes no more bytes.", u.State)
		}
		if held != nil {
			return held
		}
		left = u.Receiver != ""
		if elsewhere, err := a.receivedElsewhere(ctx, tx, u); err != nil || elsewhere {
			if err == nil {
				err = arriving(op)
			}
			return err
		}
		u.Receiver = a.node.ID
		return tx.Uploads.Update(ctx, u)
	})
	if err == nil && left {
		u.Received, err = a.blob.Size(ctx, string(id))
	}
	if err != nil && held == nil {
		a.letGo(id)
		if u != nil {
			a.owe(id)
		}
	}
	return u, err
}

// receivedElsewhere tells whether a part of an upload is arriving at another node
// that lives.
func (a *App) receivedElsewhere(ctx context.Context, tx store.Tx, u *writ.Upload) (bool, error) {
	if u.Receiver == "" || u.Receiver == a.node.ID {
		return false, nil
	}
	return nodeLives(ctx, tx, u.Receiver)
}

// recordPart records how much of an upload has arrived and that its part has
// ended. An upload that turned out to be longer than announced fails; one that
// failed or was canceled meanwhile loses its bytes: whoever cancels leaves that to
// a part that is still arriving.
func (a *App) recordPart(ctx context.Context, op string, was *writ.Upload, size int64, partErr error) (u *writ.Upload, err error) {
	u = was
	switch writ.CodeOf(partErr) {
	case "", writ.CodeConflict, writ.CodeCanceled, writ.CodeInvalid:
	default:
		size = was.Received // nothing of the part was kept
	}
	sum, err := a.digestIf(ctx, size == was.Size && writ.CodeOf(partErr) != writ.CodeInvalid, was.ID)
	if err != nil {
		return u, err
	}
	err = a.store.Write(ctx, func(tx store.Tx) error {
		if u, err = tx.Uploads.Get(ctx, was.ID); err != nil {
			return err
		}
		if u.Receiver != a.node.ID {
			return writ.Errorf(writ.CodeConflict, op, "Another server has gone on with this upload.").WithHint("Ask how much has arrived, and go on there.")
		}
		u.Receiver = ""
		if u.State != writ.UploadReceiving {
			return tx.Uploads.Update(ctx, u)
		}
		u.Received, u.SHA256, u.UpdatedAt = size, sum, a.clock()
		switch {
		case writ.CodeOf(partErr) == writ.CodeInvalid:
			u.State, u.Problem = writ.UploadFailed, writ.ProblemOf(partErr)
		case sum != "":
			u.State = writ.UploadReady
		default:
			return tx.Uploads.Update(ctx, u)
		}
		return saveUpload(ctx, tx, u)
	})
	if err != nil || u.State != writ.UploadCanceled && u.State != writ.UploadFailed {
		return u, err
	}
	if err := a.removeFiles(ctx, u.ID); err != nil {
		return u, err
	}
	if u.State == writ.UploadCanceled {
		err = writ.Errorf(writ.CodeConflict, op, "The upload was canceled.")
	}
	return u, err
}

// discard removes the files of an upload that has ended, unless a part is still
// arriving: then that part does it in the end.
func (a *App) discard(ctx context.Context, id writ.UploadID) error {
	arriving := false
	err := a.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.Uploads.Get(ctx, id)
		if err != nil {
			return err
		}
		if u.Receiver == a.node.ID {
			arriving = a.holds(id)
			return nil
		}
		arriving, err = a.receivedElsewhere(ctx, tx, u)
		return err
	})
	if err != nil || arriving {
		return err
	}
	return a.removeFiles(ctx, id)
}

func (a *App) holds(id writ.UploadID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.receiving[id]
}

// digestIf computes the SHA-256 of an upload that is complete, "" for others.
func (a *App) digestIf(ctx context.Context, complete bool, id writ.UploadID) (string, error) {
	if !complete {
		return "", nil
	}
	return a.digest(ctx, id)
}

// digest computes the SHA-256 of a whole upload. It reads the file again instead
// of adding up part by part: that is right whichever nodes the parts came to, and
// the file system still has it in memory.
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
