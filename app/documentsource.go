package app

import (
	"context"
	"errors"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// askSource decides whether the actor may make a source one of the document's.
// From then on the document has it, whoever edits it.
func (a *App) askSource(ctx context.Context, op string, e *draftEdit, s document.Placed) error {
	switch s.Kind {
	case document.SourceCSVTable:
		_, err := a.askTable(ctx, op, e.tx, e.w, e.actor, access.ViewDocument, s.Table)
		return err
	case document.SourceDataset, document.SourceDataModel:
		return a.askDocumentSource(ctx, op, e, s)
	case document.SourceSQL:
		if err := a.ask(ctx, op, e.actor, access.WriteSQL); err != nil {
			return err
		}
		_, _, err := a.askData(ctx, op, e.tx, e.actor, s.Connection, access.ReadData)
		return err
	case document.SourceWarehouse:
		return a.askWarehouseSource(ctx, op, e, s)
	case document.SourceInput:
		return a.askInputSource(ctx, op, e, s)
	}
	return writ.Invalid(op, s.At, "%q is no kind of source.", s.Kind)
}

// askInputSource asks for the document whose element an input table is.
func (a *App) askInputSource(ctx context.Context, op string, e *draftEdit, s document.Placed) error {
	t, err := e.tx.InputTables.Get(ctx, s.InputTable)
	if err == nil && t.Document != e.file.ID {
		_, err = a.askDocument(ctx, op, e.tx, e.w, e.actor, access.ViewDocument, t.Document)
	}
	return sameAbsence(op, "input table", err)
}

// askInputs refuses to have the rows of another document's input table entered in
// this one.
func askInputs(ctx context.Context, op string, e *draftEdit, c *document.Content) error {
	for _, el := range c.InputTables() {
		t, err := present(e.tx.InputTables.Get(ctx, el.Source.InputTable))
		if err != nil {
			return err
		}
		if t != nil && t.Document != e.file.ID {
			return writ.Errorf(writ.CodeConflict, op, "The rows of the element %s are entered in another document.", el.Name).
				WithHint("Show it as an element of the kind table, or duplicate the input table into this document.")
		}
	}
	return nil
}

// askDocumentSource asks about a dataset or an element of a data model, and that
// the document does not become a source of itself.
func (a *App) askDocumentSource(ctx context.Context, op string, e *draftEdit, s document.Placed) error {
	source, err := a.askDocument(ctx, op, e.tx, e.w, e.actor, access.UseAsSource, s.Document)
	if err != nil {
		return err
	}
	if string(source.Kind) != string(s.Kind) {
		return writ.Invalid(op, s.At, "The source %s is a %s, not a %s.", source.Name, source.Kind.Label(), writ.FileKind(s.Kind).Label())
	}
	if s.Kind == document.SourceDataModel {
		content, err := publishedContent(ctx, e.tx, source)
		if err != nil {
			return err
		}
		if !hasElement(source.Kind, content, s.Element) {
			return writ.Invalid(op, s.At, "What is published of the data model %s has no such element.", source.Name)
		}
	}
	return noCircle(ctx, e.tx, e.file, []document.Placed{s})
}

func hasElement(kind writ.FileKind, content []byte, id document.ID) bool {
	c, err := document.Read(kind, content)
	if err != nil {
		return false
	}
	_, ok := c.Element(id)
	return ok
}

// askWarehouseSource asks for data access to a table or view. Write destinations
// are sources for nobody, as the explorer shows them to nobody.
func (a *App) askWarehouseSource(ctx context.Context, op string, e *draftEdit, s document.Placed) error {
	c, sight, err := a.seen(ctx, op, e.tx, e.actor, s.Connection)
	if err != nil {
		return err
	}
	destinations, err := hidden(ctx, e.tx, c)
	if err != nil {
		return err
	}
	writes := slices.ContainsFunc(destinations, func(p writ.Path) bool {
		return len(p) <= len(s.Path) && a.samePath(c, p, s.Path[:len(p)])
	})
	if c.Archived || writes || !sight.may(c, s.Path, access.SeeData).Allow {
		return notFound(op, "table or view")
	}
	if err := sight.may(c, s.Path, access.ReadData).Err(op); err != nil {
		a.refused(ctx, op, e.actor, err)
		return err
	}
	return nil
}

// noCircle refuses sources through which a document would be a source of itself:
// of what is published, or of a draft that may be.
func noCircle(ctx context.Context, tx store.Tx, f *writ.File, sources []document.Placed) error {
	if f.Kind == writ.KindWorkbook {
		return nil // is a source of nothing
	}
	seen := map[writ.FileID]bool{}
	for _, s := range sources {
		if s.Document == "" {
			continue
		}
		reached, err := leadsTo(ctx, tx, s.Document, f.ID, seen)
		if err != nil {
			return err
		}
		if reached {
			return writ.Invalid("app.noCircle", s.At, "%s would be a source of itself.", f.Name).
				WithHint("Follow what the source is made from; somewhere there it is %s.", f.Name)
		}
	}
	return nil
}

// leadsTo tells whether a document is the target or has it as a source, over
// however many others. Those seen before do not.
func leadsTo(ctx context.Context, tx store.Tx, id, target writ.FileID, seen map[writ.FileID]bool) (bool, error) {
	if id == target {
		return true, nil
	}
	if seen[id] {
		return false, nil
	}
	seen[id] = true
	f, err := tx.Files.Get(ctx, id)
	if writ.CodeOf(err) == writ.CodeNotFound {
		return false, nil // it is gone, and leads nowhere
	}
	if err != nil {
		return false, err
	}
	published, err1 := publishedContent(ctx, tx, f)
	draft, err2 := tx.Drafts.Get(ctx, id)
	if err := errors.Join(err1, err2); err != nil {
		return false, err
	}
	for _, content := range [][]byte{published, draft.Content} {
		if content == nil {
			continue
		}
		c, err := document.Read(f.Kind, content)
		if err != nil {
			return false, err
		}
		for _, s := range c.Sources() {
			if s.Document == "" {
				continue
			}
			if found, err := leadsTo(ctx, tx, s.Document, target, seen); err != nil || found {
				return found, err
			}
		}
	}
	return false, nil
}

// placed names the place in the content that an error is about.
func placed(err error, at string) error {
	var e *writ.Error
	if !errors.As(err, &e) {
		return err
	}
	there := *e
	there.Field = at
	return &there
}
