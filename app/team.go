package app

import (
	"context"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// TeamView is a team as the actor sees it. Members come in the order they were
// added; Rights are the actor's.
type TeamView struct {
	writ.Team
	Members []writ.TeamMember
	Rights  []access.TeamRight
}

// in returns the place of a member in the team, nil for somebody outside.
func (v *TeamView) in(id writ.MemberID) *writ.TeamMember {
	i := slices.IndexFunc(v.Members, func(m writ.TeamMember) bool { return m.Member == id })
	if i < 0 {
		return nil
	}
	return &v.Members[i]
}

// Has tells whether a member is in the team, and as a team admin.
func (v *TeamView) Has(id writ.MemberID) (in, admin bool) {
	m := v.in(id)
	return m != nil, m != nil && m.Admin
}

// viewTeam makes what the actor sees of a team.
func viewTeam(actor Actor, t *writ.Team, members []writ.TeamMember) *TeamView {
	v := &TeamView{Team: *t, Members: members}
	for _, right := range []access.TeamRight{access.SeeTeam, access.ManageTeam, access.GovernTeam} {
		if access.Team(actor.Member, t, members, right).Allow {
			v.Rights = append(v.Rights, right)
		}
	}
	return v
}

// team loads a team that the actor may see, and asks for a right on it.
func (a *App) team(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.TeamID, right access.TeamRight) (*TeamView, error) {
	t, err := tx.Teams.Get(ctx, id)
	if err != nil {
		return nil, sameAbsence(op, "team", err)
	}
	members, err := tx.Teams.Members(ctx, id)
	if err != nil {
		return nil, err
	}
	v := viewTeam(actor, t, members)
	if len(v.Rights) == 0 {
		return nil, notFound(op, "team")
	}
	return v, a.heed(ctx, op, actor, access.Team(actor.Member, t, members, right))
}

// TeamFilter narrows a list of teams; its zero value takes all. Name and
// Description are parts of these, whatever the case.
type TeamFilter struct {
	Name        string
	Description string
	Public      *bool
	Of          writ.MemberID // only the teams of this member
}

func (f TeamFilter) takes(v *TeamView) bool {
	part := func(text, part string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(part)) }
	in, _ := v.Has(f.Of)
	return part(v.Name, f.Name) && part(v.Description, f.Description) && (f.Public == nil || *f.Public == v.Public) && (f.Of == "" || in)
}

// Teams lists the teams that the actor may see, by name.
func (a *App) Teams(ctx context.Context, actor Actor, f TeamFilter) (views []*TeamView, err error) {
	if err := a.ask(ctx, "app.Teams", actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		views, err = visibleTeams(ctx, tx, actor, f)
		return err
	})
	return views, err
}

func visibleTeams(ctx context.Context, tx store.Tx, actor Actor, f TeamFilter) (views []*TeamView, err error) {
	teams, err := tx.Teams.List(ctx)
	if err != nil {
		return nil, err
	}
	members := map[writ.TeamID][]writ.TeamMember{}
	err = tx.Teams.EachMember(ctx, func(m writ.TeamMember) error {
		members[m.Team] = append(members[m.Team], m)
		return nil
	})
	for _, t := range teams {
		if v := viewTeam(actor, t, members[t.ID]); len(v.Rights) > 0 && f.takes(v) {
			views = append(views, v)
		}
	}
	return views, err
}

// Team returns one team that the actor may see.
func (a *App) Team(ctx context.Context, actor Actor, id writ.TeamID) (v *TeamView, err error) {
	const op = "app.Team"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		v, err = a.team(ctx, op, tx, actor, id, access.SeeTeam)
		return err
	})
	return v, err
}

// TeamDraft is a team to be made. With Workspace it gets one of its own name, where
// its members Can contribute.
type TeamDraft struct {
	Name        string
	Description string
	Public      bool
	Members     []writ.MemberID
	Workspace   bool
}

// TeamPatch changes what is not nil. Version is the one that the change was built
// on, 0 for whichever there is.
type TeamPatch struct {
	Name        *string
	Description *string
	Public      *bool
	Version     int64
}

