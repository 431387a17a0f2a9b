// Package doctor proves that a write destination is fit for use: it reaches the
// warehouse, signs in, looks for the destination and then does each thing that
// Writ will have to do there, inside a transaction that is rolled back. What
// fails is named with the privilege that is missing and the warehouse's own
// words. It also prints the script that grants what is needed.
package doctor
