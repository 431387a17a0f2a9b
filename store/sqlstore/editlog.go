package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// editLogs implements store.EditLogs.
type editLogs struct{ t *tx }

func (editLogs) table() table[writ.EditLog] {
	return table[writ.EditLog]{
		name: "edit_logs", noun: "edit log", taken: "The connection has an edit log already.",
		columns: []string{"connection_id", "destination_id", "object_id", "path", "problem", "created_at"},
		fields: func(l *writ.EditLog) []any {
			return []any{&l.Connection, &l.Destination, &l.Object, document[writ.Path]{&l.Path}, document[*writ.Problem]{&l.Problem}, instant{&l.CreatedAt}}
		},
	}
}

func (s editLogs) Insert(ctx context.Context, l *writ.EditLog) error {
	return s.table().insert(ctx, s.t, l)
}

func (s editLogs) Update(ctx context.Context, l *writ.EditLog) error {
	return s.table().set(ctx, s.t, "Update", "destination_id = $2, object_id = $3, path = $4, problem = $5 WHERE connection_id = $1",
		s.table().fields(l)[:5]...)
}

func (s editLogs) Get(ctx context.Context, c writ.ConnectionID) (*writ.EditLog, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE connection_id = $1", c)
}

func (s editLogs) List(ctx context.Context) ([]*writ.EditLog, error) {
	return s.table().all(ctx, s.t, "List", "ORDER BY connection_id")
}
