package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/writ-dev/writ"
)

// DataGrant is data access on a connection or on a path in it. Permission is
// "writeback", "usage", "annotate" or "admin".
type DataGrant struct {
	ID         writ.DataGrantID `json:"grantId"`
	Path       []string         `json:"path"`
	AllMembers bool             `json:"allMembers"`
	Member     *struct {
		Email string `json:"email"`
	} `json:"member"`
	Team *struct {
		Name string `json:"name"`
	} `json:"team"`
	Permission string    `json:"permission"`
	CreatedAt  time.Time `json:"createdAt"`
}

// DataGrantDraft is a grant to be given.
type DataGrantDraft struct {
	To         Grantee  `json:"grantee"`
	Permission string   `json:"permission"`
	Path       []string `json:"path,omitempty"`
}

// DataGrants lists the data access given on a connection and in it.
func (c *Client) DataGrants(ctx context.Context, id writ.ConnectionID) ([]DataGrant, error) {
	return all[DataGrant](ctx, c, connectionPath(id)+"/grants", nil)
}

// GiveDataAccess gives data access.
func (c *Client) GiveDataAccess(ctx context.Context, id writ.ConnectionID, draft DataGrantDraft) (*DataGrant, error) {
	in := map[string][]DataGrantDraft{"grants": {draft}}
	var out entries[DataGrant]
	if err := c.call(ctx, http.MethodPost, connectionPath(id)+"/grants", nil, in, &out); err != nil {
		return nil, err
	}
	if len(out.Entries) != 1 {
		return nil, writ.Errorf(writ.CodeInternal, "client.GiveDataAccess", "The server answered with %d grants instead of one", len(out.Entries))
	}
	return &out.Entries[0], nil
}

// ChangeDataAccess gives a grant another level.
func (c *Client) ChangeDataAccess(ctx context.Context, id writ.ConnectionID, grant writ.DataGrantID, permission string) (*DataGrant, error) {
	out := &DataGrant{}
	in := map[string]string{"permission": permission}
	return out, c.call(ctx, http.MethodPatch, connectionPath(id)+"/grants/"+url.PathEscape(string(grant)), nil, in, out)
}

// RevokeDataAccess takes a grant back; it returns what it was.
func (c *Client) RevokeDataAccess(ctx context.Context, id writ.ConnectionID, grant writ.DataGrantID) (*DataGrant, error) {
	out := &DataGrant{}
	return out, c.call(ctx, http.MethodDelete, connectionPath(id)+"/grants/"+url.PathEscape(string(grant)), nil, nil, out)
}

// DataGrantee finds whom data access on a connection may be given to: the member with
// an address, or the team of a name, whatever the case; CodeNotFound if there is
// neither.
func (c *Client) DataGrantee(ctx context.Context, id writ.ConnectionID, email, team string) (Grantee, error) {
	to, err := c.grantee(ctx, connectionPath(id)+"/grants/grantees", email, team)
	var e *writ.Error
	if email != "" && errors.As(err, &e) && e.Code == writ.CodeNotFound {
		err = e.WithHint("Admins have Can admin on every connection already.")
	}
	return to, err
}
