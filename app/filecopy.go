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
// original gets its draft, others what is published, as far as they may use its
// sources themselves. Folders are not copied.
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
	var left int
	on := &subject{noun: nounFile}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) (err error) {
		made, left, err = a.insertCopy(ctx, op, tx, actor, id, c)
		if err == nil {
			on.id, on.details = string(made.ID), []any{"kind", made.Kind, "name", made.Name, "parent", made.Parent, "original", id, "leftOut", left}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	view, err := a.reread(ctx, op, actor, made.ID)
	if err == nil {
		view.LeftOut = left
	}
	return view, err
}

// insertCopy makes a copy, and tells how many elements are left out of it.
func (a *App) insertCopy(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.FileID, c FileCopy) (made *writ.File, left int, err error) {
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	original, err := a.askFile(ctx, op, tx, w, actor, copying, id, c.Parent)
	if err != nil {
		return nil, 0, err
	}
	if !original.Kind.Document() {
		return nil, 0, writ.Errorf(writ.CodeConflict, op, "Only documents can be copied, and this is a %s.", original.Kind.Label()).
			WithHint("Make a folder, and copy the documents into it.")
	}
	if made, err = a.copyOf(actor, original, c); err != nil {
		return nil, 0, err
	}
	above, err := tx.Files.Above(ctx, c.Parent)
	if err != nil {
		return nil, 0, sameFile(op, err)
	}
	if err := fits(op, above, 0); err != nil {
		return nil, 0, err
	}
	content, left, err := a.contentFor(ctx, op, tx, w, actor, original, made)
	if err != nil {
		return nil, 0, err
	}
	return made, left, a.insertFile(ctx, tx, made, content)
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

// contentFor is what goes into a copy, with ids of its own, and how many elements
// are left out of it: the whole draft for who may edit the original; for others what
// is published, without what they may not use as a source themselves. CodeConflict
// for what rows are entered in: whose they would be then, nobody can know.
func (a *App) contentFor(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, original, made *writ.File) (text json.RawMessage, left int, err error) {
	var c *document.Content
	switch {
	case w.Decide(access.Question{Who: actor.Member.ID, Do: access.EditDocument, File: original.ID}).Allow:
		d, err := tx.Drafts.Get(ctx, original.ID)
		if err != nil {
			return nil, 0, err
		}
		c, err = document.Read(original.Kind, d.Content)
		if err != nil {
			return nil, 0, err
		}
	case original.Published > 0:
		if text, err = publishedContent(ctx, tx, original); err != nil {
			return nil, 0, err
		}
		if c, err = document.Read(original.Kind, text); err != nil {
			return nil, 0, err
		}
		if left, err = a.leaveOut(ctx, op, &draftEdit{tx: tx, w: w, actor: actor, file: made}, c); err != nil {
			return nil, 0, err
		}
	default:
		c = document.Empty(original.Kind)
	}
	if inputs := c.InputTables(); len(inputs) > 0 {
		return nil, 0, writ.Errorf(writ.CodeConflict, op, "Rows are entered in the element %s, and documents with input tables cannot be copied as a whole.", inputs[0].Name).
			WithHint("Make a document, and duplicate the input tables into it.")
	}
	text, err = c.Copy().Write()
	return text, left, err
}

// leaveOut removes the elements that the actor may not take into a document of their
// own, and counts them.
func (a *App) leaveOut(ctx context.Context, op string, e *draftEdit, c *document.Content) (left int, err error) {
	for i := range c.Pages {
		p := &c.Pages[i]
		kept := p.Elements[:0]
		for _, el := range p.Elements {
			ok, err := a.mayTake(ctx, op, e, el.Source)
			if err != nil {
				return 0, err
			}
			if ok {
				kept = append(kept, el)
			} else {
				left++
			}
		}
		p.Elements = kept
	}
	return left, nil
}

// mayTake tells whether the actor may make a source one of a document of their own.
// SQL of somebody else's is none: what a document asks the warehouse is for its
// editors to see.
func (a *App) mayTake(ctx context.Context, op string, e *draftEdit, s document.Source) (bool, error) {
	if s.Kind == document.SourceSQL {
		return false, nil
	}
	err := a.askSource(ctx, op, e, document.Placed{Source: s})
	switch writ.CodeOf(err) {
	case "":
		return true, nil
	case writ.CodeForbidden, writ.CodeNotFound, writ.CodeInvalid:
		return false, nil
	}
	return false, err
}
