// Package lifecycle stops what a server started: in the reverse order, once, and
// within a bound, so that a stop never hangs on one thing that does not end.
package lifecycle
