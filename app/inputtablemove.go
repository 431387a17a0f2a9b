package app

import (
	"cmp"
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
)

// DuplicateInputTable makes an input table with the columns, rules and rows of a
// branch that the actor may read. Of the draft only its name, its place and its data
// entry permission count.
func (a *App) DuplicateInputTable(ctx context.Context, actor Actor, id writ.InputTableID, branch writ.Branch, d InputDraft) (*InputTableState, error) {
	const op = "app.DuplicateInputTable"
	if err := a.ask(ctx, op, actor, access.CreateInputTables); err != nil {
		return nil, err
	}
	f, branch, _, err := a.readInput(ctx, op, actor, id, branch)
	if err != nil {
		return nil, err
	}
	d.Kind, d.Parent = f.table.Kind, f.table.Parent
	d.Name, d.Connection = cmp.Or(d.Name, f.table.Name), cmp.Or(d.Connection, f.table.Connection)
	if d.Kind == writ.InputLinked && d.Connection != f.table.Connection {
		return nil, writ.Invalid(op, "connectionId", "The rows of a linked input table follow a table of its own connection.")
	}
	d.Table = "" // its rows are those of the original
	if err := checkFileName(op, d.Name); err != nil {
		return nil, err
	}
	l, err := a.logOfInput(ctx, op, f)
	if err != nil {
		return nil, err
	}
	state, err := l.State(tagged(ctx, actor), id, branch, editlog.Point{})
	if err != nil {
		return nil, a.discreet(ctx, actor, f.hidden, err)
	}
	return a.makeInput(ctx, op, actor, d, seedFrom(f.table, state, d))
}

// seedFrom is what a duplicate begins as: columns that were removed are left out, and
// the others get ids of their own.
func seedFrom(t *writ.InputTable, state *editlog.State, d InputDraft) *seed {
	s := &seed{create: editlog.Create{Kind: t.Kind, Name: d.Name, Parent: t.Parent, Copied: &editlog.CopyOf{Table: t.ID, Num: state.Num}}}
	ids := map[writ.ColumnID]writ.ColumnID{}
	for _, c := range state.Columns {
		if c.Removed {
			continue
		}
		n := columnID(len(ids) + 1)
		ids[c.ID], c.ID = n, n
		s.create.Columns = append(s.create.Columns, c)
	}
	rows := make([]*editlog.Row, 0, len(state.Rows))
	for _, r := range state.Rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y *editlog.Row) int {
		return cmp.Or(cmp.Compare(x.Position, y.Position), cmp.Compare(x.ID, y.ID))
	})
	s.rows = func(yield func(editlog.RowAdd, error) bool) {
		for _, r := range rows {
			add := editlog.RowAdd{ID: r.ID, Position: r.Position, Values: map[writ.ColumnID]editlog.Cell{}}
			for id, cell := range r.Values {
				if n, kept := ids[id]; kept {
					add.Values[n] = cell
				}
			}
			if !yield(add, nil) {
				return
			}
		}
	}
	return s
}

// MoveInputTable moves the data tables of an input table to another write destination
// of its connection, "" being the only one in use: they are made there from the edit
// log, which stays where it is, and readers are switched to them. Where that fails,
// they stay where they are.
func (a *App) MoveInputTable(ctx context.Context, actor Actor, id writ.InputTableID, to writ.DestinationID) (*InputTableState, error) {
	const op = "app.MoveInputTable"
	if err := a.ask(ctx, op, actor, access.CreateInputTables); err != nil {
		return nil, err
	}
	var from writ.DestinationID
	on := &subject{noun: nounInput, id: string(id)}
	err := a.changeInput(ctx, op, actor, on, id, func(tx store.Tx, t *writ.InputTable, _ *writ.File) error {
		_, destination, err := a.place(ctx, op, tx, actor, t.Connection, to)
		if err != nil {
			return err
		}
		if destination.ID == t.Destination {
			return writ.Errorf(writ.CodeConflict, op, "The input table is there already.")
		}
		from, to = t.Destination, destination.ID
		on.details = []any{"name", t.Name, "from", from, "to", to}
		t.Destination, t.UpdatedAt = to, a.clock()
		return tx.InputTables.Update(ctx, t)
	})
	if err != nil {
		return nil, err
	}
	f, err := a.loadInput(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := a.writers.Rebuild(tagged(ctx, actor), id); err != nil {
		return nil, a.moveBack(context.WithoutCancel(ctx), f, from, a.discreet(ctx, actor, f.hidden, err))
	}
	return a.InputTable(ctx, actor, id, writ.BranchDraft)
}

// moveBack names the destination again where the data tables have stayed.
func (a *App) moveBack(ctx context.Context, f *inputFacts, to writ.DestinationID, cause error) error {
	err := a.store.Write(ctx, func(tx store.Tx) error {
		t, err := tx.InputTables.Get(ctx, f.table.ID)
		if err != nil {
			return err
		}
		t.Destination = to
		return tx.InputTables.Update(ctx, t)
	})
	a.inputs.empty()
	if err != nil {
		a.log.ErrorContext(ctx, "an input table names another destination than its data tables have", "input", f.table.ID, "error", err)
	}
	return cause
}
