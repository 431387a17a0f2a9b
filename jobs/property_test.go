package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

const lease = 15 * time.Second

// task is what a job of this test does: it takes so long, and each attempt ends in
// one of these ways, the last way again and again.
type task struct {
	Takes time.Duration
	Ends  []string
}

// step is something that happens to three nodes and their jobs.
type step struct {
	after   time.Duration
	what    string
	node    int
	weather weather
	task    task
	job     int
}

func steps() *rapid.Generator[[]step] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{
			after:   time.Duration(rapid.IntRange(0, 8000).Draw(t, "after")) * time.Millisecond,
			what:    rapid.SampledFrom([]string{"enqueue", "enqueue", "enqueue", "weather", "weather", "cancel", "restart", "kill"}).Draw(t, "what"),
			node:    rapid.IntRange(0, 2).Draw(t, "node"),
			weather: weather(rapid.IntRange(0, int(weathers)-1).Draw(t, "weather")),
			job:     rapid.IntRange(0, 20).Draw(t, "job"),
			task: task{
				Takes: time.Duration(rapid.SampledFrom([]int{0, 1, 300, 4000, 20000, 60000}).Draw(t, "takes")) * time.Millisecond,
				Ends:  rapid.SliceOfN(rapid.SampledFrom([]string{"nil", "finish", "finish", "unavailable", "fail", "panic"}), 1, 3).Draw(t, "ends"),
			},
		}
	}), 1, 40)
}

// TestEveryJobEndsOnce puts three nodes through bad weather, restarts and
// deaths. However that goes, each job ends once, its end and what Finish wrote
// happen once, and Finish tells the truth about it. A node that loses a job knows
// that a third of a lease before another one has it.
func TestEveryJobEndsOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		seed, list := rapid.Uint64().Draw(rt, "seed"), steps().Draw(rt, "steps")
		w := &trial{model: newModel(seed), holders: map[writ.JobID]map[*jobs.Run]context.Context{}, lost: map[writ.JobID]time.Time{}, told: map[string]error{}}
		synctest.Test(t, func(*testing.T) { w.run(list) })
		if len(w.wrong) > 0 {
			rt.Fatal(w.wrong)
		}
	})
}

// trial is three nodes on one model.
type trial struct {
	model *model
	nodes []*node
	past  []*node // that were killed or closed
	ids   []writ.JobID

	mu      sync.Mutex
	holders map[writ.JobID]map[*jobs.Run]context.Context
	lost    map[writ.JobID]time.Time // when a run of it last ended with ErrLost
	told    map[string]error         // what Finish said, by job and term
	wrong   []string
}

type node struct {
	view  *view
	queue *jobs.Queue
}

func (w *trial) blame(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

func (w *trial) begin(i int) *node {
	n := &node{view: &view{model: w.model}}
	n.queue = jobs.New(jobs.Options{
		Store: n.view, Log: slog.New(slog.DiscardHandler), Node: writ.NewID[writ.NodeID](), Workers: 3, Lease: lease,
		Clock: func() time.Time { return time.Now().Add(time.Duration(i-1) * 50 * time.Hour) }, // nobody's is right
	}, jobs.Handler{Kind: "work", Run: w.work, Ended: w.ended})
	if err := n.queue.Start(); err != nil {
		w.blame("start: %v", err)
	}
	return n
}

func (w *trial) run(list []step) {
	for i := range 3 {
		w.nodes = append(w.nodes, w.begin(i))
	}
	for _, s := range list {
		time.Sleep(s.after)
		w.step(s)
	}
	for _, n := range append(w.nodes, w.past...) {
		n.view.set(fine)
	}
	for range 1200 {
		if w.over() {
			break
		}
		time.Sleep(time.Second)
	}
	for _, n := range append(w.nodes, w.past...) {
		if err := n.queue.Close(context.Background()); err != nil {
			w.blame("close: %v", err)
		}
	}
	w.check()
}

func (w *trial) step(s step) {
	n := w.nodes[s.node]
	switch s.what {
	case "enqueue":
		args, err := json.Marshal(s.task)
		if err != nil {
			panic(err)
		}
		j := &writ.Job{ID: writ.NewID[writ.JobID](), Kind: "work", Args: args, MaxAttempts: 3}
		healthy := &view{model: w.model}
		if err := healthy.Write(context.Background(), func(tx store.Tx) error { return jobs.Enqueue(context.Background(), tx, j) }); err != nil {
			w.blame("enqueue: %v", err)
		}
		w.ids = append(w.ids, j.ID)
	case "weather":
		n.view.set(s.weather)
	case "cancel":
		if len(w.ids) == 0 {
			return
		}
		healthy := &view{model: w.model}
		err := healthy.Write(context.Background(), func(tx store.Tx) error {
			_, err := n.queue.Cancel(context.Background(), tx, w.ids[s.job%len(w.ids)])
			return err
		})
		if err != nil {
			w.blame("cancel: %v", err)
		}
	case "restart": // as a supervisor does: it waits for a while
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		_ = n.queue.Close(ctx) // what it cannot settle is taken over
		cancel()
		w.past = append(w.past, n)
		w.nodes[s.node] = w.begin(s.node)
	case "kill": // nothing of it reaches the store until the end, when all of it does
		n.view.set(hanging)
		w.past = append(w.past, n)
		w.nodes[s.node] = w.begin(s.node)
	}
}

// work is the handler: it does what the task says and watches who else does.
func (w *trial) work(ctx context.Context, r *jobs.Run) error {
	j := r.Job()
	if j.Attempt > j.MaxAttempts {
		w.blame("job %s was run for the %dth time", j.ID, j.Attempt)
	}
	w.hold(ctx, r)
	defer w.release(r)
	var do task
	if err := json.Unmarshal(j.Args, &do); err != nil {
		return err
	}
	r.Report(j.Attempt)
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(do.Takes):
	}
	switch do.Ends[min(j.Attempt, len(do.Ends))-1] {
	case "finish":
		return w.finish(ctx, r)
	case "unavailable":
		return writ.Errorf(writ.CodeUnavailable, "test", "away")
	case "fail":
		return writ.Errorf(writ.CodeRejected, "test", "no")
	case "panic":
		panic("no")
	}
	return nil
}

