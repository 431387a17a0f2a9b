// Package audit writes entries of the audit log for readers outside: as JSON lines,
// exact and one shape wherever they come out, and as CSV for spreadsheets.
package audit
