package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Pauses of the crashes: a node is let run for at most runsFor before it is
// killed, most of them counted from when it has a job, for which it is given
// jobWait at most. One that is stopped sleeps longer than any lease.
const (
	runsFor   = 500 * time.Millisecond
	jobWait   = 2 * time.Second
	sleepsFor = 20 * time.Second
)

// stopEvery is after how many rounds one of the nodes is stopped, too.
const stopEvery = 5

// crashNodes kills each of three nodes in turn, again and again, under load, and
// now and then lets one sleep for longer than its leases last. What was promised
// is there in the end, once, and equals its file; nothing else is.
func crashNodes(t *testing.T, rounds int) {
	c := clustered(t, 3)
	c.welcome(t, c.url)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	l := c.load(t, 60_000, true)
	watch := &takeovers{metadata: c.metadata}
	kills, sleeps := 0, 0
	for round := range rounds {
		for i := range c.nodes {
			if i != round%len(c.nodes) {
				watch.awaitJob(t, c.nodes[i])
			}
			time.Sleep(time.Duration(r.Int64N(int64(runsFor))))
			c.end(t, i, syscall.SIGKILL)
			watch.died(t, c.nodes[i])
			c.run(t, i)
			kills++
		}
		if round%stopEvery == 0 {
			c.sleep(t, r.IntN(len(c.nodes)), watch)
			sleeps++
		}
	}
	l.end()
	watch.wait()
	c.settled(t, l)
	requests, failed := c.balancer.count()
	t.Logf("%d rounds, %d kills, %d sleeps; %d uploads acknowledged, each there once and equal to its file; %d takeovers, the longest after %.1f s; %d of %d requests failed and were tried again; %v",
		rounds, kills, sleeps, len(l.acknowledged), watch.count, watch.longest.Seconds(), len(failed), requests, l.done)
}

// settled demands that after a load everything comes to rest: no job goes on,
// warehouse, ledger and tables agree, and what was promised is there.
func (c *cluster) settled(t *testing.T, l *load) {
	t.Helper()
	eventually(t, func() error { return c.allEnded(t.Context()) })
	eventually(t, func() error { return c.accounted(t.Context()) })
	l.check(t)
}

// sleep stops a node for longer than its leases and wakes it up again: whoever
// took its work over must not be disturbed.
func (c *cluster) sleep(t *testing.T, i int, watch *takeovers) {
	t.Helper()
	process := c.nodes[i].server.cmd.Process
	if err := process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	watch.died(t, c.nodes[i])
	time.Sleep(sleepsFor)
	if err := process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	c.awaitTaken(t, i)
}

// takeovers measures how long the jobs of dead nodes wait for another.
type takeovers struct {
	metadata *pgxpool.Pool
	work     sync.WaitGroup

	mu      sync.Mutex
	count   int
	longest time.Duration
}

// running selects the jobs of a node by its address.
const running = `
	SELECT j.id, j.term FROM writ.jobs j JOIN writ.nodes n ON n.id = j.node_id
	WHERE j.state = 'running' AND n.name LIKE '%' || $1`

// awaitJob waits, but not long, until a node has a job.
func (w *takeovers) awaitJob(t *testing.T, in *installation) {
	t.Helper()
	for start := time.Now(); time.Since(start) < jobWait; time.Sleep(5 * time.Millisecond) {
		ids, err := texts(t.Context(), w.metadata, "SELECT id FROM ("+running+") j", strings.TrimPrefix(in.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) > 0 {
			return
		}
	}
}

// died looks which jobs a node had when it died, and waits for each of them until
// another node has it or it has ended.
func (w *takeovers) died(t *testing.T, in *installation) {
	t.Helper()
	since := time.Now()
	rows, err := w.metadata.Query(t.Context(), running, strings.TrimPrefix(in.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var term int64
		if err := rows.Scan(&id, &term); err != nil {
			t.Fatal(err)
		}
		w.work.Go(func() { w.await(t.Context(), id, term, since) })
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func (w *takeovers) await(ctx context.Context, id string, term int64, since time.Time) {
	for ctx.Err() == nil && time.Since(since) < stepPatience {
		var taken bool
		if err := w.metadata.QueryRow(ctx, "SELECT term > $2 OR state <> 'running' FROM writ.jobs WHERE id = $1", id, term).Scan(&taken); err == nil && taken {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count++
	w.longest = max(w.longest, time.Since(since))
}

func (w *takeovers) wait() { w.work.Wait() }

// allEnded says which jobs have not ended.
func (c *cluster) allEnded(ctx context.Context) error {
	names, err := texts(ctx, c.metadata, "SELECT kind || ' ' || state || ' ' || coalesce(problem, '') FROM writ.jobs WHERE state IN ('queued', 'running')")
	if err == nil && len(names) > 0 {
		err = fmt.Errorf("these jobs have not ended: %q", names)
	}
	return err
}

// accounted says how what lies in the destination differs from what the ledger
// says and from what tables own.
func (c *cluster) accounted(ctx context.Context) error {
	there, err := texts(ctx, c.warehouse, "SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'v')", c.schema)
	if err != nil {
		return err
	}
	for owner, query := range map[string]string{
		"the ledger": "SELECT path::jsonb ->> -1 FROM writ.objects WHERE state = 'exists'",
		"the tables": "SELECT o.path::jsonb ->> -1 FROM writ.tables t JOIN writ.objects o ON o.id = t.object_id",
	} {
		known, err := texts(ctx, c.metadata, query)
		if err != nil {
			return err
		}
		if !slices.Equal(there, known) {
			return fmt.Errorf("%d objects lie in the destination and %s know %d: %s", len(there), owner, len(known), difference(there, known))
		}
	}
	open, err := texts(ctx, c.metadata, "SELECT path || ' ' || state FROM writ.objects WHERE state NOT IN ('exists', 'dropped')")
	if err == nil && len(open) > 0 {
		err = fmt.Errorf("the ledger leaves open: %q", open)
	}
	return err
}

// difference lists what only one of two sorted lists has.
func difference(a, b []string) string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, "+"+s)
		}
	}
	for _, s := range b {
		if !slices.Contains(a, s) {
			out = append(out, "-"+s)
		}
	}
	return strings.Join(out, " ")
}
