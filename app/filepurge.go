package app

import (
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// purgeAtOnce is how many files one transaction deletes.
const purgeAtOnce = 500

// PurgeFile deletes a file for good that is in the trash, with all that lies in it.
func (a *App) PurgeFile(ctx context.Context, actor Actor, id writ.FileID) error {
	const op = "app.PurgeFile"
	if err := signedIn(op, actor); err != nil {
		return err
	}
	return a.purge(ctx, op, actor, id, func(tx store.Tx) (*writ.File, error) {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return nil, err
		}
		return a.askFile(ctx, op, tx, w, actor, purging, id, "")
	})
}

// purge deletes what lies in a file, the deepest first, and then itself. Each of
// its transactions gets the file by ask, which refuses it if it may not be deleted.
func (a *App) purge(ctx context.Context, op string, actor Actor, id writ.FileID, ask func(store.Tx) (*writ.File, error)) error {
	for done := false; !done; {
		on := &subject{noun: nounFile, id: string(id)}
		err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
			f, err := ask(tx)
			if err != nil {
				return err
			}
			ids, _, err := tx.Files.Below(ctx, id)
			if err != nil {
				return err
			}
			ids = append(ids, id)
			some := ids[:min(purgeAtOnce, len(ids))]
			done = len(some) == len(ids)
			on.details = []any{"kind", f.Kind, "name", f.Name, "files", len(some), "left", len(ids) - len(some)}
			for _, one := range some {
				if err := a.dropTablesOf(ctx, tx, one); err != nil {
					return err
				}
				if err := a.dropInputsOf(ctx, tx, one); err != nil {
					return err
				}
				if err := tx.Files.Delete(ctx, one); err != nil {
					return err
				}
			}
			return tellFile(ctx, tx, id, f.Parent)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// CleanTrash deletes for good what has been in the trash for as long as the
// retention says. It goes on after something that cannot be deleted, and says so in
// the end.
func (a *App) CleanTrash(ctx context.Context) error {
	const op = "app.CleanTrash"
	s, err := a.settings(ctx)
	if err != nil {
		return err
	}
	before := a.clock().Add(-writ.Days(s.Retention.Trash))
	for {
		var list []*writ.File
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			list, err = tx.Files.TrashedBefore(ctx, before.UnixMicro(), cleanAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		var failed []error
		for _, f := range list {
			err := a.purge(ctx, op, Actor{}, f.ID, func(tx store.Tx) (*writ.File, error) {
				f, err := tx.Files.Get(ctx, f.ID)
				if err == nil && (!f.Trashed() || !f.TrashedAt.Before(before)) {
					err = access.NotFound(op) // restored meanwhile
				}
				return f, err
			})
			if err != nil && writ.CodeOf(err) != writ.CodeNotFound {
				failed = append(failed, err)
			}
		}
		// Those that failed come again: not today.
		if len(list) < cleanAtOnce || len(failed) > 0 {
			return errors.Join(failed...)
		}
	}
}
