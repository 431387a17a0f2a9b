package writ

import (
	"strings"
	"time"
)

// AccountType is a named set of account permissions; package access says what
// each may do.
type AccountType string

// The account types every organization has.
const (
	AccountAdmin   AccountType = "Admin"
	AccountBuild   AccountType = "Build"
	AccountAnalyze AccountType = "Analyze"
	AccountAct     AccountType = "Act"
	AccountView    AccountType = "View"
)

// AccountTypes lists the built-in account types, most able first.
func AccountTypes() []AccountType {
	return []AccountType{AccountAdmin, AccountBuild, AccountAnalyze, AccountAct, AccountView}
}

// ParseAccountType returns the account type of that name, or CodeInvalid.
func ParseAccountType(s string) (AccountType, error) {
	for _, t := range AccountTypes() {
		if strings.EqualFold(string(t), s) {
			return t, nil
		}
	}
	return "", Invalid("writ.ParseAccountType", "memberType", "there is no account type %q; choose Admin, Build, Analyze, Act or View", s)
}

// Member is a person who can sign in. PasswordHash is a PHC string, empty if
// the member has no password. Epoch rises whenever every session and token of
// the member must end (sign out everywhere, new password, deactivation).
// Permissions are what the account type allows if it is a custom one; the store
// fills them in and never keeps them, and for the built-in types they are nil.
type Member struct {
	ID                 MemberID
	Email              string // lower case, unique
	FirstName          string
	LastName           string
	AccountType        AccountType
	Permissions        []Permission
	PasswordHash       string
	MustChangePassword bool // the password was generated and may be used once
	Deactivated        bool
	Epoch              int64
	Version            int64
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

// Name is what people call a member: both names, or the address where there are none.
func (m *Member) Name() string {
	if name := strings.TrimSpace(m.FirstName + " " + m.LastName); name != "" {
		return name
	}
	return m.Email
}

// NormalizeEmail trims and lower-cases an address and checks its shape only as
// far as sign-in needs it.
func NormalizeEmail(s string) (string, error) {
	e := strings.ToLower(strings.TrimSpace(s))
	at := strings.LastIndexByte(e, '@')
	if at < 1 || at == len(e)-1 || strings.ContainsAny(e, " \t\r\n\x00") || len(e) > 254 {
		return "", Invalid("writ.NormalizeEmail", "email", "%q is not an e-mail address", s)
	}
	return e, nil
}

// APICredential lets a program act as a member. Only the hash of its secret is
// kept; the client id is the credential's id.
type APICredential struct {
	ID         CredentialID
	Member     MemberID
	Name       string
	SecretHash string
	CreatedAt  time.Time
	LastUsedAt time.Time // zero if never
	RevokedAt  time.Time // zero if in force
}

// TokenUse says what a bearer token may be used for.
type TokenUse string

// The two uses of a token.
const (
	TokenAccess  TokenUse = "access"
	TokenRefresh TokenUse = "refresh"
)

// Token is a bearer token made from an API credential, kept by the SHA-256 of
// its text. It ends when it expires, when its credential is revoked or when the
// member's Epoch has risen. A refresh token works once; Family joins the tokens
// that came from one issue, so that all of them end when a spent one turns up
// again.
type Token struct {
	Hash       string
	Use        TokenUse
	Credential CredentialID
	Member     MemberID
	Epoch      int64
	Family     string
	ExpiresAt  time.Time
	SpentAt    time.Time // zero if not spent
}
