package storetest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func appendEvent(t *testing.T, st store.Store, topic writ.Topic, data string) writ.Event {
	t.Helper()
	var e writ.Event
	write(t, st, func(tx store.Tx) error {
		e = writ.Event{Topic: topic, Kind: "changed", Data: json.RawMessage(data)}
		return tx.Events.Append(t.Context(), &e)
	})
	return e
}

// afterEvents are the events of a topic after a number.
func afterEvents(t *testing.T, st store.Store, topic writ.Topic, seq int64, limit int) (list []writ.Event, complete bool) {
	t.Helper()
	err := st.Read(t.Context(), func(tx store.Tx) (err error) {
		list, complete, err = tx.Events.After(t.Context(), topic, seq, limit)
		return err
	})
	if err != nil {
		t.Fatalf("After: %v", err)
	}
	return list, complete
}

// lastEvent is the number of the newest event of topic a.
func lastEvent(t *testing.T, st store.Store) int64 {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (int64, error) { return tx.Events.Last(ctx, "a") })
}

func testEvents(t *testing.T, st store.Store) {
	ctx := t.Context()
	equal(t, "Last of nothing", lastEvent(t, st), int64(0))
	var events []writ.Event
	for _, data := range []string{`{"a":  "<&>"}`, "1", "2"} {
		events = append(events, appendEvent(t, st, "a", data))
	}
	other := appendEvent(t, st, "b", "null")
	write(t, st, func(tx store.Tx) error { // two in one transaction, the first without data
		for _, e := range []*writ.Event{{Topic: "a", Kind: "removed"}, {Topic: "a", Kind: "ended"}} {
			if err := tx.Events.Append(ctx, e); err != nil {
				return err
			}
			events = append(events, *e)
		}
		return nil
	})
	for i := 1; i < len(events); i++ {
		if events[i].Seq <= events[i-1].Seq || events[i].At.Before(events[i-1].At) {
			t.Errorf("%+v comes after %+v", events[i], events[i-1])
		}
	}
	after := func(what string, seq int64, limit int, want []writ.Event, whole bool) {
		t.Helper()
		got, complete := afterEvents(t, st, "a", seq, limit)
		equal(t, what, got, want)
		equal(t, what+" is complete", complete, whole)
	}
	after("After the first", events[0].Seq, 99, events[1:], true)
	after("After the first, two of them", events[0].Seq, 2, events[1:3], true)
	after("After the last", events[4].Seq, 99, nil, true)
	after("After one that never was", 17, 99, events, false)
	equal(t, "Last", lastEvent(t, st), events[4].Seq)
	got, _ := afterEvents(t, st, "b", 0, 99)
	equal(t, "another topic", got, []writ.Event{other})
}

// testEventPruning checks that numbers go on rising when all events are gone, and
// that it shows.
func testEventPruning(t *testing.T, st store.Store) {
	prune := func(age time.Duration) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Events.DeleteBefore(t.Context(), age) })
	}
	first := appendEvent(t, st, "a", "1")
	prune(time.Hour)
	if _, complete := afterEvents(t, st, "a", first.Seq, 9); !complete {
		t.Error("a young event was deleted")
	}
	eventually(t, "the age of the event", func() bool { prune(0); return lastEvent(t, st) == 0 })
	if list, complete := afterEvents(t, st, "a", first.Seq, 9); len(list) > 0 || complete {
		t.Errorf("after all was deleted there is %+v, complete: %v", list, complete)
	}
	second := appendEvent(t, st, "a", "2")
	if second.Seq <= first.Seq {
		t.Errorf("number %d comes after %d", second.Seq, first.Seq)
	}
	list, complete := afterEvents(t, st, "a", first.Seq, 9)
	equal(t, "what is left", list, []writ.Event{second})
	equal(t, "what is left is complete", complete, false)
}

// listener collects what a subscriber is told.
type listener chan store.Notice

func listen(t *testing.T, st store.Store) listener {
	t.Helper()
	l := make(listener, 10_000)
	t.Cleanup(st.Subscribe(func(n store.Notice) { l <- n }))
	// A store that is shared is heard only after a while; until then nothing comes.
	eventually(t, "anything", func() bool {
		if err := st.Broadcast(t.Context(), writ.Event{Topic: "hello", Kind: "hello"}); err != nil {
			t.Fatal(err)
		}
		select {
		case n := <-l:
			return !n.Gap
		case <-time.After(10 * time.Millisecond):
			return false
		}
	})
	return l
}

// next is the next notice that is not a greeting.
func (l listener) next(t *testing.T) store.Notice {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case n := <-l:
			if !n.Gap && n.Event.Topic != "hello" {
				return n
			}
		case <-limit:
			t.Fatal("no notice came")
		}
	}
}

func testNotices(t *testing.T, st store.Store) {
	ctx := t.Context()
	first, second := listen(t, st), listen(t, st)
	e := appendEvent(t, st, "a", `{"html":"<&>"}`)
	for _, l := range []listener{first, second} {
		equal(t, "notice", l.next(t), store.Notice{Event: e, Kept: true})
	}
	_ = st.Write(ctx, func(tx store.Tx) error {
		if err := tx.Events.Append(ctx, &writ.Event{Topic: "a", Kind: "never"}); err != nil {
			return err
		}
		return context.Canceled
	})
	fleeting := writ.Event{Topic: "a", Kind: "progress", Data: json.RawMessage(`"` + strings.Repeat("<", 6998) + `"`), At: moment()}
	if err := st.Broadcast(ctx, fleeting); err != nil {
		t.Fatal(err)
	}
	equal(t, "notice of what was broadcast", first.next(t), store.Notice{Event: fleeting})
	equal(t, "what is kept of it", lastEvent(t, st), e.Seq)
	fleeting.Data = json.RawMessage(`"` + strings.Repeat("x", 7000) + `"`)
	if err := st.Broadcast(ctx, fleeting); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("too much data: %v", err)
	}
}

// testSubscribers checks that none is in the way of the others, or of Close.
func testSubscribers(t *testing.T, st store.Store) {
	say := func() {
		t.Helper()
		if err := st.Broadcast(t.Context(), writ.Event{Topic: "a", Kind: "progress"}); err != nil {
			t.Fatal(err)
		}
	}
	busy, free, missed := make(chan struct{}), make(chan struct{}), make(chan struct{})
	calls := 0
	stopSlow := st.Subscribe(func(n store.Notice) {
		if calls++; calls == 1 {
			close(busy)
			<-free
		} else if n.Gap {
			select {
			case <-missed:
			default:
				close(missed)
			}
		}
	})
	l := listen(t, st)
	say()
	l.next(t)
	<-busy
	for range 3000 { // more than is kept for a slow one
		say()
		l.next(t)
	}
	close(free)
	select {
	case <-missed:
	case <-time.After(time.Minute):
		t.Error("a subscriber that was too slow was not told of a Gap")
	}

	heard, seen := make(chan struct{}), 0
	stop := st.Subscribe(func(store.Notice) {
		if seen++; seen == 1 {
			close(heard)
		}
	})
	say()
	l.next(t)
	<-heard
	stop()
	before := seen
	say()
	l.next(t)
	equal(t, "calls after stop", seen, before)
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	stopSlow() // after Close, and twice
	stopSlow()
	st.Subscribe(func(store.Notice) { t.Error("a notice after Close") })()
}
