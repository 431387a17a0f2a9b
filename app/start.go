package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Start begins to work: on imports that wait, and on those whose server ended.
// Before that it puts right what an earlier run of the server left unfinished,
// and leaves alone what other nodes are working on. A warehouse that cannot be
// reached is tried again in the background; Start does not fail for it.
func (a *App) Start(ctx context.Context) error {
	if err := a.clearStaging(); err != nil {
		return err
	}
	if a.alone {
		err := a.store.Write(ctx, func(tx store.Tx) error {
			if err := tx.Nodes.DeleteBefore(ctx, 0); err != nil {
				return err
			}
			// Whoever had them is dead: nobody need wait for that to show.
			if err := tx.Leases.Abandon(ctx); err != nil {
				return err
			}
			return tx.Jobs.Abandon(ctx)
		})
		if err != nil {
			return err
		}
	}
	if err := a.join(ctx); err != nil {
		return err
	}
	if _, err := a.fresh(ctx); err != nil {
		return err
	}
	for _, mend := range []func(context.Context) error{a.makeHomes, a.completeVersions, a.wrapTables, a.reopenUploads, a.clearBlobs, a.findOrphans} {
		if err := mend(ctx); err != nil {
			return err
		}
	}
	for _, keep := range []func(){a.keepWatching, a.keepFacts, a.keepAttempts, a.keepTelling} {
		if !a.begin() {
			return writ.Wrap(writ.CodeUnavailable, "app.Start", errClosing, "The server is stopping.")
		}
		go func() {
			defer a.work.Done()
			keep()
		}()
	}
	return a.queue.Start()
}

// clearStaging removes what lies in the staging directory, which is this node's
// alone.
func (a *App) clearStaging() error {
	const op = "app.Start"
	if err := os.MkdirAll(a.staging, 0o700); err != nil {
		return writ.Wrap(writ.CodeUnavailable, op, err, "the staging folder %s cannot be made", a.staging)
	}
	entries, err := os.ReadDir(a.staging)
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, op, err, "the staging folder %s cannot be read", a.staging)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(a.staging, e.Name())); err != nil {
			return writ.Wrap(writ.CodeUnavailable, op, err, "the staging folder %s cannot be cleared", a.staging)
		}
	}
	return nil
}

// reopenUploads counts anew what is here of files that have not become tables: a
// part may have ended with its server, and a backup may not have held the file.
func (a *App) reopenUploads(ctx context.Context) error {
	var list []*writ.Upload
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		list, err = tx.Uploads.ListByState(ctx, writ.UploadImporting, writ.UploadReceiving, writ.UploadReady)
		return err
	})
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := a.reopen(ctx, u); err != nil && writ.CodeOf(err) != writ.CodeStale { // then another node is at it
			return err
		}
	}
	return nil
}

// reopen puts one upload right. An import that no job does was one of a version
// before there were jobs: it can be started again.
func (a *App) reopen(ctx context.Context, u *writ.Upload) error {
	var elsewhere bool
	var job *writ.Job
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		if elsewhere, err = a.receivedElsewhere(ctx, tx, u); err != nil {
			return err
		}
		job, err = unended(ctx, tx, kindImport, string(u.ID))
		return err
	})
	if err != nil || elsewhere {
		return err
	}
	size, err := a.blob.Size(ctx, string(u.ID))
	if err != nil {
		return err
	}
	switch {
	case size < u.Size:
		if u.State == writ.UploadReceiving && u.Received == size {
			return nil
		}
		u.State, u.Received, u.SHA256 = writ.UploadReceiving, size, ""
	case u.State == writ.UploadReady || job != nil:
		return nil
	case u.State == writ.UploadImporting:
		u.State, u.Problem = writ.UploadReady, serverStopped()
	default:
		if u.SHA256, err = a.digest(ctx, u.ID); err != nil {
			return err
		}
		u.State, u.Received = writ.UploadReady, size
	}
	u.Receiver, u.UpdatedAt = "", a.clock()
	return a.store.Write(ctx, func(tx store.Tx) error {
		reopened := *u // Write may run this again, and saving raises its version
		return saveUpload(ctx, tx, &reopened)
	})
}

// serverStopped is the problem of an import that ended with a server of a version
// before imports went on by themselves.
func serverStopped() *writ.Problem {
	return &writ.Problem{
		Code: writ.CodeUnavailable, Message: "The server stopped while this file was being imported.",
		Hint: "The file is still here: start the import again.",
	}
}

// clearBlobs removes files of uploads that no upload needs any more. Whatever else
// lies in the folder or bucket that somebody named is not Writ's to remove.
func (a *App) clearBlobs(ctx context.Context) error {
	ids, err := a.blob.List(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if writ.MadeAt(writ.UploadID(strings.TrimSuffix(id, rejectsSuffix))).IsZero() {
			continue
		}
		needed := true
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			needed, err = a.needed(ctx, tx, id)
			return err
		})
		if err == nil && !needed {
			err = a.blob.Remove(ctx, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// needed tells whether an upload needs the file of that id.
func (a *App) needed(ctx context.Context, tx store.Tx, id string) (bool, error) {
	upload, isRejects := strings.CutSuffix(id, rejectsSuffix)
	u, err := tx.Uploads.Get(ctx, writ.UploadID(upload))
	if writ.CodeOf(err) == writ.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	living := []writ.UploadState{writ.UploadReceiving, writ.UploadReady, writ.UploadImporting, writ.UploadFailed}
	return slices.Contains(living, u.State) || isRejects && u.State == writ.UploadDone, nil
}
