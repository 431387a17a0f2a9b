package app

import (
	"bytes"
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// DocumentView is a document as one member sees it. Content, with what there is to
// say of its Elements, is that of the published version, nil while there is none;
// Draft is nil for those who may not edit the document.
type DocumentView struct {
	FileView
	Publication *PublicationView
	Content     *document.Content
	Elements    []*ElementView
	Draft       *DraftState
}

// DraftState is what there is to say about a draft besides its content.
type DraftState struct {
	Version   int64 // what a change of it has to be based on
	Base      int64 // the published version it began from, 0 if there was none
	Changed   bool  // there is something to publish
	UpdatedBy *writ.Member
	UpdatedAt time.Time
}

// DraftView is a draft with its content.
type DraftView struct {
	DraftState
	Content  *document.Content
	Elements []*ElementView
}

// Document returns a document as the actor sees it.
func (a *App) Document(ctx context.Context, actor Actor, id writ.FileID) (view *DocumentView, err error) {
	const op = "app.Document"
	err = a.readBy(ctx, op, actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		f, err := a.askDocument(ctx, op, tx, w, actor, access.ViewDocument, id)
		if err == nil {
			view, err = viewDocument(ctx, tx, w, actor, f)
		}
		return err
	})
	return view, err
}

// OpenDocument is Document for an actor who opens it in order to look at it: it is
// among their recents then.
func (a *App) OpenDocument(ctx context.Context, actor Actor, id writ.FileID) (*DocumentView, error) {
	view, err := a.Document(ctx, actor, id)
	if err == nil {
		a.opened(ctx, actor, id)
	}
	return view, err
}

// readBy asks for an account permission and calls fn in a transaction, with the
// world as it is there: whoever has just made something, or been given it, finds it.
func (a *App) readBy(ctx context.Context, op string, actor Actor, p access.Permission, fn func(store.Tx, *access.World) error) error {
	if err := a.ask(ctx, op, actor, p); err != nil {
		return err
	}
	return a.store.Read(ctx, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		return fn(tx, w)
	})
}

// askDocument decides about a document and returns it. What is no document is
// refused in the words for what may not be known of.
func (a *App) askDocument(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, do access.Action, id writ.FileID) (*writ.File, error) {
	if err := a.judge(ctx, op, actor, w, access.Question{Do: do, File: id}); err != nil {
		return nil, err
	}
	f, err := tx.Files.Get(ctx, id)
	if writ.CodeOf(err) == writ.CodeNotFound {
		return nil, access.NotFound(op)
	}
	return f, err
}

// viewDocument gathers what a member may see of a document.
func viewDocument(ctx context.Context, tx store.Tx, w *access.World, actor Actor, f *writ.File) (*DocumentView, error) {
	file, err := showFile(ctx, tx, w, actor.Member.ID, f)
	if err != nil {
		return nil, err
	}
	v := &DocumentView{FileView: *file}
	var published []byte
	if f.Published > 0 {
		p, err := tx.Publications.Get(ctx, f.ID, f.Published)
		if err != nil {
			return nil, err
		}
		published = p.Content
		if v.Content, err = document.Read(f.Kind, published); err != nil {
			return nil, err
		}
		if v.Elements, err = viewElements(ctx, tx, w, f, v.Content.Elements()); err != nil {
			return nil, err
		}
		if v.Publication, err = viewPublication(ctx, tx, f, p); err != nil {
			return nil, err
		}
	}
	if !w.Decide(access.Question{Who: actor.Member.ID, Do: access.EditDocument, File: f.ID}).Allow {
		return v, nil
	}
	d, err := tx.Drafts.Get(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	v.Draft, err = draftState(ctx, tx, f, d, published)
	return v, err
}

// draftState says how a draft stands to what is published of its document.
func draftState(ctx context.Context, tx store.Tx, f *writ.File, d *writ.Draft, published []byte) (*DraftState, error) {
	by, err := tx.Members.Get(ctx, d.UpdatedBy)
	return &DraftState{
		Version: d.Version, Base: d.Base, Changed: f.Published == 0 || !bytes.Equal(d.Content, published),
		UpdatedBy: by, UpdatedAt: d.UpdatedAt,
	}, err
}

// publishedContent returns what is published of a document as it is stored, nil if
// nothing is.
func publishedContent(ctx context.Context, tx store.Tx, f *writ.File) ([]byte, error) {
	if f.Published == 0 {
		return nil, nil
	}
	p, err := tx.Publications.Get(ctx, f.ID, f.Published)
	if err != nil {
		return nil, err
	}
	return p.Content, nil
}
