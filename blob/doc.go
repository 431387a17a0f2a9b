// Package blob keeps files that are too large for the metadata store: the bytes
// of uploads while they arrive and wait, and lists of rejected values. For now
// they lie in one directory; several nodes will share them elsewhere.
package blob
