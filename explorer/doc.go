// Package explorer shows what lies in a warehouse and may be seen. Places where
// Writ writes are hidden: at or below them nothing is listed, found, described
// or previewed, for anyone. What a member's data access does not reach is left
// out in the same way, but for the names on the way down to what it reaches.
// Asking for any of it by name is answered exactly as for something that is not
// there.
package explorer
