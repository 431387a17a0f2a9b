// Package testproxy is a small TCP proxy for tests of network faults: it passes
// bytes between a client and a server and, when told, delays them, swallows
// them, cuts or resets the connections or leaves them half-open, also right after
// certain bytes have reached the server, so that "the connection was lost after
// COMMIT was sent" is something a test can make and not hope for.
package testproxy
