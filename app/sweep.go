package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// sweepEvery is how often warehouses that could not be reached are tried again.
const sweepEvery = time.Minute

// Start puts right what an earlier run of the server left unfinished: imports
// become ready to be started again, staged files go, and objects in warehouses
// that no table belongs to are dropped. A warehouse that cannot be reached is
// tried again in the background; Start does not fail for it.
func (a *App) Start(ctx context.Context) error {
	if err := a.clearStaging(); err != nil {
		return err
	}
	if err := a.join(ctx); err != nil {
		return err
	}
	if err := a.reopenUploads(ctx); err != nil {
		return err
	}
	if err := a.clearBlobs(ctx); err != nil {
		return err
	}
	if err := a.findOrphans(ctx); err != nil {
		return err
	}
	for _, keep := range []func(){a.keepSweeping, a.keepWatching} {
		if !a.begin() {
			return writ.Wrap(writ.CodeUnavailable, "app.Start", errClosing, "The server is stopping.")
		}
		go func() {
			defer a.work.Done()
			keep()
		}()
	}
	return nil
}

// keepSweeping sweeps now and then until the App closes.
func (a *App) keepSweeping() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := a.Sweep(a.life); err != nil && a.life.Err() == nil {
			a.log.Warn("a warehouse could not be swept; it is tried again", "error", err)
		}
		select {
		case <-a.life.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep drops the objects that no table belongs to from every warehouse that is
// known to hold some. Its error says which could not be swept; they stay to be
// swept.
func (a *App) Sweep(ctx context.Context) error {
	a.mu.Lock()
	due := make([]writ.ConnectionID, 0, len(a.unswept))
	for id := range a.unswept {
		due = append(due, id)
	}
	a.mu.Unlock()
	var errs []error
	for _, id := range due {
		errs = append(errs, a.sweepConnection(ctx, id, ""))
	}
	return errors.Join(errs...)
}

func (a *App) sweepLogged(ctx context.Context, id writ.ConnectionID, ending writ.UploadID) {
	if err := a.sweepConnection(ctx, id, ending); err != nil {
		a.log.Warn("what an import left in a warehouse is still there; it is tried again", "connection", id, "error", err)
	}
}

// sweepConnection drops the orphans of one connection. The upload ending counts
// as no longer running.
func (a *App) sweepConnection(ctx context.Context, id writ.ConnectionID, ending writ.UploadID) error {
	var conn *writ.Connection
	var list []*writ.Destination
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		if conn, err = tx.Connections.Get(ctx, id); err != nil {
			return err
		}
		list, err = tx.Connections.Destinations(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	orphans, err := a.orphans(ctx, id, ending)
	if err != nil {
		return err
	}
	if err := a.drop(ctx, conn, list, orphans); err != nil {
		return err
	}
	a.mu.Lock()
	delete(a.unswept, id)
	a.mu.Unlock()
	return nil
}

// orphans returns the live objects of a connection that no table belongs to and
// no running import is making. The order of the three looks matters: an object
// that is there before an import is seen not to run has its table, if it gets
// one, afterwards.
func (a *App) orphans(ctx context.Context, id writ.ConnectionID, ending writ.UploadID) ([]*writ.ManagedObject, error) {
	var objects []*writ.ManagedObject
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		objects, err = tx.Objects.List(ctx, id, writ.ObjectIntended, writ.ObjectExists)
		return err
	})
	if err != nil {
		return nil, err
	}
	objects = slices.DeleteFunc(objects, func(o *writ.ManagedObject) bool {
		return o.Upload != ending && a.running(o.Upload) != nil
	})
	if len(objects) == 0 {
		return nil, nil
	}
	owned := map[writ.ObjectID]bool{}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		tables, err := tx.Tables.ListByConnection(ctx, id)
		for _, t := range tables {
			owned[t.Object] = true
		}
		return err
	})
	return slices.DeleteFunc(objects, func(o *writ.ManagedObject) bool { return owned[o.ID] }), err
}

// drop drops objects of one connection.
func (a *App) drop(ctx context.Context, conn *writ.Connection, list []*writ.Destination, objects []*writ.ManagedObject) error {
	if len(objects) == 0 {
		return nil
	}
	o, err := a.open(conn)
	if err != nil {
		return err
	}
	writer := o.w.Objects(store.Ledger(a.store, a.clock), list)
	for _, object := range objects {
		if err := writer.Drop(ctx, object); err != nil {
			return err
		}
		a.log.InfoContext(ctx, "dropped", "connection", conn.ID, "object", object.ID)
	}
	return nil
}

// findOrphans notes which connections have to be swept.
func (a *App) findOrphans(ctx context.Context) error {
	var conns []*writ.Connection
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		conns, err = tx.Connections.List(ctx, true)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range conns {
		found, err := a.orphans(ctx, c.ID, "")
		if err != nil {
			return err
		}
		if len(found) > 0 {
			a.markUnswept(c.ID)
		}
	}
	return nil
}

func (a *App) markUnswept(id writ.ConnectionID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unswept[id] = true
}

// clearStaging removes what lies in the staging directory.
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

// reopenUploads makes imports that ended with the server ready again, and
// counts anew what is here of files that have not become tables.
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
		if err := a.reopen(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) reopen(ctx context.Context, u *writ.Upload) error {
	size, err := a.blob.Size(ctx, string(u.ID))
	if err != nil {
		return err
	}
	switch {
	case size < u.Size: // also a file that the backup did not hold
		if u.State == writ.UploadReceiving && u.Received == size {
			return nil
		}
		u.State, u.Received, u.SHA256 = writ.UploadReceiving, size, ""
	case u.State == writ.UploadReady:
		return nil
	case u.State == writ.UploadImporting:
		u.State, u.Problem = writ.UploadReady, serverStopped()
	default:
		if u.SHA256, err = a.digest(ctx, u.ID); err != nil {
			return err
		}
		u.State, u.Received = writ.UploadReady, size
	}
	u.UpdatedAt = a.clock()
	return a.store.Write(ctx, func(tx store.Tx) error { return saveUpload(ctx, tx, u) })
}

// clearBlobs removes files that no upload needs any more.
func (a *App) clearBlobs(ctx context.Context) error {
	ids, err := a.blob.List(ctx)
	if err != nil {
		return err
	}
	needed := []writ.UploadState{writ.UploadReceiving, writ.UploadReady, writ.UploadImporting, writ.UploadFailed}
	return a.store.Read(ctx, func(tx store.Tx) error {
		for _, id := range ids {
			upload, isRejects := strings.CutSuffix(id, rejectsSuffix)
			u, err := tx.Uploads.Get(ctx, writ.UploadID(upload))
			if err != nil && writ.CodeOf(err) != writ.CodeNotFound {
				return err
			}
			if err == nil && (slices.Contains(needed, u.State) || isRejects && u.State == writ.UploadDone) {
				continue
			}
			if err := a.blob.Remove(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
