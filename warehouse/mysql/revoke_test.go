package mysql_test

import "strings"

// revoke turns a line of the grant script into the one that takes it back.
func revoke(grant string) string {
	head, user, _ := strings.Cut(strings.TrimPrefix(grant, "GRANT "), " TO ")
	return "REVOKE " + head + " FROM " + user
}
