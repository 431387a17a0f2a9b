// Package store is the contract of the metadata store: small stores, one per
// noun, that are only reachable inside a transaction. It knows nothing of
// members' permissions: package app has asked before it comes here.
//
// Package sqlstore holds the only metadata SQL; sqlite opens it on a file,
// postgres on a server. Package storetest is the exam both must pass.
package store
