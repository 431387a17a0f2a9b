// Bench prints how Writ compares with the raw engine below it, measured in the
// same run on the same machine: one line per bench, `name ratio value limit`,
// smaller is better. Each ratio is the median of five interleaved pairs.
//
//	go run ./bench            all benches
//	go run ./bench csv start  those whose name starts with csv or start
package main
