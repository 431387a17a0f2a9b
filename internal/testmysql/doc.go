// Package testmysql gives tests a real MySQL: it starts one of its own on a free
// port, in a temporary folder, with TLS and passwords switched on.
//
// Tests of MySQL run against MySQL; MariaDB is another engine with another
// dialect and is refused. The server is, in this order: the one that the
// environment variable WRIT_TEST_MYSQL_URL leads to; a local mysqld; MySQL's
// server from Debian sid, which need-mysql.sh downloads once from the mirror
// that the machine itself uses and unpacks, uninstalled, into the project's
// cache folder. Where none of them works the tests fail and say why; they never
// skip.
//
// Run below internal/testrun, all test binaries share one server.
package testmysql
