package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// RebuildInputTable makes the data tables of an input table again, from its edit log
// alone. It takes Can edit on the document; who manages connections may as well.
func (a *App) RebuildInputTable(ctx context.Context, actor Actor, id writ.InputTableID) (*InputTableView, error) {
	const op = "app.RebuildInputTable"
	f, w, err := a.editInput(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	return f.view(w, actor), a.rebuild(ctx, op, actor, f)
}

// RebuildFromLog is RebuildInputTable for those who manage connections.
func (a *App) RebuildFromLog(ctx context.Context, actor Actor, conn writ.ConnectionID, id writ.InputTableID) error {
	const op = "app.RebuildInputTable"
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return err
	}
	f, err := a.loadInput(ctx, id)
	if err == nil && f.table.Connection != conn {
		err = notFound(op, "input table")
	}
	if err != nil {
		return sameAbsence(op, "input table", err)
	}
	return a.rebuild(ctx, op, actor, f)
}

func (a *App) rebuild(ctx context.Context, op string, actor Actor, f *inputFacts) error {
	if err := f.writable(op); err != nil {
		return err
	}
	if err := a.writers.Rebuild(tagged(ctx, actor), f.table.ID); err != nil {
		return a.discreet(ctx, actor, f.hidden, err)
	}
	return a.note(ctx, op, actor, &subject{noun: nounInput, id: string(f.table.ID), details: []any{"name", f.table.Name}})
}
