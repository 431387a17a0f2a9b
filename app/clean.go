package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// cleanAtOnce is how many uploads are looked at in one go.
const cleanAtOnce = 200

// CleanUploads cancels uploads that nobody has gone on with for as long as the
// retention says, and forgets those that ended long ago; the tables they became
// stay. It goes on after an upload that it cannot clean, and says so in the end.
func (a *App) CleanUploads(ctx context.Context) error {
	s, err := a.settings(ctx)
	if err != nil {
		return err
	}
	r := s.Retention
	return errors.Join(
		a.eachUpload(ctx, r.UnfinishedUploads, func(u *writ.Upload) error { return a.giveUp(ctx, u, r.UnfinishedUploads) },
			writ.UploadReceiving, writ.UploadReady, writ.UploadFailed),
		a.eachUpload(ctx, r.EndedUploads, func(u *writ.Upload) error { return a.forget(ctx, u) },
			writ.UploadDone, writ.UploadCanceled),
	)
}

// eachUpload calls fn for the uploads in one of the states that have not changed
// for some days.
func (a *App) eachUpload(ctx context.Context, days int, fn func(*writ.Upload) error, states ...writ.UploadState) error {
	before := a.clock().Add(-writ.Days(days)).UnixMicro()
	var failed []error
	for {
		var list []*writ.Upload
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			list, err = tx.Uploads.ListBefore(ctx, before, cleanAtOnce, states...)
			return err
		})
		if err != nil {
			return err
		}
		for _, u := range list {
			if err := fn(u); err != nil {
				failed = append(failed, err)
			}
		}
		// Those that failed come again: not today.
		if len(list) < cleanAtOnce || len(failed) > 0 {
			return errors.Join(failed...)
		}
	}
}

// giveUp cancels an upload that nobody goes on with.
func (a *App) giveUp(ctx context.Context, was *writ.Upload, days int) error {
	err := a.store.Write(ctx, func(tx store.Tx) error {
		u := *was
		u.State, u.UpdatedAt = writ.UploadCanceled, a.clock()
		u.Problem = &writ.Problem{
			Code: writ.CodeCanceled, Message: fmt.Sprintf("Nobody went on with this upload for %d days, so its file was removed.", days),
			Hint: "Upload the file again.",
		}
		return saveUpload(ctx, tx, &u)
	})
	if writ.CodeOf(err) == writ.CodeStale {
		return nil // somebody has gone on with it
	}
	if err != nil {
		return err
	}
	return a.discard(ctx, was.ID)
}

// forget removes the record of an upload and what is left of its files.
func (a *App) forget(ctx context.Context, u *writ.Upload) error {
	if err := a.removeFiles(ctx, u.ID); err != nil {
		return err
	}
	err := a.store.Write(ctx, func(tx store.Tx) error { return tx.Uploads.Delete(ctx, u.ID) })
	if writ.CodeOf(err) == writ.CodeNotFound {
		return nil // another node was quicker
	}
	return err
}
