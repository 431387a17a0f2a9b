// Package s3 keeps files in a bucket of an object store that speaks the S3
// protocol, for nodes that share no directory. Only cmd and tests name it.
package s3
