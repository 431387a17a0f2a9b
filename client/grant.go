package client

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/writ-dev/writ"
)

// Grantee is who a grant is for: a member, a team, or all members.
type Grantee struct {
	MemberID   writ.MemberID `json:"memberId,omitempty"`
	TeamID     writ.TeamID   `json:"teamId,omitempty"`
	AllMembers bool          `json:"allMembers,omitempty"`
}

// Grant is a level given on a workspace, a folder or a document.
type Grant struct {
	ID         writ.GrantID `json:"grantId"`
	AllMembers bool         `json:"allMembers"`
	Level      writ.Level   `json:"level"`
	Inode      struct {
		ID   writ.FileID `json:"id"`
		Name string      `json:"name"`
	} `json:"inode"`
	Member *struct {
		ID    writ.MemberID `json:"memberId"`
		Email string        `json:"email"`
	} `json:"member"`
	Team *struct {
		ID   writ.TeamID `json:"teamId"`
		Name string      `json:"name"`
	} `json:"team"`
}

// permissionOf spells a level as the API does.
func permissionOf(l writ.Level) string {
	switch l {
	case writ.LevelContribute:
		return "organize"
	case writ.LevelManage:
		return "edit"
	}
	return string(l)
}

// Grants lists the grants on a file and, unless direct, on the folders above it.
func (c *Client) Grants(ctx context.Context, id writ.FileID, direct bool) ([]Grant, error) {
	q := url.Values{"inodeId": {string(id)}}
	if direct {
		q.Set("directGrantsOnly", "true")
	}
	return all[Grant](ctx, c, "/v2/grants", q)
}

// Give gives a level on a file, or raises it; a higher one stays.
func (c *Client) Give(ctx context.Context, id writ.FileID, to Grantee, level writ.Level) (*Grant, error) {
	in := map[string]any{"inodeId": id, "grantee": to, "permission": permissionOf(level)}
	out := &Grant{}
	return out, c.call(ctx, http.MethodPost, "/v2/grants", nil, in, out)
}

// ChangeGrant gives a grant another level, higher or lower.
func (c *Client) ChangeGrant(ctx context.Context, id writ.GrantID, level writ.Level) (*Grant, error) {
	out := &Grant{}
	return out, c.call(ctx, http.MethodPatch, grantPath(id), nil, map[string]string{"permission": permissionOf(level)}, out)
}

// Revoke takes a grant back; it returns what it was.
func (c *Client) Revoke(ctx context.Context, id writ.GrantID) (*Grant, error) {
	out := &Grant{}
	return out, c.call(ctx, http.MethodDelete, grantPath(id), nil, nil, out)
}

// FileGrantee finds whom a level on a file may be given to: the member with an
// address, or the team of a name, whatever the case; CodeNotFound if there is neither.
func (c *Client) FileGrantee(ctx context.Context, id writ.FileID, email, team string) (Grantee, error) {
	return c.grantee(ctx, "/v2/files/"+url.PathEscape(string(id))+"/grantees", email, team)
}

// grantee searches a list of those to whom something may be given.
func (c *Client) grantee(ctx context.Context, path, email, team string) (Grantee, error) {
	const op = "client.grantee"
	var out entries[struct {
		Member *struct {
			ID    writ.MemberID `json:"memberId"`
			Email string        `json:"email"`
		} `json:"member"`
		Team *struct {
			ID   writ.TeamID `json:"teamId"`
			Name string      `json:"name"`
		} `json:"team"`
	}]
	if err := c.call(ctx, http.MethodGet, path, url.Values{"search": {cmp.Or(email, team)}}, nil, &out); err != nil {
		return Grantee{}, err
	}
	for _, e := range out.Entries {
		switch {
		case team != "" && e.Team != nil && strings.EqualFold(e.Team.Name, team):
			return Grantee{TeamID: e.Team.ID}, nil
		case email != "" && e.Member != nil && e.Member.Email == email:
			return Grantee{MemberID: e.Member.ID}, nil
		}
	}
	if team != "" {
		return Grantee{}, writ.Errorf(writ.CodeNotFound, op, "There is no team %s, or you may not see it", team)
	}
	return Grantee{}, writ.Errorf(writ.CodeNotFound, op, "There is no active member %s to whom this can be given", email)
}

func grantPath(id writ.GrantID) string { return "/v2/grants/" + url.PathEscape(string(id)) }

// SharedFolder is a workspace, or a folder in one, with what was given on it.
type SharedFolder struct {
	ID          writ.FileID `json:"id"`
	Parent      writ.FileID `json:"parentId"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Grants      []struct {
		ID     writ.GrantID  `json:"grantId"`
		Member writ.MemberID `json:"memberId"`
		Team   writ.TeamID   `json:"teamId"`
		Level  writ.Level    `json:"level"`
	} `json:"grants"`
}

// SharedFolders lists every workspace and every folder in one, those above first. It
// is for Admins.
func (c *Client) SharedFolders(ctx context.Context) ([]SharedFolder, error) {
	var out entries[SharedFolder]
	err := c.call(ctx, http.MethodGet, "/v2/organization/folders", nil, nil, &out)
	return out.Entries, err
}
