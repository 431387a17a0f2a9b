package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// dueAtOnce is how many schedules a node fires before it looks again.
const dueAtOnce = 100

// PutSchedule adds a schedule, or replaces the one of the same kind and key, in
// the caller's transaction; now is where its first time is looked for. It gets an
// ID if it has none. CodeInvalid names the field "cron" or "zone" if it is at
// fault.
//
// Each time makes one job of the schedule's kind, key, connection and arguments,
// asked for by its owner, whichever node is first to see that it is due. A time
// at which the job before has not ended is left out. Of several times that no
// node was there for, the last one counts and the others are left out.
func PutSchedule(ctx context.Context, tx store.Tx, s *writ.Schedule, now time.Time) error {
	next, err := Next(s.Cron, s.Zone, now)
	if err != nil {
		return err
	}
	if s.ID == "" {
		s.ID = writ.NewID[writ.ScheduleID]()
	}
	s.NextAt = next
	return tx.Schedules.Put(ctx, s)
}

// enter makes the hourly cleaning known, and learns the store's time from that.
func (q *Queue) enter() error {
	ctx, cancel := context.WithTimeout(q.life, q.opt.Lease)
	defer cancel()
	clean := &writ.Schedule{Kind: kindClean, Key: "hourly", Cron: "0 * * * *", Zone: "UTC"}
	err := q.opt.Store.Write(ctx, func(tx store.Tx) error { return PutSchedule(ctx, tx, clean, q.opt.Clock()) })
	if err != nil && writ.CodeOf(err) != writ.CodeConflict { // another node that starts has put it there
		return err
	}
	q.measure(clean.UpdatedAt)
	return nil
}

// fireAll looks at least once a second which schedules are due.
func (q *Queue) fireAll() {
	var t trouble
	for n := 0; ; n++ {
		if err := q.fireDue(); q.life.Err() == nil {
			t.note(q.opt.Log, "the schedules cannot be looked at", err)
		}
		if !sleep(q.life, vary(poll, fmt.Sprint(n, q.opt.Node))) {
			return
		}
	}
}

func (q *Queue) fireDue() error {
	ctx, cancel := context.WithTimeout(q.life, q.opt.Lease)
	defer cancel()
	var due []*writ.Schedule
	err := q.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		due, err = tx.Schedules.Due(ctx, dueAtOnce)
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range due { // one that fails is due again
		if err := q.fire(ctx, s); err != nil && q.life.Err() == nil {
			q.opt.Log.Warn("a schedule did not make its job", "kind", s.Kind, "schedule", s.ID, "error", err)
		}
	}
	return nil
}

// fire makes the job of a schedule that is due, unless another node does.
func (q *Queue) fire(ctx context.Context, s *writ.Schedule) error {
	now := q.now()
	if now.Before(s.NextAt) { // the store says it is due
		now = s.NextAt
	}
	next, err := Next(s.Cron, s.Zone, now)
	if err != nil {
		return err
	}
	err = q.opt.Store.Write(ctx, func(tx store.Tx) error {
		if err := tx.Schedules.Advance(ctx, s, now.UnixMicro(), next.UnixMicro()); err != nil {
			return err
		}
		last, err := tx.Jobs.ByKey(ctx, s.Kind, s.Key)
		if err == nil && s.Key != "" && !last.State.Ended() {
			return nil
		}
		if err != nil && writ.CodeOf(err) != writ.CodeNotFound {
			return err
		}
		return Enqueue(ctx, tx, &writ.Job{Kind: s.Kind, Key: s.Key, Connection: s.Connection, Member: s.Owner, Args: s.Args})
	})
	if writ.CodeOf(err) == writ.CodeStale {
		return nil
	}
	return err
}
