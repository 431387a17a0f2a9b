// Package duckdb is the warehouse that comes with Writ: DuckDB inside the
// process, one file per connection in the data folder, no server to set up.
//
// The engine is locked down before anybody can use it: it reaches its own file
// and one staging directory, downloads nothing, and its configuration cannot be
// changed by a statement. A file can be opened by one process at a time; within
// the process every Conn to it shares one instance.
//
// DuckDB has no users, so whoever may open the file may do everything in it.
package duckdb
