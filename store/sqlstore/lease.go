package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/writ-dev/writ"
)

// leases implements store.Leases. Every statement asks the engine's clock itself:
// one that had to wait for another transaction must not go by the time before.
type leases struct{ t *tx }

func (leases) table() table[writ.Lease] {
	return table[writ.Lease]{
		name: "leases", noun: "lease", columns: []string{"name", "node_id", "term", "lease_until"},
		fields: func(l *writ.Lease) []any { return []any{&l.Name, &l.Node, &l.Term, instant{&l.Until}} },
	}
}

func (s leases) Take(ctx context.Context, name string, node writ.NodeID, d time.Duration) (*writ.Lease, error) {
	l, err := s.give(ctx, "Take", `
		INSERT INTO leases (name, node_id, term, lease_until) VALUES ($1, $2, 1, `+s.t.clock()+` + $3)
		ON CONFLICT (name) DO UPDATE SET node_id = excluded.node_id, term = leases.term + 1, lease_until = excluded.lease_until
		WHERE leases.node_id = excluded.node_id OR leases.lease_until <= excluded.lease_until - $3`, name, node, d.Microseconds())
	if l != nil || err != nil {
		return l, err
	}
	if l, err = s.Get(ctx, name); err != nil {
		return nil, err
	}
	return l, writ.Errorf(writ.CodeConflict, s.table().op("Take"), "Another server has the lease.")
}

func (s leases) Renew(ctx context.Context, l *writ.Lease, d time.Duration) (*writ.Lease, error) {
	return s.own(ctx, "Renew", l, "lease_until = "+s.t.clock()+" + $4", d.Microseconds())
}

func (s leases) Raise(ctx context.Context, l *writ.Lease, above int64, d time.Duration) (*writ.Lease, error) {
	return s.own(ctx, "Raise", l, "term = CASE WHEN term < $5 THEN $5 ELSE term END + 1, lease_until = "+s.t.clock()+" + $4", d.Microseconds(), above)
}

// mine holds for a lease that its holder still has.
func (s leases) mine() string {
	return " WHERE name = $1 AND node_id = $2 AND term = $3 AND lease_until > " + s.t.clock()
}

// own changes a lease that is still its holder's.
func (s leases) own(ctx context.Context, method string, l *writ.Lease, assignment string, args ...any) (*writ.Lease, error) {
	now, err := s.give(ctx, method, "UPDATE leases SET "+assignment+s.mine(), append([]any{l.Name, l.Node, l.Term}, args...)...)
	if err == nil && now == nil {
		err = writ.Errorf(writ.CodeStale, s.table().op(method), "The lease has run out, or another server has it.")
	}
	return now, err
}

// give runs a statement that changes one lease and returns it as it is then, nil if
// none was changed.
func (s leases) give(ctx context.Context, method, query string, args ...any) (*writ.Lease, error) {
	l := new(writ.Lease)
	err := s.t.q.QueryRowContext(ctx, query+" RETURNING name, node_id, term, lease_until", args...).Scan(s.table().fields(l)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, s.t.s.failed(s.table().op(method), err)
	}
	return l, nil
}

func (s leases) Release(ctx context.Context, l *writ.Lease) error {
	_, err := s.t.exec(ctx, s.table().op("Release"), "UPDATE leases SET lease_until = "+s.t.clock()+s.mine(), l.Name, l.Node, l.Term)
	return err
}

func (s leases) Abandon(ctx context.Context) error {
	_, err := s.t.exec(ctx, s.table().op("Abandon"), "UPDATE leases SET lease_until = 0")
	return err
}

func (s leases) Holder(ctx context.Context, name string) (*writ.Lease, error) {
	return s.table().one(ctx, s.t, "Holder", "WHERE name = $1 AND lease_until > "+s.t.clock(), name)
}

func (s leases) Get(ctx context.Context, name string) (*writ.Lease, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE name = $1", name)
}
