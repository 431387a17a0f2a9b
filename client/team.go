package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/writ-dev/writ"
)

// Team is a named group of members. Visibility is "public" or "private".
type Team struct {
	ID          writ.TeamID `json:"teamId"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Visibility  string      `json:"visibility"`
	MemberCount int         `json:"memberCount"`
}

// TeamMember is somebody in a team.
type TeamMember struct {
	ID          writ.MemberID `json:"userId"`
	IsTeamAdmin bool          `json:"isTeamAdmin"`
	Member      struct {
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"member"`
}

// TeamDraft is a team to be made. With CreateTeamFolder it gets a workspace.
type TeamDraft struct {
	Name             string          `json:"name"`
	Description      string          `json:"description,omitempty"`
	Visibility       string          `json:"visibility,omitempty"`
	Members          []writ.MemberID `json:"members,omitempty"`
	CreateTeamFolder bool            `json:"createTeamFolder,omitempty"`
}

// TeamPatch changes what is not nil.
type TeamPatch struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
	Visibility  *string `json:"visibility,omitempty"`
}

// Teams lists the teams the member may see, by name.
func (c *Client) Teams(ctx context.Context) ([]Team, error) {
	return all[Team](ctx, c, "/v2/teams", nil)
}

// CreateTeam makes a team.
func (c *Client) CreateTeam(ctx context.Context, draft TeamDraft) (*Team, error) {
	out := &Team{}
	return out, c.call(ctx, http.MethodPost, "/v2/teams", nil, draft, out)
}

// UpdateTeam changes a team.
func (c *Client) UpdateTeam(ctx context.Context, id writ.TeamID, patch TeamPatch) (*Team, error) {
	out := &Team{}
	return out, c.call(ctx, http.MethodPatch, teamPath(id), nil, patch, out)
}

// DeleteTeam deletes a team; with withGrants also one that was given something.
func (c *Client) DeleteTeam(ctx context.Context, id writ.TeamID, withGrants bool) error {
	return c.call(ctx, http.MethodDelete, teamPath(id), url.Values{"withGrants": {strconv.FormatBool(withGrants)}}, nil, &struct{}{})
}

// TeamMembers lists who is in a team, in the order they came.
func (c *Client) TeamMembers(ctx context.Context, id writ.TeamID) ([]TeamMember, error) {
	return all[TeamMember](ctx, c, teamPath(id)+"/members", nil)
}

// SetTeamMember puts somebody into a team, or makes them its admin or no admin.
func (c *Client) SetTeamMember(ctx context.Context, id writ.TeamID, m writ.MemberID, admin bool) error {
	in := map[string]bool{"isTeamAdmin": admin}
	return c.call(ctx, http.MethodPut, teamPath(id)+"/members/"+url.PathEscape(string(m)), nil, in, &struct{}{})
}

// RemoveTeamMember takes somebody out of a team.
func (c *Client) RemoveTeamMember(ctx context.Context, id writ.TeamID, m writ.MemberID) error {
	in := map[string][]writ.MemberID{"remove": {m}}
	return c.call(ctx, http.MethodPatch, teamPath(id)+"/members", nil, in, &struct{}{})
}

// TeamCandidate finds the active member with an address who is not in a team;
// CodeNotFound if there is none.
func (c *Client) TeamCandidate(ctx context.Context, id writ.TeamID, email string) (writ.MemberID, error) {
	var out entries[Member]
	if err := c.call(ctx, http.MethodGet, teamPath(id)+"/candidates", url.Values{"search": {email}}, nil, &out); err != nil {
		return "", err
	}
	for _, m := range out.Entries {
		if m.Email == email {
			return m.ID, nil
		}
	}
	return "", writ.Errorf(writ.CodeNotFound, "client.TeamCandidate", "There is no active member %s who is not in the team", email)
}

func teamPath(id writ.TeamID) string { return "/v2/teams/" + url.PathEscape(string(id)) }
