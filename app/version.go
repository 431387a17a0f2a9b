package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// VersionView is a version of a table with who made it, and whether it is the
// current one.
type VersionView struct {
	writ.TableVersion
	Maker     *writ.Member
	IsCurrent bool
}

// Kept tells whether the rows of the version are still in the warehouse.
func (v *VersionView) Kept() bool { return v.Object != "" }

// Versions lists the versions of a table, newest first, below the number before (0
// for the first page), at most limit.
func (a *App) Versions(ctx context.Context, actor Actor, id writ.TableID, before int64, limit int) ([]*VersionView, error) {
	const op = "app.Versions"
	var views []*VersionView
	err := a.readBy(ctx, op, actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		t, err := a.askTable(ctx, op, tx, w, actor, access.ViewDocument, id)
		if err != nil {
			return err
		}
		list, err := tx.Versions.List(ctx, id, before, limit)
		if err != nil {
			return err
		}
		views = make([]*VersionView, len(list))
		for i, v := range list {
			m, err := tx.Members.Get(ctx, v.Member)
			if err != nil {
				return err
			}
			views[i] = &VersionView{TableVersion: *v, Maker: m, IsCurrent: v.Number == t.Current}
		}
		return nil
	})
	return views, err
}

// Version returns one version of a table.
func (a *App) Version(ctx context.Context, actor Actor, id writ.TableID, number int64) (v *writ.TableVersion, err error) {
	const op = "app.Version"
	err = a.readBy(ctx, op, actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		if _, err := a.askTable(ctx, op, tx, w, actor, access.ViewDocument, id); err != nil {
			return err
		}
		v, err = tx.Versions.Get(ctx, id, number)
		return sameAbsence(op, "version", err)
	})
	return v, err
}

// VersionRows is Rows of a version; 0 is the current one.
func (a *App) VersionRows(ctx context.Context, actor Actor, id writ.TableID, number, after int64, limit int) (*RowPage, error) {
	const op = "app.Rows"
	l, err := a.locateVersion(ctx, op, actor, access.ViewDocuments, access.ViewDocument, id, number)
	if err != nil {
		return nil, err
	}
	return a.rows(ctx, op, actor, l, after, limit)
}

// locateVersion is locate, but of the table as it was in a version; 0 is the
// current one.
func (a *App) locateVersion(ctx context.Context, op string, actor Actor, p access.Permission, do access.Action, id writ.TableID, number int64) (*located, error) {
	l, err := a.locate(ctx, op, actor, p, do, id)
	if err != nil || number == 0 || number == l.table.Current {
		return l, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		v, err := tx.Versions.Get(ctx, id, number)
		if err != nil {
			return sameAbsence(op, "version", err)
		}
		if v.Object == "" {
			return noLonger(op, l.table, v)
		}
		l.table.Object, l.table.Path, l.table.Columns, l.table.Rows, l.table.Certificate = v.Object, v.Path, v.Columns, v.Rows, v.Certificate
		l.table.Current, l.table.UpdatedAt = v.Number, v.CreatedAt
		l.object, err = tx.Objects.Get(ctx, v.Object)
		return err
	})
	return l, err
}

// noLonger says that the rows of a version are dropped.
func noLonger(op string, t *writ.Table, v *writ.TableVersion) error {
	return writ.Errorf(writ.CodeConflict, op, "The rows of version %d of the table %s are no longer kept.", v.Number, t.Name).
		WithHint("The settings of the organization say how many versions keep their rows; the certificate of each stays.")
}
