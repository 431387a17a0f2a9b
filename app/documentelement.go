package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// ElementView is an element with the labels of its columns, if they are known
// without asking a warehouse, and with what is wrong, as a sentence: "" if nothing
// is.
type ElementView struct {
	document.Element
	Columns []string
	Problem string
}

// viewElements says how the elements of a document stand. What a document shows is
// reckoned with its owner's access, so that is what counts and not who looks.
func viewElements(ctx context.Context, tx store.Tx, w *access.World, f *writ.File, elements []document.Element) ([]*ElementView, error) {
	views := make([]*ElementView, len(elements))
	for i, e := range elements {
		v := &ElementView{Element: e}
		if err := v.look(ctx, tx, w, f); err != nil {
			return nil, err
		}
		views[i] = v
	}
	return views, nil
}

func (v *ElementView) look(ctx context.Context, tx store.Tx, w *access.World, f *writ.File) error {
	may := func(do access.Action, id writ.FileID) bool {
		return w.Decide(access.Question{Who: f.Owner, Do: do, File: id}).Allow
	}
	switch v.Source.Kind {
	case document.SourceCSVTable:
		t, err := present(tx.Tables.Get(ctx, v.Source.Table))
		switch {
		case err != nil:
			return err
		case t == nil:
			v.Problem = "The table of this element is deleted."
		case t.Document != f.ID && !may(access.ViewDocument, t.Document):
			v.Problem = "The owner of this document has no access to the table."
		default:
			for _, c := range t.Columns {
				v.Columns = append(v.Columns, c.Name)
			}
		}
	case document.SourceInput:
		t, err := present(tx.InputTables.Get(ctx, v.Source.InputTable))
		switch {
		case err != nil:
			return err
		case t == nil:
			v.Problem = "The input table of this element is deleted."
		case t.Document != f.ID && !may(access.ViewDocument, t.Document):
			v.Problem = "The owner of this document has no access to the input table."
		}
	case document.SourceDataset, document.SourceDataModel:
		source, err := present(tx.Files.Get(ctx, v.Source.Document))
		switch {
		case err != nil:
			return err
		case source == nil || source.Trashed():
			v.Problem = "The source of this element is deleted."
		case !may(access.UseAsSource, source.ID):
			v.Problem = "The owner of this document has no access to the source."
		}
	case document.SourceWarehouse, document.SourceSQL:
		c, err := present(tx.Connections.Get(ctx, v.Source.Connection))
		if err != nil {
			return err
		}
		if c == nil || c.Archived {
			v.Problem = "The connection of this element is deleted."
		}
	}
	return nil
}
