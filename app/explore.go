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
	return explore(ctx, a, "app.Browse", actor, id, func(ctx context.Context, e *explorer.Explorer, v explorer.View) (explorer.Listing, error) {
		return e.Browse(ctx, v, parent, refresh)
	})
}

// SearchObjects finds tables and views by a part of their name.
func (a *App) SearchObjects(ctx context.Context, actor Actor, id writ.ConnectionID, text string) ([]driver.Entry, error) {
	return explore(ctx, a, "app.SearchObjects", actor, id, func(ctx context.Context, e *explorer.Explorer, v explorer.View) ([]driver.Entry, error) {
		return e.Search(ctx, v, text, searchLimit)
	})
}

// DescribeObject returns the columns of a table or view.
func (a *App) DescribeObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) ([]driver.Column, error) {
	return explore(ctx, a, "app.DescribeObject", actor, id, func(ctx context.Context, e *explorer.Explorer, v explorer.View) ([]driver.Column, error) {
		return e.Describe(ctx, v, path)
	})
}

// PreviewObject returns the first rows of a table or view.
func (a *App) PreviewObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path, limit int) (*warehouse.Page, error) {
	return explore(ctx, a, "app.PreviewObject", actor, id, func(ctx context.Context, e *explorer.Explorer, v explorer.View) (*warehouse.Page, error) {
		return e.Preview(ctx, v, path, min(max(limit, 1), maxPreview))
	})
}

// LookupObject tells what lies at a path.
func (a *App) LookupObject(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) (driver.Entry, error) {
	return explore(ctx, a, "app.LookupObject", actor, id, func(ctx context.Context, e *explorer.Explorer, v explorer.View) (driver.Entry, error) {
		return e.Lookup(ctx, v, path)
	})
}

// explore asks whether the actor may see anything in the connection and calls
// with its explorer and what the actor may see there.
func explore[T any](ctx context.Context, a *App, op string, actor Actor, id writ.ConnectionID, call func(context.Context, *explorer.Explorer, explorer.View) (T, error)) (T, error) {
	var zero T
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return zero, err
	}
	var conn *writ.Connection
	var v explorer.View
	err := a.store.Read(ctx, func(tx store.Tx) error {
		c, s, err := a.askData(ctx, op, tx, actor, id, access.SeeData)
		if err != nil {
			return err
		}
		conn = c
		v.Sees = func(p writ.Path) bool { return s.may(c, p, access.SeeData).Allow }
		v.Reads = func(p writ.Path) bool { return s.may(c, p, access.ReadData).Allow }
		v.Hidden, err = hidden(ctx, tx, c)
		return err
	})
	if err != nil {
		return zero, err
	}
	o, err := a.open(conn)
	if err != nil {
		return zero, err
	}
	found, err := call(tagged(ctx, actor), o.explorer, v)
	return found, a.discreet(ctx, actor, v.Hidden, err)
}
