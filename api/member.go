package api

import (
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
	CreatedAt      time.Time        `json:"createdAt"`
	UpdatedAt      time.Time        `json:"updatedAt"`
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
	Email      string `json:"email" maxLength:"254"`
	FirstName  string `json:"firstName" maxLength:"200"`
	LastName   string `json:"lastName" maxLength:"200"`
	MemberType string `json:"memberType,omitempty" doc:"Admin, Build, Analyze, Act or View, which is the default"`
}

// MemberPatch changes what it holds and leaves the rest.
type MemberPatch struct {
	MemberType *string `json:"memberType,omitempty"`
	FirstName  *string `json:"firstName,omitempty" maxLength:"200"`
	LastName   *string `json:"lastName,omitempty" maxLength:"200"`
	IsArchived *bool   `json:"isArchived,omitempty"`
}

// MemberPath names a member.
type MemberPath struct {
	MemberID writ.MemberID `path:"memberId"`
}

func (s *Server) memberRoutes() {
	member(s, endpoint{id: "listMembers", route: "GET /v2/members", summary: "List members in the order they were made"}, s.listMembers)
	member(s, endpoint{id: "createMember", route: "POST /v2/members", summary: "Add a member with a one-time password"}, s.createMember)
	member(s, endpoint{id: "getMember", route: "GET /v2/members/{memberId}", summary: "Get a member"}, s.getMember)
	member(s, endpoint{id: "updateMember", route: "PATCH /v2/members/{memberId}", summary: "Change names or account type, deactivate or reactivate"}, s.updateMember)
	member(s, endpoint{id: "resetPassword", route: "POST /v2/members/{memberId}/reset-password", summary: "Give a member a new one-time password and end their sessions"}, s.resetPassword)
}

func (s *Server) listMembers(ctx context.Context, actor app.Actor, in *Paging) (Page[Member], error) {
	members, err := s.app.Members(ctx, actor, writ.MemberID(in.Page), in.Limit+1)
	if err != nil {
		return Page[Member]{}, err
	}
	return pageOf(members, in.Limit, func(m *writ.Member) string { return string(m.ID) }, s.showMember), nil
}

func (s *Server) createMember(ctx context.Context, actor app.Actor, in *struct{ Body MemberDraft }) (NewMember, error) {
	draft := app.MemberDraft{
		Email: in.Body.Email, FirstName: in.Body.FirstName, LastName: in.Body.LastName,
		AccountType: writ.AccountView,
	}
	if in.Body.MemberType != "" {
		t, err := writ.ParseAccountType(in.Body.MemberType)
		if err != nil {
			return NewMember{}, err
		}
		draft.AccountType = t
	}
	m, password, err := s.app.CreateMember(ctx, actor, draft)
	if err != nil {
		return NewMember{}, err
	}
	return NewMember{Member: s.showMember(m), OneTimePassword: password}, nil
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
	patch := app.MemberPatch{FirstName: in.Body.FirstName, LastName: in.Body.LastName, Deactivated: in.Body.IsArchived}
	if in.Body.MemberType != nil {
		t, err := writ.ParseAccountType(*in.Body.MemberType)
		if err != nil {
			return Member{}, err
		}
		patch.AccountType = &t
	}
	m, err := s.app.UpdateMember(ctx, actor, in.MemberID, patch)
	if err != nil {
		return Member{}, err
	}
	return s.showMember(m), nil
}

func (s *Server) resetPassword(ctx context.Context, actor app.Actor, in *MemberPath) (OneTimePassword, error) {
	password, err := s.app.ResetPassword(ctx, actor, in.MemberID)
	return OneTimePassword{OneTimePassword: password}, err
}

func (s *Server) showMember(m *writ.Member) Member {
	return Member{
		OrganizationID: s.opt.Organization, MemberID: m.ID, MemberType: m.AccountType,
		FirstName: m.FirstName, LastName: m.LastName, Email: m.Email, UserKind: "internal",
		IsArchived: m.Deactivated, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
}
