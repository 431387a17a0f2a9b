// Package journal proves what an edit log promises, from outside: whoever edits
// keeps a journal of what was acknowledged, and Check compares all journals with the
// warehouse, by SQL.
//
// It imports no package of Writ. What it knows of the log's form is what
// docs/edit-log.md tells everybody, so that a mistake of Writ's cannot hide itself.
package journal
