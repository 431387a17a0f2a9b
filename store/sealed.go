package store

import "context"

// SealedValue is a value that the vault sealed for a row of a table of the store.
type SealedValue struct {
	Table string
	Row   string // the row's key, to which the value is bound
	Bytes []byte
}

// SealedValues reaches everything in the store that is sealed, wherever it lies,
// so that keys can be changed without knowing what the values are for.
type SealedValues interface {
	// List returns every sealed value.
	List(ctx context.Context) ([]SealedValue, error)
	// Replace puts fresh in the place of v; CodeStale if what is there is no longer
	// v. The row's Version stays: nothing that people see has changed.
	Replace(ctx context.Context, v SealedValue, fresh []byte) error
}
