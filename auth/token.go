package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// How long the tokens of an API credential last.
const (
	accessLifetime  = time.Hour
	refreshLifetime = 30 * 24 * time.Hour
)

// secretBytes is the randomness of client secrets and tokens: enough that one
// SHA-256 protects them as well as a slow hash protects a password.
const secretBytes = 32

// Tokens is what a program gets for its credential.
type Tokens struct {
	Access    string
	Refresh   string
	ExpiresIn time.Duration // of Access
}

// NewCredential makes an API credential for a member, with its secret. The
// caller stores the one and shows the other once.
func NewCredential(m writ.MemberID, name string, clock writ.Clock) (*writ.APICredential, string) {
	secret := writ.NewSecret(secretBytes)
	return &writ.APICredential{
		ID:         writ.NewID[writ.CredentialID](),
		Member:     m,
		Name:       name,
		SecretHash: digest(secret),
		CreatedAt:  clock(),
	}, secret
}

// digest is how tokens and client secrets are kept.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// IssueTokens gives a program tokens for its API credential. Any failure to
// prove the credential is the same CodeUnauthenticated; too many of them are
// CodeExhausted.
func (s *Service) IssueTokens(ctx context.Context, clientID, clientSecret string, from Origin) (Tokens, error) {
	const op = "auth.IssueTokens"
	var tokens Tokens
	p, err := s.attempt(ctx, op, credentialKey(clientID), from, func() (p proof, err error) {
		err = s.st.Write(ctx, func(tx store.Tx) error {
			m, c, err := credential(ctx, tx, writ.CredentialID(clientID))
			if err != nil || m == nil {
				p = proof{why: "There is no such API credential, or it is not in force."}
				return err
			}
			p = proof{member: m, credential: c.ID, why: "The client secret is wrong."}
			if subtle.ConstantTimeCompare([]byte(c.SecretHash), []byte(digest(clientSecret))) != 1 {
				return nil
			}
			p.ok, p.why = true, ""
			if tokens, err = s.issue(ctx, tx, c.ID, m, writ.NewSecret(16)); err != nil {
				return err
			}
			return tx.AuditLog.Append(ctx, ofCredential(s.entry(op, from, m, writ.AuditDone, ""), c.ID))
		})
		return p, err
	})
	if err == nil && !p.ok {
		err = writ.Errorf(writ.CodeUnauthenticated, op, "The client id or the client secret is wrong.")
	}
	if err != nil {
		return Tokens{}, err
	}
	return tokens, nil
}

// RefreshTokens exchanges a refresh token, which works once, for new tokens. A
// refresh token that turns up a second time was stolen from somebody: then all
// tokens of its issue end.
func (s *Service) RefreshTokens(ctx context.Context, refresh string, from Origin) (Tokens, error) {
	const op = "auth.RefreshTokens"
	var tokens Tokens
	var ok bool
	err := s.st.Write(ctx, func(tx store.Tx) error {
		ok = false
		t, m, err := s.bearer(ctx, tx, refresh, writ.TokenRefresh)
		if err != nil || m == nil {
			return err
		}
		if !t.SpentAt.IsZero() {
			e := s.entry(op, from, m, writ.AuditRefused, "The refresh token turned up a second time; all tokens of its issue have ended.")
			return errors.Join(tx.AuditLog.Append(ctx, ofCredential(e, t.Credential)), tx.Tokens.DeleteFamily(ctx, t.Family))
		}
		if err := tx.Tokens.Spend(ctx, t.Hash, s.clock().UnixMicro()); err != nil {
			return err
		}
		ok = true
		tokens, err = s.issue(ctx, tx, t.Credential, m, t.Family)
		return err
	})
	if err == nil && !ok {
		err = writ.Errorf(writ.CodeUnauthenticated, op, "The refresh token is wrong, spent or expired.").
			WithHint("Ask for new tokens with the client id and the client secret.")
	}
	if err != nil {
		return Tokens{}, err
	}
	return tokens, nil
}

// Authenticate returns the member that an access token stands for.
func (s *Service) Authenticate(ctx context.Context, token string) (*writ.Member, error) {
	var m *writ.Member
	err := s.st.Read(ctx, func(tx store.Tx) (err error) {
		_, m, err = s.bearer(ctx, tx, token, writ.TokenAccess)
		return err
	})
	if err == nil && m == nil {
		err = errToken()
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// issue makes an access and a refresh token of one family.
func (s *Service) issue(ctx context.Context, tx store.Tx, c writ.CredentialID, m *writ.Member, family string) (Tokens, error) {
	now := s.clock()
	t := Tokens{Access: writ.NewSecret(secretBytes), Refresh: writ.NewSecret(secretBytes), ExpiresIn: accessLifetime}
	access := &writ.Token{Hash: digest(t.Access), Use: writ.TokenAccess, Credential: c, Member: m.ID, Epoch: m.Epoch,
		Family: family, ExpiresAt: now.Add(accessLifetime)}
	refresh := &writ.Token{Hash: digest(t.Refresh), Use: writ.TokenRefresh, Credential: c, Member: m.ID, Epoch: m.Epoch,
		Family: family, ExpiresAt: now.Add(refreshLifetime)}
	for _, token := range []*writ.Token{access, refresh} {
		if err := tx.Tokens.Insert(ctx, token); err != nil {
			return Tokens{}, err
		}
	}
	return t, tx.Credentials.Touch(ctx, c, now.UnixMicro())
}

// bearer finds a token of that use and the member it stands for; both are nil
// if the token is not, or no longer, good for anything. A spent one is returned.
func (s *Service) bearer(ctx context.Context, tx store.Tx, text string, use writ.TokenUse) (*writ.Token, *writ.Member, error) {
	t, err := tx.Tokens.ByHash(ctx, digest(text))
	if err != nil {
		return nil, nil, unlessAbsent(err)
	}
	if t.Use != use || !s.clock().Before(t.ExpiresAt) {
		return nil, nil, nil
	}
	m, _, err := credential(ctx, tx, t.Credential)
	if err != nil || m == nil || m.Epoch != t.Epoch {
		return nil, nil, err
	}
	return t, m, nil
}

// credential finds a credential in force and its active member; both are nil if
// there is none.
func credential(ctx context.Context, tx store.Tx, id writ.CredentialID) (*writ.Member, *writ.APICredential, error) {
	c, err := tx.Credentials.Get(ctx, id)
	if err != nil {
		return nil, nil, unlessAbsent(err)
	}
	if !c.RevokedAt.IsZero() {
		return nil, nil, nil
	}
	m, err := tx.Members.Get(ctx, c.Member)
	if err != nil || m.Deactivated {
		return nil, nil, unlessAbsent(err)
	}
	return m, c, nil
}

// unlessAbsent drops CodeNotFound: what is not there proves nothing, which is
// no fault.
func unlessAbsent(err error) error {
	if writ.CodeOf(err) == writ.CodeNotFound {
		return nil
	}
	return err
}
