// Command corpus runs the reader of package ingest on test material from
// outside, which says for each file what must come of it, and on real tables
// with their column profiles: it reads the canonical files that would be loaded,
// with a parser of its own. Then it imports every file into DuckDB, PostgreSQL and
// MySQL, which it starts, and demands the same certificate of all three, but for
// what one of them refuses by name.
//
//	go run ./corpus -dir DIR [-v] [-certificates=false]
//
// DIR holds csv/cases.jsonl and datasets/expected.json. It prints how many cases
// of each level are right, every failing case of level "must", with -v every
// other failing one too, and ends with status 1 if a "must", a data set
// or a certificate fails.
package main
