package writ

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// SignIn is how members may prove who they are: by a password, through an OpenID
// provider, or both. Version locks optimistically; it is 0 as long as nobody has
// decided anything.
type SignIn struct {
	Password  bool            `json:"password"`
	Provider  *OpenIDProvider `json:"provider,omitempty"` // nil if there is none
	Version   int64           `json:"version"`
	UpdatedBy MemberID        `json:"updatedBy,omitempty"`
	UpdatedAt time.Time       `json:"updatedAt"`
}

// OpenIDProvider is who else vouches for members, after OpenID Connect Core 1.0.
// The secret of the client is not here: it is sealed.
type OpenIDProvider struct {
	Issuer   string   `json:"issuer"` // as the provider spells it, to the last slash
	ClientID string   `json:"clientId"`
	Scopes   []string `json:"scopes,omitempty"` // besides "openid"
	Label    string   `json:"label"`            // of the button on the sign-in page
	// Domains are those of the e-mail addresses that may sign in, in lower case;
	// none means any.
	Domains []string `json:"domains,omitempty"`
	// Provision is the account type of the members whom a first sign-in makes; ""
	// makes none.
	Provision AccountType `json:"provision,omitempty"`
	// GroupClaim names the claim that lists somebody's groups, and Teams which of
	// them are teams here. Who signs in is then in exactly those of these teams that
	// the groups say.
	GroupClaim string      `json:"groupClaim,omitempty"`
	Teams      []GroupTeam `json:"teams,omitempty"`
}

// GroupTeam says that whoever is in a group at the provider is in a team here.
type GroupTeam struct {
	Group string `json:"group"`
	Team  TeamID `json:"teamId"`
}

// Identity says who a member is at an OpenID provider. Issuer and subject together
// are never anybody else's (OpenID Connect Core 1.0 §2).
type Identity struct {
	Issuer, Subject string
	Member          MemberID
}

// DefaultSignIn is that of an organization that has not decided anything.
func DefaultSignIn() SignIn { return SignIn{Password: true} }

// DefaultScopes are what most providers give names and addresses for.
func DefaultScopes() []string { return []string{"email", "profile"} }

// Bounds of what an Admin may type in.
const (
	maxSignInText = 255 // characters of a claim, client id, label, group or scope
	maxIssuer     = 1000
	maxSignInList = 500 // scopes, domains, groups
)

// Validate returns CodeInvalid naming the first field that is wrong.
func (s SignIn) Validate() error {
	if s.Provider == nil {
		if !s.Password {
			return Invalid(opSignIn, "password", "Without a provider, the password is the only way to sign in.")
		}
		return nil
	}
	p := s.Provider
	for _, check := range []func() error{p.checkIssuer, p.checkTexts, p.checkDomains, p.checkGroups, p.checkProvision} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

const opSignIn = "writ.SignIn.Validate"

// checkIssuer wants https, after OpenID Connect Discovery 1.0 §3; this machine
// alone may be asked without.
func (p *OpenIDProvider) checkIssuer() error {
	const field = "provider.issuer"
	u, err := url.Parse(p.Issuer)
	switch {
	case err != nil, len(p.Issuer) > maxIssuer, u.Hostname() == "", u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return Invalid(opSignIn, field, "The issuer is not an address like https://accounts.example.com.").
			WithHint("It is what the provider's /.well-known/openid-configuration calls issuer.")
	case u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u)):
		return Invalid(opSignIn, field, "The issuer has to begin with https://.")
	}
	return nil
}

// isLoopback tells whether an address is this machine's own.
func isLoopback(u *url.URL) bool {
	if u.Hostname() == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.IsLoopback()
}

// checkTexts bounds what goes into pages and requests.
func (p *OpenIDProvider) checkTexts() error {
	for _, t := range []struct {
		field, what, text string
		empty             bool
	}{
		{"provider.clientId", "client id", p.ClientID, false},
		{"provider.label", "label of the button", p.Label, false},
		{"provider.groupClaim", "claim of the groups", p.GroupClaim, true},
	} {
		if err := checkSignInText(t.field, t.what, t.text, t.empty); err != nil {
			return err
		}
	}
	if len(p.Scopes) > maxSignInList {
		return Invalid(opSignIn, "provider.scopes", "There are more than %d scopes.", maxSignInList)
	}
	for _, scope := range p.Scopes {
		// RFC 6749 §3.3: printable ASCII without space, quote and backslash.
		if scope == "" || len(scope) > maxSignInText || strings.ContainsFunc(scope, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }) {
			return Invalid(opSignIn, "provider.scopes", "%q is not a scope.", scope)
		}
	}
	return nil
}

func checkSignInText(field, what, text string, mayBeEmpty bool) error {
	switch {
	case text == "" && !mayBeEmpty:
		return Invalid(opSignIn, field, "The %s is empty.", what)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || strings.TrimSpace(text) != text:
		return Invalid(opSignIn, field, "The %s holds characters that cannot be shown, or spaces at its ends.", what)
	case utf8.RuneCountInString(text) > maxSignInText:
		return Invalid(opSignIn, field, "The %s is longer than %d characters.", what, maxSignInText)
	}
	return nil
}

func (p *OpenIDProvider) checkDomains() error {
	const field = "provider.domains"
	if len(p.Domains) > maxSignInList {
		return Invalid(opSignIn, field, "There are more than %d domains.", maxSignInList)
	}
	for _, d := range p.Domains {
		if _, err := NormalizeEmail("a@" + d); err != nil || d != strings.ToLower(d) || strings.ContainsAny(d, "@*/:") || net.ParseIP(d) != nil {
			return Invalid(opSignIn, field, "%q is not the domain of an e-mail address, such as example.com.", d)
		}
	}
	return nil
}

func (p *OpenIDProvider) checkGroups() error {
	const field = "provider.teams"
	switch {
	case len(p.Teams) > maxSignInList:
		return Invalid(opSignIn, field, "There are more than %d groups.", maxSignInList)
	case len(p.Teams) > 0 && p.GroupClaim == "":
		return Invalid(opSignIn, "provider.groupClaim", "Groups become teams, but no claim says which groups somebody is in.")
	}
	for i, t := range p.Teams {
		if err := checkSignInText(field, "name of a group", t.Group, false); err != nil {
			return err
		}
		if slices.Contains(p.Teams[:i], t) {
			return Invalid(opSignIn, field, "The group %q becomes the same team twice.", t.Group)
		}
	}
	return nil
}

// checkProvision keeps a provider that vouches for the whole world from making
// members of it, and anybody from becoming an Admin without one.
func (p *OpenIDProvider) checkProvision() error {
	switch {
	case p.Provision == "":
		return nil
	case strings.EqualFold(string(p.Provision), string(AccountAdmin)):
		return Invalid(opSignIn, "provider.provision", "A first sign-in cannot make an Admin.").
			WithHint("Choose another account type; an Admin can give more afterwards.")
	case len(p.Domains) == 0:
		return Invalid(opSignIn, "provider.domains", "Members are made at their first sign-in, but of no domain: anybody with an account at the provider could become one.").
			WithHint("Name the domains of your e-mail addresses.")
	}
	return nil
}

// Admits tells whether an address is of a domain that may sign in.
func (p *OpenIDProvider) Admits(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return len(p.Domains) == 0 || slices.Contains(p.Domains, domain)
}
