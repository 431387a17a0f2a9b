// Command corpus runs Writ on test material from outside, which says of each
// file what must come of it. It starts the real program with its embedded DuckDB
// and connections to a PostgreSQL and a MySQL, which it starts too, and speaks to
// it as people do: over the HTTP API, with a client of its own that counts every
// answer, and through `writ rows`.
//
//	go run ./corpus -dir DIR -writ PROGRAM [-v] [suite…]
//
// DIR holds the folders csv, datasets and permissions. The organizations that the
// last describes are built through the API, and what their members may do is asked
// at the decision endpoint and by doing it. Of the others every file is previewed, loaded into
// the three platforms, read back in each form and deleted again. It prints for
// each suite how many cases are as they should be, how many files were refused,
// and each failure with its reason; with -v the deliberate differences too. Names
// of suites, or how they begin, choose some.
//
// It ends with status 1 when a case of level "must" fails; when less than 98 % of
// those of level "should", or of those without one, are right or differ
// deliberately; and when anything ever is answered with a status of 500 or more,
// takes too long, loses a row without saying so, or differs between the platforms
// without an error that names the platform.
package main
