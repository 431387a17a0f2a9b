package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
)

// newWriters makes the writers of the edit logs whose lease this node gets.
func (a *App) newWriters() *inputtable.Writers {
	return inputtable.New(inputtable.Options{
		Store: a.store, Clock: a.clock, Node: a.node.ID, Log: a.log, Dir: a.staging, Reach: a.reachInputs, Tell: a.news.add,
	})
}

// reachInputs returns the warehouse of a connection that takes edits, and where in it
// Writ may write.
func (a *App) reachInputs(ctx context.Context, id writ.ConnectionID) (*warehouse.Warehouse, []*writ.Destination, error) {
	const op = "app.reachInputs"
	var conn *writ.Connection
	var list []*writ.Destination
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		if conn, err = tx.Connections.Get(ctx, id); err != nil {
			return err
		}
		list, err = destinations(ctx, tx, id)
		return err
	})
	if err == nil && (conn.Archived || !conn.WriteAccess) {
		err = writeAccessOff(op, conn)
	}
	if err != nil {
		return nil, nil, err
	}
	o, err := a.open(conn)
	if err != nil {
		return nil, nil, err
	}
	return o.w, list, nil
}

// InputConnection returns the connection of an input table. It is the server's own:
// it asks for nothing.
func (a *App) InputConnection(ctx context.Context, id writ.InputTableID) (writ.ConnectionID, error) {
	f, err := a.inputs.get(ctx, a.clock, id, a.loadInput)
	if err != nil {
		return "", err
	}
	return f.table.Connection, nil
}

// Leader returns the address of the node that keeps the edit log of a connection;
// mine if it is this one, which it becomes if there is none. CodeUnavailable says that
// nobody knows yet.
func (a *App) Leader(ctx context.Context, c writ.ConnectionID) (address string, mine bool, err error) {
	lead, err := a.writers.Leader(ctx, c)
	if err != nil || lead.Mine {
		return "", err == nil, err
	}
	var nodes []*writ.Node
	err = a.store.Read(ctx, func(tx store.Tx) error {
		nodes, err = tx.Nodes.List(ctx, nodeAge)
		return err
	})
	if err != nil {
		return "", false, err
	}
	for _, n := range nodes {
		if n.ID == lead.Node && n.Address != "" {
			return n.Address, false, nil
		}
	}
	return "", false, writ.Errorf(writ.CodeUnavailable, "app.Leader", "The server that keeps the edits of this connection has ended, or does not say where it is to be reached.").
		WithHint("Try again in a moment.")
}
