package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// ConnectionView is a connection as it may be shown: Secrets is empty, and
// SecretsSet names the secret fields that hold a value. Destinations come with
// the active ones first. Embedded marks the warehouse that runs inside Writ;
// members who may not manage connections see that one too, without Details and
// Destinations.
type ConnectionView struct {
	writ.Connection
	Destinations []*writ.Destination
	SecretsSet   []string
	Embedded     bool
	Rights       []access.DataRight
}

// Platforms describes every platform that Writ knows, by name, whether this
// version can reach it or not.
func (a *App) Platforms(ctx context.Context, actor Actor) ([]driver.Spec, error) {
	if err := a.ask(ctx, "app.Platforms", actor, access.ManageConnections); err != nil {
		return nil, err
	}
	specs := make([]driver.Spec, 0, len(a.drivers))
	for _, d := range a.drivers {
		specs = append(specs, d.Spec())
	}
	slices.SortFunc(specs, func(x, y driver.Spec) int { return strings.Compare(x.Name, y.Name) })
	return specs, nil
}

// Connections lists the connections that the actor may see, by name; archived
// ones only if asked for, and only to those who manage connections.
func (a *App) Connections(ctx context.Context, actor Actor, archived bool) (views []*ConnectionView, err error) {
	if err := a.ask(ctx, "app.Connections", actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Connections.List(ctx, archived)
		if err != nil {
			return err
		}
		s, err := a.sight(ctx, tx, actor)
		if err != nil {
			return err
		}
		views = make([]*ConnectionView, 0, len(list))
		for _, c := range list {
			if !s.visible(c) {
				continue
			}
			v, err := a.view(ctx, tx, s, c)
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		return nil
	})
	return views, err
}

// Connection returns one connection that the actor may see.
func (a *App) Connection(ctx context.Context, actor Actor, id writ.ConnectionID) (v *ConnectionView, err error) {
	const op = "app.Connection"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		c, s, err := a.seen(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		v, err = a.view(ctx, tx, s, c)
		return err
	})
	return v, err
}

// DeleteConnection archives a connection; nothing in its warehouse is touched.
// One that tables live on is archived only with force.
func (a *App) DeleteConnection(ctx context.Context, actor Actor, id writ.ConnectionID, force bool) error {
	const op = "app.DeleteConnection"
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return err
	}
	var c *writ.Connection
	on := &subject{noun: "connection", id: string(id), details: []any{"force", force}}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) (err error) {
		if c, err = a.connection(ctx, op, tx, actor, id); err != nil || c.Archived {
			return err
		}
		tables, err := tx.Tables.ListByConnection(ctx, id)
		if err != nil {
			return err
		}
		if len(tables) > 0 && !force {
			return writ.Errorf(writ.CodeConflict, op, "%d tables live on %s.", len(tables), c.Name).
				WithHint("Delete them first, or confirm that the connection shall be deleted all the same: they stay in the warehouse.")
		}
		c.Archived, c.UpdatedBy, c.UpdatedAt = true, actor.Member.ID, a.clock()
		if err := tx.Connections.Update(ctx, c); err != nil {
			return err
		}
		return tellConnection(ctx, tx)
	})
	if err != nil {
		return err
	}
	a.closeFormer(ctx, c)
	return nil
}

// closeFormer closes the warehouse of a connection that was just changed, if it
// may no longer be used.
func (a *App) closeFormer(ctx context.Context, c *writ.Connection) {
	if err := a.pool.changed(c); err != nil {
		a.log.WarnContext(ctx, "the former warehouse of a connection did not close", "connection", c.ID, "error", err)
	}
}

// embedded tells whether connections to a platform are Writ's alone to make.
func (a *App) embedded(p writ.Platform) bool {
	d, ok := a.drivers[p]
	return ok && d.Spec().Capabilities.Embedded
}

// view makes what a member may see of c.
func (a *App) view(ctx context.Context, tx store.Tx, s *sight, c *writ.Connection) (*ConnectionView, error) {
	v := &ConnectionView{
		Connection: *c, Destinations: []*writ.Destination{}, SecretsSet: []string{}, Embedded: a.embedded(c.Platform),
		Rights: access.Reach(s.member, s.in, s.grants, dataPlace(c, nil)).Rights,
	}
	v.Secrets = nil
	if !access.Member(s.member, access.ManageConnections).Allow {
		v.Details = map[string]string{}
		return v, nil
	}
	secrets, err := a.secrets(c)
	if err != nil {
		return nil, err
	}
	for name := range secrets {
		v.SecretsSet = append(v.SecretsSet, name)
	}
	slices.Sort(v.SecretsSet)
	v.Destinations, err = destinations(ctx, tx, c.ID)
	return v, err
}

// destinations returns those of a connection, the active ones first.
func destinations(ctx context.Context, tx store.Tx, id writ.ConnectionID) ([]*writ.Destination, error) {
	list, err := tx.Connections.Destinations(ctx, id)
	slices.SortStableFunc(list, func(x, y *writ.Destination) int {
		switch {
		case x.Retired == y.Retired:
			return 0
		case y.Retired:
			return -1
		}
		return 1
	})
	return list, err
}

// secrets opens the sealed values of a connection.
func (a *App) secrets(c *writ.Connection) (map[string]string, error) {
	values := map[string]string{}
	if len(c.Secrets) == 0 {
		return values, nil
	}
	plain, err := a.vault.Open(string(c.ID), c.Secrets)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(plain, &values); err != nil {
		// The cause could quote what it failed on, so it is left out.
		return nil, writ.Errorf(writ.CodeInternal, "app.secrets", "The sealed values of the connection %s are damaged.", c.Name)
	}
	return values, nil
}

// seal seals secret values for a connection; no values need no sealing.
func (a *App) seal(id writ.ConnectionID, values map[string]string) ([]byte, error) {
	if len(values) == 0 {
		return nil, nil
	}
	plain, err := json.Marshal(values)
	if err != nil {
		return nil, writ.Errorf(writ.CodeInternal, "app.seal", "The secret values cannot be written.")
	}
	return a.vault.Seal(string(id), plain), nil
}

// open returns the opened warehouse of a connection.
func (a *App) open(c *writ.Connection) (*opened, error) {
	return a.pool.get(c, func() (*warehouse.Warehouse, error) {
		drv, ok := a.drivers[c.Platform]
		if !ok {
			return nil, writ.Errorf(writ.CodeUnsupported, "app.open", "This version does not know the platform %s.", c.Platform)
		}
		values, err := a.secrets(c)
		if err != nil {
			return nil, err
		}
		for name, v := range c.Details {
			values[name] = v
		}
		return warehouse.New(drv, values, warehouse.Options{Hosts: a.hosts}), nil
	})
}
