package inputtable

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// chaos makes calls fail at random: undone, done with a lost answer, or done late.
type chaos struct {
	mu   sync.Mutex
	r    *rand.Rand
	late []func()
}

func (c *chaos) fault(call string) fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	if call == "create" || call == "copy" || c.r.IntN(100) >= 12 {
		return fault{}
	}
	switch c.r.IntN(4) {
	case 0:
		return fault{before: classed(driver.ClassLost)}
	case 1:
		return fault{before: classed(driver.ClassUncertain)}
	case 2:
		return fault{after: classed(driver.ClassUncertain)}
	}
	if call != "append" && !strings.HasPrefix(call, "apply") {
		return fault{before: classed(driver.ClassLost)}
	}
	return fault{before: classed(driver.ClassUncertain), late: func(do func()) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.late = append(c.late, do)
	}}
}

// land does some of what was to be done late.
func (c *chaos) land() {
	c.mu.Lock()
	var do func()
	if n := len(c.late); n > 0 {
		i := c.r.IntN(n)
		do = c.late[i]
		c.late = append(c.late[:i], c.late[i+1:]...)
	}
	c.mu.Unlock()
	if do != nil {
		do()
	}
}

// nodes is two nodes that follow each other at random.
type nodes struct {
	w  *world
	mu sync.RWMutex
	ws *Writers
}

func (n *nodes) get() *Writers {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.ws
}

// replace ends the present node in the middle of whatever it does.
func (n *nodes) replace() {
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_ = n.get().Close(gone)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ws = n.w.node()
}

// insist submits a request with a key until there is an answer.
func (n *nodes) insist(t *testing.T, r Request) *Answer {
	start := time.Now()
	for try := 0; ; try++ {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		a, err := n.get().Submit(ctx, r)
		cancel()
		switch code := writ.CodeOf(err); {
		case err == nil:
			return a
		case time.Since(start) > 20*time.Second || code == writ.CodeConflict || code == writ.CodeInvalid || code == writ.CodeStale:
			t.Errorf("after %d tries: %v", try, err)
			return nil
		}
	}
}

// TestInvariants1to4NothingIsLostDoubledOrOutOfOrder has editors work on rows of their own and on one that they
// share, while calls fail, land late, and nodes end. What was acknowledged has to be
// in the log once, in its order, and the data table has to agree with the log.
func TestInvariants1to4NothingIsLostDoubledOrOutOfOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(strconv.Itoa(int(seed)), func(t *testing.T) {
			t.Parallel()
			testChaos(t, seed)
		})
	}
}

func testChaos(t *testing.T, seed uint64) {
	const editors, edits = 6, 40
	w := newFakeWorld(t)
	n := &nodes{w: w, ws: w.node()}
	in := w.input(n.ws, writ.InputInteger, writ.InputInteger, writ.InputInteger, writ.InputInteger, writ.InputInteger, writ.InputInteger)
	shared := w.submit(n.ws, w.request(in, RowChange{Do: Insert})).Rows[0].Row
	c := &chaos{r: rand.New(rand.NewPCG(seed, 6))}
	w.fake.set(c.fault)
	var wait sync.WaitGroup
	for e := range editors {
		wait.Go(func() { edit(t, n, in, shared, e, edits) })
	}
	done := make(chan struct{})
	var trouble sync.WaitGroup
	trouble.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			case <-time.After(time.Duration(20+seed) * time.Millisecond):
			}
			c.land()
			if i%12 == 11 {
				n.replace()
			}
		}
	})
	wait.Wait()
	close(done)
	trouble.Wait()
	w.fake.set(nil)
	for range len(c.late) {
		c.land()
	}
	n.replace()
	w.agree(n.ws, in)
	for e := range editors {
		checkEdits(t, w, n.ws, in, e, edits)
	}
}

// edit counts up in a column of its own, in the shared row and in one of its own.
func edit(t *testing.T, n *nodes, in *writ.InputTable, shared writ.RowID, e, edits int) {
	column := string(columnNumber(e + 1))
	var own writ.RowID
	for i := range edits {
		value := strconv.Itoa(i + 1)
		was := "null"
		if i > 0 {
			was = strconv.Itoa(i)
		}
		r := n.w.request(in, RowChange{Do: Update, Row: shared, Values: cells(column, value), Seen: cells(column, was)})
		if own == "" {
			r.Rows = append(r.Rows, RowChange{Do: Insert, Values: cells(column, value)})
		} else {
			r.Rows = append(r.Rows, RowChange{Do: Update, Row: own, Values: cells(column, value), Seen: cells(column, was)})
		}
		r.Key = fmt.Sprintf("%d-%d", e, i)
		a := n.insist(t, r)
		if a == nil {
			return
		}
		own = a.Rows[1].Row
		for _, row := range a.Rows {
			if row.Status != Logged {
				t.Errorf("editor %d, edit %d: got %+v", e, i, a)
				return
			}
		}
	}
}

// checkEdits looks for every edit of an editor in the log: once, in its order.
func checkEdits(t *testing.T, w *world, ws *Writers, in *writ.InputTable, e, edits int) {
	t.Helper()
	next := 0
	batch := ""
	for _, entry := range w.entries(ws, in) {
		var editor, i int
		if _, err := fmt.Sscanf(entry.Meta.Key, "%d-%d", &editor, &i); err != nil || editor != e || entry.Meta.Batch == batch {
			continue
		}
		batch = entry.Meta.Batch
		if i != next {
			t.Errorf("editor %d: edit %d is logged where %d should be", e, i, next)
		}
		next = i + 1
	}
	if next != edits {
		t.Errorf("editor %d: %d edits are logged, want %d", e, next, edits)
	}
}
