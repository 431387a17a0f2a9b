package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/explorer"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// searchLimit is how many names a search returns at most.
const searchLimit = 200

// maxPreview is how many rows a preview has at most.
const maxPreview = 1000

// Browse lists what lies directly below parent in the warehouse of a connection.
func (a *App) Browse(ctx context.Context, actor Actor, id writ.ConnectionID, parent writ.Path, refresh bool) (explorer.Listing, error) {
	return explore(ctx, a, "app.Browse", actor, id, func(ctx context.Context, e *explorer.Explorer, hidden []writ.Path) (explorer.Listing, error) {
		return e.Browse(ctx, hidden, parent, refresh)
	})
}

// SearchObjects finds tables and views by a part of their name.
func (a *App) SearchObjects(ctx context.Context, actor Actor, id writ.ConnectionID, text string) ([]driver.Entry, error) {
	return explore(ctx, a, "app.SearchObjects", actor, id, func(ctx context.Context, e *explorer.Explorer, hidden []writ.Path) ([]driver.Entry, error) {
		return e.Search(ctx, hidden, text, searchLimit)
	})
}

// DescribeObject returns the columns of a table or view.
func (a *App) DescribeObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) ([]driver.Column, error) {
	return explore(ctx, a, "app.DescribeObject", actor, id, func(ctx context.Context, e *explorer.Explorer, hidden []writ.Path) ([]driver.Column, error) {
		return e.Describe(ctx, hidden, path)
	})
}

// PreviewObject returns the first rows of a table or view.
func (a *App) PreviewObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path, limit int) (*warehouse.Page, error) {
	return explore(ctx, a, "app.PreviewObject", actor, id, func(ctx context.Context, e *explorer.Explorer, hidden []writ.Path) (*warehouse.Page, error) {
		return e.Preview(ctx, hidden, path, min(max(limit, 1), maxPreview))
	})
}

// LookupObject tells what lies at a path.
func (a *App) LookupObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) (driver.Entry, error) {
	return explore(ctx, a, "app.LookupObject", actor, id, func(ctx context.Context, e *explorer.Explorer, hidden []writ.Path) (driver.Entry, error) {
		return e.Lookup(ctx, hidden, path)
	})
}

// explore asks whether the actor may see the connection and calls with its
// explorer and everything that must stay hidden.
func explore[T any](ctx context.Context, a *App, op string, actor Actor, id writ.ConnectionID, call func(context.Context, *explorer.Explorer, []writ.Path) (T, error)) (T, error) {
	var zero T
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return zero, err
	}
	var conn *writ.Connection
	var secret []writ.Path
	err := a.store.Read(ctx, func(tx store.Tx) error {
		var err error
		if conn, err = a.connection(ctx, op, tx, actor, id); err != nil {
			return err
		}
		if conn.Archived {
			return notFound(op, "connection")
		}
		secret, err = hidden(ctx, tx, conn)
		return err
	})
	if err != nil {
		return zero, err
	}
	o, err := a.open(conn)
	if err != nil {
		return zero, err
	}
	return call(tagged(ctx, actor), o.explorer, secret)
}
