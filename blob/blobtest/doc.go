// Package blobtest is the exam that every implementation of blob.Store must
// pass.
package blobtest
