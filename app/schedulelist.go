package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// Cadence says when something is done again and again: by a cron expression, or
// every day, week or month At a time such as "06:30".
type Cadence struct {
	Cron    string
	Every   string // "day", "week" or "month"; "" for Cron
	At      string
	Weekday int // of "week": 0 is Sunday, 6 Saturday
	Day     int // of "month": 1 to 28, which every month has
	Zone    string
}

// cron is the cadence as a cron expression.
func (c Cadence) cron(op string) (string, error) {
	if c.Every == "" {
		return strings.Join(strings.Fields(c.Cron), " "), nil
	}
	at, err := time.Parse("15:04", c.At)
	switch {
	case c.Cron != "":
		return "", writ.Invalid(op, "cron", "Say either every or cron.")
	case err != nil:
		return "", writ.Invalid(op, "at", "%q is not a time of day.", c.At).WithHint("Write it as 06:30.")
	case c.Weekday < 0 || c.Weekday > 6:
		return "", writ.Invalid(op, "weekday", "The weekday is a number from 0, which is Sunday, to 6.")
	case c.Every == "month" && (c.Day < 1 || c.Day > 28):
		return "", writ.Invalid(op, "day", "The day is a number from 1 to 28, which every month has.")
	}
	switch c.Every {
	case "day":
		return fmt.Sprintf("%d %d * * *", at.Minute(), at.Hour()), nil
	case "week":
		return fmt.Sprintf("%d %d * * %d", at.Minute(), at.Hour(), c.Weekday), nil
	case "month":
		return fmt.Sprintf("%d %d %d * *", at.Minute(), at.Hour(), c.Day), nil
	}
	return "", writ.Invalid(op, "every", "every is %q; it can be day, week or month.", c.Every)
}

// TableSchedules lists the scheduled exports of a table: the actor's own, and for
// those who can edit its document everybody's.
func (a *App) TableSchedules(ctx context.Context, actor Actor, id writ.TableID) (views []*ExportSchedule, err error) {
	const op = "app.TableSchedules"
	err = a.readBy(ctx, op, actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		t, err := a.askTable(ctx, op, tx, w, actor, access.ViewDocument, id)
		if err != nil {
			return err
		}
		all := tableDecision(w, actor, access.EditDocument, t).Allow
		list, err := schedulesOf(ctx, tx, func(s *writ.Schedule, args deliveryArgs) bool {
			return args.Table == id && (all || s.Owner == actor.Member.ID)
		})
		if err != nil {
			return err
		}
		views = make([]*ExportSchedule, len(list))
		for i, s := range list {
			if views[i], err = viewSchedule(ctx, tx, s, t.Name); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

// OwnSchedules lists the actor's scheduled exports, those of tables that they may no
// longer view included.
func (a *App) OwnSchedules(ctx context.Context, actor Actor) (views []*ExportSchedule, err error) {
	const op = "app.OwnSchedules"
	err = a.readBy(ctx, op, actor, access.ViewDocuments, func(tx store.Tx, w *access.World) error {
		list, err := schedulesOf(ctx, tx, func(s *writ.Schedule, _ deliveryArgs) bool { return s.Owner == actor.Member.ID })
		if err != nil {
			return err
		}
		views = make([]*ExportSchedule, len(list))
		for i, s := range list {
			args, err := scheduleArgs(s)
			if err != nil {
				return err
			}
			t, err := present(tx.Tables.Get(ctx, args.Table))
			if err != nil {
				return err
			}
			name := ""
			if t != nil && tableDecision(w, actor, access.ViewDocument, t).Allow {
				name = t.Name
			}
			if views[i], err = viewSchedule(ctx, tx, s, name); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

// DeleteExportSchedule ends a schedule of the actor's own, or of a table whose
// document they can edit.
func (a *App) DeleteExportSchedule(ctx context.Context, actor Actor, id writ.ScheduleID) error {
	const op = "app.DeleteExportSchedule"
	if err := signedIn(op, actor); err != nil {
		return err
	}
	on := &subject{noun: nounSchedule, id: string(id)}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		s, err := tx.Schedules.ByKey(ctx, kindDelivery, string(id))
		if err != nil {
			return sameAbsence(op, "scheduled export", err)
		}
		if !access.Owned(actor.Member, s.Owner).Allow {
			if err := a.askEditor(ctx, op, tx, actor, s); err != nil {
				return err
			}
		}
		return tx.Schedules.Delete(ctx, s.ID)
	})
}

// askEditor refuses who cannot edit the document of a schedule's table, as if there
// were no such schedule.
func (a *App) askEditor(ctx context.Context, op string, tx store.Tx, actor Actor, s *writ.Schedule) error {
	args, err := scheduleArgs(s)
	if err != nil {
		return err
	}
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := a.askTable(ctx, op, tx, w, actor, access.EditDocument, args.Table); err != nil {
		return notFound(op, "scheduled export")
	}
	return nil
}

// RunExportSchedule runs a schedule of the actor's own now, and returns the id of
// the job that does it. CodeConflict if it is just running.
func (a *App) RunExportSchedule(ctx context.Context, actor Actor, id writ.ScheduleID) (writ.JobID, error) {
	const op = "app.RunExportSchedule"
	if err := a.ask(ctx, op, actor, access.ExportData); err != nil {
		return "", err
	}
	job := writ.NewID[writ.JobID]()
	on := &subject{noun: nounSchedule, id: string(id)}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		s, args, err := ownSchedule(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := a.askDelivery(ctx, op, tx, actor, access.ScheduleExport, args.Table, &args.Delivery); err != nil {
			return err
		}
		running, err := unended(ctx, tx, kindDelivery, s.Key)
		if err == nil && running != nil {
			err = writ.Errorf(writ.CodeConflict, op, "This export is just being sent.")
		}
		if err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, &writ.Job{ID: job, Kind: kindDelivery, Key: s.Key, Member: s.Owner, Args: s.Args})
	})
	return job, err
}

// endSchedulesOf ends the scheduled exports of a table that is deleted.
func endSchedulesOf(ctx context.Context, tx store.Tx, id writ.TableID) error {
	list, err := schedulesOf(ctx, tx, func(_ *writ.Schedule, args deliveryArgs) bool { return args.Table == id })
	if err != nil {
		return err
	}
	for _, s := range list {
		if err := tx.Schedules.Delete(ctx, s.ID); err != nil {
			return err
		}
	}
	return nil
}
