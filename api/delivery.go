package api

import (
	"context"
	"net/http"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
)

// Delivery says how a table is sent by e-mail.
type Delivery struct {
	Format    string          `json:"format,omitempty" enum:"csv,xlsx" default:"csv"`
	Formulas  string          `json:"formulas,omitempty" enum:"exact,protected" default:"protected" doc:"protected: in a CSV file, an apostrophe is put before texts that a spreadsheet would take for a formula. exact: no value is altered"`
	MemberIDs []writ.MemberID `json:"memberIds,omitempty" doc:"Members whom it is sent to"`
	Emails    []string        `json:"emails,omitempty" doc:"Further addresses: of members, and of others where the organization allows that"`
	Subject   string          `json:"subject,omitempty" doc:"Absent: one that names the table"`
	Message   string          `json:"message,omitempty"`
}

// Timing says when a table is sent again and again: by a cron expression, or every
// day, week or month.
type Timing struct {
	CronSpec string `json:"cronSpec,omitempty" doc:"Five fields: minute, hour, day of month, month, day of week. Not more often than every 15 minutes"`
	Every    string `json:"every,omitempty" enum:"day,week,month" doc:"Instead of cronSpec"`
	At       string `json:"at,omitempty" doc:"With every: the time of day, such as 06:30"`
	Weekday  int    `json:"weekday,omitempty" minimum:"0" maximum:"6" doc:"With week: 0 is Sunday"`
	Day      int    `json:"day,omitempty" minimum:"0" maximum:"28" doc:"With month: 1 to 28"`
	Timezone string `json:"timezone" doc:"By its IANA name, such as Europe/Berlin"`
}

// ExportScheduleDraft is what a scheduled export is to be.
type ExportScheduleDraft struct {
	Delivery    Delivery `json:"delivery"`
	Schedule    Timing   `json:"schedule"`
	IsSuspended bool     `json:"isSuspended,omitempty"`
}

// ExportSchedulePatch changes what it holds and leaves the rest.
type ExportSchedulePatch struct {
	Delivery    *Delivery `json:"delivery,omitempty"`
	Schedule    *Timing   `json:"schedule,omitempty"`
	IsSuspended *bool     `json:"isSuspended,omitempty"`
}

// ExportSchedule is a table that is sent again and again, as its owner and with the
// rights that they have then.
type ExportSchedule struct {
	ScheduleID  writ.ScheduleID `json:"scheduleId"`
	TableID     writ.TableID    `json:"tableId"`
	TableName   *string         `json:"tableName" doc:"null if you may not view it"`
	Delivery    Delivery        `json:"delivery"`
	Recipients  []Person        `json:"recipients" doc:"The members of the delivery, by name"`
	Schedule    Timing          `json:"schedule"`
	IsSuspended bool            `json:"isSuspended"`
	Owner       Person          `json:"owner"`
	NextAt      *time.Time      `json:"nextAt" doc:"null while it is suspended"`
	LastAt      *time.Time      `json:"lastAt"`
	CreatedAt   time.Time       `json:"createdAt"`
	Runs        []ExportRun     `json:"runs" doc:"The last ones, newest first"`
}

// ExportRun is one time that a scheduled export was sent, or was to be.
type ExportRun struct {
	JobID   writ.JobID     `json:"jobId"`
	State   writ.JobState  `json:"state" enum:"queued,running,done,failed,canceled"`
	At      time.Time      `json:"at"`
	EndedAt *time.Time     `json:"endedAt"`
	Problem *UploadProblem `json:"problem,omitempty" doc:"Why it failed or, while it waits, why it did last"`
}

// StartedJob names work that goes on by itself; its topic on the live channel is
// job/ and the id.
type StartedJob struct {
	JobID writ.JobID `json:"jobId"`
}

// ExportSchedulePath names a scheduled export.
type ExportSchedulePath struct {
	ScheduleID writ.ScheduleID `path:"scheduleId"`
}

func (s *Server) deliveryRoutes() {
	member(s, endpoint{id: "sendTable", route: "POST /v2/tables/{tableId}/send", summary: "Send a table by e-mail now", status: http.StatusAccepted}, s.sendTable)
	member(s, endpoint{id: "listTableExportSchedules", route: "GET /v2/tables/{tableId}/export-schedules", summary: "List the scheduled exports of a table: yours, and everybody's if you can edit its document"}, s.listTableExportSchedules)
	member(s, endpoint{id: "createExportSchedule", route: "POST /v2/tables/{tableId}/export-schedules", summary: "Send a table by e-mail again and again", status: http.StatusCreated}, s.createExportSchedule)
	member(s, endpoint{id: "listExportSchedules", route: "GET /v2/export-schedules", summary: "List your scheduled exports"}, s.listExportSchedules)
	member(s, endpoint{id: "updateExportSchedule", route: "PATCH /v2/export-schedules/{scheduleId}", summary: "Change what a scheduled export of yours sends and when, or suspend it"}, s.updateExportSchedule)
	member(s, endpoint{id: "deleteExportSchedule", route: "DELETE /v2/export-schedules/{scheduleId}", summary: "End a scheduled export of yours, or of a table whose document you can edit"}, s.deleteExportSchedule)
	member(s, endpoint{id: "runExportSchedule", route: "POST /v2/export-schedules/{scheduleId}/run", summary: "Run a scheduled export of yours now", status: http.StatusAccepted}, s.runExportSchedule)
}

