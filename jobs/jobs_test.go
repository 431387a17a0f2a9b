package jobs_test

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
	"github.com/writ-dev/writ/store/sqlite"
)

func TestMain(m *testing.M) {
	// The server that the tests start lives as long as their process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/writ-dev/writ/internal/testserver.watch"),
		goleak.IgnoreAnyFunction("os/exec.(*Cmd).Start.func2"))
}

// onBoth runs a test on a store of each engine.
func onBoth(t *testing.T, test func(t *testing.T, p place)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "writ.db"))
		if err != nil {
			t.Fatal(err)
		}
		closeAfter(t, st)
		test(t, place{st, st})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		at := postgresURL(t)
		test(t, place{openPostgres(t, at), openPostgres(t, at)})
	})
}

// place is one store as two nodes have opened it. On SQLite, which belongs to one
// process, both share it.
type place struct{ a, b store.Store }

// postgresURL names a schema that is not there yet, in a database of its own.
func postgresURL(t *testing.T) string {
	t.Helper()
	server := testpg.Get(t)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + server.NewDatabase(t)
	return u.String()
}

func openPostgres(t *testing.T, at string) store.Store {
	t.Helper()
	st, err := postgres.Open(t.Context(), at, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, st)
	return st
}

func closeAfter(t *testing.T, st store.Store) {
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
}

// start runs a queue until the test ends.
func start(t *testing.T, st store.Store, change func(*jobs.Options), handlers ...jobs.Handler) *jobs.Queue {
	t.Helper()
	opt := jobs.Options{
		Store: st, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Clock: writ.SystemClock,
		Node: writ.NewID[writ.NodeID](),
	}
	if change != nil {
		change(&opt)
	}
	q := jobs.New(opt, handlers...)
	if err := q.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
	return q
}

// quick makes leases short: for tests that wait for a renewal or a takeover.
func quick(o *jobs.Options) { o.Lease = 1500 * time.Millisecond }

func stop(t *testing.T, q *jobs.Queue) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := q.Close(ctx); err != nil {
		t.Error(err)
	}
}

// write changes a store and fails the test if that fails.
func write(t *testing.T, st store.Store, fn func(tx store.Tx) error) {
	t.Helper()
	if err := st.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// enqueue adds a job of kind "work" unless it says otherwise.
func enqueue(t *testing.T, st store.Store, j writ.Job) writ.JobID {
	t.Helper()
	if j.Kind == "" {
		j.Kind = "work"
	}
	write(t, st, func(tx store.Tx) error { return jobs.Enqueue(t.Context(), tx, &j) })
	return j.ID
}

func get(t *testing.T, st store.Store, id writ.JobID) *writ.Job {
	t.Helper()
	var j *writ.Job
	err := st.Read(t.Context(), func(tx store.Tx) (err error) {
		j, err = tx.Jobs.Get(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// await returns what comes over a channel.
func await[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come", what)
		panic("unreachable")
	}
}

// until looks again whenever something happens, and every 10 ms, until a job is
// as asked for.
func until(t *testing.T, st store.Store, id writ.JobID, ok func(*writ.Job) bool) *writ.Job {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		j := get(t, st, id)
		if ok(j) {
			return j
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the job stays %s, attempt %d, problem %+v", j.State, j.Attempt, j.Problem)
		}
	}
}

func ended(j *writ.Job) bool { return j.State.Ended() }

func TestJobIsDone(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		ends := make(chan writ.Job, 10)
		start(t, p.a, nil, jobs.Handler{
			Kind: "work",
			Run: func(ctx context.Context, r *jobs.Run) error {
				r.Report(map[string]int{"rows": 3})
				return r.Finish(ctx, func(tx store.Tx) error {
					return tx.Settings.Set(ctx, "result", r.Job().Args)
				})
			},
			Ended: func(_ context.Context, _ store.Tx, j *writ.Job) error {
				ends <- *j
				return nil
			},
		})
		id := enqueue(t, p.b, writ.Job{Args: []byte(`"x"`)})
		j := until(t, p.b, id, ended)
		if j.State != writ.JobDone || j.Attempt != 1 || j.EndedAt.IsZero() {
			t.Errorf("the job ended as %+v", j)
		}
		if end := await(t, ends, "the end"); end.State != writ.JobDone || end.EndedAt.IsZero() {
			t.Errorf("Ended was told %+v", end)
		}
		err := p.b.Read(t.Context(), func(tx store.Tx) error {
			v, found, err := tx.Settings.Get(t.Context(), "result")
			if !found || string(v) != `"x"` {
				t.Errorf("what Finish wrote is %q, %v", v, found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestReportIsKeptWithTheRenewal(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		free := make(chan struct{})
		q := start(t, p.a, quick, jobs.Handler{Kind: "work", Run: func(_ context.Context, r *jobs.Run) error {
			r.Report(func() {}) // cannot be told; the log says so
			r.Report(map[string]int{"rows": 1})
			<-free
			return nil
		}})
		id := enqueue(t, p.a, writ.Job{})
		until(t, p.b, id, func(j *writ.Job) bool { return string(j.Progress) == `{"rows":1}` })
		if c := q.Counts()["work"]; c != (jobs.Count{Running: 1}) {
			t.Errorf("the counts are %+v", c)
		}
		close(free)
		until(t, p.b, id, ended)
	})
}
