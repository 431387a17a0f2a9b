package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// claimAll takes jobs as long as the queue lives, each when a worker is free.
func (q *Queue) claimAll() {
	var t trouble
	for n := 0; q.life.Err() == nil; n++ {
		select {
		case <-q.life.Done():
			return
		case q.slots <- struct{}{}:
		}
		r, err := q.claim()
		t.note(q.opt.Log, "jobs cannot be taken", err)
		if r != nil {
			q.work.Go(func() {
				r.work()
				<-q.slots
				signal(q.wake) // its kind may have room again
			})
			continue
		}
		<-q.slots
		select {
		case <-q.life.Done():
			return
		case <-q.wake:
		case <-time.After(vary(poll, fmt.Sprint(q.opt.Node, n))):
		}
	}
}

// claim takes a job, or none if there is none to take. It does not end with
// q.life: a claim that is cut off may have been saved nevertheless.
func (q *Queue) claim() (*Run, error) {
	r := newRun(q)
	ctx, cancel := context.WithTimeout(r.lease.ctx, q.patience())
	defer cancel()
	claim := store.Claim{Kinds: q.free(), Node: q.opt.Node, Lease: q.opt.Lease}
	if q.opt.Limits != nil {
		claim.PerConnection, claim.PerMember = q.opt.Limits()
	}
	var j *writ.Job
	err := q.opt.Store.Write(ctx, func(tx store.Tx) (err error) {
		j, err = tx.Jobs.Claim(ctx, claim)
		return err
	})
	if err != nil || j == nil {
		r.close()
		return nil, err
	}
	r.begin(j)
	return r, nil
}

// free returns the kinds of which another job may run on this node.
func (q *Queue) free() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	under := map[string]int{}
	for r := range q.runs {
		under[r.job.Kind]++
	}
	var kinds []string
	for _, kind := range q.kinds {
		if h := q.handlers[kind]; h.AtOnce == 0 || under[kind] < h.AtOnce {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// patience is how long one call to the store may take in which a lease is at
// stake: short enough for a second one on another connection.
func (q *Queue) patience() time.Duration { return q.opt.Lease / 6 }

// vary returns between three quarters of d and d, always the same for the same
// text, so that what began together does not go on in step.
func vary(d time.Duration, text string) time.Duration {
	return d - time.Duration(xxhash.Sum64String(text)%uint64(d/4+1))
}

// Backoff is how long a job waits after the failure of its attempt j.Attempt:
// one second after the first, twice as long after each further one, five minutes
// at most, less up to a quarter, which depends on the job.
func Backoff(j *writ.Job) time.Duration {
	d := 5 * time.Minute
	if n := max(j.Attempt, 1) - 1; n < 9 {
		d = min(d, time.Second<<n)
	}
	return vary(d, fmt.Sprint(j.ID, j.Attempt))
}
