package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

func TestClean(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		ctx := t.Context()
		ran := make(chan string, 2)
		h := record(func(context.Context, *jobs.Run) error { return nil })
		start(t, p.a, func(o *jobs.Options) {
			o.Retention = func() jobs.Retention { return jobs.Retention{Jobs: 1, Events: 1, Nodes: 1} } // nothing is that young
			o.Cleaners = []func(context.Context) error{
				func(context.Context) error {
					ran <- "first"
					return writ.Errorf(writ.CodeRejected, "test", "The first cannot clean.")
				},
				func(context.Context) error { ran <- "second"; return nil },
			}
		}, h.handler())
		old := enqueue(t, p.a, writ.Job{})
		until(t, p.a, old, ended)
		write(t, p.a, func(tx store.Tx) error {
			if err := tx.Sessions.Put(ctx, "over", nil, 1); err != nil {
				return err
			}
			if err := tx.Sessions.Put(ctx, "valid", nil, time.Now().Add(time.Hour).UnixMicro()); err != nil {
				return err
			}
			return tx.Nodes.Beat(ctx, &writ.Node{ID: "dead"})
		})
		clean := until(t, p.a, enqueue(t, p.a, writ.Job{Kind: "clean"}), ended)
		if clean.State != writ.JobFailed || clean.Problem.Message != "The first cannot clean." {
			t.Errorf("cleaning ended as %s with %+v", clean.State, clean.Problem)
		}
		if first, second := await(t, ran, "a cleaner"), await(t, ran, "the other"); first != "first" || second != "second" {
			t.Errorf("cleaners ran as %s, %s", first, second)
		}
		err := p.b.Read(ctx, func(tx store.Tx) error {
			if _, err := tx.Jobs.Get(ctx, old); writ.CodeOf(err) != writ.CodeNotFound {
				t.Errorf("the old job: %v", err)
			}
			if last, err := tx.Events.Last(ctx, writ.JobTopic(old)); err != nil || last != 0 {
				t.Errorf("its last event: %d, %v", last, err)
			}
			if list, err := tx.Nodes.List(ctx, time.Hour); err != nil || len(list) != 0 {
				t.Errorf("nodes: %v, %v", list, err)
			}
			if _, found, err := tx.Sessions.Find(ctx, "valid", 0); err != nil || !found {
				t.Errorf("a session that is valid: %v, %v", found, err)
			}
			_, found, err := tx.Sessions.Find(ctx, "over", 0)
			if found {
				t.Error("a session that is over was kept")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestCleanKeepsWhatIsYoung cleans with the usual retention.
func TestCleanKeepsWhatIsYoung(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		h := record(func(context.Context, *jobs.Run) error { return nil })
		start(t, p.a, nil, h.handler())
		young := enqueue(t, p.a, writ.Job{})
		until(t, p.a, young, ended)
		if j := until(t, p.a, enqueue(t, p.a, writ.Job{Kind: "clean"}), ended); j.State != writ.JobDone {
			t.Errorf("cleaning ended as %s with %+v", j.State, j.Problem)
		}
		get(t, p.a, young)
		write(t, p.a, func(tx store.Tx) error {
			s, err := tx.Schedules.ByKey(t.Context(), "clean", "hourly")
			if err == nil && s.NextAt.Minute() != 0 {
				t.Errorf("the next cleaning is at %s", s.NextAt)
			}
			if last, err := tx.Events.Last(t.Context(), writ.JobTopic(young)); err != nil || last == 0 {
				t.Errorf("the last event of a young job: %d, %v", last, err)
			}
			return err
		})
	})
}
