// Package plan keeps an organization as code: it reads the file that writ apply is
// given, compares it with what a server has, and says line by line what would have
// to change; it writes the same file for writ export. It is pure: it neither asks a
// server nor changes anything, so that what the plan says can be tested apart from
// what carries it out.
package plan
