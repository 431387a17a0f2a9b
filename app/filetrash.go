package app

import (
	"context"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// TrashFile puts a file into the trash, with all that lies in it: from then on it
// is nobody's to see, but in the trash for those who may restore it.
func (a *App) TrashFile(ctx context.Context, actor Actor, id writ.FileID) error {
	const op = "app.TrashFile"
	if err := signedIn(op, actor); err != nil {
		return err
	}
	on := &subject{noun: nounFile, id: string(id)}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		f, err := a.askFile(ctx, op, tx, w, actor, trashing, id, "")
		if err != nil {
			return err
		}
		if f.Kind == writ.KindHome {
			return writ.Errorf(writ.CodeConflict, op, "My documents cannot be deleted.")
		}
		on.details = []any{"kind", f.Kind, "name", f.Name}
		f.TrashedAt, f.TrashedBy = a.clock(), actor.Member.ID
		f.UpdatedBy, f.UpdatedAt = f.TrashedBy, f.TrashedAt
		if err := tx.Files.Update(ctx, f); err != nil {
			return err
		}
		return tellFile(ctx, tx, id, f.Parent)
	})
}

// restore takes the file out of the trash, to where it was. If the folder it was in
// is itself in the trash, a document goes to the My documents of its owner, so that
// restoring it opens it to nobody else. A folder waits for the one above it: wherever
// else it went, what others have in it would be opened to whoever is there.
func (e *edit) restore(ctx context.Context) error {
	f := e.file
	if !f.Trashed() {
		return writ.Errorf(writ.CodeConflict, e.op, "It is in the trash because a folder above it is.").
			WithHint("Restore the folder.")
	}
	f.TrashedAt, f.TrashedBy = time.Time{}, ""
	e.on.details = append(e.on.details, "restored", true)
	above, err := e.tx.Files.Above(ctx, f.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(above, (*writ.File).Trashed) {
		return nil
	}
	if !f.Kind.Document() {
		return writ.Errorf(writ.CodeConflict, e.op, "The folder that it was in is in the trash, too.").WithHint("Restore that one first.")
	}
	home, err := e.a.homeOf(ctx, e.tx, f.Owner)
	if err != nil {
		return err
	}
	return e.move(ctx, home.ID)
}
