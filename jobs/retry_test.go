package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

func TestRetry(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		away := writ.Errorf(writ.CodeUnavailable, "test", "The warehouse is away.").WithHint("Wait.")
		h := record(func(_ context.Context, r *jobs.Run) error {
			if r.Job().Attempt < 3 {
				return away
			}
			return nil
		})
		waited := make(chan int, 10)
		q := start(t, p.a, func(o *jobs.Options) {
			o.Backoff = func(j *writ.Job) time.Duration { waited <- j.Attempt; return time.Millisecond }
		}, h.handler())
		id := enqueue(t, p.a, writ.Job{})
		j := until(t, p.a, id, ended)
		if j.State != writ.JobDone || j.Attempt != 3 || j.Problem != nil {
			t.Errorf("it ended as %+v", j)
		}
		for attempt := 1; attempt <= 2; attempt++ {
			if n := await(t, waited, "back-off"); n != attempt {
				t.Errorf("back-off %d was asked for attempt %d", attempt, n)
			}
			again := await(t, h.ends, "the end of an attempt")
			if again.State != writ.JobQueued || again.Problem == nil || again.Problem.Hint != "Wait." || !again.RunAt.After(again.CreatedAt) {
				t.Errorf("after attempt %d: %+v", attempt, again)
			}
		}
		stop(t, q) // the store knows of the end before the queue has counted it
		if c := q.Counts()["work"]; c != (jobs.Count{Done: 1, Retried: 2}) {
			t.Errorf("the counts are %+v", c)
		}
	})
}

func TestBackoffIsByTheStoresClock(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(func(context.Context, *jobs.Run) error { return writ.Errorf(writ.CodeUncertain, "test", "Who knows.") })
		start(t, p.a, func(o *jobs.Options) {
			o.Clock = func() time.Time { return writ.SystemClock().Add(-48 * time.Hour) } // two days late
			o.Backoff = func(*writ.Job) time.Duration { return time.Hour }
		}, h.handler())
		id := enqueue(t, p.a, writ.Job{})
		j := until(t, p.a, id, func(j *writ.Job) bool { return j.Problem != nil })
		if wait := j.RunAt.Sub(j.UpdatedAt); wait < 59*time.Minute || wait > 61*time.Minute || j.State != writ.JobQueued {
			t.Errorf("it is %s and waits for %s", j.State, wait)
		}
	})
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name     string
		run      func(context.Context, *jobs.Run) error
		attempts int
		code     writ.Code
		says     string
	}{
		{"for good", func(context.Context, *jobs.Run) error {
			return writ.Errorf(writ.CodeRejected, "test", "No such column.")
		}, 1, writ.CodeRejected, "No such column."},
		{"too often", func(context.Context, *jobs.Run) error {
			return writ.Errorf(writ.CodeUnavailable, "test", "Away.")
		}, 2, writ.CodeUnavailable, "Away."},
		{"not for people", func(context.Context, *jobs.Run) error { return errors.New("secret") }, 1, writ.CodeInternal, "Writ failed"},
		{"a panic", func(context.Context, *jobs.Run) error { panic("secret") }, 1, writ.CodeInternal, "Writ failed"},
		{"a panic in Finish", func(ctx context.Context, r *jobs.Run) error {
			return r.Finish(ctx, func(store.Tx) error { panic("secret") })
		}, 1, writ.CodeInternal, "Writ failed"},
		{"Finish that fails", func(ctx context.Context, r *jobs.Run) error {
			return r.Finish(ctx, func(store.Tx) error { return writ.Errorf(writ.CodeConflict, "test", "Taken.") })
		}, 1, writ.CodeConflict, "Taken."},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, p place) {
				h := record(c.run)
				start(t, p.a, func(o *jobs.Options) { o.Backoff = func(*writ.Job) time.Duration { return 0 } }, h.handler())
				j := until(t, p.a, enqueue(t, p.a, writ.Job{MaxAttempts: 2}), ended)
				if j.State != writ.JobFailed || j.Attempt != c.attempts || j.Problem == nil {
					t.Fatalf("it ended as %+v", j)
				}
				if j.Problem.Code != c.code || !strings.Contains(j.Problem.Message, c.says) || strings.Contains(j.Problem.Message, "secret") {
					t.Errorf("the problem is %+v", j.Problem)
				}
			})
		})
	}
}

// TestEndedThatFails shows that a job does not end, and is run again, as long as
// Ended fails.
func TestEndedThatFails(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		var calls atomic.Int64
		h := record(func(context.Context, *jobs.Run) error { return nil }).handler()
		h.Ended = func(context.Context, store.Tx, *writ.Job) error {
			switch calls.Add(1) {
			case 1:
				return errors.New("no")
			case 2:
				panic("no")
			}
			return nil
		}
		start(t, p.a, quick, h)
		if j := until(t, p.a, enqueue(t, p.a, writ.Job{}), ended); j.State != writ.JobDone || j.Attempt != 3 {
			t.Errorf("it ended as %s with attempt %d", j.State, j.Attempt)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	id := writ.NewID[writ.JobID]()
	for attempt, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 9: 256 * time.Second,
		10: 5 * time.Minute, 11: 5 * time.Minute, 1000: 5 * time.Minute,
	} {
		j := &writ.Job{ID: id, Attempt: attempt}
		if got := jobs.Backoff(j); got > want || got < want*3/4 || got != jobs.Backoff(j) {
			t.Errorf("after attempt %d it waits for %s, not for %s at most", attempt, got, want)
		}
	}
	seen := map[time.Duration]bool{}
	for range 100 {
		seen[jobs.Backoff(&writ.Job{ID: writ.NewID[writ.JobID](), Attempt: 5})] = true
	}
	if len(seen) < 90 {
		t.Errorf("100 jobs wait for %d different times", len(seen))
	}
}
