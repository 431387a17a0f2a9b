package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// objects implements store.Objects.
type objects struct{ t *tx }

func (objects) table() table[writ.ManagedObject] {
	return table[writ.ManagedObject]{
		name: "objects", noun: "managed object", taken: "Another managed object has this path.",
		columns: []string{"id", "connection_id", "destination_id", "path", "kind", "state", "made_as", "upload_id",
			"former_path", "bytes", "measured_at", "used_at", "drop_at", "created_at", "updated_at"},
		fields: func(o *writ.ManagedObject) []any {
			return []any{&o.ID, &o.Connection, &o.Destination, document[writ.Path]{&o.Path}, &o.Kind, &o.State, rights{&o.As},
				optional[writ.UploadID]{&o.Upload}, document[writ.Path]{&o.FormerPath}, &o.Bytes, instant{&o.MeasuredAt},
				instant{&o.UsedAt}, instant{&o.DropAt}, instant{&o.CreatedAt}, instant{&o.UpdatedAt}}
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

func (s objects) Update(ctx context.Context, o *writ.ManagedObject) error {
	return s.table().set(ctx, s.t, "Update",
		"path = $2, former_path = $3, state = $4, bytes = $5, measured_at = $6, used_at = $7, drop_at = $8, updated_at = $9 WHERE id = $1",
		o.ID, document[writ.Path]{&o.Path}, document[writ.Path]{&o.FormerPath}, o.State, o.Bytes, instant{&o.MeasuredAt},
		instant{&o.UsedAt}, instant{&o.DropAt}, instant{&o.UpdatedAt})
}

func (s objects) Page(ctx context.Context, f store.ObjectFilter, before writ.ObjectID, limit int) ([]*writ.ManagedObject, error) {
	condition, args := in("state", 5, f.States)
	return s.table().all(ctx, s.t, "Page", `
		WHERE ($1 = '' OR id < $1) AND ($2 = '' OR connection_id = $2) AND ($3 = '' OR id IN (SELECT object_id FROM tables WHERE owner_id = $3))
		AND `+condition+` ORDER BY id DESC LIMIT $4`, append([]any{before, f.Connection, f.Owner, limit}, args...)...)
}

func (s objects) Touch(ctx context.Context, at int64, ids ...writ.ObjectID) error {
	if len(ids) == 0 {
		return nil
	}
	condition, args := in("id", 2, ids)
	_, err := s.t.exec(ctx, "store.objects.Touch", "UPDATE objects SET used_at = $1 WHERE (used_at IS NULL OR used_at < $1) AND "+condition,
		append([]any{at}, args...)...)
	return err
}
