package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Race examines what several nodes do at the same time. open returns stores over
// one and the same empty metadata, one per node, and has them closed when its
// test ends; a store that one process uses alone is returned once.
func Race(t *testing.T, open func(t *testing.T) []store.Store) {
	parts := map[string]func(*testing.T, []store.Store){
		"Claims":    raceClaims,
		"JobLeases": raceJobLeases,
		"Leases":    raceLeases,
		"Limits":    raceLimits,
		"Keys":      raceKeys,
		"Schedules": raceSchedules,
		"Events":    raceEvents,
		"Notices":   raceNotices,
		"Grants":    raceGrants,
		"Requests":  raceRequests,
		"Moves":     raceMoves,
		"Types":     raceTypes,
	}
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, open(t))
		})
	}
}

// everywhere runs fn for several workers of each node at the same time.
func everywhere(nodes []store.Store, fn func(worker int, st store.Store)) {
	together(func(i int) { fn(i, nodes[i%len(nodes)]) })
}

// tally counts by id what several goroutines did.
type tally struct {
	mu    sync.Mutex
	count map[string]int
}

func (c *tally) add(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == nil {
		c.count = map[string]int{}
	}
	c.count[id]++
}

func (c *tally) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.count)
}

// each checks that n ids were counted, each of them once.
func (c *tally) each(t *testing.T, what string, n int) {
	t.Helper()
	equal(t, what, len(c.count), n)
	for id, count := range c.count {
		if count != 1 {
			t.Errorf("%s: %s was counted %d times", what, id, count)
		}
	}
}

// raceClaims has many workers take and end jobs: each job goes to one.
func raceClaims(t *testing.T, nodes []store.Store) {
	const jobs = 60
	for range jobs {
		enqueue(t, nodes[0], newJob("import", ""))
	}
	var taken tally
	everywhere(nodes, func(_ int, st store.Store) {
		c := anHour("import")
		for {
			var j *writ.Job
			err := st.Write(t.Context(), func(tx store.Tx) (err error) {
				j, err = tx.Jobs.Claim(t.Context(), c)
				return err
			})
			if err == nil && j == nil {
				return
			}
			if err == nil {
				taken.add(string(j.ID))
				j.State = writ.JobDone
				err = st.Write(t.Context(), func(tx store.Tx) error { return tx.Jobs.Settle(t.Context(), j) })
			}
			if err != nil {
				t.Errorf("a worker: %v", err)
				return
			}
		}
	})
	taken.each(t, "jobs that were taken", jobs)
}

// raceJobLeases has workers that never renew take each other's jobs over: of all
// that took one, only the last can settle it.
func raceJobLeases(t *testing.T, nodes []store.Store) {
	const jobs = 10
	for range jobs {
		enqueue(t, nodes[0], newJob("import", ""))
	}
	var ended tally
	everywhere(nodes, func(worker int, st store.Store) {
		c := anHour("import")
		c.Lease = time.Millisecond
		for round := worker; ended.len() < jobs && t.Context().Err() == nil; round++ {
			var j *writ.Job
			err := st.Write(t.Context(), func(tx store.Tx) (err error) {
				j, err = tx.Jobs.Claim(t.Context(), c)
				return err
			})
			if err != nil {
				t.Errorf("Claim: %v", err)
				return
			}
			if j == nil || round%3 != 0 { // most die with what they took
				continue
			}
			j.State = writ.JobDone
			switch err := st.Write(t.Context(), func(tx store.Tx) error { return tx.Jobs.Settle(t.Context(), j) }); writ.CodeOf(err) {
			case "":
				ended.add(string(j.ID))
			case writ.CodeStale: // somebody took it over
			default:
				t.Errorf("Settle: %v", err)
				return
			}
		}
	})
	ended.each(t, "jobs that were settled", jobs)
}

// raceLimits has many workers at the jobs of one connection.
func raceLimits(t *testing.T, nodes []store.Store) {
	connection := writ.NewID[writ.ConnectionID]()
	for range 2 * writers {
		j := newJob("import", "")
		j.Connection = connection
		enqueue(t, nodes[0], j)
	}
	var taken tally
	everywhere(nodes, func(_ int, st store.Store) {
		c := anHour("import")
		c.PerConnection = 3
		err := st.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Jobs.Claim(t.Context(), c)
			return err
		})
		if err != nil {
			t.Errorf("Claim: %v", err)
		}
	})
	for _, j := range read(t, nodes[0], func(ctx context.Context, tx store.Tx) ([]*writ.Job, error) {
		return tx.Jobs.List(ctx, "", 100, writ.JobRunning)
	}) {
		taken.add(string(j.ID))
	}
	taken.each(t, "jobs of the connection that run", 3)
}

