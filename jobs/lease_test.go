package jobs_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// die takes a job as a node that is never heard of again.
func die(t *testing.T, st store.Store, id writ.JobID) *writ.Job {
	t.Helper()
	var j *writ.Job
	until(t, st, id, func(*writ.Job) bool {
		write(t, st, func(tx store.Tx) (err error) {
			j, err = tx.Jobs.Claim(t.Context(), store.Claim{Kinds: []string{"work"}, Node: "dead", Lease: time.Millisecond})
			return err
		})
		return j != nil && j.ID == id
	})
	return j
}

func TestTakeoverOfADeadNodesJob(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		id := enqueue(t, p.a, writ.Job{})
		was := die(t, p.a, id)
		h := record(func(_ context.Context, r *jobs.Run) error {
			if j := r.Job(); j.Attempt != 2 || j.Term <= was.Term {
				t.Errorf("it was taken over as %+v", j)
			}
			return nil
		})
		start(t, p.b, nil, h.handler())
		until(t, p.a, id, ended)
		err := p.a.Write(t.Context(), func(tx store.Tx) error { // the dead come back
			was.State = writ.JobFailed
			return tx.Jobs.Settle(t.Context(), was)
		})
		if writ.CodeOf(err) != writ.CodeStale {
			t.Errorf("settling under an old term: %v", err)
		}
	})
}

func TestJobThatKillsItsWorkersFails(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		id := enqueue(t, p.a, writ.Job{MaxAttempts: 3})
		for range 3 {
			die(t, p.a, id)
		}
		h := record(waits)
		start(t, p.b, nil, h.handler())
		j := until(t, p.a, id, ended)
		if j.State != writ.JobFailed || j.Problem == nil || !strings.Contains(j.Problem.Message, "3 times") || j.Problem.Hint == "" {
			t.Errorf("it ended as %+v", j)
		}
		if len(h.began) > 0 || len(h.ends) != 1 {
			t.Errorf("it was run %d times and ended %d times", len(h.began), len(h.ends))
		}
	})
}

func TestCanceledJobOfADeadNodeIsNotRun(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		id := enqueue(t, p.a, writ.Job{})
		die(t, p.a, id)
		h := record(waits)
		cancel(t, jobs.New(jobs.Options{Store: p.a}, h.handler()), p.a, id)
		start(t, p.b, nil, h.handler())
		if j := until(t, p.a, id, ended); j.State != writ.JobCanceled || len(h.began) > 0 {
			t.Errorf("it is %s and was run %d times", j.State, len(h.began))
		}
	})
}

// cutOff opens a store through a proxy.
func cutOff(t *testing.T, at string) (store.Store, *testproxy.Proxy) {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	proxy := testproxy.New(t, u.Host)
	u.Host = proxy.Addr()
	q := u.Query()
	q.Set("sslmode", "disable") // the proxy has to read
	u.RawQuery = q.Encode()
	return openPostgres(t, u.String()), proxy
}

// TestNodeWithoutItsStoreGivesUpInTime cuts a node off from the store in two
// ways. Its run has to end before another node takes the job over.
func TestNodeWithoutItsStoreGivesUpInTime(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(*testproxy.Proxy){
		"refused": (*testproxy.Proxy).Refuse, "half-open": (*testproxy.Proxy).Stall,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := postgresURL(t)
			far, proxy := cutOff(t, at)
			near := openPostgres(t, at)
			lease := func(o *jobs.Options) { o.Lease = 3 * time.Second }
			var (
				mu    sync.Mutex
				order []string
			)
			note := func(s string) {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, s)
			}
			healed, late := make(chan struct{}), make(chan error, 1)
			first := record(func(ctx context.Context, r *jobs.Run) error {
				<-ctx.Done()
				note("the first gives up")
				if !errors.Is(context.Cause(ctx), jobs.ErrLost) {
					t.Errorf("the first run ended with %v", context.Cause(ctx))
				}
				<-healed
				late <- r.Finish(context.WithoutCancel(ctx), func(store.Tx) error { t.Error("a late Finish was let in"); return nil })
				return nil
			})
			a := start(t, far, lease, first.handler())
			id := enqueue(t, near, writ.Job{})
			await(t, first.began, "the first run")
			second := record(func(context.Context, *jobs.Run) error {
				note("the second begins")
				return nil
			})
			start(t, near, lease, second.handler())
			cut(proxy)
			until(t, near, id, ended)
			proxy.Heal()
			proxy.Cut() // what hung is gone
			close(healed)
			if err := await(t, late, "a late Finish"); err == nil {
				t.Error("a late Finish succeeded")
			}
			stop(t, a)
			mu.Lock()
			defer mu.Unlock()
			if len(order) != 2 || order[0] != "the first gives up" {
				t.Errorf("the order was %q", order)
			}
			if j := get(t, near, id); j.State != writ.JobDone || j.Attempt != 2 || len(first.ends) != 0 || len(second.ends) != 1 {
				t.Errorf("it ended as %+v", j)
			}
		})
	}
}

