// Bench prints how Writ compares with the raw engine below it, measured in the
// same run on the same machine: one line per bench, `name ratio value limit`,
// smaller is better. Each ratio is the median of five interleaved pairs, of long
// benches three. With imports it says how long each phase of the last one took. Edits
// go over HTTP to a server and are compared with pgbench, which has to be installed.
//
//	go run ./bench                        all but those that take minutes
//	go run ./bench csv start              those whose name starts with csv or start
//	go run ./bench lineitem-duckdb        long ones by their whole name: lineitem-duckdb,
//	                                      lineitem-postgres, lineitem-mysql, csv-size
package main