// applyTeam puts the changes of patch into t.
func applyTeam(op string, t *writ.Team, patch TeamPatch) (err error) {
	if patch.Name != nil {
		if t.Name, err = requiredName(op, *patch.Name); err != nil {
			return err
		}
	}
	if patch.Description != nil {
		if err := checkFileDescription(op, *patch.Description); err != nil {
			return err
		}
		t.Description = *patch.Description
	}
	if patch.Public != nil {
		t.Public = *patch.Public
	}
	return nil
}

// CreateTeam makes a team; workspace is the id of its workspace, "" without one.
func (a *App) CreateTeam(ctx context.Context, actor Actor, draft TeamDraft) (v *TeamView, workspace writ.FileID, err error) {
	const op = "app.CreateTeam"
	if err := a.ask(ctx, op, actor, access.ManageTeams); err != nil {
		return nil, "", err
	}
	if draft.Workspace {
		if err := a.ask(ctx, op, actor, access.CreateWorkspaces); err != nil {
			return nil, "", err
		}
	}
	now := a.clock()
	t := &writ.Team{ID: writ.NewID[writ.TeamID](), Version: 1, CreatedBy: actor.Member.ID, CreatedAt: now, UpdatedAt: now}
	if err := applyTeam(op, t, TeamPatch{Name: &draft.Name, Description: &draft.Description, Public: &draft.Public}); err != nil {
		return nil, "", err
	}
	on := &subject{noun: "team", id: string(t.ID), details: []any{"name", t.Name, "members", draft.Members}}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if err := tx.Teams.Insert(ctx, t); err != nil {
			return err
		}
		v = &TeamView{Team: *t}
		if err := a.enrol(ctx, op, tx, actor, v, "members", draft.Members); err != nil {
			return err
		}
		if draft.Workspace {
			if workspace, err = a.teamWorkspace(ctx, tx, actor, t); err != nil {
				return err
			}
		}
		return tellTeam(ctx, tx, draft.Members...)
	})
	if err != nil {
		return nil, "", err
	}
	return viewTeam(actor, t, v.Members), workspace, nil
}

// teamWorkspace makes a workspace where a team Can contribute.
func (a *App) teamWorkspace(ctx context.Context, tx store.Tx, actor Actor, t *writ.Team) (writ.FileID, error) {
	f := a.newFile(actor, FileDraft{Kind: writ.KindWorkspace, Name: t.Name})
	if err := a.insertFile(ctx, tx, f, nil); err != nil {
		return "", err
	}
	return f.ID, tx.Grants.Insert(ctx, &writ.Grant{
		ID: writ.NewID[writ.GrantID](), File: f.ID, Grantee: writ.Grantee{Team: t.ID}, Level: writ.LevelContribute,
		Version: 1, CreatedBy: actor.Member.ID, UpdatedBy: actor.Member.ID, CreatedAt: f.CreatedAt, UpdatedAt: f.CreatedAt,
	})
}

// tellTeam says that teams, or who is in them, are others, and that other things
// reach the members.
func tellTeam(ctx context.Context, tx store.Tx, members ...writ.MemberID) error {
	for _, m := range members {
		if err := tell(ctx, tx, writ.MemberTopic(m), eventTeams); err != nil {
			return err
		}
	}
	return tell(ctx, tx, writ.TopicTeams, eventChanged)
}

// UpdateTeam renames or describes a team, or shows or hides it.
func (a *App) UpdateTeam(ctx context.Context, actor Actor, id writ.TeamID, patch TeamPatch) (v *TeamView, err error) {
	const op = "app.UpdateTeam"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	on := &subject{noun: "team", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if v, err = a.team(ctx, op, tx, actor, id, access.GovernTeam); err != nil {
			return err
		}
		if patch.Version != 0 && patch.Version != v.Version {
			return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the team %s meanwhile.", v.Name).WithHint("Look at it again.")
		}
		on.details = []any{"was", v.Name}
		if err := applyTeam(op, &v.Team, patch); err != nil {
			return err
		}
		on.details = append(on.details, "name", v.Name, "public", v.Public)
		v.UpdatedAt = a.clock()
		if err := tx.Teams.Update(ctx, &v.Team); err != nil {
			return err
		}
		return tellTeam(ctx, tx)
	})
	return v, err
}
