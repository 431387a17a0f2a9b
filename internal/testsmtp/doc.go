// Package testsmtp is a small mail server for tests. It keeps what it is given,
// and can insist on STARTTLS or a sign-in, refuse for now or for good, hang up in
// the middle, or be slow.
package testsmtp
