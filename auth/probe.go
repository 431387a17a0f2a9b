package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"golang.org/x/oauth2"

	"github.com/writ-dev/writ"
)

// Step is one thing that a check of a provider tried.
type Step struct {
	Name    string // "discovery", "keys", "client"
	OK      bool
	Message string // what was found, or what failed
	Hint    string // how to mend it
}

// CheckOpenID tries all that a sign-in needs from a provider and that can be tried
// without anybody signing in, and ends at the first step that fails.
func (s *Service) CheckOpenID(ctx context.Context, party Party) []Step {
	p, err := s.openID.discover(ctx, party.Issuer)
	if err == nil {
		err = p.said.check(party.Issuer)
	}
	steps := []Step{step("discovery", err, "The provider describes itself and can do what a sign-in needs.",
		"Compare the issuer with what the provider's /.well-known/openid-configuration says, and see that this server may connect there.")}
	if err != nil {
		return steps
	}
	err = s.openID.checkKeys(ctx, p.said.Keys)
	steps = append(steps, step("keys", err, "The provider publishes the keys that it signs with.", "Ask whoever runs the provider about its jwks_uri."))
	if err != nil {
		return steps
	}
	found, err := p.checkClient(s.openID.with(ctx), party)
	return append(steps, step("client", err, found,
		"Compare client id and secret with the provider's, and register the redirect URI "+party.Redirect+" there."))
}

func step(name string, err error, found, hint string) Step {
	var e *writ.Error
	switch {
	case err == nil:
		return Step{Name: name, OK: true, Message: found}
	case errors.As(err, &e):
		return Step{Name: name, Message: e.Message, Hint: hint}
	}
	return Step{Name: name, Message: err.Error(), Hint: hint}
}

// checkKeys reads the keys and looks for one that signs (RFC 7517 §4).
func (o *openID) checkKeys(ctx context.Context, address string) error {
	const op = "auth.CheckOpenID"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := o.client.Do(req)
	if err != nil {
		return writ.Errorf(writ.CodeUnavailable, op, "The keys cannot be read: %s.", whyUnreached(err))
	}
	defer resp.Body.Close()
	var set struct {
		Keys []struct {
			Type string `json:"kty"`
			Use  string `json:"use"`
		} `json:"keys"`
	}
	if resp.StatusCode != http.StatusOK || json.NewDecoder(resp.Body).Decode(&set) != nil {
		return writ.Errorf(writ.CodeUnavailable, op, "What is at the address of the keys is no set of keys.")
	}
	for _, k := range set.Keys {
		if slices.Contains([]string{"RSA", "EC", "OKP"}, k.Type) && k.Use != "enc" {
			return nil
		}
	}
	return writ.Errorf(writ.CodeUnsupported, op, "The provider publishes no key that signs.")
}

// checkClient exchanges a code that nobody was given: a provider that complains
// about the code has accepted the client (RFC 6749 §5.2).
func (p *provider) checkClient(ctx context.Context, party Party) (found string, err error) {
	const op = "auth.CheckOpenID"
	c := p.config(party)
	_, err = c.Exchange(ctx, writ.NewSecret(16), oauth2.VerifierOption(oauth2.GenerateVerifier()))
	var refused *oauth2.RetrieveError
	switch {
	case err == nil:
		return "", writ.Errorf(writ.CodeUnsupported, op, "The provider gives tokens for a code that it never gave.")
	case !errors.As(err, &refused):
		return "", writ.Errorf(writ.CodeUnavailable, op, "The provider's token endpoint could not be asked: %s.", whyUnreached(err))
	case refused.ErrorCode == "invalid_grant":
		return "The provider accepts the client id and the client secret.", nil
	case refused.ErrorCode == "invalid_client", refused.ErrorCode == "unauthorized_client", refused.Response.StatusCode == http.StatusUnauthorized:
		return "", writ.Errorf(writ.CodeRejected, op, "The provider does not accept the client id or the client secret (%s).", plainCode(refused.ErrorCode))
	}
	return "The provider does not tell whether the client id and the client secret are right; a sign-in will.", nil
}
