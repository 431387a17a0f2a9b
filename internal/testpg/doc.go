// Package testpg gives tests a real PostgreSQL: it starts one of its own from
// the binaries of the machine on a free port, in a temporary folder, with TLS
// and passwords switched on, in about a second.
//
// Tests of PostgreSQL run against PostgreSQL. A machine without its binaries
// fails those tests and says which package to install; it never skips them.
//
// Run alone, a test binary starts one server for itself. Run under
// internal/testrun, all test binaries share the one whose address the
// environment variable WRIT_TEST_POSTGRES_URL holds. The variable may also name
// any other server that a superuser's URL leads to.
package testpg
