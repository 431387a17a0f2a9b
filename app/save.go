package app

import (
	"context"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// AffectedTable is a table that a change of its connection touches.
type AffectedTable struct {
	ID    writ.TableID
	Name  string
	Owner writ.MemberID
	Path  writ.Path
}

// CreateConnection saves a new connection. With write access on, the doctor
// must find nothing missing; otherwise nothing is saved.
func (a *App) CreateConnection(ctx context.Context, actor Actor, draft ConnectionDraft) (*ConnectionView, error) {
	const op = "app.CreateConnection"
	if err := a.askConfigure(ctx, op, actor, draft.WriteAccess); err != nil {
		return nil, err
	}
	c, err := a.complete(op, nil, draft)
	if err != nil {
		return nil, err
	}
	if err := a.allowed(ctx, op, c); err != nil {
		return nil, err
	}
	if err := a.fit(ctx, op, actor, nil, c); err != nil {
		return nil, err
	}
	c.conn.Version, c.conn.CreatedBy, c.conn.CreatedAt = 1, actor.Member.ID, a.clock()
	return a.save(ctx, op, actor, c, func(tx store.Tx) error { return tx.Connections.Insert(ctx, c.conn) })
}

// UpdateConnection saves a changed connection. It is CodeStale if the draft was
// based on another version, CodeConflict if tables live in what it changes and
// the draft does not acknowledge them, and CodeRejected if write access shall be
// on and the doctor finds something missing. An archived connection is changed
// only together with bringing it back.
func (a *App) UpdateConnection(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (*ConnectionView, error) {
	const op = "app.UpdateConnection"
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return nil, err
	}
	stored, err := a.stored(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	if err := a.askConfigure(ctx, op, actor, draft.WriteAccess || stored.WriteAccess); err != nil {
		return nil, err
	}
	if stored.Version != draft.Version {
		return nil, writ.Errorf(writ.CodeStale, op, "Somebody else has changed this connection meanwhile.").
			WithHint("Load it again and repeat your change.")
	}
	if stored.Archived && !draft.Restore {
		return nil, writ.Errorf(writ.CodeConflict, op, "The connection %s is deleted.", stored.Name).WithHint("Restore it first.")
	}
	c, err := a.complete(op, stored, draft)
	if err != nil {
		return nil, err
	}
	if err := a.allowed(ctx, op, c); err != nil {
		return nil, err
	}
	c.conn.Archived = false
	if err := a.checkAffected(ctx, op, stored, c, draft); err != nil {
		return nil, err
	}
	if err := a.fit(ctx, op, actor, stored, c); err != nil {
		return nil, err
	}
	return a.save(ctx, op, actor, c, func(tx store.Tx) error { return tx.Connections.Update(ctx, c.conn) })
}

// askConfigure asks for what saving a connection takes; whoever touches write
// access needs a permission more.
func (a *App) askConfigure(ctx context.Context, op string, actor Actor, writeAccess bool) error {
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil || !writeAccess {
		return err
	}
	return a.ask(ctx, op, actor, access.ConfigureWriteAccess)
}

// stored loads a connection as it is saved.
func (a *App) stored(ctx context.Context, op string, actor Actor, id writ.ConnectionID) (c *writ.Connection, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		c, err = a.connection(ctx, op, tx, actor, id)
		return err
	})
	return c, err
}

func (a *App) checkAffected(ctx context.Context, op string, stored *writ.Connection, c *candidate, draft ConnectionDraft) error {
	return a.store.Read(ctx, func(tx store.Tx) error {
		tables, err := a.affected(ctx, tx, stored, c)
		if err != nil {
			return err
		}
		return acknowledged(op, tables, draft)
	})
}

// lookupTimeout is how long a name server may take to tell where a host is.
const lookupTimeout = 5 * time.Second

// allowed refuses a candidate that leads to a host that connections may not lead
// to. What is dialled is checked again when it is dialled.
func (a *App) allowed(ctx context.Context, op string, c *candidate) error {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	for _, f := range c.drv.Spec().Fields {
		host := c.values[f.Name]
		if !f.Host || host == "" {
			continue
		}
		var err error
		if f.Behind != "" && c.values[f.Behind] != "" {
			err = a.hosts.CheckName(host)
		} else {
			err = a.hosts.Check(ctx, host)
		}
		var refused *driver.Error
		if errors.As(err, &refused) {
			e := writ.Errorf(writ.CodeForbidden, op, "Connections may not lead to %s.", refused.Message).
				WithHint("Whoever runs Writ can allow a host with --allow-host; the addresses at which clouds describe themselves stay refused.")
			e.Field = f.Name
			return e
		}
	}
	return nil
}

// fit refuses a candidate whose destination belongs to another connection, or
// that lacks a privilege to write.
func (a *App) fit(ctx context.Context, op string, actor Actor, stored *writ.Connection, c *candidate) error {
	if c.destination == nil {
		return nil
	}
	if err := a.store.Read(ctx, func(tx store.Tx) error { return a.free(ctx, op, tx, c.conn, c.destination) }); err != nil {
		return err
	}
	report, err := a.examine(tagged(ctx, actor), stored, c)
	if err != nil {
		return err
	}
	return refusal(op, c, report)
}

// save writes the candidate and its destination in one transaction. What was
// asked before is asked again inside where somebody else could have changed it.
func (a *App) save(ctx context.Context, op string, actor Actor, c *candidate, write func(store.Tx) error) (v *ConnectionView, err error) {
	c.conn.UpdatedBy, c.conn.UpdatedAt = actor.Member.ID, a.clock()
	version, sealed := c.conn.Version, c.conn.Secrets
	on := &subject{noun: "connection", id: string(c.conn.ID), details: c.told()}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		c.conn.Version = version // Write may run this again
		if c.destination != nil {
			if err := a.free(ctx, op, tx, c.conn, c.destination); err != nil {
				return err
			}
		}
		// They were sealed before the transaction, and keys change.
		if c.conn.Secrets, err = a.vault.Renew(ctx, tx, string(c.conn.ID), sealed); err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		if err := a.settle(ctx, tx, c.conn, c.destination); err != nil {
			return err
		}
		s, err := a.sight(ctx, tx, actor)
		if err != nil {
			return err
		}
		if v, err = a.view(ctx, tx, s, c.conn); err != nil {
			return err
		}
		return tellConnection(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	a.closeFormer(ctx, c.conn)
	return v, nil
}

// told is what the audit log says about a connection that is saved. What was typed
// into its fields is not: people paste whole addresses with passwords into them.
func (c *candidate) told() []any {
	return []any{"name", c.conn.Name, "platform", c.conn.Platform, "writeAccess", c.conn.WriteAccess, "destination", c.destination}
}

// Affected lists the tables that saving the draft would touch.
func (a *App) Affected(ctx context.Context, actor Actor, id writ.ConnectionID, draft ConnectionDraft) (tables []AffectedTable, err error) {
	const op = "app.Affected"
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return nil, err
	}
	stored, err := a.stored(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	c, err := a.complete(op, stored, draft)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		tables, err = a.affected(ctx, tx, stored, c)
		return err
	})
	return tables, err
}
