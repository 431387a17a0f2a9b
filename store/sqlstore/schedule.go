package sqlstore

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
)

// schedules implements store.Schedules.
type schedules struct{ t *tx }

func (schedules) table() table[writ.Schedule] {
	return table[writ.Schedule]{
		name: "schedules", noun: "schedule", taken: "There is a schedule for this already.",
		columns: []string{"id", "kind", "key", "connection_id", "owner_id", "args", "cron", "zone", "paused", "next_at", "last_at",
			"created_at", "updated_at"},
		fields: func(s *writ.Schedule) []any {
			return []any{&s.ID, &s.Kind, &s.Key, optional[writ.ConnectionID]{&s.Connection}, optional[writ.MemberID]{&s.Owner},
				raw{&s.Args}, &s.Cron, &s.Zone, flag{&s.Paused}, instant{&s.NextAt}, instant{&s.LastAt}, instant{&s.CreatedAt},
				instant{&s.UpdatedAt}}
		},
	}
}

func (s schedules) Put(ctx context.Context, v *writ.Schedule) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	v.UpdatedAt = time.UnixMicro(now).UTC()
	old, err := s.ByKey(ctx, v.Kind, v.Key)
	if writ.CodeOf(err) == writ.CodeNotFound {
		v.CreatedAt = v.UpdatedAt
		return s.table().insert(ctx, s.t, v)
	}
	if err != nil {
		return err
	}
	v.ID, v.CreatedAt, v.LastAt = old.ID, old.CreatedAt, old.LastAt
	if old.Cron == v.Cron && old.Zone == v.Zone {
		v.NextAt = old.NextAt
	}
	return s.table().set(ctx, s.t, "Put",
		"connection_id = $2, owner_id = $3, args = $4, cron = $5, zone = $6, paused = $7, next_at = $8, updated_at = $9 WHERE id = $1",
		v.ID, optional[writ.ConnectionID]{&v.Connection}, optional[writ.MemberID]{&v.Owner}, raw{&v.Args}, v.Cron, v.Zone,
		flag{&v.Paused}, instant{&v.NextAt}, instant{&v.UpdatedAt})
}

func (s schedules) ByKey(ctx context.Context, kind, key string) (*writ.Schedule, error) {
	return s.table().one(ctx, s.t, "ByKey", "WHERE kind = $1 AND key = $2", kind, key)
}

func (s schedules) Due(ctx context.Context, limit int) ([]*writ.Schedule, error) {
	now, err := s.t.now(ctx)
	if err != nil {
		return nil, err
	}
	return s.table().all(ctx, s.t, "Due", "WHERE paused = 0 AND next_at <= $1 ORDER BY next_at, id LIMIT $2", now, limit)
}

func (s schedules) Advance(ctx context.Context, v *writ.Schedule, last, next int64) error {
	n, err := s.t.exec(ctx, "store.schedules.Advance", "UPDATE schedules SET last_at = $3, next_at = $4 WHERE id = $1 AND next_at = $2",
		v.ID, instant{&v.NextAt}, last, next)
	if err == nil && n == 0 {
		err = writ.Errorf(writ.CodeStale, "store.schedules.Advance", "Another server has run this schedule already.")
	}
	return err
}

func (s schedules) List(ctx context.Context) ([]*writ.Schedule, error) {
	return s.table().all(ctx, s.t, "List", "ORDER BY id")
}

func (s schedules) Delete(ctx context.Context, id writ.ScheduleID) error {
	return s.table().delete(ctx, s.t, id)
}
