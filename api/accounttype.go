package api

import (
	"context"
	"net/http"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// AccountType is a named set of permissions, as Sigma's API spells it.
type AccountType struct {
	AccountTypeID   writ.AccountTypeID  `json:"accountTypeId" doc:"Of a built-in one its name in lower case"`
	AccountTypeName writ.AccountType    `json:"accountTypeName"`
	Description     string              `json:"description"`
	IsCustom        bool                `json:"isCustom"`
	Permissions     []access.Permission `json:"permissions"`
	MemberCount     int                 `json:"memberCount" doc:"Who has it, the deactivated too"`
	Version         int64               `json:"version" doc:"0 of a built-in one"`
	CreatedAt       *time.Time          `json:"createdAt"`
	UpdatedAt       *time.Time          `json:"updatedAt"`
}

// TokenPage is one page of a list whose next page is asked for with pageToken;
// nextPageToken is absent on the last.
type TokenPage[T any] struct {
	Entries       []T     `json:"entries"`
	NextPageToken *string `json:"nextPageToken,omitempty"`
}

// AccountTypeDraft is what an account type is made from.
type AccountTypeDraft struct {
	Name        string              `json:"name" maxLength:"200"`
	Description string              `json:"description" maxLength:"2000"`
	Permissions []access.Permission `json:"permissions" maxItems:"100" doc:"Any subset of those that GET /v2/accountTypes/admin/permissions lists"`
}

// AccountTypePatch changes what it holds and leaves the rest.
type AccountTypePatch struct {
	Name        *string              `json:"name,omitempty" maxLength:"200"`
	Description *string              `json:"description,omitempty" maxLength:"2000"`
	Permissions *[]access.Permission `json:"permissions,omitempty" maxItems:"100"`
	Version     int64                `json:"version,omitempty" doc:"The version that the change was built on; absent for whichever there is"`
}

// AccountTypePath names an account type.
type AccountTypePath struct {
	AccountTypeID writ.AccountTypeID `path:"accountTypeId"`
}

// AccountPermission is one thing that account types allow.
type AccountPermission struct {
	Permission  access.Permission `json:"permission"`
	Description string            `json:"description"`
	Group       string            `json:"group" doc:"Permissions of one group belong together"`
}

// AccountTypeEffect is what a change would do to those who have an account type.
type AccountTypeEffect struct {
	Members []Person            `json:"members" doc:"The active members who have it, at most 200"`
	Total   int                 `json:"total" doc:"Of them all"`
	Gained  []access.Permission `json:"gained"`
	Lost    []access.Permission `json:"lost"`
}

func (s *Server) accountTypeRoutes() {
	const one = "/v2/accountTypes/{accountTypeId}"
	member(s, endpoint{id: "listAccountTypes", route: "GET /v2/accountTypes", summary: "List the account types, the built-in ones first"}, s.listAccountTypes)
	member(s, endpoint{id: "createAccountType", route: "POST /v2/accountTypes", summary: "Make an account type", status: http.StatusCreated}, s.createAccountType)
	member(s, endpoint{id: "getAccountType", route: "GET " + one, summary: "Get an account type"}, s.getAccountType)
	member(s, endpoint{id: "updateAccountType", route: "PATCH " + one, summary: "Change a custom account type"}, s.updateAccountType)
	member(s, endpoint{id: "deleteAccountType", route: "DELETE " + one, summary: "Delete a custom account type; its members get another"}, s.deleteAccountType)
	member(s, endpoint{id: "listAccountTypePermissions", route: "GET " + one + "/permissions", summary: "List what an account type allows, group by group"}, s.listAccountTypePermissions)
	member(s, endpoint{id: "whatIfAccountType", route: "POST " + one + "/what-if", summary: "Say who would gain and lose what by a change of an account type; changes nothing"}, s.whatIfAccountType)
}

func (s *Server) listAccountTypes(ctx context.Context, actor app.Actor, in *struct {
	PageToken string `query:"pageToken" doc:"nextPageToken of the page before; absent for the first"`
	PageSize  int    `query:"pageSize" default:"50" minimum:"1" maximum:"1000"`
}) (TokenPage[AccountType], error) {
	list, err := s.app.AccountTypes(ctx, actor)
	if err != nil {
		return TokenPage[AccountType]{}, err
	}
	key := func(v *app.AccountTypeView) string { return string(v.ID) }
	list, err = pageAfter(list, in.PageToken, key)
	p := pageOf(list, in.PageSize, key, showAccountType)
	return TokenPage[AccountType]{Entries: p.Entries, NextPageToken: p.NextPage}, err
}

func (s *Server) createAccountType(ctx context.Context, actor app.Actor, in *struct{ Body AccountTypeDraft }) (AccountType, error) {
	return shownType(s.app.CreateAccountType(ctx, actor, app.AccountTypeDraft{
		Name: in.Body.Name, Description: in.Body.Description, Permissions: in.Body.Permissions,
	}))
}

func (s *Server) getAccountType(ctx context.Context, actor app.Actor, in *AccountTypePath) (AccountType, error) {
	return shownType(s.app.AccountType(ctx, actor, in.AccountTypeID))
}

func (s *Server) updateAccountType(ctx context.Context, actor app.Actor, in *struct {
	AccountTypePath
	Body AccountTypePatch
}) (AccountType, error) {
	return shownType(s.app.UpdateAccountType(ctx, actor, in.AccountTypeID, app.AccountTypePatch{
		Name: in.Body.Name, Description: in.Body.Description, Permissions: in.Body.Permissions, Version: in.Body.Version,
	}))
}

func (s *Server) deleteAccountType(ctx context.Context, actor app.Actor, in *struct {
	AccountTypePath
	Reassign writ.AccountTypeID `query:"reassignToAccountTypeId" doc:"What its members have from now on"`
}) (Empty, error) {
	return Empty{}, s.app.DeleteAccountType(ctx, actor, in.AccountTypeID, in.Reassign)
}

func (s *Server) listAccountTypePermissions(ctx context.Context, actor app.Actor, in *AccountTypePath) ([]AccountPermission, error) {
	v, err := s.app.AccountType(ctx, actor, in.AccountTypeID)
	if err != nil {
		return nil, err
	}
	list := []AccountPermission{}
	for _, d := range access.Explain(v.Permissions) {
		list = append(list, AccountPermission{Permission: d.Permission, Description: d.Text, Group: d.Group})
	}
	return list, nil
}

func (s *Server) whatIfAccountType(ctx context.Context, actor app.Actor, in *struct {
	AccountTypePath
	Body struct {
		Permissions []access.Permission `json:"permissions,omitempty" maxItems:"100" doc:"That it would allow"`
		Reassign    writ.AccountTypeID  `json:"reassignToAccountTypeId,omitempty" doc:"Instead of permissions: that its members would have, if it were deleted"`
	}
}) (AccountTypeEffect, error) {
	e, err := s.app.WhatIfAccountType(ctx, actor, in.AccountTypeID, app.TypeChange{Permissions: in.Body.Permissions, Reassign: in.Body.Reassign})
	if err != nil {
		return AccountTypeEffect{}, err
	}
	return AccountTypeEffect{
		Members: entriesOf(e.Members, personOf).Entries, Total: e.Total, Gained: orEmpty(e.Gained), Lost: orEmpty(e.Lost),
	}, nil
}

func shownType(v *app.AccountTypeView, err error) (AccountType, error) {
	if err != nil {
		return AccountType{}, err
	}
	return showAccountType(v), nil
}

func showAccountType(v *app.AccountTypeView) AccountType {
	return AccountType{
		AccountTypeID: v.ID, AccountTypeName: v.Name, Description: v.Description, IsCustom: v.Custom, Permissions: orEmpty(v.Permissions),
		MemberCount: v.Members, Version: v.Version, CreatedAt: optionalTime(v.CreatedAt), UpdatedAt: optionalTime(v.UpdatedAt),
	}
}
