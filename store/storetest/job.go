package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// newJob has every field set that Insert takes.
func newJob(kind, key string) *writ.Job {
	return &writ.Job{
		ID: writ.NewID[writ.JobID](), Kind: kind, Key: key, Connection: writ.NewID[writ.ConnectionID](),
		Member: writ.NewID[writ.MemberID](), Args: json.RawMessage(`{"a":  "<&>"}`), MaxAttempts: 3,
	}
}

func enqueue(t *testing.T, st store.Store, jobs ...*writ.Job) {
	t.Helper()
	for _, j := range jobs {
		write(t, st, func(tx store.Tx) error { return tx.Jobs.Insert(t.Context(), j) })
	}
}

func getJob(t *testing.T, st store.Store, id writ.JobID) *writ.Job {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Job, error) { return tx.Jobs.Get(ctx, id) })
}

// anHour is a lease that lasts longer than the exam.
func anHour(kinds ...string) store.Claim {
	return store.Claim{Kinds: kinds, Node: writ.NewID[writ.NodeID](), Lease: time.Hour}
}

// claim takes a job; nil if there is none to take.
func claim(t *testing.T, st store.Store, c store.Claim) (j *writ.Job) {
	t.Helper()
	write(t, st, func(tx store.Tx) (err error) {
		j, err = tx.Jobs.Claim(t.Context(), c)
		return err
	})
	return j
}

// claims checks which job is taken; nil for none.
func claims(t *testing.T, st store.Store, c store.Claim, want *writ.Job) *writ.Job {
	t.Helper()
	j := claim(t, st, c)
	switch {
	case j == nil && want == nil:
	case j == nil || want == nil || j.ID != want.ID:
		t.Fatalf("took %+v, want %+v", j, want)
	}
	return j
}

// eventually tries again until done, because a lease ends by the store's clock.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for limit := writ.SystemClock().Add(time.Minute); !done(); time.Sleep(time.Millisecond) {
		if writ.SystemClock().After(limit) {
			t.Fatalf("%s did not come", what)
		}
	}
}

// settle says how a job that was taken ended, or that it is to be tried again.
func settle(t *testing.T, st store.Store, j *writ.Job, state writ.JobState) {
	t.Helper()
	j.State = state
	write(t, st, func(tx store.Tx) error { return tx.Jobs.Settle(t.Context(), j) })
}

func testJobs(t *testing.T, st store.Store) {
	ctx := t.Context()
	first, second, third := newJob("import", "a"), newJob("import", "b"), newJob("clean", "")
	third.Connection, third.Member, third.Args = "", "", nil
	third.RunAt = moment().AddDate(100, 0, 0)
	enqueue(t, st, first, second, third)
	for _, j := range []*writ.Job{first, second, third} {
		equal(t, "Get", getJob(t, st, j.ID), j)
		if j.State != writ.JobQueued || j.CreatedAt.IsZero() || j.RunAt.IsZero() {
			t.Errorf("a new job is %+v", j)
		}
	}
	taken := claim(t, st, anHour("import"))
	equal(t, "Get of one that was taken", getJob(t, st, first.ID), taken)
	taken.Problem = &writ.Problem{Code: writ.CodeRejected, Message: "no"}
	settle(t, st, taken, writ.JobFailed)
	equal(t, "Get of one that failed", getJob(t, st, first.ID), taken)
	if taken.EndedAt.IsZero() || taken.EndedAt.Before(taken.CreatedAt) {
		t.Errorf("it ended at %v", taken.EndedAt)
	}

	list := func(before writ.JobID, limit int, states ...writ.JobState) []*writ.Job {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Job, error) {
			return tx.Jobs.List(ctx, before, limit, states...)
		})
	}
	equal(t, "List", list("", 2), []*writ.Job{third, second})
	equal(t, "List, second page", list(second.ID, 2), []*writ.Job{taken})
	equal(t, "List of queued ones", list("", 9, writ.JobQueued), []*writ.Job{third, second})
	equal(t, "List of two states", list(third.ID, 9, writ.JobQueued, writ.JobFailed), []*writ.Job{second, taken})
	equal(t, "List of none", len(list("", 9, writ.JobRunning)), 0)

	write(t, st, func(tx store.Tx) error { return tx.Jobs.DeleteBefore(ctx, taken.EndedAt.UnixMicro()) })
	equal(t, "jobs when none is old", len(list("", 9)), 3)
	write(t, st, func(tx store.Tx) error { return tx.Jobs.DeleteBefore(ctx, taken.EndedAt.UnixMicro()+1) })
	equal(t, "jobs when one was old", list("", 9), []*writ.Job{third, second})
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Jobs.Get(ctx, first.ID); return err })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Jobs.Cancel(ctx, first.ID); return err })
}

