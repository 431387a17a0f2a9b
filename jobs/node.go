package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// dueAtOnce is how many schedules a node looks at with one beat.
const dueAtOnce = 100

// enter makes the node and the hourly cleaning known.
func (q *Queue) enter() error {
	ctx, cancel := context.WithTimeout(q.life, q.opt.Lease)
	defer cancel()
	clean := &writ.Schedule{Kind: kindClean, Key: "hourly", Cron: "0 * * * *", Zone: "UTC"}
	err := q.opt.Store.Write(ctx, func(tx store.Tx) error { return PutSchedule(ctx, tx, clean, q.opt.Clock()) })
	if err != nil && writ.CodeOf(err) != writ.CodeConflict { // another node that starts has put it there
		return err
	}
	return q.opt.Store.Write(ctx, func(tx store.Tx) error {
		n := q.opt.Node
		if err := tx.Nodes.Beat(ctx, &n); err != nil {
			return err
		}
		return q.tellOfNode(ctx, tx, "changed")
	})
}

// leave makes known that the node is gone.
func (q *Queue) leave(ctx context.Context) error {
	return q.opt.Store.Write(ctx, func(tx store.Tx) error {
		if err := tx.Nodes.Delete(ctx, q.opt.Node.ID); err != nil {
			return err
		}
		return q.tellOfNode(ctx, tx, "removed")
	})
}

func (q *Queue) tellOfNode(ctx context.Context, tx store.Tx, kind string) error {
	data, err := json.Marshal(map[string]writ.NodeID{"nodeId": q.opt.Node.ID})
	if err != nil {
		return err
	}
	return tx.Events.Append(ctx, &writ.Event{Topic: writ.TopicNodes, Kind: kind, Data: data})
}

// beatAll says, every third of a lease, that the node lives, and looks which
// schedules are due.
func (q *Queue) beatAll() {
	var t trouble
	for n := 0; ; n++ {
		t.note(q.opt.Log, "this node cannot say that it lives", q.beat())
		if !sleep(q.life, vary(q.opt.Lease/3, fmt.Sprint(q.opt.Node.ID, n))) {
			return
		}
	}
}

func (q *Queue) beat() error {
	ctx, cancel := context.WithTimeout(q.life, q.opt.Lease)
	defer cancel()
	var due []*writ.Schedule
	var now time.Time
	err := q.opt.Store.Write(ctx, func(tx store.Tx) (err error) {
		n := q.opt.Node
		if err := tx.Nodes.Beat(ctx, &n); err != nil {
			return err
		}
		now = n.SeenAt
		due, err = tx.Schedules.Due(ctx, dueAtOnce)
		return err
	})
	if err != nil {
		if q.life.Err() != nil {
			return nil
		}
		return err
	}
	for _, s := range due {
		if err := q.fire(ctx, s, now); err != nil && q.life.Err() == nil {
			q.opt.Log.Warn("a schedule did not make its job", "kind", s.Kind, "schedule", s.ID, "error", err)
		}
	}
	return nil
}
