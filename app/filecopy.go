package app

import (
	"context"
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// FileCopy says what becomes of a copy. Parent is the folder it goes into, "" for My
// documents; Name is that of the original if it is "".
type FileCopy struct {
	Name        string
	Description *string
	Parent      writ.FileID
}

// CopyFile makes a document like another one, which the actor owns and which nobody
// else has access to but through the folder that it goes into. Who may edit the
// original gets its draft, others what is published. Folders are not copied.
func (a *App) CopyFile(ctx context.Context, actor Actor, id writ.FileID, c FileCopy) (*FileView, error) {
	const op = "app.CopyFile"
	if err := a.ask(ctx, op, actor, access.EditDocuments); err != nil {
		return nil, err
	}
	if c.Parent == "" {
		home, err := a.Home(ctx, actor)
		if err != nil {
			return nil, err
		}
		c.Parent = home.ID
	}
	var made *writ.File
	on := &subject{noun: nounFile}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		original, err := a.askFile(ctx, op, tx, w, actor, copying, id, c.Parent)
		if err != nil {
			return err
		}
		if !original.Kind.Document() {
			return writ.Errorf(writ.CodeConflict, op, "Only documents can be copied, and this is a %s.", original.Kind.Label()).
				WithHint("Make a folder, and copy the documents into it.")
		}
		if made, err = a.copyOf(actor, original, c); err != nil {
			return err
		}
		above, err := tx.Files.Above(ctx, c.Parent)
		if err != nil {
			return sameFile(op, err)
		}
		if err := fits(op, above, 0); err != nil {
			return err
		}
		content, err := visibleContent(ctx, tx, w, actor.Member.ID, original)
		if err != nil {
			return err
		}
		on.id, on.details = string(made.ID), []any{"kind", made.Kind, "name", made.Name, "parent", made.Parent, "original", id}
		return a.insertFile(ctx, tx, made, content)
	})
	if err != nil {
		return nil, err
	}
	return a.reread(ctx, op, actor, made.ID)
}

func (a *App) copyOf(actor Actor, original *writ.File, c FileCopy) (*writ.File, error) {
	d := FileDraft{Kind: original.Kind, Name: original.Name, Description: original.Description, Parent: c.Parent}
	if c.Name != "" {
		d.Name = c.Name
	}
	if c.Description != nil {
		d.Description = *c.Description
	}
	return a.newFile(actor, d), d.check("app.CopyFile")
}

// visibleContent is the content of a document as a member may see it, with ids of
// its own: the draft for who may edit it, for others what is published, and nothing
// while that is nothing.
func visibleContent(ctx context.Context, tx store.Tx, w *access.World, who writ.MemberID, f *writ.File) (json.RawMessage, error) {
	var text json.RawMessage
	switch {
	case w.Decide(access.Question{Who: who, Do: access.EditDocument, File: f.ID}).Allow:
		d, err := tx.Drafts.Get(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		text = d.Content
	case f.Published > 0:
		p, err := tx.Publications.Get(ctx, f.ID, f.Published)
		if err != nil {
			return nil, err
		}
		text = p.Content
	default:
		return document.Empty(f.Kind).Write()
	}
	c, err := document.Read(f.Kind, text)
	if err != nil {
		return nil, err
	}
	return c.Copy().Write()
}
