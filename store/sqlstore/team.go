package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// teams implements store.Teams.
type teams struct{ t *tx }

func (teams) table() table[writ.Team] {
	return table[writ.Team]{
		name: "teams", noun: "team", taken: "Another team has this name.",
		columns: []string{"id", "created_by", "created_at", "name", "folded", "description", "public", "version", "updated_at"},
		fixed:   3,
		fields: func(t *writ.Team) []any {
			return []any{&t.ID, optional[writ.MemberID]{&t.CreatedBy}, instant{&t.CreatedAt}, &t.Name, folded[string]{&t.Name},
				&t.Description, flag{&t.Public}, &t.Version, instant{&t.UpdatedAt}}
		},
	}
}

func (teams) members() table[writ.TeamMember] {
	return table[writ.TeamMember]{
		name: "team_members", noun: "member of the team",
		columns: []string{"team_id", "member_id", "admin", "added_by", "added_at"},
		fields: func(m *writ.TeamMember) []any {
			return []any{&m.Team, &m.Member, flag{&m.Admin}, optional[writ.MemberID]{&m.AddedBy}, instant{&m.AddedAt}}
		},
	}
}

func (s teams) Insert(ctx context.Context, t *writ.Team) error {
	return changed(s.t, writ.FactTeam, t.ID, s.table().insert(ctx, s.t, t))
}

func (s teams) Update(ctx context.Context, t *writ.Team) error {
	return changed(s.t, writ.FactTeam, t.ID, s.table().update(ctx, s.t, t, &t.Version))
}

func (s teams) Delete(ctx context.Context, id writ.TeamID) error {
	const op = "store.teams.Delete"
	if err := grants(s).drop(ctx, op, "team_id", string(id)); err != nil {
		return err
	}
	for _, name := range []string{"team_data_grants", "team_members"} {
		if _, err := s.t.exec(ctx, op, "DELETE FROM "+name+" WHERE team_id = $1", id); err != nil {
			return err
		}
	}
	return changed(s.t, writ.FactTeam, id, s.table().delete(ctx, s.t, id))
}

func (s teams) Get(ctx context.Context, id writ.TeamID) (*writ.Team, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s teams) List(ctx context.Context) ([]*writ.Team, error) {
	return s.table().all(ctx, s.t, "List", "ORDER BY folded")
}

func (s teams) Members(ctx context.Context, id writ.TeamID) ([]writ.TeamMember, error) {
	found, err := s.members().all(ctx, s.t, "Members", "WHERE team_id = $1 ORDER BY added_at, member_id", id)
	var list []writ.TeamMember
	for _, m := range found {
		list = append(list, *m)
	}
	return list, err
}

func (s teams) Of(ctx context.Context, m writ.MemberID) ([]*writ.Team, error) {
	return s.table().all(ctx, s.t, "Of", "WHERE id IN (SELECT team_id FROM team_members WHERE member_id = $1) ORDER BY folded", m)
}

func (s teams) Put(ctx context.Context, m writ.TeamMember) error {
	_, err := s.t.exec(ctx, "store.teams.Put", `
		INSERT INTO team_members (team_id, member_id, admin, added_by, added_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (team_id, member_id) DO UPDATE SET admin = excluded.admin`, s.members().fields(&m)...)
	return changed(s.t, writ.FactTeam, m.Team, err)
}

func (s teams) Remove(ctx context.Context, t writ.TeamID, m writ.MemberID) error {
	n, err := s.t.exec(ctx, "store.teams.Remove", "DELETE FROM team_members WHERE team_id = $1 AND member_id = $2", t, m)
	if err == nil && n == 0 {
		err = s.members().notFound("Remove")
	}
	return changed(s.t, writ.FactTeam, t, err)
}

func (s teams) EachMember(ctx context.Context, fn func(writ.TeamMember) error) error {
	return s.members().each(ctx, s.t, func(m *writ.TeamMember) error { return fn(*m) })
}
