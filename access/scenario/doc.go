// Package scenario reads permissions as code: files that describe small
// organizations and say what each of their members must and must not be able to
// do. They are asked of the same decisions that the server makes, without a
// server, or of a live organization.
package scenario
