package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// connections implements store.Connections.
type connections struct{ t *tx }

func (connections) table() table[writ.Connection] {
	return table[writ.Connection]{
		name: "connections", noun: "connection", taken: "Another connection has this name.",
		columns: []string{"id", "name", "description", "platform", "details", "secrets", "write_access", "archived",
			"version", "created_by", "updated_by", "created_at", "updated_at"},
		fields: func(c *writ.Connection) []any {
			return []any{&c.ID, &c.Name, &c.Description, &c.Platform, document[map[string]string]{&c.Details}, &c.Secrets,
				flag{&c.WriteAccess}, flag{&c.Archived}, &c.Version, optional[writ.MemberID]{&c.CreatedBy},
				optional[writ.MemberID]{&c.UpdatedBy}, instant{&c.CreatedAt}, instant{&c.UpdatedAt}}
		},
	}
}

func (connections) destinations() table[writ.Destination] {
	return table[writ.Destination]{
		name: "destinations", noun: "write destination", taken: "The connection has this write destination already.",
		columns: []string{"id", "connection_id", "path", "description", "retired", "created_at"},
		fields: func(d *writ.Destination) []any {
			return []any{&d.ID, &d.Connection, document[writ.Path]{&d.Path}, &d.Description, flag{&d.Retired}, instant{&d.CreatedAt}}
		},
	}
}

func (s connections) Insert(ctx context.Context, c *writ.Connection) error {
	return s.table().insert(ctx, s.t, c)
}

func (s connections) Update(ctx context.Context, c *writ.Connection) error {
	return s.table().update(ctx, s.t, c, &c.Version)
}

func (s connections) Get(ctx context.Context, id writ.ConnectionID) (*writ.Connection, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s connections) List(ctx context.Context, archived bool) ([]*writ.Connection, error) {
	return s.table().all(ctx, s.t, "List", "WHERE archived = 0 OR $1 = 1 ORDER BY lower(name), id", flag{&archived})
}

func (s connections) InsertDestination(ctx context.Context, d *writ.Destination) error {
	return s.destinations().insert(ctx, s.t, d)
}

func (s connections) SetRetired(ctx context.Context, id writ.DestinationID, retired bool) error {
	return s.destinations().set(ctx, s.t, "SetRetired", "retired = $2 WHERE id = $1", id, flag{&retired})
}

func (s connections) DeleteDestination(ctx context.Context, id writ.DestinationID) error {
	return s.destinations().delete(ctx, s.t, id)
}

func (s connections) Destinations(ctx context.Context, id writ.ConnectionID) ([]*writ.Destination, error) {
	return s.destinations().all(ctx, s.t, "Destinations", "WHERE connection_id = $1 ORDER BY id", id)
}
