package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/writ-dev/writ"
)

// AccountType is a named set of permissions.
type AccountType struct {
	ID          writ.AccountTypeID `json:"accountTypeId"`
	Name        writ.AccountType   `json:"accountTypeName"`
	Description string             `json:"description"`
	IsCustom    bool               `json:"isCustom"`
	Permissions []writ.Permission  `json:"permissions"`
	MemberCount int                `json:"memberCount"`
}

// AccountTypeDraft is an account type to be made, or what one is changed to.
type AccountTypeDraft struct {
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Permissions []writ.Permission `json:"permissions"`
}

// AccountTypes lists the account types, the built-in ones first.
func (c *Client) AccountTypes(ctx context.Context) ([]AccountType, error) {
	var list []AccountType
	q := url.Values{"pageSize": {"1000"}}
	for {
		var p struct {
			Entries []AccountType `json:"entries"`
			Next    string        `json:"nextPageToken"`
		}
		if err := c.call(ctx, http.MethodGet, "/v2/accountTypes", q, nil, &p); err != nil {
			return nil, err
		}
		list = append(list, p.Entries...)
		if p.Next == "" {
			return list, nil
		}
		q.Set("pageToken", p.Next)
	}
}

// Permission is one thing that an account type allows.
type Permission struct {
	Permission  writ.Permission `json:"permission"`
	Description string          `json:"description"`
	Group       string          `json:"group"`
}

// Permissions lists what an account type allows, group by group.
func (c *Client) Permissions(ctx context.Context, id writ.AccountTypeID) (list []Permission, err error) {
	err = c.call(ctx, http.MethodGet, accountTypePath(id)+"/permissions", nil, nil, &list)
	return list, err
}

// CreateAccountType makes an account type.
func (c *Client) CreateAccountType(ctx context.Context, draft AccountTypeDraft) (*AccountType, error) {
	out := &AccountType{}
	return out, c.call(ctx, http.MethodPost, "/v2/accountTypes", nil, draft, out)
}

// UpdateAccountType replaces a custom account type.
func (c *Client) UpdateAccountType(ctx context.Context, id writ.AccountTypeID, draft AccountTypeDraft) (*AccountType, error) {
	out := &AccountType{}
	return out, c.call(ctx, http.MethodPatch, accountTypePath(id), nil, draft, out)
}

// DeleteAccountType deletes a custom account type. Who has it gets the type
// reassign, "" if nobody has it.
func (c *Client) DeleteAccountType(ctx context.Context, id, reassign writ.AccountTypeID) error {
	q := url.Values{}
	if reassign != "" {
		q.Set("reassignToAccountTypeId", string(reassign))
	}
	return c.call(ctx, http.MethodDelete, accountTypePath(id), q, nil, &struct{}{})
}

// AccountTypeEffect is what a change would do to those who have an account type.
type AccountTypeEffect struct {
	Total  int               `json:"total"`
	Gained []writ.Permission `json:"gained"`
	Lost   []writ.Permission `json:"lost"`
}

// WhatIfAccountType says what would become of its members if an account type
// allowed the permissions; nothing is changed.
func (c *Client) WhatIfAccountType(ctx context.Context, id writ.AccountTypeID, permissions []writ.Permission) (*AccountTypeEffect, error) {
	out := &AccountTypeEffect{}
	in := map[string][]writ.Permission{"permissions": permissions}
	return out, c.call(ctx, http.MethodPost, accountTypePath(id)+"/what-if", nil, in, out)
}

func accountTypePath(id writ.AccountTypeID) string {
	return "/v2/accountTypes/" + url.PathEscape(string(id))
}
