// Package postgres reaches PostgreSQL 15 and later.
//
// It speaks the extended protocol in text format, one statement at a time, so
// that a value of any type can be read, and lets the server do what it is good
// at: a table is created and filled by COPY in one transaction, a call whose
// context ends is canceled on the server, and names are never cut.
//
// A connection goes straight to the server or through an SSH tunnel; either way
// the dialer, not pgx, makes the TLS connection on top, so that each step of
// connecting fails under its own name.
package postgres
