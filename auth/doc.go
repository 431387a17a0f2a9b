// Package auth says who somebody is: members by password or through an OpenID
// provider and then by browser session, programs by API credential and bearer
// token. What they may do is package access's business.
//
// It keeps no secret it could lose: passwords as argon2id hashes, tokens and
// client secrets as SHA-256 of random text. Every failure to prove an identity
// looks and takes the same whether the member exists or not; the audit log alone
// says why.
package auth
