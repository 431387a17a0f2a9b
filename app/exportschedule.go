package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// ExportSchedule is a table that is sent again and again, as its owner and with the
// rights that they have then. Recipients are the members of the delivery that there
// still are. Runs are the last ones, newest first.
type ExportSchedule struct {
	ID         writ.ScheduleID
	Table      writ.TableID
	TableName  string // "" if who asks may not know it
	Delivery   Delivery
	Recipients []*writ.Member
	Cron       string
	Zone       string
	Paused     bool
	OwnedBy    *writ.Member
	NextAt     time.Time
	LastAt     time.Time // zero if it never ran
	CreatedAt  time.Time
	Runs       []*writ.Job
}

// ScheduleDraft is what a schedule is to be.
type ScheduleDraft struct {
	Delivery Delivery
	Cadence  Cadence
	Paused   bool
}

const (
	maxSchedules = 100 // of one member
	shownRuns    = 20
	// leastPause keeps a schedule from filling mailboxes.
	leastPause = 15 * time.Minute
)

// ScheduleExport has a table sent again and again, as the actor.
func (a *App) ScheduleExport(ctx context.Context, actor Actor, id writ.TableID, d ScheduleDraft) (*ExportSchedule, error) {
	const op = "app.ScheduleExport"
	if err := a.ask(ctx, op, actor, access.ExportData); err != nil {
		return nil, err
	}
	s := &writ.Schedule{ID: writ.NewID[writ.ScheduleID](), Kind: kindDelivery, Owner: actor.Member.ID}
	s.Key = string(s.ID)
	return a.putSchedule(ctx, op, actor, s, d, func(tx store.Tx) (writ.TableID, error) {
		own, err := schedulesOf(ctx, tx, func(s *writ.Schedule, _ deliveryArgs) bool { return s.Owner == actor.Member.ID })
		if err == nil && len(own) >= maxSchedules {
			err = writ.Errorf(writ.CodeExhausted, op, "You have %d scheduled exports; no more can be added.", len(own)).WithHint("Delete one that is not needed any more.")
		}
		return id, err
	})
}

// SchedulePatch changes what is not nil.
type SchedulePatch struct {
	Delivery *Delivery
	Cadence  *Cadence
	Paused   *bool
}

