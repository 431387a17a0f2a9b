package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TableView is a table with the name of its connection.
type TableView struct {
	writ.Table
	ConnectionName string
}

// RowPage is a window of a table in the order of its file. Total counts all
// rows of the table.
type RowPage struct {
	Columns []writ.TableColumn
	Rows    []Row
	Total   int64
	Version int64 // whose rows they are
}

// Row is one row; Number counts from 1 in the order of the file.
type Row struct {
	Number int64        `json:"row"`
	Cells  []writ.Value `json:"cells"`
}

// Tables lists the actor's own tables, newest first, after the id after (""
// for the first page), at most limit.
func (a *App) Tables(ctx context.Context, actor Actor, after writ.TableID, limit int) ([]*TableView, error) {
	if err := a.ask(ctx, "app.Tables", actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	views := []*TableView{}
	err := a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Tables.ListByOwner(ctx, actor.Member.ID, after, limit)
		if err != nil {
			return err
		}
		for _, t := range list {
			c, err := tx.Connections.Get(ctx, t.Connection)
			if err != nil {
				return err
			}
			views = append(views, &TableView{Table: *t, ConnectionName: c.Name})
		}
		return nil
	})
	return views, err
}

// located is a table with what it takes to reach it in its warehouse.
type located struct {
	table        *writ.Table
	conn         *writ.Connection
	object       *writ.ManagedObject
	destinations []*writ.Destination
}

// locate asks for a permission and loads one of the actor's own tables.
func (a *App) locate(ctx context.Context, op string, actor Actor, p access.Permission, id writ.TableID) (*located, error) {
	if err := a.ask(ctx, op, actor, p); err != nil {
		return nil, err
	}
	l := &located{}
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		l.table, err = tx.Tables.Get(ctx, id)
		if err == nil && !access.Owned(actor.Member, l.table.Owner).Allow {
			err = notFound(op, "table")
		}
		if err != nil {
			return sameAbsence(op, "table", err)
		}
		if l.conn, err = tx.Connections.Get(ctx, l.table.Connection); err != nil {
			return err
		}
		if l.object, err = tx.Objects.Get(ctx, l.table.Object); err != nil {
			return err
		}
		l.destinations, err = tx.Connections.Destinations(ctx, l.conn.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// reachable refuses what has to go to the warehouse of a deleted connection.
func (l *located) reachable(op string) error {
	if !l.conn.Archived {
		return nil
	}
	return writ.Errorf(writ.CodeConflict, op, "The table is still in its warehouse, but the connection %s is deleted.", l.conn.Name).
		WithHint("An Admin can restore it under Administration, Connections.")
}

// Table returns one of the actor's own tables.
func (a *App) Table(ctx context.Context, actor Actor, id writ.TableID) (*TableView, error) {
	l, err := a.locate(ctx, "app.Table", actor, access.ViewDocuments, id)
	if err != nil {
		return nil, err
	}
	return &TableView{Table: *l.table, ConnectionName: l.conn.Name}, nil
}

// maxRows is how many rows one window has at most.
const maxRows = 1000

// Rows returns the rows after the row number after, at most limit.
func (a *App) Rows(ctx context.Context, actor Actor, id writ.TableID, after int64, limit int) (*RowPage, error) {
	return a.VersionRows(ctx, actor, id, 0, after, limit)
}

func (a *App) rows(ctx context.Context, op string, actor Actor, l *located, after int64, limit int) (*RowPage, error) {
	if err := l.reachable(op); err != nil {
		return nil, err
	}
	o, err := a.open(l.conn)
	if err != nil {
		return nil, err
	}
	window := driver.Window{Path: l.table.Path, Key: writ.RowColumn, After: after, Limit: min(max(limit, 1), maxRows), Dense: true}
	for _, c := range columnsOf(l.table) {
		window.Columns = append(window.Columns, c.Name)
	}
	page, err := o.w.Select(tagged(ctx, actor), l.object.As, window)
	if err != nil {
		return nil, a.discreet(ctx, actor, pathsOf(l.destinations), gone(op, l.table, err))
	}
	a.used(l.object.ID)
	out := &RowPage{Columns: l.table.Columns, Rows: make([]Row, len(page.Rows)), Total: l.table.Rows, Version: l.table.Current}
	for i, cells := range page.Rows {
		n, err := rowNumber(op, l.table, cells[0])
		if err != nil {
			return nil, err
		}
		out.Rows[i] = Row{Number: n, Cells: render(l.table.Columns, cells[1:])}
	}
	return out, nil
}

// render gives cells back as the file wrote them.
func render(columns []writ.TableColumn, cells []writ.Value) []writ.Value {
	for i, c := range columns {
		cells[i] = c.Render(cells[i])
	}
	return cells
}
