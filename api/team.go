package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// Team is a named group of members, as Sigma's API spells it.
type Team struct {
	TeamID      writ.TeamID        `json:"teamId"`
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Visibility  string             `json:"visibility" enum:"public,private" doc:"A private team is seen by its members and by those who manage teams"`
	IsArchived  bool               `json:"isArchived" doc:"Never: a team is deleted for good"`
	MemberCount int                `json:"memberCount"`
	IsMember    bool               `json:"isMember" doc:"You are in it"`
	IsTeamAdmin bool               `json:"isTeamAdmin" doc:"You are one of its team admins"`
	Rights      []access.TeamRight `json:"rights" enum:"see,manage,govern" doc:"What you may do with it: see it, change who is in it, rename or delete it"`
	Version     int64              `json:"version"`
	CreatedBy   writ.MemberID      `json:"createdBy"`
	CreatedAt   time.Time          `json:"createdAt"`
	UpdatedAt   time.Time          `json:"updatedAt"`
}

// TeamWithMembers is a team with the ids of who is in it.
type TeamWithMembers struct {
	Team
	Members []writ.MemberID `json:"members"`
}

// NewTeam is a team just made.
type NewTeam struct {
	TeamWithMembers
	WorkspaceID *writ.FileID `json:"workspaceId"`
}

// TeamDraft is what a team is made from.
type TeamDraft struct {
	Name             string          `json:"name" maxLength:"200"`
	Description      string          `json:"description,omitempty" maxLength:"2000"`
	Members          []writ.MemberID `json:"members,omitempty" maxItems:"1000"`
	CreateTeamFolder bool            `json:"createTeamFolder,omitempty" doc:"With a workspace of the team's name, where its members Can contribute"`
	Visibility       string          `json:"visibility,omitempty" enum:"public,private" default:"private"`
}

// TeamPatch changes what it holds and leaves the rest.
type TeamPatch struct {
	Name        *string `json:"name,omitempty" maxLength:"200"`
	Description *string `json:"description,omitempty" maxLength:"2000"`
	Visibility  *string `json:"visibility,omitempty" enum:"public,private"`
	Version     int64   `json:"version,omitempty" doc:"The version that the change was built on; absent for whichever there is"`
}

// TeamPath names a team.
type TeamPath struct {
	TeamID writ.TeamID `path:"teamId"`
}

// TeamSearch narrows a list of teams.
type TeamSearch struct {
	Paging
	Name        string `query:"name" maxLength:"200" doc:"Part of the name, whatever its case"`
	Description string `query:"description" maxLength:"200" doc:"Part of the description, whatever its case"`
	Visibility  string `query:"visibility" enum:"public,private"`
}

func (s *Server) teamRoutes() {
	const one = "/v2/teams/{teamId}"
	member(s, endpoint{id: "listTeams", route: "GET /v2/teams", summary: "List the teams you may see, by name"}, s.listTeams)
	member(s, endpoint{id: "listTeamsV21", route: "GET /v2.1/teams", summary: "List the teams you may see, by name"}, s.listTeams)
	member(s, endpoint{id: "createTeam", route: "POST /v2/teams", summary: "Make a team"}, s.createTeam)
	member(s, endpoint{id: "getTeam", route: "GET " + one, summary: "Get a team with the ids of its members"}, s.getTeam)
	member(s, endpoint{id: "updateTeam", route: "PATCH " + one, summary: "Rename or describe a team, show or hide it"}, s.updateTeam)
	member(s, endpoint{id: "deleteTeam", route: "DELETE " + one, summary: "Delete a team; one that was given anything only with withGrants"}, s.deleteTeam)
	member(s, endpoint{id: "getTeamMembers", route: "GET " + one + "/members", summary: "List who is in a team"}, s.listTeamMembers)
	member(s, endpoint{id: "updateTeamMembers", route: "PATCH " + one + "/members", summary: "Add members to a team, and take others out: all of it or nothing"}, s.updateTeamMembers)
	member(s, endpoint{id: "setTeamMember", route: "PUT " + one + "/members/{memberId}", summary: "Make a member a team admin or an ordinary member of a team; adds who is not in it"}, s.setTeamMember)
	member(s, endpoint{id: "listTeamCandidates", route: "GET " + one + "/candidates", summary: "List who can be added to a team"}, s.listTeamCandidates)
	member(s, endpoint{id: "listMemberTeams", route: "GET /v2/members/{memberId}/teams", summary: "List the teams of a member that you may see"}, s.listMemberTeams)
}

func (s *Server) listTeams(ctx context.Context, actor app.Actor, in *TeamSearch) (Page[Team], error) {
	f := app.TeamFilter{Name: in.Name, Description: in.Description}
	if in.Visibility != "" {
		f.Public = isPublic(&in.Visibility)
	}
	return s.pageOfTeams(ctx, actor, f, in.Paging)
}

func (s *Server) listMemberTeams(ctx context.Context, actor app.Actor, in *struct {
	MemberPath
	Paging
}) (Page[Team], error) {
	return s.pageOfTeams(ctx, actor, app.TeamFilter{Of: in.MemberID}, in.Paging)
}

func (s *Server) pageOfTeams(ctx context.Context, actor app.Actor, f app.TeamFilter, p Paging) (Page[Team], error) {
	list, err := s.app.Teams(ctx, actor, f)
	if err != nil {
		return Page[Team]{}, err
	}
	key := func(v *app.TeamView) string { return string(v.ID) }
	list, err = pageAfter(list, p.Page, key)
	return pageOf(list, p.Limit, key, func(v *app.TeamView) Team { return showTeam(actor, v) }), err
}

