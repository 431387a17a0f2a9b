package testoidc

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"time"
)

// claims are what the provider says about a user.
func (u User) claims() map[string]any {
	c := map[string]any{"sub": u.Subject, "email": u.Email, "given_name": u.Given, "family_name": u.Family}
	if u.Verified != nil {
		c["email_verified"] = u.Verified
	}
	if u.Groups != nil {
		c["groups"] = u.Groups
	}
	maps.Copy(c, u.Extra)
	return c
}

// idToken makes the ID token of a grant, wrong where the provider is to be.
func (p *Provider) idToken(g grant) string {
	c := g.user.claims()
	if p.fault == Thin || p.fault == OtherUserInfo {
		c = map[string]any{"sub": g.user.Subject}
	}
	now := p.now()
	c["iss"], c["aud"], c["nonce"] = p.server.URL, ClientID, g.nonce
	c["iat"], c["exp"] = now.Unix(), now.Add(5*time.Minute).Unix()
	switch p.fault {
	case WrongNonce:
		c["nonce"] = g.nonce + "x"
	case NoNonce:
		delete(c, "nonce")
	case WrongAudience:
		c["aud"] = "another-client"
	case OtherParty:
		c["aud"], c["azp"] = []string{ClientID, "another-client"}, "another-client"
	case WrongIssuer:
		c["iss"] = "https://somebody-else.example.com"
	case Expired:
		c["exp"] = now.Add(-time.Hour).Unix()
	}
	return p.sign(c)
}

// sign makes a compact JWS (RFC 7515 §3.1).
func (p *Provider) sign(claims map[string]any) string {
	header := map[string]string{"alg": "RS256", "kid": p.keyID, "typ": "JWT"}
	switch p.fault {
	case AlgNone:
		header["alg"] = "none"
	case AlgHMAC:
		header["alg"] = "HS256"
	}
	text := encode(marshal(header)) + "." + encode(marshal(claims))
	sum := sha256.Sum256([]byte(text))
	key := p.key
	switch p.fault {
	case AlgNone:
		return text + "."
	case AlgHMAC:
		mac := hmac.New(sha256.New, []byte(ClientSecret))
		mac.Write([]byte(text))
		return text + "." + encode(mac.Sum(nil))
	case ForeignKey:
		key, _ = rsa.GenerateKey(rand.Reader, 2048) // fails only without randomness
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // the key is long enough
	}
	return text + "." + encode(signature)
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a test's claims are JSON
	}
	return b
}
