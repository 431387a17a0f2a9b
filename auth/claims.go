package auth

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/writ-dev/writ"
)

// Claims are what a provider has proven about whoever signs in. Email is as
// writ.NormalizeEmail has it, "" if there is none.
type Claims struct {
	Issuer, Subject     string
	Email               string
	Verified            bool // the provider vouches for Email
	FirstName, LastName string
	Groups              []string
	// GroupsLeftOut says that there are groups, but too many to be sent.
	GroupsLeftOut bool
}

// claims reads the ID token and, where it is silent, the user info.
func (s *Service) claims(ctx context.Context, p *provider, party Party, id *oidc.IDToken, tokens *oauth2.Token) (*Claims, error) {
	said := map[string]json.RawMessage{}
	if err := id.Claims(&said); err != nil {
		return nil, unproven("The ID token cannot be read.", err)
	}
	if azp := textOf(said["azp"]); azp != "" && azp != party.ClientID || azp == "" && len(id.Audience) > 1 {
		return nil, unproven("The ID token was made for another client.", nil) // OpenID Connect Core 1.0 §3.1.3.7
	}
	silent := said["email"] == nil || party.GroupClaim != "" && said[party.GroupClaim] == nil
	if silent && p.UserInfoEndpoint() != "" {
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return nil, writ.Errorf(writ.CodeUnavailable, "auth.FinishOpenID", "The provider could not be asked about you: %s.", whyUnreached(err))
		}
		if info.Subject != id.Subject { // OpenID Connect Core 1.0 §5.3.2
			return nil, unproven("Its user info is about somebody else.", nil)
		}
		more := map[string]json.RawMessage{}
		if err := info.Claims(&more); err != nil {
			return nil, unproven("Its user info cannot be read.", err)
		}
		supplement(said, more)
	}
	return claimsOf(id.Issuer, id.Subject, party.GroupClaim, said), nil
}

// supplement adds what only the user info says. Whether an address is verified is
// said of the address beside it, and of no other.
func supplement(said, more map[string]json.RawMessage) {
	const email, verified = "email", "email_verified"
	switch {
	case said[email] == nil:
		delete(said, verified)
	case string(said[email]) != string(more[email]):
		delete(more, verified)
	}
	for name, value := range more {
		if said[name] == nil {
			said[name] = value
		}
	}
}

// claimsOf picks what Writ uses (OpenID Connect Core 1.0 §5.1).
func claimsOf(issuer, subject, groupClaim string, said map[string]json.RawMessage) *Claims {
	c := &Claims{Issuer: issuer, Subject: subject, FirstName: textOf(said["given_name"]), LastName: textOf(said["family_name"])}
	if email, err := writ.NormalizeEmail(textOf(said["email"])); err == nil {
		c.Email = email
	}
	// Some providers send the flag as text.
	c.Verified = slices.Contains([]string{"true", `"true"`}, string(said["email_verified"]))
	if c.FirstName == "" && c.LastName == "" {
		c.FirstName = textOf(said["name"])
	}
	if groupClaim == "" {
		return c
	}
	if json.Unmarshal(said[groupClaim], &c.Groups) != nil {
		if one := textOf(said[groupClaim]); one != "" {
			c.Groups = []string{one}
		}
	}
	// Where the groups are too many, their claim is named as one to be fetched
	// (OpenID Connect Core 1.0 §5.6.2).
	elsewhere := map[string]json.RawMessage{}
	c.GroupsLeftOut = said[groupClaim] == nil && json.Unmarshal(said["_claim_names"], &elsewhere) == nil && elsewhere[groupClaim] != nil
	return c
}

// textOf is the text of a JSON string, "" of anything else.
func textOf(raw json.RawMessage) (s string) {
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
