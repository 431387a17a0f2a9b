package auth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// flowLifetime is how long somebody may take to sign in at the provider.
const flowLifetime = 10 * time.Minute

// flow is what is kept of a sign-in while somebody is at the provider, under the
// digest of its state. It works once.
type flow struct {
	Browser  string `json:"browser"` // digest of what the browser was given to keep
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // of PKCE
	Next     string `json:"next"`
}

// flowKey is where the flow of a state lies among the sessions: their own keys
// have another form.
func flowKey(state string) string { return digest("openid " + state) }

// BeginOpenID begins a sign-in at a provider. The browser is sent to address and
// keeps keep, a secret of its own, until it comes back; next is where it goes then.
func (s *Service) BeginOpenID(ctx context.Context, party Party, next string, from Origin) (address, keep string, err error) {
	const op = "auth.BeginOpenID"
	now, key := s.clock(), addressKey(from.Remote)
	if wait := s.flows.wait(now, key); wait > 0 {
		return "", "", tooMany(op, wait)
	}
	s.flows.fail(now, key)
	p, err := s.openID.provider(ctx, party.Issuer)
	if err != nil {
		return "", "", s.noteOpenID(ctx, party, from, false, err)
	}
	state, keep := writ.NewSecret(secretBytes), writ.NewSecret(secretBytes)
	f := flow{
		Browser: digest(keep), Issuer: party.Issuer, ClientID: party.ClientID,
		Nonce: writ.NewSecret(secretBytes), Verifier: oauth2.GenerateVerifier(), Next: next,
	}
	text, err := json.Marshal(f)
	if err != nil {
		return "", "", err
	}
	err = s.st.Write(ctx, func(tx store.Tx) error {
		return tx.Sessions.Put(ctx, flowKey(state), text, now.Add(flowLifetime).UnixMicro())
	})
	c := p.config(party)
	return c.AuthCodeURL(state, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), keep, err
}

// FinishOpenID ends a sign-in with what the browser brings back from the provider
// and what it has kept, and returns what the provider has proven. Any failure is a
// CodeUnauthenticated whose message may be shown to anybody, CodeExhausted after
// too many, or CodeUnavailable. next is where the browser wanted to go, as far as
// the answer belongs to a sign-in that was begun in this browser.
func (s *Service) FinishOpenID(ctx context.Context, party Party, answer url.Values, kept string, from Origin) (claims *Claims, next string, err error) {
	const op = "auth.FinishOpenID"
	now, key := s.clock(), addressKey(from.Remote)
	if wait := s.addresses.wait(now, key); wait > 0 {
		return nil, "", tooMany(op, wait)
	}
	f, err := s.takeFlow(ctx, answer.Get("state"), kept)
	begun := err == nil
	if begun {
		next = f.Next
		claims, err = s.prove(ctx, party, f, answer)
	}
	if writ.CodeOf(err) == writ.CodeUnauthenticated {
		s.addresses.fail(now, key)
	}
	if err != nil {
		return nil, next, s.noteOpenID(ctx, party, from, begun, err)
	}
	return claims, next, nil
}

// noteOpenID writes down a sign-in through a provider that failed, and returns what
// whoever tried is told: of a provider that cannot be asked, no more than that. What
// anybody can cause as often as they like is written down once in a while.
func (s *Service) noteOpenID(ctx context.Context, party Party, from Origin, begun bool, err error) error {
	var e *writ.Error
	if !errors.As(err, &e) || e.Code == writ.CodeInternal {
		return err
	}
	result, key := writ.AuditRefused, "openid "+addressKey(from.Remote)
	if e.Code != writ.CodeUnauthenticated {
		result, key, begun = writ.AuditFailed, "openid provider", false
		err = writ.Wrap(writ.CodeUnavailable, e.Op, e, "The provider cannot be asked at present.").WithHint("Try again in a while; if it stays so, tell an Admin.")
	}
	if now := s.clock(); !begun {
		if s.told.wait(now, key) > 0 {
			return err
		}
		s.told.fail(now, key)
	}
	reason := e.Message
	if e.Err != nil {
		reason += " " + e.Err.Error()
	}
	if nerr := s.note(ctx, s.entry(actSignIn, from, nil, result, reason, "with", "provider", "issuer", party.Issuer)); nerr != nil {
		return nerr
	}
	return err
}

