// Package sqlite keeps the metadata in one SQLite file: the default, without any
// other service. It opens the file, migrates it, tells SQLite's errors apart and
// copies it while it is in use; the queries are package sqlstore's.
//
// The file is in WAL mode with synchronous=FULL, so a commit that was reported
// survives a power cut. Within a process there is one connection that writes and
// a pool that reads; other processes, such as a command of writ beside the
// server, may use the file too, and wait for each other.
package sqlite
