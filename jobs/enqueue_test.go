package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// recorder is a handler that tells of what happens to it.
type recorder struct {
	began chan *jobs.Run
	ends  chan writ.Job // each call of Ended; more than once for one end is allowed only if its transaction was run again
	run   func(ctx context.Context, r *jobs.Run) error
}

func record(run func(ctx context.Context, r *jobs.Run) error) *recorder {
	return &recorder{began: make(chan *jobs.Run, 100), ends: make(chan writ.Job, 100), run: run}
}

func (h *recorder) handler() jobs.Handler {
	return jobs.Handler{
		Kind: "work",
		Run: func(ctx context.Context, r *jobs.Run) error {
			h.began <- r
			return h.run(ctx, r)
		},
		Ended: func(_ context.Context, _ store.Tx, j *writ.Job) error {
			h.ends <- *j
			return nil
		},
	}
}

// waits runs until its context ends and fails with the cause.
func waits(ctx context.Context, _ *jobs.Run) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

func TestEnqueueBelongsToItsTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(func(context.Context, *jobs.Run) error { return nil })
		start(t, p.a, nil, h.handler())
		rolledBack := errors.New("rolled back")
		err := p.a.Write(t.Context(), func(tx store.Tx) error {
			if err := jobs.Enqueue(t.Context(), tx, &writ.Job{Kind: "work"}); err != nil {
				return err
			}
			return rolledBack
		})
		if !errors.Is(err, rolledBack) {
			t.Fatal(err)
		}
		id := enqueue(t, p.a, writ.Job{})
		if r := await(t, h.began, "a run"); r.Job().ID != id {
			t.Error("a job that was rolled back was run")
		}
		until(t, p.a, id, ended)
		if len(h.began) > 0 {
			t.Error("a job that was rolled back was run")
		}
	})
}

func TestKeyIsUniqueUntilTheJobEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		free := make(chan struct{})
		h := record(func(context.Context, *jobs.Run) error { <-free; return nil })
		start(t, p.a, nil, h.handler())
		id := enqueue(t, p.a, writ.Job{Key: "one"})
		again := func() error {
			return p.b.Write(t.Context(), func(tx store.Tx) error {
				return jobs.Enqueue(t.Context(), tx, &writ.Job{Kind: "work", Key: "one"})
			})
		}
		if err := again(); writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("a second job of the key: %v", err)
		}
		await(t, h.began, "the run")
		if err := again(); writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("a second job of the key while the first runs: %v", err)
		}
		enqueue(t, p.b, writ.Job{Key: "two"})
		close(free)
		until(t, p.a, id, ended)
		if err := again(); err != nil {
			t.Errorf("a job of the key after the first has ended: %v", err)
		}
	})
}

// cancel cancels a job through a queue.
func cancel(t *testing.T, q *jobs.Queue, st store.Store, id writ.JobID) (j *writ.Job) {
	t.Helper()
	write(t, st, func(tx store.Tx) (err error) {
		j, err = q.Cancel(t.Context(), tx, id)
		return err
	})
	return j
}

func TestCancelQueued(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(waits)
		q := jobs.New(jobs.Options{Store: p.a}, h.handler()) // not started: nobody takes the job
		id := enqueue(t, p.a, writ.Job{})
		if j := cancel(t, q, p.a, id); j.State != writ.JobCanceled || j.EndedAt.IsZero() {
			t.Errorf("canceled: %+v", j)
		}
		if j := await(t, h.ends, "Ended"); j.State != writ.JobCanceled {
			t.Errorf("Ended was told %s", j.State)
		}
		if j := cancel(t, q, p.a, id); j.State != writ.JobCanceled || len(h.ends) > 0 {
			t.Errorf("canceled again: %s, Ended called %d times more", j.State, len(h.ends))
		}
		start(t, p.a, nil, h.handler())
		after := enqueue(t, p.a, writ.Job{})
		if r := await(t, h.began, "the next run"); r.Job().ID != after {
			t.Error("a canceled job was run")
		}
		err := p.a.Write(t.Context(), func(tx store.Tx) error {
			_, err := q.Cancel(t.Context(), tx, "nobody")
			return err
		})
		if writ.CodeOf(err) != writ.CodeNotFound {
			t.Errorf("canceling what is not there: %v", err)
		}
	})
}

// TestCancelRunning cancels on one node what the other runs. The lease is so long
// that only the event can tell in time on SQLite; on PostgreSQL it comes through
// the listener or, before that is connected, as a gap.
func TestCancelRunning(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(waits)
		start(t, p.a, nil, h.handler())
		other := jobs.New(jobs.Options{Store: p.b}, h.handler())
		id := enqueue(t, p.b, writ.Job{})
		await(t, h.began, "the run")
		if j := cancel(t, other, p.b, id); j.State != writ.JobRunning || !j.Canceling {
			t.Errorf("asked to stop: %+v", j)
		}
		if j := await(t, h.ends, "the end"); j.State != writ.JobCanceled || j.Problem != nil {
			t.Errorf("it ended as %+v", j)
		}
		if j := until(t, p.a, id, ended); j.State != writ.JobCanceled {
			t.Errorf("it is %s", j.State)
		}
	})
}

func TestCancelIsSeenWithTheRenewal(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(waits)
		start(t, p.a, quick, h.handler())
		id := enqueue(t, p.a, writ.Job{})
		await(t, h.began, "the run")
		write(t, p.b, func(tx store.Tx) error { // as if the event were lost
			_, err := tx.Jobs.Cancel(t.Context(), id)
			return err
		})
		if j := await(t, h.ends, "the end"); j.State != writ.JobCanceled {
			t.Errorf("it ended as %s", j.State)
		}
	})
}

// TestEvents follows the topic of a job.
func TestEvents(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		var told atomic.Bool
		h := record(func(ctx context.Context, r *jobs.Run) error {
			for !told.Load() {
				r.Report(map[string]int{"rows": 1})
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			return nil
		})
		progress := make(chan writ.Event, 1000)
		t.Cleanup(p.a.Subscribe(func(n store.Notice) {
			if n.Event.Kind == "progress" {
				progress <- n.Event
			}
		}))
		start(t, p.a, nil, h.handler())
		id := enqueue(t, p.a, writ.Job{})
		if e := await(t, progress, "progress"); e.Topic != writ.JobTopic(id) || string(e.Data) != `{"rows":1}` {
			t.Errorf("the progress is %s: %s", e.Topic, e.Data)
		}
		told.Store(true)
		until(t, p.a, id, ended)
		if n := len(progress); n > 3 {
			t.Errorf("progress was told %d more times in no time", n)
		}
		var list []writ.Event
		write(t, p.b, func(tx store.Tx) (err error) {
			list, _, err = tx.Events.After(t.Context(), writ.JobTopic(id), 0, 10)
			return err
		})
		var states []writ.JobState
		for _, e := range list {
			var n jobs.News
			if err := json.Unmarshal(e.Data, &n); err != nil {
				t.Fatal(err)
			}
			states = append(states, n.State)
		}
		if len(list) != 2 || states[0] != writ.JobQueued || states[1] != writ.JobDone || list[1].Kind != "ended" {
			t.Errorf("the events are %+v", list)
		}
	})
}
