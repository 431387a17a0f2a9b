package sqlstore

import (
	"cmp"
	"context"
	"slices"

	"github.com/writ-dev/writ"
)

// dataGrants implements store.DataGrants. Those of teams are in a table of their
// own.
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

func (s dataGrants) ofTeams() table[writ.DataGrant] {
	b := s.table()
	b.name, b.columns = "team_data_grants", slices.Clone(b.columns)
	b.columns[3] = "team_id"
	ofMembers := b.fields
	b.fields = func(g *writ.DataGrant) []any {
		fields := ofMembers(g)
		fields[3] = &g.Grantee.Team
		return fields
	}
	return b
}

func (s dataGrants) Insert(ctx context.Context, g *writ.DataGrant) error {
	if g.Grantee.Team != "" {
		return s.ofTeams().insert(ctx, s.t, g)
	}
	return s.table().insert(ctx, s.t, g)
}

// either does it to the grants of members and, if what is looked for is not among
// them, to those of teams.
func (s dataGrants) either(do func(table[writ.DataGrant]) error) error {
	err := do(s.table())
	if writ.CodeOf(err) == writ.CodeNotFound {
		return do(s.ofTeams())
	}
	return err
}

func (s dataGrants) Get(ctx context.Context, id writ.DataGrantID) (g *writ.DataGrant, err error) {
	err = s.either(func(b table[writ.DataGrant]) (err error) {
		g, err = b.one(ctx, s.t, "Get", "WHERE id = $1", id)
		return err
	})
	return g, err
}

func (s dataGrants) SetLevel(ctx context.Context, id writ.DataGrantID, level writ.DataLevel) error {
	return s.either(func(b table[writ.DataGrant]) error {
		return b.set(ctx, s.t, "SetLevel", "level = $2 WHERE id = $1", id, level)
	})
}

func (s dataGrants) Delete(ctx context.Context, id writ.DataGrantID) error {
	return s.either(func(b table[writ.DataGrant]) error { return b.delete(ctx, s.t, id) })
}

func (s dataGrants) ListByConnection(ctx context.Context, c writ.ConnectionID) ([]*writ.DataGrant, error) {
	const tail = "WHERE connection_id = $1"
	return s.both(ctx, "ListByConnection", tail, tail, c)
}

func (s dataGrants) ListByMember(ctx context.Context, m writ.MemberID) ([]*writ.DataGrant, error) {
	return s.both(ctx, "ListByMember", "WHERE member_id = $1 OR member_id IS NULL",
		"WHERE team_id IN (SELECT team_id FROM team_members WHERE member_id = $1)", m)
}

// both joins what the tails of queries find in the two tables, in the order in
// which it was made.
func (s dataGrants) both(ctx context.Context, method, ofMembers, ofTeams string, arg any) ([]*writ.DataGrant, error) {
	list, err := s.table().all(ctx, s.t, method, ofMembers, arg)
	if err != nil {
		return nil, err
	}
	more, err := s.ofTeams().all(ctx, s.t, method, ofTeams, arg)
	if err != nil {
		return nil, err
	}
	list = append(list, more...)
	slices.SortFunc(list, func(a, b *writ.DataGrant) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}
