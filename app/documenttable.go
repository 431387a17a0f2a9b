package app

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// tableTarget is where a new table goes: into a document, or into a new workbook in
// a folder; both empty are the My documents of who makes it.
type tableTarget struct {
	folder   writ.FileID
	document writ.FileID
}

func (req *ImportRequest) target() tableTarget { return tableTarget{req.Folder, req.Document} }

func (args *importArgs) target() tableTarget { return tableTarget{args.Folder, args.Document} }

// askTarget decides whether the actor may put a table there, and returns the
// document, nil where one is to be made. It must be called before the transaction
// changes anything.
func (a *App) askTarget(ctx context.Context, op string, tx store.Tx, actor Actor, to tableTarget) (*writ.File, error) {
	switch {
	case to.document != "":
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return nil, err
		}
		return a.askDocument(ctx, op, tx, w, actor, access.EditDocument, to.document)
	case to.folder != "":
		return nil, a.askInto(ctx, op, tx, actor, writ.KindWorkbook, to.folder)
	}
	return nil, a.ask(ctx, op, actor, access.EditDocuments)
}

// furnishDocument makes a table an element of the document that it goes to: of the
// draft of one that is there, and of the draft and the published version of a new
// one.
func (a *App) furnishDocument(ctx context.Context, op string, tx store.Tx, actor Actor, to tableTarget, name string, id writ.TableID) (writ.FileID, error) {
	f, err := a.askTarget(ctx, op, tx, actor, to)
	if err != nil {
		return "", err
	}
	source := document.Source{Kind: document.SourceCSVTable, Table: id}
	if f != nil {
		return f.ID, a.addElement(ctx, tx, actor, f, document.Element{ID: document.NewID(), Kind: document.ElementTable, Name: name, Source: source})
	}
	if to.folder == "" {
		home, err := a.homeOf(ctx, tx, actor.Member.ID)
		if err != nil {
			return "", err
		}
		to.folder = home.ID
	}
	return a.newWorkbook(ctx, tx, actor, to.folder, name, source)
}

// newWorkbook makes and publishes a workbook of one table.
func (a *App) newWorkbook(ctx context.Context, tx store.Tx, actor Actor, folder writ.FileID, name string, source document.Source) (writ.FileID, error) {
	content, err := document.Of(name, source).Write()
	if err != nil {
		return "", err
	}
	f := a.newFile(actor, FileDraft{Kind: writ.KindWorkbook, Name: name, Parent: folder})
	return f.ID, a.insertPublished(ctx, tx, f, content)
}

// addElement puts an element at the end of the first page of a draft.
func (a *App) addElement(ctx context.Context, tx store.Tx, actor Actor, f *writ.File, e document.Element) error {
	d, err := tx.Drafts.Get(ctx, f.ID)
	if err != nil {
		return err
	}
	c, err := document.Read(f.Kind, d.Content)
	if err != nil {
		return err
	}
	c.Pages[0].Elements = append(c.Pages[0].Elements, e)
	if err := c.Check(f.Kind); err != nil {
		return writ.Wrap(writ.CodeConflict, "app.addElement", err, "The %s %s has no room for another element.", f.Kind.Label(), f.Name)
	}
	if d.Content, err = c.Write(); err != nil {
		return err
	}
	return a.saveDraft(ctx, tx, actor.Member.ID, f, d)
}

// wrapTables makes a workbook for each table that has no document, because a server
// of the version before made it: in the My documents of its owner, where nobody else
// sees it, as was so before.
func (a *App) wrapTables(ctx context.Context) error {
	var list []*writ.Table
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		list, err = tx.Tables.ListByDocument(ctx, "")
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	for _, t := range list {
		err := a.store.Write(ctx, func(tx store.Tx) error { return a.wrapTable(ctx, tx, t.ID) })
		if code := writ.CodeOf(err); err != nil && code != writ.CodeStale && code != writ.CodeNotFound { // another node was faster
			return err
		}
	}
	a.caughtUp(ctx)
	return nil
}

func (a *App) wrapTable(ctx context.Context, tx store.Tx, id writ.TableID) error {
	t, err := tx.Tables.Get(ctx, id)
	if err != nil || t.Document != "" {
		return err
	}
	owner, err := tx.Members.Get(ctx, t.Owner)
	if err != nil {
		return err
	}
	home, err := a.homeOf(ctx, tx, owner.ID)
	if err != nil {
		return err
	}
	name := cmp.Or(strings.ReplaceAll(t.Name, string(utf8.RuneError), ""), "Table") // which the name of a document may not hold
	t.Document, err = a.newWorkbook(ctx, tx, Actor{Member: owner}, home.ID, name, document.Source{Kind: document.SourceCSVTable, Table: t.ID})
	if err != nil {
		return err
	}
	if err := tx.Tables.Update(ctx, t); err != nil {
		return err
	}
	return tellTable(ctx, tx, t)
}
