package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// nounInput is what the audit log calls an input table.
const nounInput = "inputTable"

// RenameInputTable gives an input table another name. Its element keeps its own.
func (a *App) RenameInputTable(ctx context.Context, actor Actor, id writ.InputTableID, name string, version int64) (*InputTableState, error) {
	const op = "app.RenameInputTable"
	name, err := requiredName(op, name)
	if err != nil {
		return nil, err
	}
	if err := checkFileName(op, name); err != nil {
		return nil, err
	}
	on := &subject{noun: nounInput, id: string(id), details: []any{"name", name}}
	err = a.changeInput(ctx, op, actor, on, id, func(tx store.Tx, t *writ.InputTable, _ *writ.File) error {
		if version != 0 && version != t.Version {
			return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the input table meanwhile.").WithHint("Load it again and repeat your change.")
		}
		t.Name, t.UpdatedAt = name, a.clock()
		return tx.InputTables.Update(ctx, t)
	})
	if err != nil {
		return nil, err
	}
	return a.InputTable(ctx, actor, id, writ.BranchDraft)
}

// DeleteInputTable takes an input table out of the draft of its document, forgets it
// and drops its data tables. What was entered stays in the edit log. Elements that
// show it stay where they are and say that it is deleted.
func (a *App) DeleteInputTable(ctx context.Context, actor Actor, id writ.InputTableID) error {
	const op = "app.DeleteInputTable"
	on := &subject{noun: nounInput, id: string(id)}
	return a.changeInput(ctx, op, actor, on, id, func(tx store.Tx, t *writ.InputTable, f *writ.File) error {
		on.details = []any{"name", t.Name, "document", t.Document}
		d, err := tx.Drafts.Get(ctx, f.ID)
		if err != nil {
			return err
		}
		c, err := document.Read(f.Kind, d.Content)
		if err != nil {
			return err
		}
		if _, there := c.Input(id); there {
			if d.Content, err = c.Without(id).Write(); err != nil {
				return err
			}
			if err := a.saveDraft(ctx, tx, actor.Member.ID, f, d); err != nil {
				return err
			}
		}
		return a.dropInput(ctx, tx, t)
	})
}

// changeInput changes an input table whose document the actor may edit.
func (a *App) changeInput(ctx context.Context, op string, actor Actor, on *subject, id writ.InputTableID, fn func(store.Tx, *writ.InputTable, *writ.File) error) error {
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return err
	}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		t, err := tx.InputTables.Get(ctx, id)
		if err != nil {
			return sameAbsence(op, "input table", err)
		}
		if _, err := a.askDocument(ctx, op, tx, w, actor, access.ViewDocument, t.Document); err != nil {
			return sameAbsence(op, "input table", err)
		}
		f, err := factReader{tx: tx, documents: map[writ.FileID]*inputPlaces{}}.facts(ctx, t)
		if err != nil {
			return err
		}
		if !f.known(w, actor) {
			return notFound(op, "input table")
		}
		file, err := a.askDocument(ctx, op, tx, w, actor, access.EditDocument, t.Document)
		if err != nil {
			return err
		}
		return fn(tx, t, file)
	})
}

// dropInput forgets an input table and has its data tables swept from the warehouse
// as soon as that can be reached: the edit log can make them again.
func (a *App) dropInput(ctx context.Context, tx store.Tx, t *writ.InputTable) error {
	data, err := tx.InputTables.Data(ctx, t.ID)
	if err != nil {
		return err
	}
	if err := tx.InputTables.Delete(ctx, t.ID); err != nil {
		return err
	}
	for _, d := range data {
		for _, o := range []writ.ObjectID{d.Object, d.MarkObject} {
			if err := tx.Objects.SetState(ctx, o, writ.ObjectIntended, a.clock().UnixMicro()); err != nil {
				return err
			}
		}
	}
	if err := tell(ctx, tx, writ.InputTopic(t.ID), eventRemoved); err != nil {
		return err
	}
	if len(data) == 0 {
		return nil
	}
	if err := store.TellObjects(ctx, tx, t.Connection); err != nil {
		return err
	}
	return a.sweepLater(ctx, tx, t.Connection)
}

// dropInputsOf gives up the input tables of a document that is deleted for good.
func (a *App) dropInputsOf(ctx context.Context, tx store.Tx, id writ.FileID) error {
	list, err := tx.InputTables.ByDocument(ctx, id)
	if err != nil {
		return err
	}
	for _, t := range list {
		if err := a.dropInput(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}
