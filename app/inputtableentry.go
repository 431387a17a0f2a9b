package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/inputtable"
)

// MaxRowChanges is how many rows one call changes at most; a stream takes any number.
const MaxRowChanges = 1000

// RowEdit is a change of rows that belong together. Branch, unless it is "", has to
// be the one in which rows are entered now. With a Key, the same edit again gets the
// answer of the first.
type RowEdit struct {
	Branch writ.Branch
	Key    string
	Rows   []inputtable.RowChange
}

// EditRows changes rows of an input table, in the branch in which they are entered
// now. What it answers is durable in the warehouse.
func (a *App) EditRows(ctx context.Context, actor Actor, id writ.InputTableID, e RowEdit) (*inputtable.Answer, error) {
	const op = "app.EditRows"
	switch {
	case len(e.Rows) == 0:
		return nil, writ.Invalid(op, "rows", "There are no rows to change.")
	case len(e.Rows) > MaxRowChanges:
		return nil, writ.Invalid(op, "rows", "There are %d rows; one call changes at most %d.", len(e.Rows), MaxRowChanges).
			WithHint("Send them as a stream to …/bulk, which takes any number.")
	}
	f, branch, err := a.mayEnter(ctx, op, actor, id, e.Branch)
	if err != nil {
		return nil, err
	}
	if f.table.Kind == writ.InputLinked {
		if e.Rows, err = a.follow(ctx, op, actor, f, branch, e.Rows); err != nil {
			return nil, a.discreet(ctx, actor, f.hidden, err)
		}
	}
	answer, err := a.writers.Submit(tagged(ctx, actor), f.request(actor, branch, e))
	return answer, a.discreet(ctx, actor, f.hidden, err)
}

// EntryBranch is the branch in which the actor may enter rows now; CodeConflict if it
// is not the one wanted, unless that is "".
func (a *App) EntryBranch(ctx context.Context, actor Actor, id writ.InputTableID, wanted writ.Branch) (writ.Branch, error) {
	_, branch, err := a.mayEnter(ctx, "app.EditRows", actor, id, wanted)
	return branch, err
}

// mayEnter decides whether the actor may enter rows now, and says in which branch.
func (a *App) mayEnter(ctx context.Context, op string, actor Actor, id writ.InputTableID, wanted writ.Branch) (*inputFacts, writ.Branch, error) {
	f, w, err := a.knownInput(ctx, op, actor, id)
	if err != nil {
		return nil, "", err
	}
	branch, do := f.entry()
	if err := a.judge(ctx, op, actor, w, access.Question{Do: do, File: f.table.Document}); err != nil {
		return nil, "", err
	}
	if wanted != "" && wanted != branch {
		return nil, "", writ.Errorf(writ.CodeConflict, op, "Rows of the input table %s are entered in the %s version now.", f.table.Name, branch).
			WithHint("The data entry permission of its element says so; it counts from the next publishing on.")
	}
	return f, branch, f.writable(op)
}

// request is a row edit as the writer takes it.
func (f *inputFacts) request(actor Actor, branch writ.Branch, e RowEdit) inputtable.Request {
	return inputtable.Request{
		Table: f.table.ID, Branch: branch, By: author(actor), Document: f.table.Document, Element: f.element(branch),
		Key: e.Key, Rows: e.Rows,
	}
}
