package postgres_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/store"
)

// soon is how fast an event has to reach another process.
const soon = time.Second

// follow collects the notices of a store once it is heard.
func follow(t *testing.T, st store.Store) <-chan store.Notice {
	t.Helper()
	notices := make(chan store.Notice, 1000)
	t.Cleanup(st.Subscribe(func(n store.Notice) { notices <- n }))
	gap(t, notices)
	return notices
}

// gap waits for a Gap.
func gap(t *testing.T, notices <-chan store.Notice) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case n := <-notices:
			if n.Gap {
				return
			}
		case <-limit:
			t.Fatal("no Gap came")
		}
	}
}

// hears checks that the next notice is of an event, and comes soon.
func hears(t *testing.T, notices <-chan store.Notice, want writ.Event, kept bool) {
	t.Helper()
	select {
	case n := <-notices:
		if n.Gap || n.Kept != kept || n.Event.Topic != want.Topic || n.Event.Seq != want.Seq || n.Event.Kind != want.Kind ||
			string(n.Event.Data) != string(want.Data) || !n.Event.At.Equal(want.At) {
			t.Errorf("heard %+v, want %+v", n, want)
		}
	case <-time.After(soon):
		t.Errorf("%s was not heard within %s", want.Kind, soon)
	}
}

// appendTo appends an event to a topic.
func appendTo(t *testing.T, st store.Store, topic writ.Topic, data string) writ.Event {
	t.Helper()
	var e writ.Event
	err := st.Write(t.Context(), func(tx store.Tx) error {
		e = writ.Event{Topic: topic, Kind: "changed", Data: []byte(data)}
		return tx.Events.Append(t.Context(), &e)
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestNoticesReachOtherProcesses(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	here, there, elsewhere := open(t, place), open(t, place), open(t, fresh(t))
	heardHere, heardThere, heardElsewhere := follow(t, here), follow(t, there), follow(t, elsewhere)
	var worst time.Duration
	for range 100 {
		begin := time.Now()
		e := appendTo(t, here, writ.TopicObjects, `{"html":"<&>"}`)
		hears(t, heardThere, e, true)
		worst = max(worst, time.Since(begin))
		hears(t, heardHere, e, true)
	}
	t.Logf("of 100 events the slowest was written and heard in %s", worst)

	fleeting := writ.Event{Topic: writ.TopicObjects, Kind: "progress", Data: []byte(`"` + strings.Repeat("<", 6998) + `"`)}
	if err := here.Broadcast(t.Context(), fleeting); err != nil {
		t.Fatal(err)
	}
	hears(t, heardThere, fleeting, false)
	hears(t, heardHere, fleeting, false)

	long := appendTo(t, here, writ.TopicObjects, `"`+strings.Repeat("x", 10_000)+`"`)
	whole := long
	long.Data = nil // to be read
	hears(t, heardThere, long, true)
	if got := after(t, there, writ.TopicObjects, long.Seq-1); len(got) != 1 || string(got[0].Data) != string(whole.Data) {
		t.Errorf("the long event is %d events", len(got))
	}
	if len(heardElsewhere) > 0 {
		t.Errorf("another schema heard %+v", <-heardElsewhere)
	}
}

func after(t *testing.T, st store.Store, topic writ.Topic, seq int64) (list []writ.Event) {
	t.Helper()
	err := st.Read(t.Context(), func(tx store.Tx) (err error) {
		list, _, err = tx.Events.After(t.Context(), topic, seq, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestARolledBackEventIsNotHeard appends within a transaction that fails.
func TestARolledBackEventIsNotHeard(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	here, there := open(t, place), open(t, place)
	notices := follow(t, there)
	err := here.Write(t.Context(), func(tx store.Tx) error {
		if err := tx.Events.Append(t.Context(), &writ.Event{Topic: writ.TopicObjects, Kind: "never"}); err != nil {
			return err
		}
		return context.Canceled
	})
	if err == nil {
		t.Fatal("the transaction did not fail")
	}
	hears(t, notices, appendTo(t, here, writ.TopicObjects, "1"), true) // and nothing before it
}

func TestNoticesComeAgainAfterFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*testproxy.Proxy){
		"cut":   (*testproxy.Proxy).Cut,
		"reset": (*testproxy.Proxy).Reset,
		"stall": (*testproxy.Proxy).Stall,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testpg.Get(t)
			proxy := testproxy.New(t, server.Host+":"+server.Port)
			place := fresh(t)
			here := open(t, place)
			there := open(t, with(t, place, func(u *url.URL) {
				u.Host = proxy.Addr()
				q := u.Query()
				q.Set("connect_timeout", "1")
				u.RawQuery = q.Encode()
			}))
			notices := follow(t, there)
			first := appendTo(t, here, writ.TopicObjects, "1")
			hears(t, notices, first, true)

			connections := proxy.Accepted()
			fault(proxy)
			missed := appendTo(t, here, writ.TopicObjects, "2")
			for proxy.Accepted() == connections { // until it has noticed
				time.Sleep(10 * time.Millisecond)
			}
			proxy.Heal()
			gap(t, notices)
			proxy.Cut() // reading must not meet connections whose bytes were swallowed
			gap(t, notices)
			got := after(t, there, writ.TopicObjects, first.Seq)
			if !slices.ContainsFunc(got, func(e writ.Event) bool { return e.Seq == missed.Seq }) {
				t.Errorf("after the Gap there is %+v, want %+v among it", got, missed)
			}
			hears(t, notices, appendTo(t, here, writ.TopicObjects, "3"), true)
		})
	}
}

// TestNobodyListensWithoutSubscribers keeps commands from paying for what they
// do not use.
func TestNobodyListensWithoutSubscribers(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	proxy := testproxy.New(t, server.Host+":"+server.Port)
	st := open(t, with(t, fresh(t), func(u *url.URL) { u.Host = proxy.Addr() }))
	event := appendTo(t, st, writ.TopicNodes, "1")
	if got := after(t, st, writ.TopicNodes, 0); len(got) != 1 || got[0].Seq != event.Seq {
		t.Fatalf("got %+v", got)
	}
	before := proxy.Accepted()
	follow(t, st)
	if got := proxy.Accepted(); got != before+1 {
		t.Errorf("a subscriber made %d connections, want 1", got-before)
	}
	t.Cleanup(st.Subscribe(func(store.Notice) {}))
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	st.Subscribe(func(store.Notice) { t.Error("a notice after Close") })()
	if got := proxy.Accepted(); got != before+1 {
		t.Errorf("another subscriber made %d connections, want none", got-before-1)
	}
}
