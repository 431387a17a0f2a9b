package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// objects implements store.Objects.
type objects struct{ t *tx }

func (objects) table() table[writ.ManagedObject] {
	return table[writ.ManagedObject]{
		name: "objects", noun: "managed object", taken: "Another managed object has this path.",
		columns: []string{"id", "connection_id", "destination_id", "path", "kind", "state", "made_as", "upload_id",
			"created_at", "updated_at"},
		fields: func(o *writ.ManagedObject) []any {
			return []any{&o.ID, &o.Connection, &o.Destination, document[writ.Path]{&o.Path}, &o.Kind, &o.State, rights{&o.As},
				optional[writ.UploadID]{&o.Upload}, instant{&o.CreatedAt}, instant{&o.UpdatedAt}}
		},
	}
}

func (s objects) Insert(ctx context.Context, o *writ.ManagedObject) error {
	return s.table().insert(ctx, s.t, o)
}

func (s objects) SetState(ctx context.Context, id writ.ObjectID, state writ.ObjectState, at int64) error {
	return s.table().set(ctx, s.t, "SetState", "state = $2, updated_at = $3 WHERE id = $1", id, state, at)
}

func (s objects) Get(ctx context.Context, id writ.ObjectID) (*writ.ManagedObject, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s objects) List(ctx context.Context, c writ.ConnectionID, states ...writ.ObjectState) ([]*writ.ManagedObject, error) {
	condition, args := in("state", 2, states)
	return s.table().all(ctx, s.t, "List", "WHERE connection_id = $1 AND "+condition+" ORDER BY id", append([]any{c}, args...)...)
}

func (s objects) CountLive(ctx context.Context, d writ.DestinationID) (int, error) {
	return s.t.count(ctx, "store.objects.CountLive",
		"SELECT count(*) FROM objects WHERE destination_id = $1 AND state <> $2", d, writ.ObjectDropped)
}
