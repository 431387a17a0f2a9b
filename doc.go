// Package writ holds the nouns of Writ and their rules: connections and their
// write destinations, members and account types, uploads, the tables they
// become, the objects Writ keeps in a warehouse; and what every part of the
// program shares: one error type, ids, the clock, portable kinds and values.
//
// It knows no database, no network and no other package of the program. Every
// arrow of the dependency rule points down to here.
package writ