// testJobKeys checks that a kind and key is done once at a time.
func testJobKeys(t *testing.T, st store.Store) {
	ctx := t.Context()
	byKey := func() *writ.Job {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (*writ.Job, error) { return tx.Jobs.ByKey(ctx, "import", "a") })
	}
	again := func() error {
		return st.Write(ctx, func(tx store.Tx) error { return tx.Jobs.Insert(ctx, newJob("import", "a")) })
	}
	first := newJob("import", "a")
	enqueue(t, st, first, newJob("clean", "a"), newJob("import", "b"), newJob("import", ""), newJob("import", ""))
	says(t, again(), "This is being done already.")
	first = claims(t, st, anHour("import"), first)
	says(t, again(), "This is being done already.")
	equal(t, "ByKey", byKey(), first)
	settle(t, st, first, writ.JobQueued)
	says(t, again(), "This is being done already.")
	settle(t, st, claims(t, st, anHour("import"), first), writ.JobDone)
	second := newJob("import", "a")
	enqueue(t, st, second)
	equal(t, "ByKey after one has ended", byKey(), second)
	runs := func(limit int) []writ.JobID {
		t.Helper()
		var ids []writ.JobID
		for _, j := range read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Job, error) {
			return tx.Jobs.Runs(ctx, "import", "a", limit)
		}) {
			ids = append(ids, j.ID)
		}
		return ids
	}
	equal(t, "Runs", runs(9), []writ.JobID{second.ID, first.ID})
	equal(t, "the last run", runs(1), []writ.JobID{second.ID})
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Jobs.ByKey(ctx, "import", "z"); return err })
}

// testClaims checks what is taken, and in which order.
func testClaims(t *testing.T, st store.Store) {
	late, early, other, future := newJob("import", ""), newJob("import", ""), newJob("clean", ""), newJob("import", "")
	late.RunAt, early.RunAt, other.RunAt = moment().AddDate(-1, 0, 1), moment().AddDate(-1, 0, 0), moment().AddDate(-1, 0, 2)
	future.RunAt = moment().AddDate(100, 0, 0)
	enqueue(t, st, late, early, other, future)
	claims(t, st, anHour(), nil)
	claims(t, st, anHour("publish"), nil)
	c := anHour("import")
	j := claims(t, st, c, early)
	want := *early
	want.State, want.Node, want.Term, want.Attempt, want.UpdatedAt = writ.JobRunning, c.Node, 1, 1, j.UpdatedAt
	want.LeaseUntil = j.UpdatedAt.Add(time.Hour)
	equal(t, "a job that was taken", j, &want)
	claims(t, st, anHour("clean", "import"), late)
	claims(t, st, anHour("clean", "import"), other)
	claims(t, st, anHour("clean", "import"), nil)

	j.RunAt = moment().AddDate(100, 0, 0)
	settle(t, st, j, writ.JobQueued)
	claims(t, st, anHour("import"), nil) // not before its time
}

