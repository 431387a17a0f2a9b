// Command corpus runs the reader of package ingest on test material from
// outside, which says for each file what must come of it, and on real tables
// with their column profiles. It needs no server and no warehouse: it reads the
// canonical files that would be loaded, with a parser of its own.
//
//	go run ./corpus -dir DIR [-v]
//
// DIR holds csv/cases.jsonl and datasets/expected.json. It prints how many cases
// of each level are right, every failing case of level "must", with -v every
// other failing one too, and ends with status 1 if a "must" or a data set fails.
package main
