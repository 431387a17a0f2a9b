package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newSchedule(kind, key string) *writ.Schedule {
	return &writ.Schedule{
		ID: writ.NewID[writ.ScheduleID](), Kind: kind, Key: key, Connection: writ.NewID[writ.ConnectionID](),
		Owner: writ.NewID[writ.MemberID](), Args: json.RawMessage(`[1]`), Cron: "0 * * * *", Zone: "Europe/Berlin", NextAt: moment(),
	}
}

func getSchedule(t *testing.T, st store.Store, s *writ.Schedule) *writ.Schedule {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Schedule, error) {
		return tx.Schedules.ByKey(ctx, s.Kind, s.Key)
	})
}

func testSchedules(t *testing.T, st store.Store) {
	ctx := t.Context()
	put := func(s *writ.Schedule) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Schedules.Put(ctx, s) })
		equal(t, "what was put", getSchedule(t, st, s), s)
	}
	due := func(limit int) []*writ.Schedule {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Schedule, error) { return tx.Schedules.Due(ctx, limit) })
	}
	first, second, paused, future := newSchedule("clean", "a"), newSchedule("clean", "b"), newSchedule("scan", "a"), newSchedule("scan", "b")
	second.NextAt, paused.Paused = first.NextAt.Add(-time.Second), true
	future.NextAt = moment().AddDate(100, 0, 0)
	for _, s := range []*writ.Schedule{first, second, paused, future} {
		put(s)
	}
	equal(t, "Due", due(9), []*writ.Schedule{second, first})
	equal(t, "Due, the first", due(1), []*writ.Schedule{second})

	next := moment().AddDate(100, 0, 0)
	advance := func(s *writ.Schedule) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Schedules.Advance(ctx, s, moment().UnixMicro(), next.UnixMicro()) }
	}
	write(t, st, advance(second))
	refused(t, st, writ.CodeStale, advance(second))
	second.LastAt, second.NextAt = moment(), next
	equal(t, "Due after Advance", due(9), []*writ.Schedule{first})
	equal(t, "ByKey after Advance", getSchedule(t, st, second), second)

	same := newSchedule("clean", "b") // as a server puts it at each start
	same.Args, same.Owner = nil, ""
	put(same)
	equal(t, "id of what was there", same.ID, second.ID)
	equal(t, "NextAt with the same times", same.NextAt, next)
	equal(t, "LastAt", same.LastAt, moment())
	other := newSchedule("clean", "b")
	other.Cron, other.NextAt = "30 * * * *", moment().Add(time.Minute)
	put(other)
	equal(t, "NextAt with other times", other.NextAt, moment().Add(time.Minute))

	equal(t, "List", read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Schedule, error) { return tx.Schedules.List(ctx) }),
		[]*writ.Schedule{first, other, paused, future})
	remove := func(tx store.Tx) error { return tx.Schedules.Delete(ctx, first.ID) }
	write(t, st, remove)
	refused(t, st, writ.CodeNotFound, remove)
	refused(t, st, writ.CodeStale, advance(first))
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Schedules.ByKey(ctx, "clean", "a"); return err })
}

func testNodes(t *testing.T, st store.Store) {
	ctx := t.Context()
	list := func(age time.Duration) []*writ.Node {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Node, error) { return tx.Nodes.List(ctx, age) })
	}
	beat := func(n *writ.Node) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Nodes.Beat(ctx, n) })
	}
	first := &writ.Node{ID: writ.NewID[writ.NodeID](), Name: "one:7480", Version: "1.2", Address: "http://one:7480", StartedAt: moment().Add(time.Second)}
	second := &writ.Node{ID: writ.NewID[writ.NodeID](), Name: "two:7480", Version: "1.3", StartedAt: moment()}
	beat(first)
	beat(second)
	equal(t, "List", list(time.Hour), []*writ.Node{second, first})
	before := first.SeenAt
	eventually(t, "a later beat", func() bool { beat(first); return first.SeenAt.After(before) })
	equal(t, "List after a beat", list(time.Hour), []*writ.Node{second, first})
	eventually(t, "the age of the last beats", func() bool { return len(list(0)) == 0 })

	write(t, st, func(tx store.Tx) error { return tx.Nodes.DeleteBefore(ctx, time.Hour) })
	equal(t, "nodes when none is old", len(list(time.Hour)), 2)
	for range 2 { // it need not be there
		write(t, st, func(tx store.Tx) error { return tx.Nodes.Delete(ctx, second.ID) })
	}
	equal(t, "List after Delete", list(time.Hour), []*writ.Node{first})
	write(t, st, func(tx store.Tx) error { return tx.Nodes.DeleteBefore(ctx, 0) })
	equal(t, "nodes when all are old", len(list(time.Hour)), 0)
}
