package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// FilePatch changes what is not nil: Parent moves. Restore brings back from the
// trash, and goes alone.
type FilePatch struct {
	Name        *string
	Description *string
	Parent      *writ.FileID
	Restore     bool
}

func (p FilePatch) check(op string) error {
	if p.Name != nil {
		if err := checkFileName(op, *p.Name); err != nil {
			return err
		}
	}
	if p.Description != nil {
		if err := checkFileDescription(op, *p.Description); err != nil {
			return err
		}
	}
	if p.Parent != nil && *p.Parent == "" {
		return writ.Invalid(op, "parentId", "parentId has to name the folder to move to.")
	}
	if p.Restore && (p.Name != nil || p.Description != nil || p.Parent != nil) {
		return writ.Invalid(op, "restore", "Restore it first, and change it then.")
	}
	return nil
}

// ChangeFile renames, describes, moves and restores: all that the patch says, or
// nothing.
func (a *App) ChangeFile(ctx context.Context, actor Actor, id writ.FileID, p FilePatch) (*FileView, error) {
	const op = "app.ChangeFile"
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	if err := p.check(op); err != nil {
		return nil, err
	}
	on := &subject{noun: nounFile, id: string(id)}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		e := &edit{a: a, tx: tx, w: w, actor: actor, op: op, on: on}
		if e.file, err = e.open(ctx, id, p); err != nil {
			return err
		}
		from := e.file.Parent
		if err := e.apply(ctx, p); err != nil {
			return err
		}
		e.file.UpdatedBy, e.file.UpdatedAt = actor.Member.ID, a.clock()
		if err := tx.Files.Update(ctx, e.file); err != nil {
			return err
		}
		return tellFile(ctx, tx, id, from, e.file.Parent)
	})
	if err != nil {
		return nil, err
	}
	return a.reread(ctx, op, actor, id)
}

// edit is one change of a file within its transaction.
type edit struct {
	a     *App
	tx    store.Tx
	w     *access.World
	actor Actor
	op    string
	on    *subject
	file  *writ.File
}

func (e *edit) ask(ctx context.Context, v verb, id, to writ.FileID) (*writ.File, error) {
	return e.a.askFile(ctx, e.op, e.tx, e.w, e.actor, v, id, to)
}

// open asks whether the actor may do all that the patch says, and returns the file.
func (e *edit) open(ctx context.Context, id writ.FileID, p FilePatch) (f *writ.File, err error) {
	if p.Restore {
		return e.ask(ctx, restoring, id, "")
	}
	if p.Name != nil || p.Description != nil || p.Parent == nil {
		if f, err = e.ask(ctx, renaming, id, ""); err != nil {
			return nil, err
		}
	}
	if p.Parent != nil {
		return e.ask(ctx, moving, id, *p.Parent)
	}
	return f, nil
}

func (e *edit) apply(ctx context.Context, p FilePatch) error {
	f := e.file
	if f.Kind == writ.KindHome {
		return writ.Errorf(writ.CodeConflict, e.op, "My documents stay as they are.")
	}
	if p.Name != nil && *p.Name != f.Name {
		e.on.details = append(e.on.details, "name", *p.Name, "nameBefore", f.Name)
		f.Name = *p.Name
	}
	if p.Description != nil && *p.Description != f.Description {
		e.on.details = append(e.on.details, "description", *p.Description)
		f.Description = *p.Description
	}
	if p.Parent != nil {
		return e.move(ctx, *p.Parent)
	}
	if p.Restore {
		return e.restore(ctx)
	}
	return nil
}

// move puts the file into another folder, unless that lies in the file itself or
// too deep. Both are asked here and now: somebody else may be moving folders.
func (e *edit) move(ctx context.Context, to writ.FileID) error {
	f := e.file
	if f.Kind.Top() {
		return writ.Errorf(writ.CodeConflict, e.op, "A %s is not in a folder, and cannot be moved into one.", f.Kind.Label())
	}
	if to == f.Parent {
		return nil
	}
	if err := e.reach(ctx, to); err != nil {
		return err
	}
	e.on.details = append(e.on.details, "parent", to, "parentBefore", f.Parent)
	f.Parent = to
	return nil
}

// reach refuses a folder that the file cannot be put into.
func (e *edit) reach(ctx context.Context, to writ.FileID) error {
	above, err := e.tx.Files.Above(ctx, to)
	if err != nil {
		return sameFile(e.op, err)
	}
	levels := 0
	if !e.file.Kind.Document() {
		if to == e.file.ID || slices.ContainsFunc(above, func(f *writ.File) bool { return f.ID == e.file.ID }) {
			return writ.Errorf(writ.CodeConflict, e.op, "A folder cannot be moved into itself, or into one that lies in it.")
		}
		if _, levels, err = e.tx.Files.Below(ctx, e.file.ID); err != nil {
			return err
		}
	}
	return fits(e.op, above, levels)
}
