package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
)

// follow makes changes of a linked input table into updates of the rows that its
// parent has. A change names its row by the id or, where nobody has entered anything
// yet, by the values of the key columns, which always go along with a new row.
func (a *App) follow(ctx context.Context, op string, actor Actor, f *inputFacts, branch writ.Branch, rows []inputtable.RowChange) ([]inputtable.RowChange, error) {
	v, err := a.viewOf(ctx, op, actor, f, branch)
	if err != nil {
		return nil, err
	}
	l, err := a.linkedOf(ctx, op, actor, f, v)
	if err != nil {
		return nil, err
	}
	w, err := a.reachSource(ctx, f.table.Connection)
	if err != nil {
		return nil, err
	}
	out := make([]inputtable.RowChange, len(rows))
	for i, r := range rows {
		if r.Place != nil {
			return nil, writ.Invalid(op, "rows", "The rows of a linked input table are where its parent has them; they cannot be moved.")
		}
		if out[i], err = l.Follow(tagged(ctx, actor), w, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}
