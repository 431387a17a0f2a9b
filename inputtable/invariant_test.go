package inputtable

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// always returns faults that hit every call that begins so.
func always(call string, is fault) func(string) fault {
	return func(c string) fault {
		if strings.HasPrefix(c, call) {
			return is
		}
		return fault{}
	}
}

// crash ends a node at once, whatever it does.
func crash(ws *Writers) {
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_ = ws.Close(gone)
}

// TestInvariant1 ends a node between append and apply, again and again.
func TestInvariant1CrashBetweenAppendAndApply(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	ws := w.node()
	in := w.input(ws, "integer")
	row := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", "0")})).Rows[0].Row
	for i := range 5 {
		w.fake.set(always("apply", fault{before: classed(driver.ClassLost)}))
		was, is := string(rune('0'+i)), string(rune('1'+i))
		a := w.submit(ws, w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", is), Seen: cells("c1", was)}))
		if a.Rows[0].Status != Logged {
			t.Fatalf("edit %d: got %+v", i, a)
		}
		crash(ws)
		w.fake.set(nil)
		ws = w.node()
	}
	w.agree(ws, in)
	if got := w.rows(ws, in, writ.BranchDraft)[row].Get("c1").Value.Text; got != "5" {
		t.Errorf("the row holds %s, want 5", got)
	}
}

// TestInvariant2 sends a request again after its answer was lost with its node.
func TestInvariant2RetryAfterTakeover(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	ws := w.node()
	in := w.input(ws, "text")
	r := w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)}, RowChange{Do: Insert, Values: cells("c1", `"b"`)})
	r.Key = "same"
	first := w.submit(ws, r)
	crash(ws)
	ws = w.node()
	again := w.submit(ws, r)
	if !again.Repeated || len(again.Rows) != 2 || again.Rows[0].Row != first.Rows[0].Row || again.Rows[1].Num != first.Rows[1].Num || again.First != first.First {
		t.Errorf("got %+v, want %+v", again, first)
	}
	r.Rows = r.Rows[:1]
	if _, err := ws.Submit(t.Context(), r); writ.CodeOf(err) != writ.CodeConflict {
		t.Errorf("another request of the same key: got %v", err)
	}
	if got := len(w.rows(ws, in, writ.BranchDraft)); got != 2 {
		t.Errorf("%d rows, want 2", got)
	}
}

// TestInvariant5 has two people change the same cell, and two different ones.
func TestInvariant5Conflicts(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	ws := w.node()
	in := w.input(ws, "text", "text")
	row := w.submit(ws, w.request(in, RowChange{Do: Insert})).Rows[0].Row
	both := func(first, second RowChange) (statuses map[Status]int) {
		var mu sync.Mutex
		var wait sync.WaitGroup
		statuses = map[Status]int{}
		for _, c := range []RowChange{first, second} {
			wait.Go(func() {
				a, err := ws.Submit(t.Context(), w.request(in, c))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				statuses[a.Rows[0].Status]++
			})
		}
		wait.Wait()
		return statuses
	}
	if got := both(RowChange{Do: Update, Row: row, Values: cells("c1", `"a"`), Seen: cells("c1", "null")},
		RowChange{Do: Update, Row: row, Values: cells("c1", `"b"`), Seen: cells("c1", "null")}); got[Logged] != 1 || got[Conflict] != 1 {
		t.Errorf("the same cell: got %v", got)
	}
	if got := both(RowChange{Do: Update, Row: row, Values: cells("c2", `"a"`), Seen: cells("c2", "null")},
		RowChange{Do: Update, Row: row, Values: cells("c1", `"c"`)}); got[Logged] != 2 {
		t.Errorf("different cells: got %v", got)
	}
	num := w.rows(ws, in, writ.BranchDraft)[row].Num
	if got := both(RowChange{Do: Update, Row: row, IfMatch: num, Values: cells("c2", `"x"`)},
		RowChange{Do: Update, Row: row, IfMatch: num, Values: cells("c2", `"y"`)}); got[Logged] != 1 || got[Conflict] != 1 {
		t.Errorf("the same version: got %v", got)
	}
	w.agree(ws, in)
}

