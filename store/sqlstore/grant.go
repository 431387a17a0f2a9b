package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// dataGrants implements store.DataGrants.
type dataGrants struct{ t *tx }

func (dataGrants) table() table[writ.DataGrant] {
	return table[writ.DataGrant]{
		name: "data_grants", noun: "grant", taken: "There is a grant for them on this already; change its level.",
		columns: []string{"id", "connection_id", "path", "member_id", "level", "created_by", "created_at"},
		fields: func(g *writ.DataGrant) []any {
			return []any{&g.ID, &g.Connection, pathText{&g.Path}, optional[writ.MemberID]{&g.Grantee.Member}, &g.Level,
				optional[writ.MemberID]{&g.CreatedBy}, instant{&g.CreatedAt}}
		},
	}
}

func (s dataGrants) Insert(ctx context.Context, g *writ.DataGrant) error {
	return s.table().insert(ctx, s.t, g)
}

func (s dataGrants) Get(ctx context.Context, id writ.DataGrantID) (*writ.DataGrant, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s dataGrants) SetLevel(ctx context.Context, id writ.DataGrantID, level writ.DataLevel) error {
	return s.table().set(ctx, s.t, "SetLevel", "level = $2 WHERE id = $1", id, level)
}

func (s dataGrants) Delete(ctx context.Context, id writ.DataGrantID) error {
	return s.table().delete(ctx, s.t, id)
}

func (s dataGrants) ListByConnection(ctx context.Context, c writ.ConnectionID) ([]*writ.DataGrant, error) {
	return s.table().all(ctx, s.t, "ListByConnection", "WHERE connection_id = $1 ORDER BY id", c)
}

func (s dataGrants) ListByMember(ctx context.Context, m writ.MemberID) ([]*writ.DataGrant, error) {
	return s.table().all(ctx, s.t, "ListByMember", "WHERE member_id = $1 OR member_id IS NULL ORDER BY id", m)
}
