package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/writ-dev/writ"
)

// Member is a person who can sign in.
type Member struct {
	ID         writ.MemberID    `json:"memberId"`
	Email      string           `json:"email"`
	FirstName  string           `json:"firstName"`
	LastName   string           `json:"lastName"`
	MemberType writ.AccountType `json:"memberType"`
	IsArchived bool             `json:"isArchived"`
}

// MemberDraft is a member to be made.
type MemberDraft struct {
	Email      string           `json:"email"`
	FirstName  string           `json:"firstName"`
	LastName   string           `json:"lastName"`
	MemberType writ.AccountType `json:"memberType"`
}

// NewMember is a member just made, with the password to hand over.
type NewMember struct {
	Member
	OneTimePassword string `json:"oneTimePassword"`
}

// Whoami returns the address of the member that the credential acts as.
func (c *Client) Whoami(ctx context.Context) (email string, err error) {
	var who struct {
		Email string `json:"email"`
	}
	err = c.call(ctx, http.MethodGet, "/v2/whoami", nil, nil, &who)
	return who.Email, err
}

// Members lists all members in the order they were made, the deactivated too.
func (c *Client) Members(ctx context.Context) ([]Member, error) {
	return all[Member](ctx, c, "/v2/members", url.Values{"includeArchived": {"true"}})
}

// CreateMember adds a member, who signs in with the one-time password first.
func (c *Client) CreateMember(ctx context.Context, draft MemberDraft) (*NewMember, error) {
	out := &NewMember{}
	return out, c.call(ctx, http.MethodPost, "/v2/members", nil, draft, out)
}

// MemberPatch changes what is not nil. NewOwner gets the documents and schedules of a
// member who is deactivated.
type MemberPatch struct {
	MemberType *writ.AccountType `json:"memberType,omitempty"`
	IsArchived *bool             `json:"isArchived,omitempty"`
	NewOwner   writ.MemberID     `json:"newOwnerId,omitempty"`
}

// UpdateMember changes a member.
func (c *Client) UpdateMember(ctx context.Context, id writ.MemberID, patch MemberPatch) (*Member, error) {
	out := &Member{}
	return out, c.call(ctx, http.MethodPatch, memberPath(id), nil, patch, out)
}

// ResetPassword gives a member a new one-time password.
func (c *Client) ResetPassword(ctx context.Context, id writ.MemberID) (password string, err error) {
	var out struct {
		OneTimePassword string `json:"oneTimePassword"`
	}
	err = c.call(ctx, http.MethodPost, memberPath(id)+"/reset-password", nil, nil, &out)
	return out.OneTimePassword, err
}

func memberPath(id writ.MemberID) string { return "/v2/members/" + url.PathEscape(string(id)) }
