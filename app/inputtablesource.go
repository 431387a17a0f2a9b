package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
)

// reachSource returns the warehouse in which the values lie that a rule allows. They
// are only read, so it need not take edits.
func (a *App) reachSource(ctx context.Context, id writ.ConnectionID) (*warehouse.Warehouse, error) {
	var conn *writ.Connection
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		conn, err = tx.Connections.Get(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if conn.Archived {
		return nil, writ.Errorf(writ.CodeConflict, "app.reachSource", "The allowed values lie in the connection %s, which is deleted.", conn.Name).
			WithHint("An Admin can restore it under Administration, Connections.")
	}
	o, err := a.open(conn)
	if err != nil {
		return nil, err
	}
	return o.w, nil
}

// mayAllow decides whether the actor may have a rule show the values of a column of
// another table to whoever enters rows: of a CSV table, whoever may see it, and of an
// input table, whoever may see its draft. It makes sure that the column is there and
// has not too many values.
func (a *App) mayAllow(ctx context.Context, op string, actor Actor, c inputtable.ColumnChange) error {
	var from *writ.AllowedFrom
	switch {
	case c.Add != nil:
		from = c.Add.Rules.From
	case c.SetRules != nil:
		from = c.SetRules.Rules.From
	}
	if from == nil {
		return nil
	}
	if from.Input != "" {
		if _, _, err := a.editInput(ctx, op, actor, from.Input); err != nil {
			return err
		}
	}
	if from.Table != "" {
		if _, err := a.locate(ctx, op, actor, access.ViewDocuments, access.ViewDocument, from.Table); err != nil {
			return err
		}
	}
	_, err := a.sources.Choices(tagged(ctx, actor), writ.BranchDraft, *from, writ.InputText)
	return err
}
