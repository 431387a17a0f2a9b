package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// grants implements store.Grants.
type grants struct{ t *tx }

// table begins with what never changes, and goes on with what else Each reads.
func (grants) table() table[writ.Grant] {
	return table[writ.Grant]{
		name: "grants", noun: "grant", taken: "They have a grant on this already; change its level.",
		columns: []string{"id", "file_id", "member_id", "team_id", "created_by", "created_at", "level", "version", "updated_by", "updated_at"},
		fixed:   6,
		fields: func(g *writ.Grant) []any {
			return []any{&g.ID, &g.File, optional[writ.MemberID]{&g.Grantee.Member}, optional[writ.TeamID]{&g.Grantee.Team},
				optional[writ.MemberID]{&g.CreatedBy}, instant{&g.CreatedAt}, &g.Level, &g.Version,
				optional[writ.MemberID]{&g.UpdatedBy}, instant{&g.UpdatedAt}}
		},
	}
}

func (s grants) Insert(ctx context.Context, g *writ.Grant) error {
	return changed(s.t, writ.FactGrant, g.ID, s.table().insert(ctx, s.t, g))
}

func (s grants) Update(ctx context.Context, g *writ.Grant) error {
	return changed(s.t, writ.FactGrant, g.ID, s.table().update(ctx, s.t, g, &g.Version))
}

func (s grants) Delete(ctx context.Context, id writ.GrantID) error {
	return changed(s.t, writ.FactGrant, id, s.table().delete(ctx, s.t, id))
}

// drop removes the grants with a value in a column.
func (s grants) drop(ctx context.Context, op, column, value string) error {
	list, err := s.table().all(ctx, s.t, "Delete", "WHERE "+column+" = $1", value)
	if err != nil {
		return err
	}
	_, err = s.t.exec(ctx, op, "DELETE FROM grants WHERE "+column+" = $1", value)
	for _, g := range list {
		err = changed(s.t, writ.FactGrant, g.ID, err)
	}
	return err
}

func (s grants) Get(ctx context.Context, id writ.GrantID) (*writ.Grant, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s grants) ByFile(ctx context.Context, id writ.FileID) ([]*writ.Grant, error) {
	return s.table().all(ctx, s.t, "ByFile", "WHERE file_id = $1 ORDER BY id", id)
}

func (s grants) ByGrantee(ctx context.Context, g writ.Grantee) ([]*writ.Grant, error) {
	switch {
	case g.Member != "":
		return s.table().all(ctx, s.t, "ByGrantee", "WHERE member_id = $1 ORDER BY id", g.Member)
	case g.Team != "":
		return s.table().all(ctx, s.t, "ByGrantee", "WHERE team_id = $1 ORDER BY id", g.Team)
	}
	return s.table().all(ctx, s.t, "ByGrantee", "WHERE member_id IS NULL AND team_id IS NULL ORDER BY id")
}

func (s grants) Each(ctx context.Context, fn func(*writ.Grant) error) error {
	return s.table().first(7).each(ctx, s.t, fn)
}
