package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TableView is a table with the name of its connection, and who owns its document.
type TableView struct {
	writ.Table
	ConnectionName string
	OwnedBy        writ.MemberID
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

// tablesAtOnce is how many tables are read in one query where not all of them are
// shown.
const tablesAtOnce = 500

// Tables lists the tables that the actor may view, newest first, after the id after
// ("" for the first page), at most limit.
func (a *App) Tables(ctx context.Context, actor Actor, after writ.TableID, limit int) ([]*TableView, error) {
	views := []*TableView{}
	first := after
	err := a.readBy(ctx, "app.Tables", actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		views, after = views[:0], first
		for more := true; more && len(views) < limit; {
			list, err := tx.Tables.List(ctx, after, tablesAtOnce)
			if err != nil {
				return err
			}
			for _, t := range list {
				after = t.ID
				if len(views) == limit || !tableDecision(w, actor, access.ViewDocument, t).Allow {
					continue
				}
				v, err := viewTable(ctx, tx, t)
				if err != nil {
					return err
				}
				views = append(views, v)
			}
			more = len(list) == tablesAtOnce
		}
		return nil
	})
	return views, err
}

// tableDecision decides about a table: by its document. One that a server of the
// version before made and that has none yet is its owner's alone.
func tableDecision(w *access.World, actor Actor, do access.Action, t *writ.Table) access.Decision {
	if t.Document != "" {
		return w.Decide(access.Question{Who: actor.Member.ID, Do: do, File: t.Document})
	}
	d := access.Owned(actor.Member, t.Owner)
	d.Hidden = !d.Allow
	return d
}

// askTable loads a table and decides about it by its document.
func (a *App) askTable(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, do access.Action, id writ.TableID) (*writ.Table, error) {
	t, err := tx.Tables.Get(ctx, id)
	if err != nil {
		return nil, sameAbsence(op, "table", err)
	}
	if err := tableDecision(w, actor, do, t).Err(op); err != nil {
		a.refused(ctx, op, actor, err)
		return nil, sameAbsence(op, "table", err)
	}
	return t, nil
}

func viewTable(ctx context.Context, tx store.Tx, t *writ.Table) (*TableView, error) {
	c, err := tx.Connections.Get(ctx, t.Connection)
	if err != nil {
		return nil, err
	}
	owner, err := tableOwner(ctx, tx, t)
	return &TableView{Table: *t, ConnectionName: c.Name, OwnedBy: owner}, err
}

// tableOwner is who owns the document of a table.
func tableOwner(ctx context.Context, tx store.Tx, t *writ.Table) (writ.MemberID, error) {
	if t.Document == "" {
		return t.Owner, nil
	}
	f, err := tx.Files.Get(ctx, t.Document)
	if err != nil {
		return "", err
	}
	return f.Owner, nil
}

// located is a table with what it takes to reach it in its warehouse.
type located struct {
	table        *writ.Table
	conn         *writ.Connection
	object       *writ.ManagedObject
	destinations []*writ.Destination
}

// locate asks for an account permission, decides about a table by its document, and
// loads it.
func (a *App) locate(ctx context.Context, op string, actor Actor, p access.Permission, do access.Action, id writ.TableID) (*located, error) {
	l := &located{}
	err := a.readBy(ctx, op, actor, p, func(tx store.Tx, w *access.World) (err error) {
		if l.table, err = a.askTable(ctx, op, tx, w, actor, do, id); err != nil {
			return err
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

// Table returns a table that the actor may view.
func (a *App) Table(ctx context.Context, actor Actor, id writ.TableID) (view *TableView, err error) {
	const op = "app.Table"
	err = a.readBy(ctx, op, actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		t, err := a.askTable(ctx, op, tx, w, actor, access.ViewDocument, id)
		if err == nil {
			view, err = viewTable(ctx, tx, t)
		}
		return err
	})
	return view, err
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
