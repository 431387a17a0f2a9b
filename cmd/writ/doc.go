// Command writ is the server and, for everyday work and scripts, a client of its
// API. The server's commands work on a data folder (serve, migrate, backup,
// restore, keys, credential, member); the client's on a server named by WRIT_URL
// or by the profile that login keeps (connection, upload, rows).
//
// This package only reads flags and wires things together.
package main
