package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
)

// InputTableView is an input table as one member sees it. Element is the one in
// which its rows are entered, as the member may know it; "" if it is in no page.
type InputTableView struct {
	writ.InputTable
	ConnectionName string
	Element        string
	Mode           writ.InputMode // as it counts now
	Published      bool           // readers see it
	Entry          writ.Branch    // in which rows are entered now
	MayEnter       bool           // by this member
	MayEdit        bool           // its columns, its rules and the draft
}

// InputTableState is an input table with what the edit log says of a branch of it.
type InputTableState struct {
	InputTableView
	inputtable.View
	Branch writ.Branch
}

// inputsAtOnce is how many input tables are read in one query where not all of them
// are shown.
const inputsAtOnce = 500

// InputTables lists the input tables that the actor may see, newest first, after the
// id after ("" for the first page), at most limit. Document, unless it is "", is the
// one that they are elements of.
func (a *App) InputTables(ctx context.Context, actor Actor, document writ.FileID, after writ.InputTableID, limit int) ([]*InputTableView, error) {
	const op = "app.InputTables"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	w, err := a.fresh(ctx)
	if err != nil {
		return nil, err
	}
	views := []*InputTableView{}
	for more := true; more && len(views) < limit; {
		var list []*inputFacts
		if list, more, err = a.inputPage(ctx, document, after); err != nil {
			return nil, err
		}
		for _, f := range list {
			after = f.table.ID
			if len(views) < limit && f.known(w, actor) {
				views = append(views, f.view(w, actor))
			}
		}
	}
	return views, nil
}

// inputPage reads the facts of input tables, of a document or of all, and whether
// there may be more.
func (a *App) inputPage(ctx context.Context, document writ.FileID, after writ.InputTableID) (list []*inputFacts, more bool, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		var tables []*writ.InputTable
		list, more = list[:0], false
		if document == "" {
			tables, err = tx.InputTables.List(ctx, after, inputsAtOnce)
			more = len(tables) == inputsAtOnce
		} else if after == "" {
			tables, err = tx.InputTables.ByDocument(ctx, document)
		}
		read := factReader{tx: tx, documents: map[writ.FileID]*inputPlaces{}}
		for _, t := range tables {
			f, ferr := read.facts(ctx, t)
			if ferr != nil {
				return ferr
			}
			list = append(list, f)
		}
		return err
	})
	return list, more, err
}

// InputTable returns an input table that the actor may see, with what the edit log
// says of a branch; of "", what readers see, or the draft while that is nothing.
func (a *App) InputTable(ctx context.Context, actor Actor, id writ.InputTableID, branch writ.Branch) (*InputTableState, error) {
	const op = "app.InputTable"
	f, branch, w, err := a.readInput(ctx, op, actor, id, branch)
	if err != nil {
		return nil, err
	}
	return a.inputState(ctx, actor, f, w, branch)
}

func (a *App) inputState(ctx context.Context, actor Actor, f *inputFacts, w *access.World, branch writ.Branch) (*InputTableState, error) {
	v, err := a.writers.View(tagged(ctx, actor), f.table.ID, branch)
	if err != nil {
		return nil, err
	}
	return &InputTableState{InputTableView: *f.view(w, actor), View: *v, Branch: branch}, nil
}

// readInput decides whether the actor may read a branch of an input table, and names
// the branch.
func (a *App) readInput(ctx context.Context, op string, actor Actor, id writ.InputTableID, branch writ.Branch) (*inputFacts, writ.Branch, *access.World, error) {
	f, w, err := a.knownInput(ctx, op, actor, id)
	if err != nil {
		return nil, "", nil, err
	}
	if branch == "" {
		branch = f.readBranch()
	}
	switch branch {
	case writ.BranchPublished:
		if f.published == nil {
			return nil, "", nil, writ.Errorf(writ.CodeConflict, op, "Nothing of the input table %s is published.", f.table.Name).
				WithHint("Publish its document, or read the draft.")
		}
	case writ.BranchDraft:
		if err := a.judge(ctx, op, actor, w, access.Question{Do: access.EditDocument, File: f.table.Document}); err != nil {
			return nil, "", nil, err
		}
	default:
		return nil, "", nil, writ.Invalid(op, "branch", "%q is no branch; it can be %q or %q.", branch, writ.BranchDraft, writ.BranchPublished)
	}
	return f, branch, w, nil
}

// editInput decides whether the actor may change the columns, the rules and whatever
// else is a matter of the draft.
func (a *App) editInput(ctx context.Context, op string, actor Actor, id writ.InputTableID) (*inputFacts, *access.World, error) {
	f, w, err := a.knownInput(ctx, op, actor, id)
	if err == nil {
		err = a.judge(ctx, op, actor, w, access.Question{Do: access.EditDocument, File: f.table.Document})
	}
	if err != nil {
		return nil, nil, err
	}
	return f, w, nil
}

// knownInput returns the facts of an input table, and the world to decide about it
// by. One that the actor may not know of is CodeNotFound like one that is not there.
func (a *App) knownInput(ctx context.Context, op string, actor Actor, id writ.InputTableID) (*inputFacts, *access.World, error) {
	if err := signedIn(op, actor); err != nil {
		return nil, nil, err
	}
	w, err := a.fresh(ctx)
	if err != nil {
		return nil, nil, err
	}
	f, err := a.inputs.get(ctx, a.clock, id, a.loadInput)
	if err != nil {
		return nil, nil, sameAbsence(op, "input table", err)
	}
	if err := a.judge(ctx, op, actor, w, access.Question{Do: access.ViewDocument, File: f.table.Document}); err != nil {
		return nil, nil, sameAbsence(op, "input table", err)
	}
	if !f.known(w, actor) {
		return nil, nil, notFound(op, "input table")
	}
	return f, w, nil
}