// ChangeExportSchedule changes what a schedule of the actor's own sends, when, and
// whether it is paused.
func (a *App) ChangeExportSchedule(ctx context.Context, actor Actor, id writ.ScheduleID, p SchedulePatch) (*ExportSchedule, error) {
	const op = "app.ChangeExportSchedule"
	if err := a.ask(ctx, op, actor, access.ExportData); err != nil {
		return nil, err
	}
	var d ScheduleDraft
	err := a.store.Read(ctx, func(tx store.Tx) error {
		s, args, err := ownSchedule(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		d = ScheduleDraft{
			Delivery: *cmp.Or(p.Delivery, &args.Delivery), Cadence: *cmp.Or(p.Cadence, &Cadence{Cron: s.Cron, Zone: s.Zone}),
			Paused: *cmp.Or(p.Paused, &s.Paused),
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := &writ.Schedule{Kind: kindDelivery, Key: string(id), Owner: actor.Member.ID}
	return a.putSchedule(ctx, op, actor, s, d, func(tx store.Tx) (writ.TableID, error) {
		_, args, err := ownSchedule(ctx, op, tx, actor, id)
		return args.Table, err
	})
}

// putSchedule saves a schedule for a table that the callback finds.
func (a *App) putSchedule(ctx context.Context, op string, actor Actor, s *writ.Schedule, d ScheduleDraft, table func(store.Tx) (writ.TableID, error)) (view *ExportSchedule, err error) {
	if err := d.Delivery.check(op); err != nil {
		return nil, err
	}
	if s.Cron, err = d.Cadence.cron(op); err != nil {
		return nil, err
	}
	s.Zone, s.Paused = d.Cadence.Zone, d.Paused
	if err := seldom(op, s, a.clock()); err != nil {
		return nil, err
	}
	on := &subject{noun: nounSchedule, id: s.Key}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		id, err := table(tx)
		if err != nil {
			return err
		}
		to := d.Delivery // fn may run again
		t, err := a.askDelivery(ctx, op, tx, actor, access.ScheduleExport, id, &to)
		if err != nil {
			return err
		}
		on.details = append(to.details(), "table", id, "cron", s.Cron, "zone", s.Zone, "paused", s.Paused)
		if s.Args, err = json.Marshal(deliveryArgs{Version: deliveryVersion, Table: id, Document: t.Document, Delivery: to}); err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		if err := jobs.PutSchedule(ctx, tx, s, a.clock()); err != nil {
			return err
		}
		view, err = viewSchedule(ctx, tx, s, t.Name)
		return err
	})
	return view, err
}

// seldom refuses a schedule that comes due again too soon.
func seldom(op string, s *writ.Schedule, now time.Time) error {
	at, err := jobs.Next(s.Cron, s.Zone, now)
	for range 100 {
		if err != nil {
			return err
		}
		var next time.Time
		if next, err = jobs.Next(s.Cron, s.Zone, at); err == nil && next.Sub(at) < leastPause {
			return writ.Invalid(op, "cron", "A table is sent every %d minutes at most.", int(leastPause.Minutes()))
		}
		at = next
	}
	return err
}

// nounSchedule is what the audit log calls a scheduled export.
const nounSchedule = "exportSchedule"

// schedulesOf returns the scheduled exports of which keep is true, oldest first.
func schedulesOf(ctx context.Context, tx store.Tx, keep func(*writ.Schedule, deliveryArgs) bool) ([]*writ.Schedule, error) {
	list, err := tx.Schedules.List(ctx)
	if err != nil {
		return nil, err
	}
	var kept []*writ.Schedule
	for _, s := range list {
		if s.Kind != kindDelivery {
			continue
		}
		args, err := scheduleArgs(s)
		if err != nil {
			return nil, err
		}
		if keep(s, args) {
			kept = append(kept, s)
		}
	}
	slices.SortFunc(kept, func(x, y *writ.Schedule) int { return cmp.Compare(x.ID, y.ID) })
	return kept, nil
}

func scheduleArgs(s *writ.Schedule) (args deliveryArgs, err error) {
	if err := json.Unmarshal(s.Args, &args); err != nil {
		return args, fmt.Errorf("app: the schedule %s: %w", s.ID, err)
	}
	return args, nil
}

// ownSchedule loads a scheduled export of the actor's.
func ownSchedule(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.ScheduleID) (*writ.Schedule, deliveryArgs, error) {
	s, err := tx.Schedules.ByKey(ctx, kindDelivery, string(id))
	if err == nil && !access.Owned(actor.Member, s.Owner).Allow {
		err = notFound(op, "scheduled export")
	}
	if err != nil {
		return nil, deliveryArgs{}, sameAbsence(op, "scheduled export", err)
	}
	args, err := scheduleArgs(s)
	return s, args, err
}

func viewSchedule(ctx context.Context, tx store.Tx, s *writ.Schedule, table string) (*ExportSchedule, error) {
	args, err := scheduleArgs(s)
	if err != nil {
		return nil, err
	}
	owner, err := tx.Members.Get(ctx, s.Owner)
	if err != nil {
		return nil, err
	}
	recipients := make([]*writ.Member, 0, len(args.Delivery.Members))
	for _, id := range args.Delivery.Members {
		m, err := present(tx.Members.Get(ctx, id))
		if err != nil {
			return nil, err
		}
		if m != nil {
			recipients = append(recipients, m)
		}
	}
	runs, err := tx.Jobs.Runs(ctx, kindDelivery, s.Key, shownRuns)
	return &ExportSchedule{
		ID: s.ID, Table: args.Table, TableName: table, Delivery: args.Delivery, Cron: s.Cron, Zone: s.Zone, Paused: s.Paused,
		Recipients: recipients, OwnedBy: owner, NextAt: s.NextAt, LastAt: s.LastAt, CreatedAt: s.CreatedAt, Runs: runs,
	}, err
}