func (d Delivery) delivery() app.Delivery {
	return app.Delivery{
		Form:    export.Form{Format: export.Format(d.Format), Protect: d.Formulas == "protected"},
		Members: d.MemberIDs, Addresses: d.Emails, Subject: d.Subject, Message: d.Message,
	}
}

func (t Timing) cadence() app.Cadence {
	return app.Cadence{Cron: t.CronSpec, Every: t.Every, At: t.At, Weekday: t.Weekday, Day: t.Day, Zone: t.Timezone}
}

func (s *Server) sendTable(ctx context.Context, actor app.Actor, in *struct {
	TablePath
	Body Delivery
}) (StartedJob, error) {
	id, err := s.app.SendTable(ctx, actor, in.TableID, in.Body.delivery())
	return StartedJob{JobID: id}, err
}

func (s *Server) listTableExportSchedules(ctx context.Context, actor app.Actor, in *TablePath) (Entries[ExportSchedule], error) {
	list, err := s.app.TableSchedules(ctx, actor, in.TableID)
	return entriesOf(list, showSchedule), err
}

func (s *Server) listExportSchedules(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[ExportSchedule], error) {
	list, err := s.app.OwnSchedules(ctx, actor)
	return entriesOf(list, showSchedule), err
}

func (s *Server) createExportSchedule(ctx context.Context, actor app.Actor, in *struct {
	TablePath
	Body ExportScheduleDraft
}) (ExportSchedule, error) {
	return scheduleAnswer(s.app.ScheduleExport(ctx, actor, in.TableID, app.ScheduleDraft{
		Delivery: in.Body.Delivery.delivery(), Cadence: in.Body.Schedule.cadence(), Paused: in.Body.IsSuspended,
	}))
}

func (s *Server) updateExportSchedule(ctx context.Context, actor app.Actor, in *struct {
	ExportSchedulePath
	Body ExportSchedulePatch
}) (ExportSchedule, error) {
	p := app.SchedulePatch{Paused: in.Body.IsSuspended}
	if in.Body.Delivery != nil {
		d := in.Body.Delivery.delivery()
		p.Delivery = &d
	}
	if in.Body.Schedule != nil {
		c := in.Body.Schedule.cadence()
		p.Cadence = &c
	}
	return scheduleAnswer(s.app.ChangeExportSchedule(ctx, actor, in.ScheduleID, p))
}

func (s *Server) deleteExportSchedule(ctx context.Context, actor app.Actor, in *ExportSchedulePath) (Empty, error) {
	return Empty{}, s.app.DeleteExportSchedule(ctx, actor, in.ScheduleID)
}

func (s *Server) runExportSchedule(ctx context.Context, actor app.Actor, in *ExportSchedulePath) (StartedJob, error) {
	id, err := s.app.RunExportSchedule(ctx, actor, in.ScheduleID)
	return StartedJob{JobID: id}, err
}

func scheduleAnswer(v *app.ExportSchedule, err error) (ExportSchedule, error) {
	if err != nil {
		return ExportSchedule{}, err
	}
	return showSchedule(v), nil
}

func showSchedule(v *app.ExportSchedule) ExportSchedule {
	formulas := "exact"
	if v.Delivery.Form.Protect {
		formulas = "protected"
	}
	out := ExportSchedule{
		Delivery: Delivery{
			Format: string(v.Delivery.Form.Format), Formulas: formulas, MemberIDs: v.Delivery.Members, Emails: v.Delivery.Addresses,
			Subject: v.Delivery.Subject, Message: v.Delivery.Message,
		},
		ScheduleID: v.ID, TableID: v.Table, TableName: optional(v.TableName), Schedule: Timing{CronSpec: v.Cron, Timezone: v.Zone},
		IsSuspended: v.Paused, Owner: personOf(v.OwnedBy), LastAt: optionalTime(v.LastAt), CreatedAt: v.CreatedAt,
		Recipients: entriesOf(v.Recipients, personOf).Entries, Runs: entriesOf(v.Runs, showRun).Entries,
	}
	if !v.Paused {
		out.NextAt = optionalTime(v.NextAt)
	}
	return out
}

func showRun(j *writ.Job) ExportRun {
	r := ExportRun{JobID: j.ID, State: j.State, At: j.CreatedAt, EndedAt: optionalTime(j.EndedAt)}
	if j.Problem != nil {
		p := UploadProblem(*j.Problem)
		r.Problem = &p
	}
	return r
}
