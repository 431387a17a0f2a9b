// Package postgres keeps the metadata in a schema of a PostgreSQL database: for
// installations that have one anyway, with its own backups and failover, and for
// those of several nodes. It opens and migrates the schema, tells PostgreSQL's
// errors apart, carries notices from node to node, and holds the lock by which
// one server alone, or several together, use a store; the queries are package
// sqlstore's.
//
// Writes are serializable transactions, run again when two got into each other's
// way. The name that SQLite has for bytes, blob, is a domain in the schema, so
// that one set of migrations serves both engines.
//
// Locks and notices belong to sessions, so the URL must lead to PostgreSQL itself,
// or to a pooler that keeps sessions.
package postgres
