package app

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// UploadTarget is a connection that the member may upload to.
type UploadTarget struct {
	Connection   writ.ConnectionID
	Name         string
	Platform     writ.Platform
	Destinations []TargetDestination
}

// TargetDestination is a destination under a label that never tells its path.
type TargetDestination struct {
	ID    writ.DestinationID
	Label string
}

// UploadTargets lists where the actor may upload to.
func (a *App) UploadTargets(ctx context.Context, actor Actor) ([]UploadTarget, error) {
	if err := a.ask(ctx, "app.UploadTargets", actor, access.UploadCSV); err != nil {
		return nil, err
	}
	targets := []UploadTarget{}
	err := a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Connections.List(ctx, false)
		if err != nil {
			return err
		}
		s, err := a.sight(ctx, tx, actor)
		if err != nil {
			return err
		}
		for _, c := range list {
			if !c.WriteAccess || !s.may(c, nil, access.WriteData).Allow {
				continue
			}
			t := UploadTarget{Connection: c.ID, Name: c.Name, Platform: c.Platform}
			if t.Destinations, err = targetDestinations(ctx, tx, c); err != nil {
				return err
			}
			targets = append(targets, t)
		}
		return nil
	})
	return targets, err
}

func targetDestinations(ctx context.Context, tx store.Tx, c *writ.Connection) ([]TargetDestination, error) {
	list, err := tx.Connections.Destinations(ctx, c.ID)
	out := []TargetDestination{}
	for _, d := range list {
		if d.Retired {
			continue
		}
		label := d.Description
		if label == "" {
			label = c.Name
		}
		out = append(out, TargetDestination{ID: d.ID, Label: label})
	}
	return out, err
}

// previewBytes is how much of a file a preview reads.
const previewBytes = 1 << 20

// PreviewUpload shows how the beginning of an upload reads with the options. It
// works once the first MiB, or all of a shorter file, has arrived; for a workbook,
// and a rare archive, once all of it has (CodeConflict before).
func (a *App) PreviewUpload(ctx context.Context, actor Actor, id writ.UploadID, opt ingest.Options) (*ingest.Preview, error) {
	const op = "app.PreviewUpload"
	u, err := a.readUpload(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	if u.State == writ.UploadDone || u.State == writ.UploadCanceled {
		return nil, writ.Errorf(writ.CodeConflict, op, "This upload is %s; its file is no longer here.", u.State)
	}
	if u.Received < min(u.Size, previewBytes) {
		return nil, writ.Errorf(writ.CodeConflict, op, "Too little of the file has arrived for a preview: %d of %d bytes.", u.Received, u.Size)
	}
	head, err := a.head(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	p, err := ingest.MakePreview(head, u.Size <= previewBytes, u.FileName, opt)
	if errors.Is(err, ingest.ErrNeedsWhole) && u.Received == u.Size {
		return a.previewWhole(ctx, u, opt)
	}
	return p, err
}

// previewWhole shows an upload of which the end says what is in it.
func (a *App) previewWhole(ctx context.Context, u *writ.Upload, opt ingest.Options) (p *ingest.Preview, err error) {
	const op = "app.PreviewUpload"
	dir, err := os.MkdirTemp(a.staging, "preview-")
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "No staging folder can be made.")
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path, err := a.blob.File(ctx, string(u.ID), dir)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "The upload cannot be read on the Writ server.")
	}
	defer file.Close()
	return ingest.PreviewFile(file, u.Size, u.FileName, opt)
}

// head reads the beginning of an upload.
func (a *App) head(ctx context.Context, id writ.UploadID) ([]byte, error) {
	f, err := a.blob.Open(ctx, string(id))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, previewBytes))
}

// CancelUpload ends an upload at any time before it is done and removes what it
// left here and in the warehouse. When it returns without an error nothing of it
// is left, except in a warehouse that could not be reached: there Writ goes on
// trying. Canceling twice is harmless.
func (a *App) CancelUpload(ctx context.Context, actor Actor, id writ.UploadID) (*UploadView, error) {
	const op = "app.CancelUpload"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return nil, err
	}
	var u *writ.Upload
	var job *writ.Job
	err := a.change(ctx, op, actor, &subject{noun: "upload", id: string(id)}, func(tx store.Tx) (err error) {
		if u, err = a.ownUpload(ctx, op, tx, actor, id); err != nil {
			return err
		}
		switch u.State {
		case writ.UploadDone:
			return writ.Errorf(writ.CodeConflict, op, "This upload is done.").WithHint("Delete its table instead.")
		case writ.UploadCanceled:
		default:
			u.State, u.Problem, u.UpdatedAt = writ.UploadCanceled, nil, a.clock()
			if err := saveUpload(ctx, tx, u); err != nil {
				return err
			}
		}
		job, err = a.cancelImport(ctx, tx, id) // only now: the end of the job leaves an upload alone that has ended
		return err
	})
	if err != nil {
		return nil, err
	}
	if job != nil && !job.State.Ended() { // its run removes the file too, if the caller does not wait
		if err := a.awaitCancel(ctx, op, job); err != nil {
			return nil, err
		}
	}
	if err := a.discard(context.WithoutCancel(ctx), id); err != nil {
		return nil, err
	}
	return &UploadView{Upload: *u}, nil
}

// cancelPatience is how long a canceled import may take to end. A node that died
// is found out within a lease.
const cancelPatience = time.Minute

// cancelImport asks the import of an upload to stop, on whatever node it runs; nil
// if there is none.
func (a *App) cancelImport(ctx context.Context, tx store.Tx, id writ.UploadID) (*writ.Job, error) {
	j, err := unended(ctx, tx, kindImport, string(id))
	if err != nil || j == nil {
		return nil, err
	}
	return a.queue.Cancel(ctx, tx, j.ID)
}

// awaitCancel waits until a canceled import has ended, and clears up what a node
// that died on it left in the warehouse.
func (a *App) awaitCancel(ctx context.Context, op string, j *writ.Job) error {
	bound, cancel := context.WithTimeout(ctx, cancelPatience)
	defer cancel()
	err := a.awaitJob(bound, j.ID)
	if bound.Err() != nil && ctx.Err() == nil {
		return writ.Wrap(writ.CodeUnavailable, op, err, "The upload is canceled, but the server that imported it does not answer yet.").
			WithHint("What is left of it is removed as soon as that server, or another, can.")
	}
	if err != nil {
		return err
	}
	if err := a.sweepConnection(ctx, j.Connection); err != nil {
		a.log.WarnContext(ctx, "what an import left in a warehouse is still there; it is tried again", "connection", j.Connection, "error", err)
	}
	return nil
}

// rejectsOf is the blob that holds the reject list of an upload.
func rejectsOf(id writ.UploadID) string { return string(id) + rejectsSuffix }

const rejectsSuffix = ".rejects"

// removeFiles removes the file of an upload and its reject list.
func (a *App) removeFiles(ctx context.Context, id writ.UploadID) error {
	return errors.Join(a.blob.Remove(ctx, string(id)), a.blob.Remove(ctx, rejectsOf(id)))
}

// keepRejects moves a reject list to the blob store, in place of an older one.
func (a *App) keepRejects(ctx context.Context, id writ.UploadID, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return writ.Wrap(writ.CodeInternal, "app.keepRejects", err, "The list of rejected values cannot be read.")
	}
	defer f.Close()
	if err := a.blob.Remove(ctx, rejectsOf(id)); err != nil {
		return err
	}
	_, err = a.blob.Append(ctx, rejectsOf(id), 0, f)
	return err
}
