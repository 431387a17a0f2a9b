package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
)

// ChangeInputColumn adds, changes, removes or brings back a column of an input table,
// or sets its rules, in the draft. What removed columns and values that do not fit
// hold is kept. With a key, the same change again gets the answer of the first.
func (a *App) ChangeInputColumn(ctx context.Context, actor Actor, id writ.InputTableID, key string, c inputtable.ColumnChange) (*InputTableState, *inputtable.Answer, error) {
	const op = "app.ChangeInputColumn"
	f, w, err := a.editInput(ctx, op, actor, id)
	if err == nil {
		err = f.writable(op)
	}
	if err == nil {
		err = a.mayAllow(ctx, op, actor, c)
	}
	if err != nil {
		return nil, nil, err
	}
	r := f.request(actor, writ.BranchDraft, RowEdit{Key: key})
	r.Column = &c
	answer, err := a.writers.Submit(tagged(ctx, actor), r)
	if err != nil {
		return nil, nil, a.discreet(ctx, actor, f.hidden, err)
	}
	if answer.Last > 0 && !answer.Repeated {
		on := &subject{noun: nounInput, id: string(id), details: append(columnDetails(c), "editNum", answer.Last)}
		if err := a.note(ctx, op, actor, on); err != nil {
			return nil, nil, err
		}
	}
	state, err := a.inputState(ctx, actor, f, w, writ.BranchDraft)
	return state, answer, err
}

// columnDetails say in the audit log what is done to a column.
func columnDetails(c inputtable.ColumnChange) []any {
	switch {
	case c.Add != nil:
		return []any{"change", "add", "name", c.Add.Name, "type", c.Add.Type}
	case c.Update != nil:
		return []any{"change", "update", "column", c.Update.ID, "update", c.Update}
	case c.SetRules != nil:
		return []any{"change", "rules", "column", c.SetRules.ID, "rules", c.SetRules.Rules}
	case c.Remove != "":
		return []any{"change", "remove", "column", c.Remove}
	}
	return []any{"change", "restore", "column", c.Restore}
}

// PreviewRetype tells which values of a column would be none of another type.
func (a *App) PreviewRetype(ctx context.Context, actor Actor, id writ.InputTableID, column writ.ColumnID, to writ.InputType) (*inputtable.Misfits, error) {
	const op = "app.PreviewRetype"
	f, _, err := a.editInput(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	v, err := a.viewOf(ctx, op, actor, f, writ.BranchDraft)
	if err != nil {
		return nil, err
	}
	c, err := columnOf(op, v.Columns, column)
	if err != nil {
		return nil, err
	}
	o, err := a.open(f.conn)
	if err != nil {
		return nil, err
	}
	m, err := inputtable.PreviewRetype(tagged(ctx, actor), o.w, v.Data, c, to)
	return m, a.discreet(ctx, actor, f.hidden, err)
}

func columnOf(op string, columns []writ.InputColumn, id writ.ColumnID) (writ.InputColumn, error) {
	for _, c := range columns {
		if c.ID == id && !c.Removed {
			return c, nil
		}
	}
	return writ.InputColumn{}, writ.Errorf(writ.CodeNotFound, op, "The input table has no column %q.", id)
}

// InputFlags lists what waits beside the cells of a branch, by row and column, after
// a cell, at most limit.
func (a *App) InputFlags(ctx context.Context, actor Actor, id writ.InputTableID, branch writ.Branch, after editlog.CellRef, limit int) (flags []writ.InputFlag, total int64, err error) {
	const op = "app.InputFlags"
	f, branch, _, err := a.readInput(ctx, op, actor, id, branch)
	if err != nil {
		return nil, 0, err
	}
	if _, err := a.viewOf(ctx, op, actor, f, branch); err != nil { // what was logged is there then
		return nil, 0, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		if flags, err = tx.InputHeads.Flags(ctx, id, branch, after.Row, after.Column, limit); err != nil {
			return err
		}
		total, err = tx.InputHeads.CountFlags(ctx, id, branch)
		return err
	})
	return flags, total, err
}

// DiscardFlags forgets values that wait beside cells. It takes what entering rows
// takes where they are entered, else the right to edit the document.
func (a *App) DiscardFlags(ctx context.Context, actor Actor, id writ.InputTableID, branch writ.Branch, key string, d editlog.Discard) (*inputtable.Answer, error) {
	const op = "app.DiscardFlags"
	f, branch, err := a.mayMend(ctx, op, actor, id, branch)
	if err != nil {
		return nil, err
	}
	r := f.request(actor, branch, RowEdit{Key: key})
	r.Discard = &d
	answer, err := a.writers.Submit(tagged(ctx, actor), r)
	return answer, a.discreet(ctx, actor, f.hidden, err)
}

// mayMend decides whether the actor may put a branch right: "" is the one in which
// rows are entered.
func (a *App) mayMend(ctx context.Context, op string, actor Actor, id writ.InputTableID, branch writ.Branch) (*inputFacts, writ.Branch, error) {
	if branch == writ.BranchDraft {
		f, _, err := a.editInput(ctx, op, actor, id)
		if err != nil {
			return nil, "", err
		}
		return f, branch, f.writable(op)
	}
	return a.mayEnter(ctx, op, actor, id, branch)
}
