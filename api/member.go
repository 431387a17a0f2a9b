package api

import (
	"cmp"
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Member is a person who can sign in, as Sigma's API spells it.
type Member struct {
	OrganizationID string           `json:"organizationId"`
	MemberID       writ.MemberID    `json:"memberId"`
	MemberType     writ.AccountType `json:"memberType" doc:"The name of the account type"`
	FirstName      string           `json:"firstName"`
	LastName       string           `json:"lastName"`
	Email          string           `json:"email"`
	ProfileImgURL  *string          `json:"profileImgUrl"`
	UserKind       string           `json:"userKind" enum:"internal"`
	IsArchived     bool             `json:"isArchived" doc:"Deactivated: may not sign in"`
	HomeFolderID   *writ.FileID     `json:"homeFolderId" doc:"The My documents of the member"`
	Teams          []TeamName       `json:"teams" doc:"That the member is in, by name"`
	CreatedAt      time.Time        `json:"createdAt"`
	UpdatedAt      time.Time        `json:"updatedAt"`
}

// TeamName names a team.
type TeamName struct {
	TeamID writ.TeamID `json:"teamId"`
	Name   string      `json:"name"`
}

// NewMember is a member just made, with the password to hand over. It is shown
// this once.
type NewMember struct {
	Member
	OneTimePassword string `json:"oneTimePassword"`
}

// OneTimePassword is a generated password that its member must replace at the
// first sign-in. It is shown this once.
type OneTimePassword struct {
	OneTimePassword string `json:"oneTimePassword"`
}

// MemberDraft is what a new member is made from.
type MemberDraft struct {
	Email      string      `json:"email" maxLength:"254"`
	FirstName  string      `json:"firstName" maxLength:"200"`
	LastName   string      `json:"lastName" maxLength:"200"`
	MemberType string      `json:"memberType,omitempty" default:"View" maxLength:"200" doc:"The name of an account type"`
	AddToTeams []TeamPlace `json:"addToTeams,omitempty" maxItems:"100"`
}

// TeamPlace is a place in a team.
type TeamPlace struct {
	TeamID      writ.TeamID `json:"teamId"`
	IsTeamAdmin bool        `json:"isTeamAdmin,omitempty"`
}

// MemberPatch changes what it holds and leaves the rest. The last three go with a
// deactivation.
type MemberPatch struct {
	MemberType       *string       `json:"memberType,omitempty" maxLength:"200" doc:"The name of an account type"`
	FirstName        *string       `json:"firstName,omitempty" maxLength:"200"`
	LastName         *string       `json:"lastName,omitempty" maxLength:"200"`
	Email            *string       `json:"email,omitempty" maxLength:"254"`
	IsArchived       *bool         `json:"isArchived,omitempty" doc:"Deactivates or reactivates; grants stay"`
	NewOwnerID       writ.MemberID `json:"newOwnerId,omitempty" doc:"Who gets the documents and schedules of a member who is deactivated"`
	ArchiveDocuments bool          `json:"archiveDocuments,omitempty" doc:"The documents of a member who is deactivated go to the trash"`
	ArchiveSchedules bool          `json:"archiveScheduledExports,omitempty" doc:"The schedules of a member who is deactivated end"`
}

// Recovery says who gets what a deactivated member still owns.
type Recovery struct {
	NewOwnerID       writ.MemberID `json:"newOwnerId,omitempty" doc:"Absent for yourself"`
	ArchiveSchedules bool          `json:"archiveScheduledExports,omitempty"`
}

// Recovered counts what was handed over.
type Recovered struct {
	Documents int          `json:"documents"`
	Schedules int          `json:"schedules"`
	FolderID  *writ.FileID `json:"folderId" doc:"Where the new owner finds what lay in My documents"`
}

// MemberSearch narrows a list of members.
type MemberSearch struct {
	Paging
	Email           string `query:"email" maxLength:"254"`
	Search          string `query:"search" maxLength:"200" doc:"Part of a name or address, whatever its case"`
	IncludeArchived bool   `query:"includeArchived" doc:"Also those who are deactivated"`
}

// MemberPath names a member.
type MemberPath struct {
	MemberID writ.MemberID `path:"memberId"`
}

func (s *Server) memberRoutes() {
	const one = "/v2/members/{memberId}"
	member(s, endpoint{id: "listMembers", route: "GET /v2/members", summary: "List members in the order they were made"}, s.listMembers)
	member(s, endpoint{id: "listMembersV21", route: "GET /v2.1/members", summary: "List members in the order they were made"}, s.listMembers)
	member(s, endpoint{id: "createMember", route: "POST /v2/members", summary: "Add a member with a one-time password"}, s.createMember)
	member(s, endpoint{id: "getMember", route: "GET " + one, summary: "Get a member"}, s.getMember)
	member(s, endpoint{id: "updateMember", route: "PATCH " + one, summary: "Change names, address or account type, deactivate or reactivate"}, s.updateMember)
	member(s, endpoint{id: "deleteMember", route: "DELETE " + one, summary: "Deactivate a member; their documents become yours"}, s.deleteMember)
	member(s, endpoint{id: "recoverDocuments", route: "POST " + one + "/recover", summary: "Hand over what a deactivated member still owns"}, s.recoverDocuments)
	member(s, endpoint{id: "resetPassword", route: "POST " + one + "/reset-password", summary: "Give a member a new one-time password and end their sessions"}, s.resetPassword)
}

func (s *Server) listMembers(ctx context.Context, actor app.Actor, in *MemberSearch) (Page[Member], error) {
	f := app.MemberFilter{Email: in.Email, Text: in.Search, Deactivated: in.IncludeArchived}
	members, err := s.app.Members(ctx, actor, f, writ.MemberID(in.Page), in.Limit+1)
	if err != nil {
		return Page[Member]{}, err
	}
	return pageOf(members, in.Limit, func(v *app.MemberView) string { return string(v.ID) }, s.showMember), nil
}

func (s *Server) createMember(ctx context.Context, actor app.Actor, in *struct{ Body MemberDraft }) (NewMember, error) {
	draft := app.MemberDraft{
		Email: in.Body.Email, FirstName: in.Body.FirstName, LastName: in.Body.LastName, AccountType: writ.AccountType(in.Body.MemberType),
	}
	for _, p := range in.Body.AddToTeams {
		draft.Teams = append(draft.Teams, app.TeamPlace{Team: p.TeamID, Admin: p.IsTeamAdmin})
	}
	v, password, err := s.app.CreateMember(ctx, actor, draft)
	if err != nil {
		return NewMember{}, err
	}
	return NewMember{Member: s.showMember(v), OneTimePassword: password}, nil
}

func (s *Server) getMember(ctx context.Context, actor app.Actor, in *MemberPath) (Member, error) {
	m, err := s.app.Member(ctx, actor, in.MemberID)
	if err != nil {
		return Member{}, err
	}
	return s.showMember(m), nil
}

func (s *Server) updateMember(ctx context.Context, actor app.Actor, in *struct {
	MemberPath
	Body MemberPatch
}) (Member, error) {
	patch := app.MemberPatch{
		Email: in.Body.Email, FirstName: in.Body.FirstName, LastName: in.Body.LastName, Deactivated: in.Body.IsArchived,
		AccountType: (*writ.AccountType)(in.Body.MemberType),
		HandOver:    app.HandOver{NewOwner: in.Body.NewOwnerID, Archive: in.Body.ArchiveDocuments, ArchiveSchedules: in.Body.ArchiveSchedules},
	}
	v, err := s.app.UpdateMember(ctx, actor, in.MemberID, patch)
	if err != nil {
		return Member{}, err
	}
	return s.showMember(v), nil
}

func (s *Server) deleteMember(ctx context.Context, actor app.Actor, in *MemberPath) (Empty, error) {
	return Empty{}, s.app.DeleteMember(ctx, actor, in.MemberID)
}

func (s *Server) recoverDocuments(ctx context.Context, actor app.Actor, in *struct {
	MemberPath
	Body Recovery
}) (Recovered, error) {
	h := app.HandOver{NewOwner: cmp.Or(in.Body.NewOwnerID, actor.Member.ID), ArchiveSchedules: in.Body.ArchiveSchedules}
	done, err := s.app.RecoverDocuments(ctx, actor, in.MemberID, h)
	return Recovered{Documents: done.Documents, Schedules: done.Schedules, FolderID: optional(done.Folder)}, err
}

func (s *Server) resetPassword(ctx context.Context, actor app.Actor, in *MemberPath) (OneTimePassword, error) {
	password, err := s.app.ResetPassword(ctx, actor, in.MemberID)
	return OneTimePassword{OneTimePassword: password}, err
}

func (s *Server) showMember(v *app.MemberView) Member {
	m := v.Member
	return Member{
		OrganizationID: s.opt.Organization, MemberID: m.ID, MemberType: m.AccountType,
		FirstName: m.FirstName, LastName: m.LastName, Email: m.Email, UserKind: "internal",
		IsArchived: m.Deactivated, HomeFolderID: optional(v.Home), CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
		Teams: entriesOf(v.Teams, func(t *writ.Team) TeamName { return *teamName(t) }).Entries,
	}
}
