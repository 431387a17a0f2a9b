// Package testserver runs a database server for tests: on a free port, in a
// temporary folder, without root's rights, and never longer than the process
// that started it. What is particular to one engine lies in testpg and
// testmysql.
package testserver
