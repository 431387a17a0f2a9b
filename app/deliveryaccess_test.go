package app_test

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
)

// toSelf sends a table to whoever asks.
func toSelf(a app.Actor) app.Delivery {
	d := app.Delivery{Form: export.Form{Format: export.CSV}, Addresses: []string{"nobody@example.org"}}
	if a.Member != nil {
		d.Members = []writ.MemberID{a.Member.ID}
	}
	return d
}

func daily(a app.Actor) app.ScheduleDraft {
	return app.ScheduleDraft{Delivery: toSelf(a), Cadence: app.Cadence{Every: "day", At: "06:30", Zone: "UTC"}}
}

// dailyTo sends to a member alone.
func dailyTo(a app.Actor) app.ScheduleDraft {
	d := daily(a)
	d.Delivery.Addresses = nil
	return d
}

// ofExporters are the use cases about sending tables, of those who may export.
func ofExporters() map[string]ask {
	return map[string]ask{
		"SendTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.SendTable(ctx, a, noTable, toSelf(a)))
		},
		"ScheduleExport": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ScheduleExport(ctx, a, noTable, daily(a)))
		},
		"ChangeExportSchedule": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ChangeExportSchedule(ctx, a, "s", app.SchedulePatch{}))
		},
		"RunExportSchedule": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RunExportSchedule(ctx, a, "s"))
		},
	}
}

// ofScheduleKeepers are those of everybody: what was scheduled can be looked at, and
// ended, by who may no longer schedule.
func ofScheduleKeepers() map[string]ask {
	return map[string]ask{
		"TableSchedules": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.TableSchedules(ctx, a, noTable))
		},
		"OwnSchedules": func(ctx context.Context, w *world, a app.Actor) error { return second(w.OwnSchedules(ctx, a)) },
		"DeleteExportSchedule": func(ctx context.Context, w *world, a app.Actor) error {
			return w.DeleteExportSchedule(ctx, a, "s")
		},
	}
}
