// Package testoidc is a small OpenID provider for tests: discovery, keys,
// authorization, tokens and user info over real HTTP, as OpenID Connect Core 1.0
// and RFC 7636 describe them. It refuses what a strict provider refuses, and it can
// be told to lie in the ways that a sign-in has to notice.
package testoidc
