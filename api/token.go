package api

import (
	"context"
	"encoding/base64"
	"net/url"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
)

// Tokens are what a program acts with. The access token is sent as
// Authorization: Bearer; the refresh token works once.
type Tokens struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	TokenType    string `json:"token_type" enum:"bearer"`
	ExpiresIn    int    `json:"expires_in" doc:"Seconds"`
}

// Whoami is the member who asks, and what the account type allows.
type Whoami struct {
	UserID         writ.MemberID       `json:"userId"`
	OrganizationID string              `json:"organizationId"`
	Email          string              `json:"email"`
	FirstName      string              `json:"firstName"`
	LastName       string              `json:"lastName"`
	MemberType     writ.AccountType    `json:"memberType"`
	Permissions    []access.Permission `json:"permissions"`
	HomeFolderID   writ.FileID         `json:"homeFolderId" doc:"Your My documents"`
}

// tokenForm is the body of the token endpoint, after RFC 6749 §4.4 and §6.
type tokenForm struct {
	GrantType    string `json:"grant_type" enum:"client_credentials,refresh_token"`
	ClientID     string `json:"client_id,omitempty" doc:"Or as the user of Basic authentication"`
	ClientSecret string `json:"client_secret,omitempty" doc:"Or as the password of Basic authentication"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

const formType = "application/x-www-form-urlencoded"

func (s *Server) tokenRoutes() {
	e := endpoint{id: "issueTokens", route: "POST /v2/auth/token", summary: "Get an access token for an API credential, or a new one for a refresh token", open: true}
	huma.Register(s.huma, e.operation(), func(ctx context.Context, in *struct {
		Authorization string `header:"Authorization" hidden:"true"`
		RawBody       []byte `contentType:"application/x-www-form-urlencoded"`
	}) (*Out[Tokens], error) {
		t, err := s.issueTokens(ctx, in.Authorization, in.RawBody)
		if err != nil {
			return nil, s.tooManyProblem(ctx, err)
		}
		return &Out[Tokens]{Body: t}, nil
	})
	post := s.huma.OpenAPI().Paths["/v2/auth/token"].Post
	post.RequestBody.Content[formType].Schema = huma.SchemaFromType(s.huma.OpenAPI().Components.Schemas, reflect.TypeFor[tokenForm]())
	post.Security = []map[string][]string{}

	member(s, endpoint{id: "whoami", route: "GET /v2/whoami", summary: "Tell who is asking"}, s.whoami)
	member(s, endpoint{id: "signOutEverywhere", route: "POST /v2/auth/sign-out-everywhere", summary: "End every session and token of yours"}, s.signOutEverywhere)
}

func (s *Server) issueTokens(ctx context.Context, authorization string, body []byte) (Tokens, error) {
	const op = "api.issueTokens"
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return Tokens{}, writ.Invalid(op, "body", "The body is not a form")
	}
	var t auth.Tokens
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
		id, secret, ok := basic(authorization)
		if !ok {
			id, secret = form.Get("client_id"), form.Get("client_secret")
		}
		t, err = s.auth.IssueTokens(ctx, id, secret, originOf(ctx))
	case "refresh_token":
		t, err = s.auth.RefreshTokens(ctx, form.Get("refresh_token"), originOf(ctx))
	default:
		return Tokens{}, writ.Invalid(op, "grant_type", "There is no grant type %q here", grant).
			WithHint("Send client_credentials or refresh_token.")
	}
	return Tokens{AccessToken: t.Access, RefreshToken: t.Refresh, TokenType: "bearer", ExpiresIn: int(t.ExpiresIn.Seconds())}, err
}

// basic reads user and password of Basic authentication.
func basic(authorization string) (user, password string, ok bool) {
	coded, ok := strings.CutPrefix(authorization, "Basic ")
	if !ok {
		return "", "", false
	}
	text, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(text), ":")
}

func (s *Server) whoami(ctx context.Context, actor app.Actor, _ *struct{}) (Whoami, error) {
	home, err := s.app.Home(ctx, actor)
	if err != nil {
		return Whoami{}, err
	}
	m := actor.Member
	return Whoami{
		UserID: m.ID, OrganizationID: s.opt.Organization, Email: m.Email, FirstName: m.FirstName, LastName: m.LastName,
		MemberType: m.AccountType, Permissions: orEmpty(access.PermissionsOf(m)), HomeFolderID: home.ID,
	}, nil
}

func (s *Server) signOutEverywhere(ctx context.Context, actor app.Actor, _ *struct{}) (Empty, error) {
	return Empty{}, s.auth.SignOutEverywhere(ctx, actor.Member.ID, originOf(ctx))
}