// TestInvariant6 follows a refused value until it is mended, over a crash.
func TestInvariant6RefusedValuesAreKept(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	ws := w.node()
	in := w.input(ws, "integer", "text")
	r := w.request(in)
	r.Column = &ColumnChange{SetRules: &editlog.SetRules{ID: "c2", Rules: writ.InputRules{Unique: true, Required: true}}}
	w.submit(ws, r)
	a := w.submit(ws, w.request(in,
		RowChange{Do: Insert, Values: cells("c1", `"no number"`, "c2", `"a"`)},
		RowChange{Do: Insert, Values: cells("c1", "2", "c2", `"a"`)},
		RowChange{Do: Insert, Values: cells("c1", "3")}))
	for i, rule := range []writ.InputRule{writ.RuleType, writ.RuleUnique, writ.RuleRequired} {
		if got := a.Rows[i]; got.Status != Logged || len(got.Cells) != 1 || got.Cells[0].Rule != rule {
			t.Errorf("row %d: got %+v, want a refusal by %s", i, got, rule)
		}
	}
	w.agree(ws, in)
	crash(ws)
	ws = w.node()
	waiting := func() []writ.InputFlag {
		t.Helper()
		w.agree(ws, in)
		if err := ws.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		ws = w.node()
		var flags []writ.InputFlag
		err := w.st.Read(t.Context(), func(tx store.Tx) (err error) {
			flags, err = tx.InputHeads.Flags(t.Context(), in.ID, writ.BranchDraft, "", "", 100)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := editlog.Fold(w.entries(ws, in), writ.BranchDraft).Flags; len(flags) != len(want) {
			t.Errorf("%d values wait, the log folds to %d", len(flags), len(want))
		}
		return flags
	}
	if got := waiting(); len(got) != 3 {
		t.Errorf("%d values wait, want 3", len(got))
	}
	w.submit(ws, w.request(in, RowChange{Do: Update, Row: a.Rows[0].Row, Values: cells("c1", "1")}, RowChange{Do: Delete, Row: a.Rows[2].Row}))
	got := waiting()
	if len(got) != 1 || got[0].Row != a.Rows[1].Row || got[0].Value.Text != "a" {
		t.Fatalf("got %+v", got)
	}
	d := w.request(in)
	d.Discard = &editlog.Discard{Cells: []editlog.CellRef{{Row: got[0].Row, Column: got[0].Column}}}
	w.submit(ws, d)
	if got := waiting(); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}

// TestInvariant7 changes what is known to have been logged: a byte, and the end.
func TestInvariant7AChangedLogBlocks(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(f *fake){
		"a changed entry": func(f *fake) {
			last := &f.rows[len(f.rows)-1]
			hash := len(last.Metadata) - len(`0"}`)
			last.Metadata = last.Metadata[:hash] + string('0'+'1'-min(last.Metadata[hash], '1')) + `"}`
		},
		"a cut tail": func(f *fake) { f.rows = f.rows[:len(f.rows)-1] },
	} {
		w := newFakeWorld(t)
		ws := w.node()
		in := w.input(ws, "text")
		w.submit(ws, w.request(in, RowChange{Do: Insert}))
		if err := ws.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		spoil(w.fake)
		ws = w.node()
		_, err := ws.Submit(t.Context(), w.request(in, RowChange{Do: Insert}))
		if code := writ.CodeOf(err); code != writ.CodeConflict {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestInvariant8 pauses a writer in the middle of an append for longer than its
// lease, while another takes over.
func TestInvariant8APausedWriterCountsForNothing(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	w.lease = 300 * time.Millisecond
	var paused atomic.Int64
	wake, asleep := make(chan struct{}), make(chan struct{})
	awake := w.st
	w.uptime, w.st = func() time.Duration { return writ.Uptime() + time.Duration(paused.Load()) }, frozen{awake, &paused, wake}
	old := w.node()
	w.uptime, w.st = nil, awake
	in := w.input(old, "text")
	row := w.submit(old, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)})).Rows[0].Row
	w.agree(old, in)
	sleeps := asleep
	w.fake.set(func(call string) (is fault) {
		if call == "append" && asleep != nil {
			close(asleep)
			asleep, is.hang = nil, wake
		}
		return is
	})
	answer := make(chan error, 1)
	go func() {
		_, err := old.Submit(context.Background(), w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"old"`)}))
		answer <- err
	}()
	<-sleeps
	paused.Store(int64(time.Hour))
	w.fake.set(nil)
	next := w.node()
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if _, err = next.Submit(t.Context(), w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"new"`)})); err == nil {
			break
		}
	}
	close(wake)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-answer; err == nil {
		t.Error("the paused writer acknowledged its edit")
	}
	w.agree(next, in)
	if got := w.rows(next, in, writ.BranchDraft)[row].Get("c1").Value.Text; got != "new" {
		t.Errorf("the row holds %q", got)
	}
}

