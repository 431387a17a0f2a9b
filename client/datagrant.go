package client

import (
	"context"
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
	Permission string    `json:"permission"`
	CreatedAt  time.Time `json:"createdAt"`
}

// DataGrantDraft is a grant to be given to a member, or to all members if Member
// is "".
type DataGrantDraft struct {
	Member     writ.MemberID
	Path       []string
	Permission string
}

// DataGrants lists the data access given on a connection and in it.
func (c *Client) DataGrants(ctx context.Context, id writ.ConnectionID) ([]DataGrant, error) {
	return all[DataGrant](ctx, c, connectionPath(id)+"/grants", nil)
}

// GiveDataAccess gives data access.
func (c *Client) GiveDataAccess(ctx context.Context, id writ.ConnectionID, draft DataGrantDraft) (*DataGrant, error) {
	type grantee struct {
		MemberID   writ.MemberID `json:"memberId,omitempty"`
		AllMembers bool          `json:"allMembers,omitempty"`
	}
	type grant struct {
		Grantee    grantee  `json:"grantee"`
		Permission string   `json:"permission"`
		Path       []string `json:"path,omitempty"`
	}
	in := map[string][]grant{"grants": {{grantee{draft.Member, draft.Member == ""}, draft.Permission, draft.Path}}}
	var out entries[DataGrant]
	if err := c.call(ctx, http.MethodPost, connectionPath(id)+"/grants", nil, in, &out); err != nil {
		return nil, err
	}
	if len(out.Entries) != 1 {
		return nil, writ.Errorf(writ.CodeInternal, "client.GiveDataAccess", "The server answered with %d grants instead of one", len(out.Entries))
	}
	return &out.Entries[0], nil
}

// RevokeDataAccess takes a grant back; it returns what it was.
func (c *Client) RevokeDataAccess(ctx context.Context, id writ.ConnectionID, grant writ.DataGrantID) (*DataGrant, error) {
	out := &DataGrant{}
	return out, c.call(ctx, http.MethodDelete, connectionPath(id)+"/grants/"+url.PathEscape(string(grant)), nil, nil, out)
}

// Grantee finds the member with an address among those who may be given data
// access on a connection; CodeNotFound if it is none of them.
func (c *Client) Grantee(ctx context.Context, id writ.ConnectionID, email string) (writ.MemberID, error) {
	var out entries[struct {
		Member *struct {
			ID    writ.MemberID `json:"memberId"`
			Email string        `json:"email"`
		} `json:"member"`
	}]
	if err := c.call(ctx, http.MethodGet, connectionPath(id)+"/grants/grantees", url.Values{"search": {email}}, nil, &out); err != nil {
		return "", err
	}
	for _, e := range out.Entries {
		if e.Member != nil && e.Member.Email == email {
			return e.Member.ID, nil
		}
	}
	return "", writ.Errorf(writ.CodeNotFound, "client.Grantee", "There is no active member %s to whom access can be given", email).
		WithHint("Admins have Can admin on every connection already.")
}
