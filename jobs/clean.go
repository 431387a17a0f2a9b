package jobs

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/writ-dev/writ/store"
)

// kindClean is the kind of the hourly cleaning.
const kindClean = "clean"

// Retention is how long what is over is kept. Zero stands for the default.
type Retention struct {
	Jobs   time.Duration // since they ended; 30 days
	Events time.Duration // 1 day
	Nodes  time.Duration // since they were last seen; 1 day
}

const day = 24 * time.Hour

// cleaner is the handler of the hourly cleaning.
func (q *Queue) cleaner() Handler {
	return Handler{Kind: kindClean, Run: func(ctx context.Context, _ *Run) error {
		failed := []error{q.clean(ctx, q.now())}
		for _, clean := range q.opt.Cleaners {
			failed = append(failed, clean(ctx))
		}
		return errors.Join(failed...)
	}}
}

// clean removes what has been over for long enough.
func (q *Queue) clean(ctx context.Context, now time.Time) error {
	var keep Retention
	if q.opt.Retention != nil {
		keep = q.opt.Retention()
	}
	at := now.UnixMicro()
	steps := []func(tx store.Tx) error{
		func(tx store.Tx) error {
			return tx.Jobs.DeleteBefore(ctx, now.Add(-cmp.Or(keep.Jobs, 30*day)).UnixMicro())
		},
		func(tx store.Tx) error { return tx.Events.DeleteBefore(ctx, cmp.Or(keep.Events, day)) },
		func(tx store.Tx) error { return tx.Nodes.DeleteBefore(ctx, cmp.Or(keep.Nodes, day)) },
		func(tx store.Tx) error { return tx.Sessions.DeleteBefore(ctx, at) },
		func(tx store.Tx) error { return tx.Tokens.DeleteBefore(ctx, at) },
	}
	var failed []error
	for _, step := range steps { // each on its own, so that none holds the others up for long
		failed = append(failed, q.opt.Store.Write(ctx, step))
	}
	return errors.Join(failed...)
}
