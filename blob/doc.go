// Package blob keeps files that are too large for the metadata store: the bytes
// of uploads while they arrive and wait, and lists of rejected values. They lie
// in a directory, which several nodes may share over a network file system, or
// in a bucket of an object store (package s3). Both pass the exam of package
// blobtest.
package blob