// raceKeys has everybody ask for the same.
func raceKeys(t *testing.T, nodes []store.Store) {
	var asked tally
	everywhere(nodes, func(_ int, st store.Store) {
		j := newJob("import", "same")
		switch err := st.Write(t.Context(), func(tx store.Tx) error { return tx.Jobs.Insert(t.Context(), j) }); writ.CodeOf(err) {
		case "":
			asked.add(string(j.ID))
		case writ.CodeConflict:
		default:
			t.Errorf("Insert: %v", err)
		}
	})
	asked.each(t, "jobs of one key", 1)
}

// raceSchedules has every node look for what is due: each time makes one job.
func raceSchedules(t *testing.T, nodes []store.Store) {
	ctx := t.Context()
	const times = 10
	s := newSchedule("clean", "")
	write(t, nodes[0], func(tx store.Tx) error { return tx.Schedules.Put(ctx, s) })
	end := s.NextAt.Add(times * time.Minute)
	run := func(st store.Store) (more bool, err error) {
		err = st.Write(ctx, func(tx store.Tx) error {
			due, err := tx.Schedules.Due(ctx, 1)
			if err != nil {
				return err
			}
			if more = due[0].NextAt.Before(end); !more {
				return nil
			}
			if err := tx.Schedules.Advance(ctx, due[0], due[0].NextAt.UnixMicro(), due[0].NextAt.Add(time.Minute).UnixMicro()); err != nil {
				return err
			}
			return tx.Jobs.Insert(ctx, newJob("clean", due[0].NextAt.String()))
		})
		return more, err
	}
	everywhere(nodes, func(_ int, st store.Store) {
		for more := true; more; {
			var err error
			if more, err = run(st); err != nil && writ.CodeOf(err) != writ.CodeStale {
				t.Errorf("a node: %v", err)
				return
			}
		}
	})
	var made tally
	for _, j := range read(t, nodes[0], func(ctx context.Context, tx store.Tx) ([]*writ.Job, error) { return tx.Jobs.List(ctx, "", 1000) }) {
		made.add(j.Key)
	}
	made.each(t, "jobs of the schedule", times)
}

// raceEvents has everybody append to a topic and to one of their own, while
// readers follow: who reads on from the last number it saw misses nothing.
func raceEvents(t *testing.T, nodes []store.Store) {
	const each = 15
	var missed, writing sync.WaitGroup
	done := make(chan struct{})
	for _, st := range nodes {
		missed.Go(func() {
			var seen []int64
			last := int64(0)
			for final := false; ; {
				select {
				case <-done:
					final = true
				default:
				}
				list, _ := afterEvents(t, st, "shared", last, 1000)
				for _, e := range list {
					seen, last = append(seen, e.Seq), e.Seq
				}
				if final {
					break
				}
			}
			all, _ := afterEvents(t, st, "shared", 0, 10_000)
			var want []int64
			for _, e := range all {
				want = append(want, e.Seq)
			}
			if len(want) != writers*each || !slices.Equal(seen, want) {
				t.Errorf("a follower saw %d of %d events", len(seen), len(want))
			}
		})
	}
	writing.Go(func() {
		everywhere(nodes, func(worker int, st store.Store) {
			for range each {
				err := st.Write(t.Context(), func(tx store.Tx) error {
					if err := tx.Events.Append(t.Context(), &writ.Event{Topic: writ.Topic(rune('a' + worker)), Kind: "changed"}); err != nil {
						return err
					}
					return tx.Events.Append(t.Context(), &writ.Event{Topic: "shared", Kind: "changed"})
				})
				if err != nil {
					t.Errorf("Append: %v", err)
				}
			}
		})
	})
	writing.Wait()
	close(done)
	missed.Wait()
}

// raceNotices checks that each node hears of every event once.
func raceNotices(t *testing.T, nodes []store.Store) {
	const each = 10
	var listeners []listener
	for _, st := range nodes {
		listeners = append(listeners, listen(t, st))
	}
	everywhere(nodes, func(worker int, st store.Store) {
		for range each {
			err := st.Write(t.Context(), func(tx store.Tx) error {
				return tx.Events.Append(t.Context(), &writ.Event{Topic: writ.UploadTopic(writ.NewID[writ.UploadID]()), Kind: "changed"})
			})
			if err != nil {
				t.Errorf("Append: %v", err)
			}
		}
	})
	for _, l := range listeners {
		var heard tally
		for range writers * each {
			heard.add(string(l.next(t).Event.Topic))
		}
		heard.each(t, "events that were heard", writers*each)
	}
}