// finish finishes a job and remembers what was said about that.
func (w *trial) finish(ctx context.Context, r *jobs.Run) error {
	j := r.Job()
	once := fmt.Sprintf("finish %s %d", j.ID, j.Term)
	err := r.Finish(ctx, func(tx store.Tx) error {
		if err := tx.Settings.Set(ctx, once, nil); err != nil {
			return err
		}
		return tx.Settings.Set(ctx, "finish "+string(j.ID), nil)
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told[once] = err
	return err
}

func (w *trial) hold(ctx context.Context, r *jobs.Run) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := r.Job().ID
	for _, other := range w.holders[id] {
		if other.Err() == nil {
			w.wrong = append(w.wrong, fmt.Sprintf("job %s is held twice at %s", id, time.Now()))
		}
	}
	if w.holders[id] == nil {
		w.holders[id] = map[*jobs.Run]context.Context{}
	}
	w.holders[id][r] = ctx
	if ago := time.Since(w.lost[id]); ago < lease/3 {
		w.wrong = append(w.wrong, fmt.Sprintf("job %s was given up only %s before another node had it", id, ago))
	}
	context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), jobs.ErrLost) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.lost[id] = time.Now()
		}
	})
}

func (w *trial) release(r *jobs.Run) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.holders[r.Job().ID], r)
}

func (w *trial) ended(ctx context.Context, tx store.Tx, j *writ.Job) error {
	if !j.State.Ended() {
		return nil
	}
	return tx.Settings.Set(ctx, "ended "+string(j.ID), nil)
}

func (w *trial) over() bool {
	w.model.mu.Lock()
	defer w.model.mu.Unlock()
	for _, j := range w.model.now.jobs {
		if !j.State.Ended() {
			return false
		}
	}
	return true
}

// check looks at the jobs when all is over.
func (w *trial) check() {
	for _, j := range w.model.now.jobs {
		if !j.State.Ended() {
			w.blame("job %s stays %s", j.ID, j.State)
		}
		if n := w.model.now.counts["ended "+string(j.ID)]; n != 1 {
			w.blame("job %s, %s, ended %d times", j.ID, j.State, n)
		}
		n := w.model.now.counts["finish "+string(j.ID)]
		if n > 1 || n == 1 && j.State != writ.JobDone {
			w.blame("job %s is %s and was finished %d times", j.ID, j.State, n)
		}
		if j.State == writ.JobFailed && j.Problem == nil {
			w.blame("job %s failed without a problem", j.ID)
		}
	}
	for once, err := range w.told {
		n := w.model.now.counts[once]
		if err == nil && n != 1 || err != nil && n != 0 && writ.CodeOf(err) != writ.CodeUncertain {
			w.blame("%s happened %d times, and was said to have ended with: %v", once, n, err)
		}
	}
}

// TestTrustCountsFromTheQuestion lets the store's answers, to a claim or to the
// renewal that follows, come late, and then no more: a third of the lease, which
// began before the answer, is left when the run knows that it is lost.
func TestTrustCountsFromTheQuestion(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]time.Duration{"claim": time.Second, "renewal": 9 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := newModel(1)
				v := &view{model: m}
				left := make(chan time.Duration, 1)
				q := jobs.New(jobs.Options{Store: v, Log: slog.New(slog.DiscardHandler), Clock: writ.SystemClock, Lease: lease}, jobs.Handler{
					Kind: "work",
					Run: func(ctx context.Context, r *jobs.Run) error {
						time.Sleep(good)
						v.set(hanging)
						<-ctx.Done()
						m.mu.Lock()
						defer m.mu.Unlock()
						left <- m.now.jobs[r.Job().ID].LeaseUntil.Sub(m.clock())
						return context.Cause(ctx)
					},
				})
				v.set(late)
				if err := q.Start(); err != nil {
					t.Fatal(err)
				}
				healthy := &view{model: m}
				write(t, healthy, func(tx store.Tx) error { return jobs.Enqueue(t.Context(), tx, &writ.Job{Kind: "work"}) })
				if d := <-left; d != lease/3 {
					t.Errorf("%s of the lease was left", d)
				}
				v.set(fine)
				stop(t, q)
			})
		})
	}
}
