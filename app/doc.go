// Package app holds the use cases: everything Writ can be asked to do, whoever
// asks (the API, the command line, the first start). Each method first asks
// package access whether the actor may, then does the work with the store and
// the warehouses, and logs what was done or refused.
//
// What a member may not see does not exist for them: it is CodeNotFound, with
// the same words as for a thing that is really absent.
package app
