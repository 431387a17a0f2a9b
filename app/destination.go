package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// placeFields are the fields that say which warehouse a connection reaches, on
// whatever platform; the others say how.
var placeFields = []string{"host", "port", "account", "project", "database", "httpPath", "file"}

// samePlace tells whether two connections reach the same warehouse, as far as
// what was typed tells, however it is spelled. One host under two names counts as
// two.
func samePlace(a, b *writ.Connection) bool {
	for _, f := range placeFields {
		if spelling(f, a.Details[f]) != spelling(f, b.Details[f]) {
			return false
		}
	}
	return true
}

// spelling is the one spelling of a value of placeFields. Forms fill in the
// default port, so an absent one is another.
func spelling(field, value string) string {
	switch field {
	case "host":
		return driver.CanonicalHost(value)
	case "port":
		return strings.TrimLeft(value, "0")
	}
	return value
}

// samePath compares paths as the platform of c compares names.
func (a *App) samePath(c *writ.Connection, x, y writ.Path) bool {
	if len(x) != len(y) {
		return false
	}
	folds := a.folds(c)
	for i := range x {
		if x[i] == y[i] || folds && strings.EqualFold(x[i], y[i]) {
			continue
		}
		return false
	}
	return true
}

// neighbours returns the connections that reach the same warehouse as c, c
// itself excepted, archived ones included.
func neighbours(ctx context.Context, tx store.Tx, c *writ.Connection) ([]*writ.Connection, error) {
	list, err := tx.Connections.List(ctx, true)
	var out []*writ.Connection
	for _, other := range list {
		if other.ID != c.ID && samePlace(other, c) {
			out = append(out, other)
		}
	}
	return out, err
}

// hidden returns every path that no explorer of c may show: the destinations of
// c and of all connections that reach the same warehouse, retired ones too.
func hidden(ctx context.Context, tx store.Tx, c *writ.Connection) ([]writ.Path, error) {
	others, err := neighbours(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	var paths []writ.Path
	for _, conn := range append(others, c) {
		list, err := tx.Connections.Destinations(ctx, conn.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			paths = append(paths, d.Path)
		}
	}
	return paths, nil
}

// free refuses a destination that another connection writes to.
func (a *App) free(ctx context.Context, op string, tx store.Tx, c *writ.Connection, path writ.Path) error {
	others, err := neighbours(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Archived {
			continue
		}
		list, err := tx.Connections.Destinations(ctx, other.ID)
		if err != nil {
			return err
		}
		for _, d := range list {
			if !d.Retired && a.samePath(c, d.Path, path) {
				return writ.Errorf(writ.CodeConflict, op, "%s is already the write destination of the connection %s.", path, other.Name).
					WithHint("Choose another one; each connection needs a destination of its own.")
			}
		}
	}
	return nil
}

// affected lists the tables that saving c, with path as its destination, would
// touch: all of them if the connection would reach another warehouse, else those
// in a destination that would no longer be one. Switching write access off
// touches none: they stay readable, and the destination is kept for later.
func (a *App) affected(ctx context.Context, tx store.Tx, stored *writ.Connection, c *candidate) ([]AffectedTable, error) {
	moved := !samePlace(stored, c.conn)
	tables, err := tx.Tables.ListByConnection(ctx, stored.ID)
	if err != nil || !moved && c.destination == nil {
		return nil, err
	}
	list, err := destinations(ctx, tx, stored.ID)
	if err != nil {
		return nil, err
	}
	var out []AffectedTable
	for _, t := range tables {
		if moved || a.abandons(stored, list, c.destination, t.Path) {
			owner, err := tableOwner(ctx, tx, t)
			if err != nil {
				return nil, err
			}
			out = append(out, AffectedTable{ID: t.ID, Name: t.Name, Owner: owner, Path: t.Path})
		}
	}
	return out, nil
}

// abandons tells whether a table lies in an active destination other than next.
func (a *App) abandons(conn *writ.Connection, list []*writ.Destination, next, table writ.Path) bool {
	for _, d := range list {
		if !d.Retired && a.samePath(conn, d.Path, table.Parent()) && !a.samePath(conn, d.Path, next) {
			return true
		}
	}
	return false
}

// acknowledged refuses a change that touches tables unless the draft says that
// this is known.
func acknowledged(op string, tables []AffectedTable, draft ConnectionDraft) error {
	if len(tables) == 0 || draft.AcknowledgeAffected {
		return nil
	}
	const shown = 5
	var names []string
	for _, t := range tables[:min(len(tables), shown)] {
		names = append(names, fmt.Sprintf("%s (%s)", t.Name, t.Path))
	}
	if len(tables) > shown {
		names = append(names, "…")
	}
	return writ.Errorf(writ.CodeConflict, op, "%d tables live in what this changes: %s.", len(tables), strings.Join(names, ", ")).
		WithHint("They are not touched and the old destination stays hidden. Save again and confirm that you know of them.")
}

// settle makes path the one active destination of c. Others that hold objects
// are retired, empty ones forgotten. With write access off (path nil), an active
// one that holds objects stays as it is, to be switched on again.
func (a *App) settle(ctx context.Context, tx store.Tx, c *writ.Connection, path writ.Path) error {
	list, err := tx.Connections.Destinations(ctx, c.ID)
	if err != nil {
		return err
	}
	found := false
	for _, d := range list {
		if path != nil && a.samePath(c, d.Path, path) {
			found = true
			if d.Retired {
				err = tx.Connections.SetRetired(ctx, d.ID, false)
			}
		} else {
			err = leave(ctx, tx, d, path != nil)
		}
		if err != nil {
			return err
		}
	}
	if path == nil || found {
		return nil
	}
	return tx.Connections.InsertDestination(ctx, &writ.Destination{
		ID: writ.NewID[writ.DestinationID](), Connection: c.ID, Path: path, CreatedAt: a.clock(),
	})
}

// leave forgets a destination without live objects; one that has some, or will
// have once an import has ended, is retired if another takes its place.
func leave(ctx context.Context, tx store.Tx, d *writ.Destination, replaced bool) error {
	live, err := tx.Objects.CountLive(ctx, d.ID)
	if err != nil {
		return err
	}
	importing, err := tx.Uploads.ListByState(ctx, writ.UploadImporting)
	if err != nil {
		return err
	}
	awaited := slices.ContainsFunc(importing, func(u *writ.Upload) bool { return u.Destination == d.ID })
	switch {
	case live == 0 && !awaited:
		return tx.Connections.DeleteDestination(ctx, d.ID)
	case replaced && !d.Retired:
		return tx.Connections.SetRetired(ctx, d.ID, true)
	}
	return nil
}