// TestEndIsFoundAfterACut cuts the connection when the end of a job is being
// committed, so that the node cannot know whether it was.
func TestEndIsFoundAfterACut(t *testing.T) {
	t.Parallel()
	at := postgresURL(t)
	far, proxy := cutOff(t, at)
	near := openPostgres(t, at)
	finished := make(chan error, 1)
	h := record(func(ctx context.Context, r *jobs.Run) error {
		armed := false
		err := r.Finish(ctx, func(tx store.Tx) error {
			if !armed { // the one worker is busy, so nothing else is about to be committed
				armed = true
				proxy.CutAfter([]byte("commit"))
			}
			return tx.Settings.Set(ctx, "done", []byte("yes"))
		})
		finished <- err
		return err
	})
	q := start(t, far, func(o *jobs.Options) { o.Workers = 1 }, h.handler())
	id := enqueue(t, near, writ.Job{})
	if err := await(t, finished, "Finish"); err != nil {
		t.Errorf("Finish: %v", err)
	}
	if j := get(t, near, id); j.State != writ.JobDone || j.Attempt != 1 {
		t.Errorf("it ended as %+v", j)
	}
	if proxy.Armed() {
		t.Error("nothing was cut")
	}
	stop(t, q)
	if c := q.Counts()["work"]; c != (jobs.Count{Done: 1}) {
		t.Errorf("the counts are %+v", c)
	}
}

func TestCloseQueuesAgainWithoutCounting(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(waits)
		a := start(t, p.a, nil, h.handler())
		id := enqueue(t, p.a, writ.Job{})
		await(t, h.began, "the run")
		stop(t, a)
		j := get(t, p.a, id)
		if j.State != writ.JobQueued || j.Attempt != 0 || j.Problem != nil {
			t.Errorf("after Close it is %+v", j)
		}
		next := record(func(context.Context, *jobs.Run) error { return nil })
		start(t, p.b, nil, next.handler())
		if j := until(t, p.a, id, ended); j.State != writ.JobDone || j.Attempt != 1 {
			t.Errorf("it ended as %+v", j)
		}
		stop(t, a) // again
		if err := a.Start(); err != nil || len(h.began) > 0 {
			t.Errorf("Start after Close: %v", err)
		}
	})
}

// TestCloseDoesNotWaitForever closes a queue whose handler does not listen.
func TestCloseDoesNotWaitForever(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		free := make(chan struct{})
		h := record(func(context.Context, *jobs.Run) error { <-free; return nil })
		q := start(t, p.a, nil, h.handler())
		id := enqueue(t, p.a, writ.Job{})
		await(t, h.began, "the run")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := q.Close(ctx); writ.CodeOf(err) != writ.CodeUnavailable {
			t.Errorf("Close: %v", err)
		}
		close(free)
		stop(t, q)
		if j := get(t, p.a, id); j.State != writ.JobRunning {
			t.Errorf("a job that was given up is %s", j.State)
		}
	})
}

// TestLimits runs more jobs than one connection, or one member, may have at the
// same time on two nodes.
func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		limits func() (int, int)
		job    writ.Job
	}{
		"connection": {func() (int, int) { return 2, 0 }, writ.Job{Connection: "c"}},
		"member":     {func() (int, int) { return 0, 2 }, writ.Job{Member: "m"}},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p place) {
				var (
					mu        sync.Mutex
					now, most int
				)
				step := make(chan struct{})
				h := record(func(context.Context, *jobs.Run) error {
					mu.Lock()
					now++
					most = max(most, now)
					mu.Unlock()
					<-step
					mu.Lock()
					now--
					mu.Unlock()
					return nil
				})
				limited := func(o *jobs.Options) { o.Limits, o.Workers = c.limits, 5 }
				var ids []writ.JobID
				for range 6 {
					ids = append(ids, enqueue(t, p.a, c.job))
				}
				start(t, p.a, limited, h.handler())
				start(t, p.b, limited, h.handler())
				await(t, h.began, "a run")
				await(t, h.began, "a run beside it")
				free := enqueue(t, p.a, writ.Job{Connection: "other", Member: "other"})
				for r := await(t, h.began, "the run that no limit holds"); r.Job().ID != free; {
					t.Fatal("a third job of the limit was run")
				}
				close(step)
				for _, id := range append(ids, free) {
					until(t, p.a, id, ended)
				}
				if most > 3 {
					t.Errorf("%d ran at the same time", most)
				}
			})
		})
	}
}
