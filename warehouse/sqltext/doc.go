// Package sqltext is the only place where warehouse SQL text is glued together.
// Identifiers and literals go in as values and come out quoted by the platform's
// rules; everything else must be a constant of the source, which the type of
// Builder.Raw's parameter enforces.
package sqltext
