package jobs_test

import (
	"context"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
)

// TestAtOnce says that no more jobs of a kind run on a node than its handler
// takes, that they do not keep other kinds from running, and that the next begins
// when one has ended.
func TestAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		end := make(chan struct{})
		began := make(chan writ.JobID, 10)
		slow := jobs.Handler{Kind: "slow", AtOnce: 2, Run: func(ctx context.Context, r *jobs.Run) error {
			began <- r.Job().ID
			select {
			case <-end:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}}
		other := record(func(context.Context, *jobs.Run) error { return nil })
		q := start(t, p.a, func(o *jobs.Options) { o.Workers = 5 }, slow, other.handler())
		for range 3 {
			enqueue(t, p.a, writ.Job{Kind: "slow"})
		}
		first, second := <-began, <-began
		enqueue(t, p.a, writ.Job{})
		<-other.began // the loop has looked once more, and left the third alone
		if n := q.Counts()["slow"].Running; n != 2 {
			t.Errorf("%d slow jobs run, want 2", n)
		}
		end <- struct{}{}
		if third := <-began; third == first || third == second {
			t.Error("a job ran twice")
		}
		close(end)
	})
}