// takeFlow removes and returns the flow of a state, if this browser began it.
func (s *Service) takeFlow(ctx context.Context, state, kept string) (f flow, err error) {
	var text []byte
	var found bool
	err = s.st.Write(ctx, func(tx store.Tx) error {
		if text, found, err = tx.Sessions.Find(ctx, flowKey(state), s.clock().UnixMicro()); err != nil || !found {
			return err
		}
		return tx.Sessions.Delete(ctx, flowKey(state))
	})
	if err != nil {
		return f, err
	}
	if !found || json.Unmarshal(text, &f) != nil || subtle.ConstantTimeCompare([]byte(f.Browser), []byte(digest(kept))) != 1 {
		return flow{}, writ.Errorf(writ.CodeUnauthenticated, "auth.FinishOpenID", "This sign-in took too long, was finished already, or was begun in another window.").
			WithHint("Try again.")
	}
	return f, nil
}

// prove exchanges the code for an ID token and checks all of it.
func (s *Service) prove(ctx context.Context, party Party, f flow, answer url.Values) (*Claims, error) {
	switch iss := answer.Get("iss"); {
	case f.Issuer != party.Issuer, f.ClientID != party.ClientID:
		return nil, unproven("The sign-in settings have changed meanwhile.", nil)
	case iss != "" && iss != party.Issuer: // RFC 9207 §2.4
		return nil, unproven("The answer is another provider's.", nil)
	case answer.Get("error") != "":
		return nil, refusedByProvider(answer.Get("error"))
	case answer.Get("code") == "":
		return nil, unproven("The provider sent no code.", nil)
	}
	p, err := s.openID.provider(ctx, party.Issuer)
	if err != nil {
		return nil, err
	}
	ctx = s.openID.with(ctx)
	c := p.config(party)
	tokens, err := c.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return nil, exchangeFailed(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	if raw == "" {
		return nil, unproven("The provider sent no ID token.", nil)
	}
	id, err := p.Verifier(&oidc.Config{ClientID: party.ClientID, Now: s.clock}).Verify(ctx, raw)
	if err != nil {
		return nil, unproven("The ID token is not valid.", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return nil, unproven("The ID token belongs to another sign-in.", nil)
	}
	return s.claims(ctx, p, party, id, tokens)
}

// unproven is told to whoever comes back from the provider: why says what is wrong
// with the answer, which the browser cannot mend.
func unproven(why string, cause error) error {
	return &writ.Error{Code: writ.CodeUnauthenticated, Op: "auth.FinishOpenID", Err: cause,
		Message: "The provider's answer does not prove who you are. " + why, Hint: "Try again; if it stays so, tell an Admin."}
}

// exchangeFailed explains why there are no tokens for a code. What the provider
// wrote about it is not quoted: it may hold the code.
func exchangeFailed(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return unproven("It did not accept the code ("+plainCode(refused.ErrorCode)+").", nil)
	}
	return writ.Errorf(writ.CodeUnavailable, "auth.FinishOpenID", "The provider could not be asked: %s.", whyUnreached(err))
}

// refusals are the errors of authorization (RFC 6749 §4.1.2.1, OpenID Connect Core
// 1.0 §3.1.2.6) that say something to whoever wants to sign in.
var refusals = map[string]string{
	"access_denied":           "The provider did not let you in, or you have canceled.",
	"temporarily_unavailable": "The provider cannot sign anybody in at present.",
	"server_error":            "The provider has failed.",
	"login_required":          "The provider wants you to sign in there first.",
	"consent_required":        "The provider wants your consent first.",
	"interaction_required":    "The provider wants you to do something there first.",
}

func refusedByProvider(code string) error {
	message, known := refusals[code]
	if !known {
		message = "The provider refused the request (" + plainCode(code) + ")."
	}
	return writ.Errorf(writ.CodeUnauthenticated, "auth.FinishOpenID", "%s", message).WithHint("Try again; if it stays so, tell an Admin.")
}

// plainCode is an error code as RFC 6749 has them, or that it is none: anybody can
// send the browser here with any text.
func plainCode(code string) string {
	if code == "" || len(code) > 40 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return "without a reason"
	}
	return code
}
