// Package client is the Go client of Writ's own HTTP API, made for programs and
// for the client commands of the binary. It signs in with an API credential,
// uploads files in parts that survive a broken connection, and turns problem
// documents back into *writ.Error.
package client