// isPublic reads a visibility; nil for none.
func isPublic(visibility *string) *bool {
	if visibility == nil {
		return nil
	}
	public := *visibility == "public"
	return &public
}

func (s *Server) createTeam(ctx context.Context, actor app.Actor, in *struct{ Body TeamDraft }) (NewTeam, error) {
	v, workspace, err := s.app.CreateTeam(ctx, actor, app.TeamDraft{
		Name: in.Body.Name, Description: in.Body.Description, Public: *isPublic(&in.Body.Visibility),
		Members: in.Body.Members, Workspace: in.Body.CreateTeamFolder,
	})
	if err != nil {
		return NewTeam{}, err
	}
	return NewTeam{TeamWithMembers: showTeamMembers(actor, v), WorkspaceID: optional(workspace)}, nil
}

func (s *Server) getTeam(ctx context.Context, actor app.Actor, in *TeamPath) (TeamWithMembers, error) {
	v, err := s.app.Team(ctx, actor, in.TeamID)
	if err != nil {
		return TeamWithMembers{}, err
	}
	return showTeamMembers(actor, v), nil
}

func (s *Server) updateTeam(ctx context.Context, actor app.Actor, in *struct {
	TeamPath
	Body TeamPatch
}) (Team, error) {
	v, err := s.app.UpdateTeam(ctx, actor, in.TeamID, app.TeamPatch{
		Name: in.Body.Name, Description: in.Body.Description, Public: isPublic(in.Body.Visibility), Version: in.Body.Version,
	})
	if err != nil {
		return Team{}, err
	}
	return showTeam(actor, v), nil
}

func (s *Server) deleteTeam(ctx context.Context, actor app.Actor, in *struct {
	TeamPath
	WithGrants bool `query:"withGrants" doc:"Also a team that was given something; its grants go with it"`
}) (Empty, error) {
	return Empty{}, s.app.DeleteTeam(ctx, actor, in.TeamID, in.WithGrants)
}

func showTeam(actor app.Actor, v *app.TeamView) Team {
	t := Team{
		TeamID: v.ID, Name: v.Name, Description: v.Description, Visibility: "private", MemberCount: len(v.Members),
		Rights: orEmpty(v.Rights), Version: v.Version, CreatedBy: v.CreatedBy, CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt,
	}
	if v.Public {
		t.Visibility = "public"
	}
	t.IsMember, t.IsTeamAdmin = v.Has(actor.Member.ID)
	return t
}

func showTeamMembers(actor app.Actor, v *app.TeamView) TeamWithMembers {
	t := TeamWithMembers{Team: showTeam(actor, v), Members: make([]writ.MemberID, len(v.Members))}
	for i, m := range v.Members {
		t.Members[i] = m.Member
	}
	return t
}

// TeamMember is somebody in a team.
type TeamMember struct {
	UserID      writ.MemberID  `json:"userId"`
	IsTeamAdmin bool           `json:"isTeamAdmin" doc:"May add and remove members"`
	AddedBy     *writ.MemberID `json:"addedBy"`
	AddedAt     time.Time      `json:"addedAt"`
	Member      Person         `json:"member"`
}

func (s *Server) listTeamMembers(ctx context.Context, actor app.Actor, in *struct {
	TeamPath
	Paging
}) (Page[TeamMember], error) {
	list, err := s.app.TeamMembers(ctx, actor, in.TeamID)
	if err != nil {
		return Page[TeamMember]{}, err
	}
	key := func(v app.TeamMemberView) string { return string(v.Member) }
	list, err = pageAfter(list, in.Page, key)
	return pageOf(list, in.Limit, key, showTeamMember), err
}

func showTeamMember(v app.TeamMemberView) TeamMember {
	return TeamMember{UserID: v.Member, IsTeamAdmin: v.Admin, AddedBy: optional(v.AddedBy), AddedAt: v.AddedAt, Member: personOf(v.Person)}
}

func (s *Server) updateTeamMembers(ctx context.Context, actor app.Actor, in *struct {
	TeamPath
	Body struct {
		Add    []writ.MemberID `json:"add,omitempty" maxItems:"1000" doc:"Deactivated members are refused"`
		Remove []writ.MemberID `json:"remove,omitempty" maxItems:"1000"`
	}
}) (Empty, error) {
	return Empty{}, s.app.ChangeTeamMembers(ctx, actor, in.TeamID, in.Body.Add, in.Body.Remove)
}

func (s *Server) setTeamMember(ctx context.Context, actor app.Actor, in *struct {
	TeamPath
	MemberPath
	Body struct {
		IsTeamAdmin bool `json:"isTeamAdmin"`
	}
}) (Empty, error) {
	return Empty{}, s.app.SetTeamAdmin(ctx, actor, in.TeamID, in.MemberID, in.Body.IsTeamAdmin)
}

func (s *Server) listTeamCandidates(ctx context.Context, actor app.Actor, in *struct {
	TeamPath
	Search string `query:"search" maxLength:"200" doc:"Part of a name or address, whatever its case"`
}) (Entries[Person], error) {
	list, err := s.app.TeamCandidates(ctx, actor, in.TeamID, in.Search)
	return entriesOf(list, personOf), err
}
