package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// tables implements store.Tables.
type tables struct{ t *tx }

func (tables) table() table[writ.Table] {
	return table[writ.Table]{
		name: "tables", noun: "table", taken: "The object belongs to a table already.",
		columns: []string{"id", "name", "document_id", "owner_id", "connection_id", "object_id", "path", "columns", "row_count",
			"certificate", "current", "version", "created_at", "updated_at"},
		fields: func(t *writ.Table) []any {
			return []any{&t.ID, &t.Name, optional[writ.FileID]{&t.Document}, &t.Owner, &t.Connection, &t.Object, document[writ.Path]{&t.Path},
				document[[]writ.TableColumn]{&t.Columns}, &t.Rows, raw{&t.Certificate}, &t.Current, &t.Version,
				instant{&t.CreatedAt}, instant{&t.UpdatedAt}}
		},
	}
}

func (s tables) Insert(ctx context.Context, t *writ.Table) error {
	return s.table().insert(ctx, s.t, t)
}

func (s tables) Update(ctx context.Context, t *writ.Table) error {
	return s.table().update(ctx, s.t, t, &t.Version)
}

func (s tables) Get(ctx context.Context, id writ.TableID) (*writ.Table, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s tables) ByObject(ctx context.Context, id writ.ObjectID) (*writ.Table, error) {
	return s.table().one(ctx, s.t, "ByObject", "WHERE object_id = $1", id)
}

func (s tables) List(ctx context.Context, after writ.TableID, limit int) ([]*writ.Table, error) {
	if after == "" {
		return s.table().all(ctx, s.t, "List", "ORDER BY id DESC LIMIT $1", limit)
	}
	return s.table().all(ctx, s.t, "List", "WHERE id < $1 ORDER BY id DESC LIMIT $2", after, limit)
}

func (s tables) ListByConnection(ctx context.Context, c writ.ConnectionID) ([]*writ.Table, error) {
	return s.table().all(ctx, s.t, "ListByConnection", "WHERE connection_id = $1 ORDER BY id", c)
}

func (s tables) ListByDocument(ctx context.Context, id writ.FileID) ([]*writ.Table, error) {
	if id == "" {
		return s.table().all(ctx, s.t, "ListByDocument", "WHERE document_id IS NULL ORDER BY id")
	}
	return s.table().all(ctx, s.t, "ListByDocument", "WHERE document_id = $1 ORDER BY id", id)
}

func (s tables) Delete(ctx context.Context, id writ.TableID) error {
	if _, err := s.t.exec(ctx, "store.tables.Delete", "DELETE FROM table_versions WHERE table_id = $1", id); err != nil {
		return err
	}
	return s.table().delete(ctx, s.t, id)
}
