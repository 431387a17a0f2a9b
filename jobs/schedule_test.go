package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

func TestNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, cron, zone, after, want string }{
		{"every minute", "* * * * *", "UTC", "2026-03-01T10:00:30Z", "2026-03-01T10:01:00Z"},
		{"strictly after", "0 10 * * *", "UTC", "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"},
		{"in its zone", "30 6 * * *", "Asia/Kolkata", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z"},
		{"day before in its zone", "0 22 * * 1", "America/New_York", "2026-01-06T02:00:00Z", "2026-01-06T03:00:00Z"},
		{"names", "0 0 * FEB SUN", "UTC", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"},
		{"both days must match", "0 0 13 * FRI", "UTC", "2026-01-01T00:00:00Z", "2026-02-13T00:00:00Z"},
		{"leap day", "0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"},

		// Berlin, 29 March 2026: from 2:00 to 3:00 at 01:00Z.
		{"left out, so when it is left out", "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
		{"not again that day", "30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
		{"several left out are one", "*/10 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"},
		{"real hours go on", "30 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"},
		{"the hour after the gap", "0 3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},

		// Berlin, 25 October 2026: from 3:00 back to 2:00 at 01:00Z.
		{"first of two", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"},
		{"not the second", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
		{"from within the second", "45 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-26T01:45:00Z"},
		{"each real hour", "30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"},
		{"each real quarter", "*/15 * * * *", "Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T01:00:00Z"},

		// New York, 8 March 2026 at 07:00Z and 1 November 2026 at 06:00Z.
		{"New York leaves it out", "30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z"},
		{"New York has it twice", "30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z"},
		{"New York, not the second", "30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"},

		// Lord Howe changes by half an hour: 5 April 2026 at 15:00Z of the 4th, back
		// from 2:00 to 1:30; 4 October 2026 at 15:30Z of the 3rd, from 2:00 to 2:30.
		{"half an hour twice", "45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-04T14:45:00Z"},
		{"half an hour left out", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z"},
		{"half an hour, real hours", "10 * * * *", "Australia/Lord_Howe", "2026-10-03T15:10:00Z", "2026-10-03T16:10:00Z"},

		// In São Paulo midnight was left out on 4 November 2018 at 03:00Z.
		{"midnight left out", "0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z"},
		{"midnight left out, real hours", "0 * * * *", "America/Sao_Paulo", "2018-11-04T02:00:00Z", "2018-11-04T03:00:00Z"},
		{"midnight left out, one day", "0 * 4 11 *", "America/Sao_Paulo", "2018-11-01T00:00:00Z", "2018-11-04T03:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			after, err := time.Parse(time.RFC3339, c.after)
			if err != nil {
				t.Fatal(err)
			}
			got, err := jobs.Next(c.cron, c.zone, after)
			if err != nil {
				t.Fatal(err)
			}
			if s := got.Format(time.RFC3339); s != c.want {
				t.Errorf("%s in %s after %s is due at %s, but Next says %s", c.cron, c.zone, c.after, c.want, s)
			}
		})
	}
}

// TestNextOfEveryTime goes through two years in zones with all kinds of changes:
// a daily schedule is due once on each day, an hourly one once in each hour.
func TestNextOfEveryTime(t *testing.T) {
	t.Parallel()
	begin, end := time.Date(2017, 12, 31, 23, 59, 0, 0, time.UTC), time.Date(2019, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, daily := range []string{"0 0 * * *", "45 1 * * *", "30 2 * * *"} {
			day := begin.In(loc).Day()
			for at := begin; at.Before(end); {
				next, err := jobs.Next(daily, zone, at)
				if err != nil {
					t.Fatal(err)
				}
				if !next.After(at) || next.In(loc).Day() == day && at != begin {
					t.Fatalf("%s in %s: after %s comes %s", daily, zone, at.In(loc), next.In(loc))
				}
				if gap := next.Sub(at); at != begin && (gap < 22*time.Hour || gap > 26*time.Hour) {
					t.Fatalf("%s in %s: after %s comes %s", daily, zone, at.In(loc), next.In(loc))
				}
				at, day = next, next.In(loc).Day()
			}
		}
		for at := begin; at.Before(end); {
			next, err := jobs.Next("0 * * * *", zone, at)
			if err != nil {
				t.Fatal(err)
			}
			if next.In(loc).Minute() != 0 || next.Sub(at) > 90*time.Minute || next.Sub(at) < 30*time.Minute && at != begin {
				t.Fatalf("each hour in %s: after %s comes %s", zone, at.In(loc), next.In(loc))
			}
			at = next
		}
	}
}

func TestNextRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cron, zone, field, says string }{
		{"", "UTC", "cron", "five fields"},
		{"* * * *", "UTC", "cron", "five fields"},
		{"* * * * * *", "UTC", "cron", "five fields"},
		{"@daily", "UTC", "cron", "five fields"},
		{"TZ=UTC * * * *", "UTC", "cron", "five fields"},
		{"60 * * * *", "UTC", "cron", "60"},
		{"0 25 * * *", "UTC", "cron", "25"},
		{"a * * * *", "UTC", "cron", "a"},
		{"*/0 * * * *", "UTC", "cron", "0"},
		{"H * * * *", "UTC", "cron", "read"},
		{"0 0 L * *", "UTC", "cron", "read"},
		{"0 0 30 2 *", "UTC", "cron", "never"},
		{"0 * 31 4 *", "UTC", "cron", "never"},
		{"0 0 * * *", "", "zone", "time zone"},
		{"0 0 * * *", "Local", "zone", "time zone"},
		{"0 0 * * *", "Mars/Olympus", "zone", "Mars/Olympus"},
		{"0 0 * * *", "../etc/passwd", "zone", "time zone"},
	} {
		_, err := jobs.Next(c.cron, c.zone, time.Unix(0, 0))
		var e *writ.Error
		if !errors.As(err, &e) || e.Code != writ.CodeInvalid || e.Field != c.field || !strings.Contains(e.Message, c.says) || e.Hint == "" {
			t.Errorf("%q in %q: %+v", c.cron, c.zone, err)
		}
	}
}

// overdue is a schedule whose last three times nobody was there for.
func overdue(t *testing.T, st store.Store, key string) {
	t.Helper()
	write(t, st, func(tx store.Tx) error {
		return tx.Schedules.Put(t.Context(), &writ.Schedule{
			ID: writ.NewID[writ.ScheduleID](), Kind: "work", Key: key, Cron: "0 * * * *", Zone: "UTC",
			NextAt: writ.SystemClock().Truncate(time.Hour).Add(-3 * time.Hour), Owner: "owner", Connection: "connection", Args: []byte("1"),
		})
	})
}

func TestScheduleFiresOnceAcrossNodes(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		overdue(t, p.a, "k")
		ran := make(chan writ.Job, 100)
		h := jobs.Handler{Kind: "work", Run: func(_ context.Context, r *jobs.Run) error {
			ran <- *r.Job()
			return nil
		}}
		a, b := start(t, p.a, nil, h), start(t, p.b, nil, h)
		j := await(t, ran, "the job of the schedule")
		if j.Key != "k" || j.Member != "owner" || j.Connection != "connection" || string(j.Args) != "1" {
			t.Errorf("the schedule made %+v", j)
		}
		until(t, p.a, j.ID, ended)
		stop(t, a)
		stop(t, b)
		if len(ran) > 0 {
			t.Errorf("missed times made %d more jobs", len(ran))
		}
		var s *writ.Schedule
		write(t, p.a, func(tx store.Tx) (err error) {
			s, err = tx.Schedules.ByKey(t.Context(), "work", "k")
			return err
		})
		if now := writ.SystemClock(); !s.NextAt.After(now) || s.NextAt.After(now.Add(time.Hour)) || s.LastAt.IsZero() {
			t.Errorf("the next time is %s, the last was %s", s.NextAt, s.LastAt)
		}
	})
}

func TestScheduleWaitsForTheJobBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		id := enqueue(t, p.a, writ.Job{Kind: "work", Key: "k"})
		overdue(t, p.a, "k")
		start(t, p.a, nil) // no handler, so the job waits
		next := func() (at time.Time) {
			write(t, p.a, func(tx store.Tx) error {
				s, err := tx.Schedules.ByKey(t.Context(), "work", "k")
				at = s.NextAt
				return err
			})
			return at
		}
		until(t, p.a, id, func(*writ.Job) bool { return next().After(writ.SystemClock()) })
		write(t, p.a, func(tx store.Tx) error {
			list, err := tx.Jobs.List(t.Context(), "", 10, writ.JobQueued)
			if len(list) != 1 || list[0].ID != id {
				t.Errorf("%d jobs wait", len(list))
			}
			return err
		})
	})
}

func TestPutScheduleNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	err := jobs.PutSchedule(t.Context(), store.Tx{}, &writ.Schedule{Cron: "0 0 * * *", Zone: "Nowhere"}, time.Now())
	if writ.CodeOf(err) != writ.CodeInvalid {
		t.Error(err)
	}
}