// frozen is the store of a process that is paused: whatever it asks is asked when it
// wakes.
type frozen struct {
	store.Store
	paused *atomic.Int64
	wake   <-chan struct{}
}

func (f frozen) Read(ctx context.Context, fn func(store.Tx) error) error {
	f.wait()
	return f.Store.Read(ctx, fn)
}

func (f frozen) Write(ctx context.Context, fn func(store.Tx) error) error {
	f.wait()
	return f.Store.Write(ctx, fn)
}

func (f frozen) wait() {
	if f.paused.Load() > 0 {
		<-f.wake
	}
}

// TestInvariant9 lets one table fail while another is edited.
func TestInvariant9AFailingTableDelaysNobody(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	ws := w.node()
	bad, good := w.input(ws, "text"), w.input(ws, "text")
	v, err := ws.View(t.Context(), bad.ID, writ.BranchDraft)
	if err != nil {
		t.Fatal(err)
	}
	forever := make(chan struct{})
	defer close(forever)
	w.fake.set(always("apply "+v.Data.Path.String(), fault{hang: forever}))
	for range 20 {
		w.submit(ws, w.request(bad, RowChange{Do: Insert}))
		w.submit(ws, w.request(good, RowChange{Do: Insert}))
	}
	w.agree(ws, good)
	if _, err := ws.View(t.Context(), bad.ID, writ.BranchDraft); writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("the failing table: got %v", err)
	}
	w.fake.set(nil)
	crash(ws)
	w.agree(w.node(), bad)
}

// TestHold applies an edit that the data table cannot take: it is held, and those
// after it go on.
func TestHold(t *testing.T) {
	t.Parallel()
	w := newFakeWorld(t)
	ws := w.node()
	in := w.input(ws, "text")
	row := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)})).Rows[0].Row
	w.agree(ws, in)
	w.fake.set(once("apply", fault{before: classed(driver.ClassValue)}))
	held := w.submit(ws, w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"held"`)}))
	if got := w.rows(ws, in, writ.BranchDraft)[row].Get("c1").Value.Text; got != "a" {
		t.Errorf("the row holds %q, want what it held before", got)
	}
	w.submit(ws, w.request(in, RowChange{Do: Insert}))
	w.agree(ws, in)
	crash(ws)
	ws = w.node()
	v, err := ws.View(t.Context(), in.ID, writ.BranchDraft)
	if err != nil || len(v.Held) != 1 || v.Held[0].Num != held.First {
		t.Fatalf("got %+v, %v", v, err)
	}
	r := w.request(in)
	r.Release = held.First
	w.submit(ws, r)
	w.agree(ws, in)
	if got := w.rows(ws, in, writ.BranchDraft)[row].Get("c1").Value.Text; got != "held" {
		t.Errorf("the row holds %q, want what was released", got)
	}
}

// TestRebuild drops a data table and has it made again.
func TestRebuild(t *testing.T) {
	onWorlds(t, func(t *testing.T, w *world) {
		ws := w.node()
		in := w.input(ws, writ.InputText, writ.InputTimestamp)
		a := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a,\"b\""`, "c2", `"2026-01-31 13:05"`)}, RowChange{Do: Insert}))
		w.submit(ws, w.request(in, RowChange{Do: Update, Row: a.Rows[1].Row, Values: cells("c1", `""`)}))
		v, err := ws.View(t.Context(), in.ID, writ.BranchDraft)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ws.reach(t.Context(), in.Connection)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.data.Drop(t.Context(), v.Data); err != nil {
			t.Fatal(err)
		}
		_, err = ws.Submit(t.Context(), w.request(in, RowChange{Do: Update, Row: a.Rows[0].Row, Values: cells("c1", `"c"`)}))
		if err != nil {
			t.Fatal(err) // it is in the log, which is there
		}
		if _, err := ws.View(t.Context(), in.ID, writ.BranchDraft); err == nil {
			t.Error("a data table that is not there was shown")
		}
		if err := ws.Rebuild(t.Context(), in.ID); err != nil {
			t.Fatal(err)
		}
		w.agree(ws, in)
		w.submit(ws, w.request(in, RowChange{Do: Insert}))
		w.agree(ws, in)
	})
}
