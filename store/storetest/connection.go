package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func getConnection(t *testing.T, st store.Store, id writ.ConnectionID) *writ.Connection {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Connection, error) { return tx.Connections.Get(ctx, id) })
}

func testConnections(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	c := w.connection
	equal(t, "Get", getConnection(t, st, c.ID), c)

	stale := *c
	c.Details, c.Secrets, c.Archived, c.WriteAccess = map[string]string{}, nil, true, false
	write(t, st, func(tx store.Tx) error { return tx.Connections.Update(ctx, c) })
	equal(t, "Get of an archived one", getConnection(t, st, c.ID), c)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Connections.Update(ctx, &stale) })

	absent := newConnection("absent", w.member.ID)
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Connections.Update(ctx, absent) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Connections.Get(ctx, absent.ID); return err })
}

func testConnectionNames(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st) // its connection is "shop"
	for _, name := range []string{"Zoo", "bank"} {
		write(t, st, func(tx store.Tx) error { return tx.Connections.Insert(ctx, newConnection(name, w.member.ID)) })
	}
	names := func(archived bool) (names []string) {
		t.Helper()
		for _, c := range read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Connection, error) {
			return tx.Connections.List(ctx, archived)
		}) {
			names = append(names, c.Name)
		}
		return names
	}
	equal(t, "List", names(false), []string{"bank", "shop", "Zoo"})
	second := newConnection("shop", w.member.ID)
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Connections.Insert(ctx, second) })

	// An archived connection gives its name free, and cannot come back to it.
	w.connection.Archived = true
	write(t, st, func(tx store.Tx) error { return tx.Connections.Update(ctx, w.connection) })
	equal(t, "List without archived ones", names(false), []string{"bank", "Zoo"})
	write(t, st, func(tx store.Tx) error { return tx.Connections.Insert(ctx, second) })
	equal(t, "List with archived ones", names(true), []string{"bank", "shop", "shop", "Zoo"})
	w.connection.Archived = false
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Connections.Update(ctx, w.connection) })
}

func testDestinations(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	list := func() []*writ.Destination {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Destination, error) {
			return tx.Connections.Destinations(ctx, w.connection.ID)
		})
	}
	first := w.destination
	second := newDestination(w.connection.ID, "db", "a.b", `"quoted"`)
	write(t, st, func(tx store.Tx) error { return tx.Connections.InsertDestination(ctx, second) })
	equal(t, "Destinations", list(), []*writ.Destination{first, second})
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error {
		return tx.Connections.InsertDestination(ctx, newDestination(w.connection.ID, first.Path...))
	})

	write(t, st, func(tx store.Tx) error { return tx.Connections.SetRetired(ctx, first.ID, true) })
	first.Retired = true
	equal(t, "Destinations, one retired", list(), []*writ.Destination{first, second})
	write(t, st, func(tx store.Tx) error { return tx.Connections.SetRetired(ctx, first.ID, false) })
	first.Retired = false
	write(t, st, func(tx store.Tx) error { return tx.Connections.DeleteDestination(ctx, second.ID) })
	equal(t, "Destinations, one deleted", list(), []*writ.Destination{first})

	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Connections.DeleteDestination(ctx, second.ID) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Connections.SetRetired(ctx, second.ID, true) })
}

func getObject(t *testing.T, st store.Store, id writ.ObjectID) *writ.ManagedObject {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.ManagedObject, error) { return tx.Objects.Get(ctx, id) })
}

func testObjects(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newWorld(t, st)
	first, second := w.object, newObject(w.destination, "SIGDS_2")
	second.As, second.Upload = writ.AsMember(w.member.ID, "ANALYST:EU"), ""
	write(t, st, func(tx store.Tx) error { return tx.Objects.Insert(ctx, second) })
	equal(t, "Get", getObject(t, st, first.ID), first)
	equal(t, "Get of a member's", getObject(t, st, second.ID), second)
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error { return tx.Objects.Insert(ctx, newObject(w.destination, "SIGDS_2")) })
	nobody := newObject(w.destination, "SIGDS_3")
	nobody.As = writ.As{}
	refused(t, st, writ.CodeInternal, func(tx store.Tx) error { return tx.Objects.Insert(ctx, nobody) })

	list := func(states ...writ.ObjectState) []*writ.ManagedObject {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.ManagedObject, error) {
			return tx.Objects.List(ctx, w.connection.ID, states...)
		})
	}
	live := func() int {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (int, error) {
			return tx.Objects.CountLive(ctx, w.destination.ID)
		})
	}
	equal(t, "CountLive", live(), 2)
	first.State, first.UpdatedAt = writ.ObjectDropped, moment().Add(48*time.Hour)
	write(t, st, func(tx store.Tx) error {
		return tx.Objects.SetState(ctx, first.ID, first.State, first.UpdatedAt.UnixMicro())
	})
	equal(t, "CountLive after a drop", live(), 1)
	equal(t, "List of all", list(), []*writ.ManagedObject{first, second})
	equal(t, "List of two states", list(writ.ObjectIntended, writ.ObjectExists), []*writ.ManagedObject{second})
	equal(t, "List of none", len(list(writ.ObjectExists)), 0)
	for _, at := range []time.Time{moment().Add(time.Hour), moment()} { // an earlier use does not count
		write(t, st, func(tx store.Tx) error {
			return tx.Objects.Touch(ctx, at.UnixMicro(), first.ID, writ.NewID[writ.ObjectID]())
		})
	}
	write(t, st, func(tx store.Tx) error { return tx.Objects.Touch(ctx, 1) })
	first.UsedAt = moment().Add(time.Hour)
	equal(t, "after Touch", list(), []*writ.ManagedObject{first, second})
	// The path of what was dropped may be used again.
	write(t, st, func(tx store.Tx) error { return tx.Objects.Insert(ctx, newObject(w.destination, "SIGDS_1")) })

	absent := writ.NewID[writ.ObjectID]()
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Objects.Get(ctx, absent); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Objects.SetState(ctx, absent, writ.ObjectExists, 1) })
}

func testLedger(t *testing.T, st store.Store) {
	w := newWorld(t, st)
	now := moment().Add(24 * time.Hour)
	ledger := store.Ledger(st, func() time.Time { return now })
	o := newObject(w.destination, "SIGDS_2")
	o.State = writ.ObjectExists // whatever the caller says, an intent is an intent
	if err := ledger.Intend(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	got := getObject(t, st, o.ID)
	equal(t, "after Intend", got, o)
	equal(t, "state after Intend", got.State, writ.ObjectIntended)
	equal(t, "time of Intend", got.CreatedAt, now)

	now = now.Add(time.Second)
	if err := ledger.Settle(t.Context(), o, writ.ObjectExists); err != nil {
		t.Fatal(err)
	}
	o.State, o.UpdatedAt = writ.ObjectExists, now
	equal(t, "after Settle", getObject(t, st, o.ID), o)
	if err := ledger.Settle(t.Context(), &writ.ManagedObject{ID: writ.NewID[writ.ObjectID]()}, writ.ObjectExists); writ.CodeOf(err) != writ.CodeNotFound {
		t.Errorf("Settle of an unknown object: %v", err)
	}
}
