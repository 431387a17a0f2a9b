package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// requests implements store.Requests.
type requests struct{ t *tx }

func (requests) table() table[writ.AccessRequest] {
	return table[writ.AccessRequest]{
		name: "access_requests", noun: "access request", taken: "The member has asked for access already.",
		columns: []string{"id", "file_id", "member_id", "message", "created_at", "state", "level", "decided_by", "version", "decided_at"},
		fixed:   5,
		fields: func(r *writ.AccessRequest) []any {
			return []any{&r.ID, &r.File, &r.Member, &r.Message, instant{&r.CreatedAt}, &r.State, &r.Level,
				optional[writ.MemberID]{&r.DecidedBy}, &r.Version, instant{&r.DecidedAt}}
		},
	}
}

func (s requests) Insert(ctx context.Context, r *writ.AccessRequest) error {
	return s.table().insert(ctx, s.t, r)
}

func (s requests) Update(ctx context.Context, r *writ.AccessRequest) error {
	return s.table().update(ctx, s.t, r, &r.Version)
}

func (s requests) Get(ctx context.Context, id writ.RequestID) (*writ.AccessRequest, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s requests) Open(ctx context.Context, m writ.MemberID, f writ.FileID) (*writ.AccessRequest, error) {
	return s.table().one(ctx, s.t, "Open", "WHERE file_id = $1 AND member_id = $2 AND state = 'open'", f, m)
}

func (s requests) ByMember(ctx context.Context, m writ.MemberID, before writ.RequestID, limit int) ([]*writ.AccessRequest, error) {
	if before == "" {
		return s.table().all(ctx, s.t, "ByMember", "WHERE member_id = $1 ORDER BY id DESC LIMIT $2", m, limit)
	}
	return s.table().all(ctx, s.t, "ByMember", "WHERE member_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3", m, before, limit)
}

func (s requests) Waiting(ctx context.Context, after writ.RequestID, limit int) ([]*writ.AccessRequest, error) {
	return s.table().all(ctx, s.t, "Waiting",
		"WHERE state = 'open' AND id > $1 AND EXISTS (SELECT 1 FROM files WHERE files.id = access_requests.file_id) ORDER BY id LIMIT $2", after, limit)
}

func (s requests) OpenOf(ctx context.Context, m writ.MemberID) (int, error) {
	return s.t.count(ctx, "store.access_requests.OpenOf", "SELECT count(*) FROM access_requests WHERE member_id = $1 AND state = 'open'", m)
}
