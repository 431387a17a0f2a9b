package app_test

import (
	"context"
	"errors"

	"github.com/writ-dev/writ/store"
)

// twice is a store in which somebody gets in the way of every change: each is
// made, taken back, and made again, as PostgreSQL asks for now and then.
type twice struct{ store.Store }

var errAgain = errors.New("somebody got in the way")

// Write runs fn, whose effects on anything but the transaction would show.
func (s twice) Write(ctx context.Context, fn func(store.Tx) error) error {
	err := s.Store.Write(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errAgain
	})
	if !errors.Is(err, errAgain) {
		return err
	}
	return s.Store.Write(ctx, fn)
}
