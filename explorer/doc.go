// Package explorer shows what lies in a warehouse and may be seen. Places where
// Writ writes are hidden: at or below them nothing is listed, found, described
// or previewed, for anyone, and asking for them by name is answered exactly as
// for something that is not there.
package explorer
