// Package bundle is the form of a backup: a folder of files with a manifest that
// names each with its size and sha256, and a stream of the same, so that whoever
// has the right to read them need not be the one who may write where they go.
//
// A folder gets its name only when all of it is there, and a stream ends with the
// manifest: half of either is never taken for a whole.
package bundle
