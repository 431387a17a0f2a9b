package app

import (
	"context"
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// Draft returns the draft of a document, for those who can edit it.
func (a *App) Draft(ctx context.Context, actor Actor, id writ.FileID) (view *DraftView, err error) {
	const op = "app.Draft"
	err = a.readBy(ctx, op, actor, access.EditDocuments, func(tx store.Tx, w *access.World) error {
		f, err := a.askDocument(ctx, op, tx, w, actor, access.EditDocument, id)
		if err == nil {
			view, err = viewDraft(ctx, tx, w, f)
		}
		return err
	})
	return view, err
}

func viewDraft(ctx context.Context, tx store.Tx, w *access.World, f *writ.File) (*DraftView, error) {
	d, err := tx.Drafts.Get(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	published, err := publishedContent(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	state, err := draftState(ctx, tx, f, d, published)
	if err != nil {
		return nil, err
	}
	c, err := document.Read(f.Kind, d.Content)
	if err != nil {
		return nil, err
	}
	elements, err := viewElements(ctx, tx, w, f, c.Elements())
	return &DraftView{DraftState: *state, Content: c, Elements: elements}, err
}

// SaveDraft gives the draft of a document other content, which was made from its
// version. CodeStale if somebody else has saved it since; CodeInvalid, with the
// place as its field, for content that breaks a rule, CodeNotFound or CodeForbidden
// for a source that the draft did not have and that the actor may not use.
func (a *App) SaveDraft(ctx context.Context, actor Actor, id writ.FileID, version int64, content json.RawMessage) (*DraftView, error) {
	const op = "app.SaveDraft"
	if err := a.ask(ctx, op, actor, access.EditDocuments); err != nil {
		return nil, err
	}
	c, err := document.Read(writ.KindWorkbook, content) // the rules of its kind come below
	if err != nil {
		return nil, err
	}
	return a.editDraft(ctx, op, actor, id, version, access.EditDocument, func(e *draftEdit) error {
		if err := c.Check(e.file.Kind); err != nil {
			return err
		}
		was, err := document.Read(e.file.Kind, e.draft.Content)
		if err != nil {
			return err
		}
		for _, s := range c.Added(was) {
			if err := a.askSource(ctx, op, e, s); err != nil {
				return placed(err, s.At)
			}
		}
		if err := askInputs(ctx, op, e, c); err != nil {
			return err
		}
		return e.set(c)
	})
}

// DiscardDraft brings a draft back to what is published; what was changed since is
// gone. CodeConflict if nothing is published yet.
func (a *App) DiscardDraft(ctx context.Context, actor Actor, id writ.FileID, version int64) (*DraftView, error) {
	const op = "app.DiscardDraft"
	return a.editDraft(ctx, op, actor, id, version, access.EditDocument, func(e *draftEdit) error {
		content, err := publishedContent(ctx, e.tx, e.file)
		if err == nil && content == nil {
			err = writ.Errorf(writ.CodeConflict, op, "Nothing of this %s is published yet, so there is nothing to go back to.", e.file.Kind.Label())
		}
		e.draft.Content, e.draft.Base = content, e.file.Published
		return err
	})
}

// draftEdit is one change of a draft within its transaction.
type draftEdit struct {
	tx    store.Tx
	w     *access.World
	actor Actor
	file  *writ.File
	draft *writ.Draft
	on    *subject

	publishes *writ.Publication // nil if nothing is published
	inputs    *document.Content // whose input tables are to be published with that
}

// set takes content over.
func (e *draftEdit) set(c *document.Content) (err error) {
	e.draft.Content, err = c.Write()
	return err
}

// editDraft changes the draft of a document, and whatever else fn does, in one
// transaction. Version is what the change was made from; 0 takes it as it is.
func (a *App) editDraft(ctx context.Context, op string, actor Actor, id writ.FileID, version int64, do access.Action, fn func(*draftEdit) error) (view *DraftView, err error) {
	if err := a.ask(ctx, op, actor, access.EditDocuments); err != nil {
		return nil, err
	}
	on := &subject{noun: nounFile, id: string(id)}
	var owed []writ.JobID
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		e := &draftEdit{tx: tx, w: w, actor: actor, on: on}
		if e.file, err = a.askDocument(ctx, op, tx, w, actor, do, id); err != nil {
			return err
		}
		if e.draft, err = tx.Drafts.Get(ctx, id); err != nil {
			return err
		}
		if version != 0 && e.draft.Version != version {
			return staleDraft(op)
		}
		if err := fn(e); err != nil {
			return err
		}
		if err := a.saveDraft(ctx, tx, actor.Member.ID, e.file, e.draft); err != nil {
			return err
		}
		// After the rows that everybody who publishes changes: of two at once, the one
		// that comes late is run again by the store instead of finding the number taken.
		if e.publishes != nil {
			if err := tx.Publications.Insert(ctx, e.publishes); err != nil {
				return err
			}
			if owed, err = a.owePublish(ctx, tx, actor.Member.ID, e.inputs); err != nil {
				return err
			}
		}
		view, err = viewDraft(ctx, tx, w, e.file)
		return err
	})
	if err == nil && len(owed) > 0 {
		a.awaitPublish(ctx, owed)
	}
	return view, err
}

func staleDraft(op string) error {
	return writ.Errorf(writ.CodeStale, op, "Somebody else has changed this draft meanwhile.").
		WithHint("Load it again and repeat your change.")
}

// saveDraft stores a changed draft, and with it that its document was changed.
func (a *App) saveDraft(ctx context.Context, tx store.Tx, by writ.MemberID, f *writ.File, d *writ.Draft) error {
	now := a.clock()
	d.UpdatedBy, d.UpdatedAt = by, now
	if err := tx.Drafts.Update(ctx, d); err != nil {
		return err
	}
	f.UpdatedBy, f.UpdatedAt = by, now
	if err := tx.Files.Update(ctx, f); err != nil {
		return err
	}
	return tellFile(ctx, tx, f.ID)
}
