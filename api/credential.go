package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Credential lets a program act as its member. The client id is the id of the
// credential; its secret is not here.
type Credential struct {
	ClientID   writ.CredentialID `json:"clientId"`
	Name       string            `json:"name"`
	CreatedAt  time.Time         `json:"createdAt"`
	LastUsedAt *time.Time        `json:"lastUsedAt"`
	RevokedAt  *time.Time        `json:"revokedAt"`
}

// NewCredential is a credential just made, with its secret, which is shown this
// once.
type NewCredential struct {
	ClientID     writ.CredentialID `json:"clientId"`
	ClientSecret string            `json:"clientSecret"`
	Name         string            `json:"name"`
	CreatedAt    time.Time         `json:"createdAt"`
}

// CredentialDraft names a new credential, for the one who has to find it later.
type CredentialDraft struct {
	Name string `json:"name" minLength:"1" maxLength:"200"`
}

func (s *Server) credentialRoutes() {
	member(s, endpoint{id: "listCredentials", route: "GET /v2/credentials", summary: "List your own API credentials"}, s.listCredentials)
	member(s, endpoint{id: "createCredential", route: "POST /v2/credentials", summary: "Make an API credential that acts as you"}, s.createCredential)
	member(s, endpoint{id: "revokeCredential", route: "DELETE /v2/credentials/{clientId}", summary: "Revoke one of your API credentials and its tokens"}, s.revokeCredential)
}

func (s *Server) listCredentials(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[Credential], error) {
	list, err := s.app.Credentials(ctx, actor)
	return entriesOf(list, showCredential), err
}

func (s *Server) createCredential(ctx context.Context, actor app.Actor, in *struct{ Body CredentialDraft }) (NewCredential, error) {
	c, secret, err := s.app.CreateCredential(ctx, actor, in.Body.Name)
	if err != nil {
		return NewCredential{}, err
	}
	return NewCredential{ClientID: c.ID, ClientSecret: secret, Name: c.Name, CreatedAt: c.CreatedAt}, nil
}

func (s *Server) revokeCredential(ctx context.Context, actor app.Actor, in *struct {
	ClientID writ.CredentialID `path:"clientId"`
}) (Empty, error) {
	return Empty{}, s.app.RevokeCredential(ctx, actor, in.ClientID)
}

func showCredential(c *writ.APICredential) Credential {
	return Credential{
		ClientID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt,
		LastUsedAt: optionalTime(c.LastUsedAt), RevokedAt: optionalTime(c.RevokedAt),
	}
}
