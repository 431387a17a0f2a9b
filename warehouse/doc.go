// Package warehouse is the portable warehouse: what is common to all platforms
// over the small contract of package driver. A Warehouse owns deadlines, retries
// of calls that may be repeated, tags that tell the warehouse's administrator
// who asked, error wrapping and the pools per credential. An ObjectWriter is the
// only door to create or drop an object: it refuses any name outside a write
// destination and writes the ledger first.
//
// Every call takes a writ.As, which says with whose rights it runs; there is no
// default.
package warehouse
