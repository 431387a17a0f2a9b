package sqlstore

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
)

// nodes implements store.Nodes.
type nodes struct{ t *tx }

func (nodes) table() table[writ.Node] {
	return table[writ.Node]{
		name: "nodes", noun: "node",
		columns: []string{"id", "name", "version", "address", "started_at", "seen_at"},
		fields: func(n *writ.Node) []any {
			return []any{&n.ID, &n.Name, &n.Version, &n.Address, instant{&n.StartedAt}, instant{&n.SeenAt}}
		},
	}
}

func (s nodes) Beat(ctx context.Context, n *writ.Node) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	n.SeenAt = time.UnixMicro(now).UTC()
	_, err = s.t.exec(ctx, "store.nodes.Beat", `
		INSERT INTO nodes (id, name, version, address, started_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
		n.ID, n.Name, n.Version, n.Address, instant{&n.StartedAt}, instant{&n.SeenAt})
	return err
}

func (s nodes) List(ctx context.Context, age time.Duration) ([]*writ.Node, error) {
	now, err := s.t.now(ctx)
	if err != nil {
		return nil, err
	}
	return s.table().all(ctx, s.t, "List", "WHERE seen_at >= $1 ORDER BY started_at, id", now-age.Microseconds())
}

func (s nodes) Delete(ctx context.Context, id writ.NodeID) error {
	_, err := s.t.exec(ctx, "store.nodes.Delete", "DELETE FROM nodes WHERE id = $1", id)
	return err
}

func (s nodes) DeleteBefore(ctx context.Context, age time.Duration) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	_, err = s.t.exec(ctx, "store.nodes.DeleteBefore", "DELETE FROM nodes WHERE seen_at < $1", now-age.Microseconds())
	return err
}
