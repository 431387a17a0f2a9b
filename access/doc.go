// Package access decides what a member may do. Its functions are pure: they
// take facts and return a decision with the facts that made it, so that
// checking, listing and explaining can never disagree. Only package app asks,
// before it touches the store or a warehouse.
package access
