// Package driver is the contract a platform implements: few methods, optional
// powers as extra interfaces, and everything that can be data as data.
//
// A platform's folder always holds the same files: driver.go (I/O), dialect.go
// (SQL text), types.go (kind to native type and back), errors.go
// (classification), spec.go (form fields, grants, capabilities). Package
// drivertest is the exam that each must pass on a real engine.
//
// Nothing here knows members, permissions or documents: a Conn acts with the one
// credential it was opened with. Callers use package warehouse, which adds what
// is common to all platforms.
package driver
