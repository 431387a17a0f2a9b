package app

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// PublicationView is a published version with who published it, and whether it is
// the one that readers see.
type PublicationView struct {
	writ.Publication
	Publisher *writ.Member
	IsCurrent bool
}

func viewPublication(ctx context.Context, tx store.Tx, f *writ.File, p *writ.Publication) (*PublicationView, error) {
	by, err := tx.Members.Get(ctx, p.By)
	return &PublicationView{Publication: *p, Publisher: by, IsCurrent: p.Number == f.Published}, err
}

// Publish makes the draft what readers see, as a new version. Version is the
// draft's, 0 for whichever there is. CodeStale if it is another by now; CodeConflict
// if there is nothing new to publish; CodeInvalid if the content is not complete.
func (a *App) Publish(ctx context.Context, actor Actor, id writ.FileID, version int64) (*DocumentView, error) {
	const op = "app.Publish"
	_, err := a.editDraft(ctx, op, actor, id, version, access.Publish, func(e *draftEdit) error {
		published, err := publishedContent(ctx, e.tx, e.file)
		if err != nil {
			return err
		}
		if bytes.Equal(published, e.draft.Content) && !entersRows(e.file.Kind, e.draft.Content) {
			return writ.Errorf(writ.CodeConflict, op, "There is nothing new to publish.")
		}
		return a.publishDraft(ctx, e, 0)
	})
	if err != nil {
		return nil, err
	}
	return a.Document(ctx, actor, id)
}

// entersRows tells whether content has input tables, whose rows may be others although
// it is the same.
func entersRows(kind writ.FileKind, content []byte) bool {
	c, err := document.Read(kind, content)
	return err == nil && len(c.InputTables()) > 0
}

// RestorePublication brings the content of an earlier version back: it is published
// as a new one, and is the draft. CodeConflict if the draft has changes that are not
// published, which would be lost.
func (a *App) RestorePublication(ctx context.Context, actor Actor, id writ.FileID, number int64) (*DocumentView, error) {
	const op = "app.RestorePublication"
	_, err := a.editDraft(ctx, op, actor, id, 0, access.Publish, func(e *draftEdit) error {
		p, err := e.tx.Publications.Get(ctx, id, number)
		if err != nil {
			return sameAbsence(op, "version", err)
		}
		published, err := publishedContent(ctx, e.tx, e.file)
		switch {
		case err != nil:
			return err
		case number == e.file.Published:
			return writ.Errorf(writ.CodeConflict, op, "Version %d is the one that is published.", number)
		case !bytes.Equal(published, e.draft.Content):
			return writ.Errorf(writ.CodeConflict, op, "The draft has changes that are not published; they would be lost.").
				WithHint("Publish or discard them first.")
		}
		e.draft.Content = p.Content
		return a.publishDraft(ctx, e, number)
	})
	if err != nil {
		return nil, err
	}
	return a.Document(ctx, actor, id)
}

// publishDraft makes the content of a draft the next version of its document.
// Restored is the number of the version that it brings back, 0 for new content.
func (a *App) publishDraft(ctx context.Context, e *draftEdit, restored int64) error {
	c, err := document.Read(e.file.Kind, e.draft.Content)
	if err != nil {
		return err
	}
	if err := c.Ready(e.file.Kind); err != nil {
		return err
	}
	if err := noCircle(ctx, e.tx, e.file, c.Sources()); err != nil {
		return err
	}
	e.inputs = c
	e.file.Published++
	e.draft.Base = e.file.Published
	e.on.details = append(e.on.details, "number", e.file.Published)
	if restored > 0 {
		e.on.details = append(e.on.details, "restored", restored)
	}
	e.publishes = &writ.Publication{
		Document: e.file.ID, Number: e.file.Published, Content: e.draft.Content, Restored: restored, By: e.actor.Member.ID, At: a.clock(),
	}
	return nil
}

// Publications lists the published versions of a document, newest first, below the
// number before (0 for the first page), at most limit, for those who can edit it:
// what is no longer published may be so for a reason.
func (a *App) Publications(ctx context.Context, actor Actor, id writ.FileID, before int64, limit int) ([]*PublicationView, error) {
	const op = "app.Publications"
	var views []*PublicationView
	err := a.readBy(ctx, op, actor, access.EditDocuments, func(tx store.Tx, w *access.World) error {
		f, err := a.askDocument(ctx, op, tx, w, actor, access.EditDocument, id)
		if err != nil {
			return err
		}
		list, err := tx.Publications.List(ctx, id, before, limit)
		if err != nil {
			return err
		}
		views = make([]*PublicationView, len(list))
		for i, p := range list {
			if views[i], err = viewPublication(ctx, tx, f, p); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

// Publication returns one published version with its content, for those who can
// edit the document.
func (a *App) Publication(ctx context.Context, actor Actor, id writ.FileID, number int64) (view *PublicationView, c *document.Content, err error) {
	const op = "app.Publication"
	err = a.readBy(ctx, op, actor, access.EditDocuments, func(tx store.Tx, w *access.World) error {
		f, err := a.askDocument(ctx, op, tx, w, actor, access.EditDocument, id)
		if err != nil {
			return err
		}
		p, err := tx.Publications.Get(ctx, id, number)
		if err != nil {
			return sameAbsence(op, "version", err)
		}
		if c, err = document.Read(f.Kind, p.Content); err != nil {
			return err
		}
		view, err = viewPublication(ctx, tx, f, p)
		return err
	})
	return view, c, err
}

// insertPublished stores a new document whose content is draft and first published
// version at once.
func (a *App) insertPublished(ctx context.Context, tx store.Tx, f *writ.File, content json.RawMessage) error {
	f.Published = 1
	if err := a.insertFile(ctx, tx, f, content); err != nil {
		return err
	}
	d, err := tx.Drafts.Get(ctx, f.ID)
	if err != nil {
		return err
	}
	d.Base = f.Published
	if err := tx.Drafts.Update(ctx, d); err != nil {
		return err
	}
	return tx.Publications.Insert(ctx, &writ.Publication{Document: f.ID, Number: f.Published, Content: content, By: f.Creator, At: f.CreatedAt})
}