// testJobLeases checks that a job whose worker is silent goes to another, and that
// the first is told so.
func testJobLeases(t *testing.T, st store.Store) {
	ctx := t.Context()
	job := newJob("import", "a")
	enqueue(t, st, job)
	short := anHour("import")
	short.Lease = time.Millisecond
	first := claims(t, st, short, job)
	renew := func(j *writ.Job, progress string) func(store.Tx) error {
		return func(tx store.Tx) error {
			_, err := tx.Jobs.Renew(ctx, j.ID, j.Term, time.Millisecond, json.RawMessage(progress))
			return err
		}
	}
	write(t, st, renew(first, `{"rows":1}`)) // late or not: nobody else has taken it
	var second *writ.Job
	eventually(t, "the end of the lease", func() bool { second = claim(t, st, anHour("import")); return second != nil })
	if second.ID != job.ID || second.Term != first.Term+1 || second.Attempt != 2 || string(second.Progress) != `{"rows":1}` {
		t.Errorf("what was taken over is %+v", second)
	}
	refused(t, st, writ.CodeStale, renew(first, "2"))
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Jobs.Settle(ctx, first) })
	equal(t, "the job after its first worker came back", getJob(t, st, job.ID), second)

	write(t, st, func(tx store.Tx) error {
		_, err := tx.Jobs.Renew(ctx, second.ID, second.Term, time.Hour, nil)
		return err
	})
	equal(t, "progress after a renewal without any", string(getJob(t, st, job.ID).Progress), `{"rows":1}`)
	claims(t, st, anHour("import"), nil)
	write(t, st, func(tx store.Tx) error { return tx.Jobs.Abandon(ctx) })
	third := claim(t, st, anHour("import"))
	if third == nil || third.Term != second.Term+1 {
		t.Fatalf("after its lease was abandoned: %+v", third)
	}
	refused(t, st, writ.CodeStale, renew(second, "2"))
	settle(t, st, third, writ.JobDone)
	refused(t, st, writ.CodeStale, renew(third, "3"))
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Jobs.Settle(ctx, third) })
	claims(t, st, anHour("import"), nil)
}

// testLimits checks how many jobs of a connection or a member run at once.
func testLimits(t *testing.T, st store.Store) {
	for name, limit := range map[string]func(*store.Claim){
		"connection": func(c *store.Claim) { c.PerConnection = 2 },
		"member":     func(c *store.Claim) { c.PerMember = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			c := anHour(name)
			limit(&c)
			same := [4]*writ.Job{newJob(name, ""), newJob(name, ""), newJob(name, ""), newJob(name, "")}
			for _, j := range same {
				j.Connection, j.Member = same[0].Connection, same[0].Member
			}
			other, nobody := newJob(name, ""), newJob(name, "")
			nobody.Connection, nobody.Member = "", ""
			enqueue(t, st, same[:]...)
			enqueue(t, st, other, nobody, newJob(name+" of another kind", ""))
			short := c
			short.Lease = time.Millisecond
			first := claims(t, st, c, same[0])
			claims(t, st, short, same[1])
			var silent *writ.Job // its lease has ended, so it does not count, and is taken before those who wait
			eventually(t, "the end of the lease", func() bool { silent = claim(t, st, c); return silent != nil && silent.ID == same[1].ID })
			// whatever was taken meanwhile was not of the same connection or member
			for {
				j := claim(t, st, c)
				if j == nil {
					break
				}
				if j.ID == same[2].ID || j.ID == same[3].ID {
					t.Fatalf("a third one runs: %+v", j)
				}
			}
			settle(t, st, first, writ.JobDone)
			claims(t, st, c, same[2])
			claims(t, st, c, nil)
			c.PerConnection, c.PerMember = 0, 0
			claims(t, st, c, same[3])
		})
	}
}

// testCancelJobs asks jobs to stop in every state.
func testCancelJobs(t *testing.T, st store.Store) {
	ctx := t.Context()
	cancel := func(id writ.JobID) (j *writ.Job) {
		t.Helper()
		write(t, st, func(tx store.Tx) (err error) {
			j, err = tx.Jobs.Cancel(ctx, id)
			return err
		})
		equal(t, "what Cancel returns", j, getJob(t, st, id))
		return j
	}
	queued, running := newJob("import", "queued"), newJob("import", "running")
	running.RunAt = moment().AddDate(-1, 0, 0)
	enqueue(t, st, queued, running)
	running = claims(t, st, anHour("import"), running)

	if j := cancel(queued.ID); j.State != writ.JobCanceled || j.EndedAt.IsZero() || !j.Canceling {
		t.Errorf("a queued job that was canceled is %+v", j)
	}
	claims(t, st, anHour("import"), nil)
	enqueue(t, st, newJob("clean", "queued"))

	if j := cancel(running.ID); j.State != writ.JobRunning || !j.EndedAt.IsZero() || !j.Canceling {
		t.Errorf("a running job that was canceled is %+v", j)
	}
	write(t, st, func(tx store.Tx) error {
		canceling, err := tx.Jobs.Renew(ctx, running.ID, running.Term, time.Hour, nil)
		equal(t, "canceling as Renew tells it", canceling, true)
		return err
	})
	settle(t, st, running, writ.JobDone) // it was faster
	before := getJob(t, st, running.ID)
	equal(t, "an ended job that was canceled", cancel(running.ID), before)
}
