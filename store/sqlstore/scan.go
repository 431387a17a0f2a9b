package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// scans implements store.Scans.
type scans struct{ t *tx }

func (scans) table() table[writ.Scan] {
	return table[writ.Scan]{
		name: "scans", noun: "scan", columns: []string{"connection_id", "at", "objects", "strangers", "problem"},
		fields: func(s *writ.Scan) []any {
			return []any{&s.Connection, instant{&s.At}, &s.Objects, document[[]writ.Stranger]{&s.Strangers}, document[*writ.Problem]{&s.Problem}}
		},
	}
}

func (s scans) Put(ctx context.Context, v *writ.Scan) error {
	if _, err := s.t.exec(ctx, "store.scans.Put", "DELETE FROM scans WHERE connection_id = $1", v.Connection); err != nil {
		return err
	}
	return s.table().insert(ctx, s.t, v)
}

func (s scans) Get(ctx context.Context, c writ.ConnectionID) (*writ.Scan, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE connection_id = $1", c)
}

func (s scans) List(ctx context.Context) ([]*writ.Scan, error) {
	return s.table().all(ctx, s.t, "List", "ORDER BY connection_id")
}
