// Package drivertest is the exam that every platform must pass on a real engine.
// Reading it teaches the contract of package driver: each file examines one side
// of it, values, names, limits, faults, privileges and so on.
//
// A platform's test makes a Harness and calls Run; what a platform does not have
// (users, a network, transactions over DDL) its capabilities or a nil field of
// the Harness say, and nothing else is left out.
package drivertest
