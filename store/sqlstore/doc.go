// Package sqlstore holds the only metadata SQL of Writ. One set of queries and
// migrations serves every engine: $1 placeholders, text, integer and blob
// columns, times as UTC microseconds, JSON as text.
//
// It imports no driver. An opener, package sqlite or postgres, brings two pools of
// connections, a way to tell the driver's errors apart, and migrates with
// Migrate.
//
// It also copies a store into another one's engine, and proves the copy.
//
// Each noun has one file with its columns, the fields that belong to them, and
// its queries.
package sqlstore
