package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
)

// SignInSettings is how members may sign in.
type SignInSettings struct {
	Password    bool            `json:"password" doc:"Whether members may sign in with a password"`
	Provider    *OpenIDProvider `json:"provider" doc:"The OpenID provider that vouches for members; null if there is none"`
	RedirectURI string          `json:"redirectUri" doc:"The address to register at the provider"`
	Version     int64           `json:"version"`
	UpdatedBy   *writ.MemberID  `json:"updatedBy" doc:"Who changed it last; null for the defaults, and after a recovery on the server"`
	UpdatedAt   *time.Time      `json:"updatedAt"`
}

// OpenIDProvider is an OpenID provider as it is shown.
type OpenIDProvider struct {
	OpenIDProviderData
	HasClientSecret bool `json:"hasClientSecret"`
}

// OpenIDProviderData is what is said about an OpenID provider, without the secret.
type OpenIDProviderData struct {
	Issuer     string          `json:"issuer" doc:"As the provider's /.well-known/openid-configuration spells it"`
	ClientID   string          `json:"clientId"`
	Scopes     []string        `json:"scopes,omitempty" doc:"Besides openid; email and profile if absent"`
	Label      string          `json:"label" doc:"Of the button on the sign-in page"`
	Domains    []string        `json:"domains,omitempty" doc:"Only e-mail addresses of these domains may sign in; any if absent"`
	Provision  string          `json:"provision,omitempty" doc:"The account type of members whom their first sign-in makes; it makes none if absent"`
	GroupClaim string          `json:"groupClaim,omitempty" doc:"The claim that lists somebody's groups"`
	Teams      []ProviderGroup `json:"teams,omitempty" doc:"Which groups are teams: each sign-in puts the member into those of these teams that the groups say, and out of the others"`
}

// ProviderGroup is a group at the provider and the team that it is here.
type ProviderGroup struct {
	Group  string      `json:"group"`
	TeamID writ.TeamID `json:"teamId"`
}

// SignInDraft is what the sign-in settings are replaced with.
type SignInDraft struct {
	Password bool                 `json:"password"`
	Provider *OpenIDProviderDraft `json:"provider,omitempty"`
	Version  int64                `json:"version" doc:"The version that the change was made on"`
}

// OpenIDProviderDraft is what a provider is replaced with.
type OpenIDProviderDraft struct {
	OpenIDProviderData
	ClientSecret *string `json:"clientSecret,omitempty" writeOnly:"true" doc:"Absent keeps the one there is, for the same issuer and client"`
}

// SignInStep is one thing that a check of a provider tried.
type SignInStep struct {
	Step    string `json:"step" enum:"discovery,keys,client"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func (s *Server) signInSettingsRoutes() {
	member(s, endpoint{id: "getSignInSettings", route: "GET /v2/organization/sign-in", summary: "Get how members may sign in"}, s.getSignInSettings)
	member(s, endpoint{id: "saveSignInSettings", route: "PUT /v2/organization/sign-in", summary: "Replace how members may sign in"}, s.saveSignInSettings)
	member(s, endpoint{id: "checkSignInSettings", route: "POST /v2/organization/sign-in/check", summary: "Try an OpenID provider without saving it"}, s.checkSignInSettings)
	member(s, endpoint{id: "unlinkMember", route: "DELETE /v2/members/{memberId}/identities", summary: "Forget which accounts at OpenID providers a member signs in with"}, s.unlinkMember)
}

func (s *Server) getSignInSettings(ctx context.Context, actor app.Actor, _ *struct{}) (SignInSettings, error) {
	v, err := s.app.SignInSettings(ctx, actor)
	return s.showSignIn(v), err
}

func (s *Server) saveSignInSettings(ctx context.Context, actor app.Actor, in *struct{ Body SignInDraft }) (SignInSettings, error) {
	v, err := s.app.SaveSignIn(ctx, actor, in.Body.draft())
	return s.showSignIn(v), err
}

func (s *Server) checkSignInSettings(ctx context.Context, actor app.Actor, in *struct{ Body SignInDraft }) (Entries[SignInStep], error) {
	party, err := s.app.TrySignIn(ctx, actor, in.Body.draft())
	if err != nil {
		return Entries[SignInStep]{}, err
	}
	party.Redirect = s.absolute(openIDCallback)
	return entriesOf(s.auth.CheckOpenID(ctx, party), func(step auth.Step) SignInStep {
		return SignInStep{Step: step.Name, OK: step.OK, Message: step.Message, Hint: step.Hint}
	}), nil
}

func (s *Server) unlinkMember(ctx context.Context, actor app.Actor, in *MemberPath) (Empty, error) {
	return Empty{}, s.app.Unlink(ctx, actor, in.MemberID)
}

func (d SignInDraft) draft() app.SignInDraft {
	out := app.SignInDraft{SignIn: writ.SignIn{Password: d.Password, Version: d.Version}}
	if d.Provider == nil {
		return out
	}
	from := d.Provider.OpenIDProviderData
	p := &writ.OpenIDProvider{
		Issuer: from.Issuer, ClientID: from.ClientID, Scopes: from.Scopes, Label: from.Label, Domains: from.Domains,
		Provision: writ.AccountType(from.Provision), GroupClaim: from.GroupClaim,
	}
	if p.Scopes == nil {
		p.Scopes = writ.DefaultScopes()
	}
	for _, t := range from.Teams {
		p.Teams = append(p.Teams, writ.GroupTeam{Group: t.Group, Team: t.TeamID})
	}
	out.Provider, out.Secret = p, d.Provider.ClientSecret
	return out
}

func (s *Server) showSignIn(v app.SignInView) SignInSettings {
	out := SignInSettings{
		Password: v.Password, RedirectURI: s.absolute(openIDCallback), Version: v.Version,
		UpdatedBy: optional(v.UpdatedBy), UpdatedAt: optionalTime(v.UpdatedAt),
	}
	if p := v.Provider; p != nil {
		out.Provider = &OpenIDProvider{HasClientSecret: v.HasSecret, OpenIDProviderData: OpenIDProviderData{
			Issuer: p.Issuer, ClientID: p.ClientID, Scopes: p.Scopes, Label: p.Label, Domains: p.Domains,
			Provision: string(p.Provision), GroupClaim: p.GroupClaim,
		}}
		for _, t := range p.Teams {
			out.Provider.Teams = append(out.Provider.Teams, ProviderGroup{Group: t.Group, TeamID: t.Team})
		}
	}
	return out
}
