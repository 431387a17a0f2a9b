package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/internal/testsmtp"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
)

// mailing gives the installation a mail server.
func (w *world) mailing() *testsmtp.Server {
	w.t.Helper()
	s := testsmtp.Start(w.t, testsmtp.Options{})
	draft := app.MailDraft{Server: notify.Server{Host: s.Host(), Port: s.Port(), TLS: notify.NoTLS, From: "writ@example.org"}}
	must[app.MailSettings](w.t)(w.SaveMailSettings(w.t.Context(), w.admin(), draft))
	return s
}

// exports changes what the organization allows of sending.
func (w *world) exports(e writ.Exports) {
	w.t.Helper()
	s := must[writ.Settings](w.t)(w.Settings(w.t.Context(), w.admin()))
	s.Exports = e
	must[writ.Settings](w.t)(w.SaveSettings(w.t.Context(), w.admin(), s))
}

// finished waits until a job has ended.
func (w *world) finished(id writ.JobID) *writ.Job {
	w.t.Helper()
	var j *writ.Job
	w.eventually(func() error {
		return w.store.Read(w.t.Context(), func(tx store.Tx) (err error) {
			j, err = tx.Jobs.Get(w.t.Context(), id)
			if err == nil && !j.State.Ended() {
				err = writ.Errorf(writ.CodeUnavailable, "test", "the job is %s: %+v", j.State, j.Problem)
			}
			return err
		})
	})
	return j
}

// TestSendTable sends a table as a file, and as a link where the file is too large.
func TestSendTable(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a,b\n1,=1+1\n")
	ann := w.another(writ.AccountView, "ann@example.org")
	d := app.Delivery{Form: export.Form{Format: export.CSV, Protect: true}, Members: []writ.MemberID{ann.Member.ID}, Message: "Here it is"}
	refused(t, second(w.SendTable(ctx, w.build(), table.ID, d)), writ.CodeConflict, "no mails")
	server := w.mailing()

	id := must[writ.JobID](t)(w.SendTable(ctx, w.build(), table.ID, d))
	if j := w.finished(id); j.State != writ.JobDone {
		t.Fatalf("%+v", j.Problem)
	}
	m := server.Await(t, 1)[0]
	for _, want := range []string{"A table.csv", "Here it is", "/t/" + string(table.ID)} {
		if !strings.Contains(m.Data, want) {
			t.Errorf("the mail lacks %q:\n%s", want, m.Data)
		}
	}
	if m.To[0] != "ann@example.org" {
		t.Errorf("it went to %v", m.To)
	}

	out := d
	out.Addresses = []string{"else@example.com"}
	refused(t, second(w.SendTable(ctx, w.build(), table.ID, out)), writ.CodeForbidden, "members only")
	w.exports(writ.Exports{OutsideAddresses: true, AttachmentBytes: 1 << 16})
	big := w.table(w.build(), w.embedded().ID, "a\n"+strings.Repeat("some text to fill the file with\n", 3000))
	if j := w.finished(must[writ.JobID](t)(w.SendTable(ctx, w.build(), big.ID, out))); j.State != writ.JobDone {
		t.Fatalf("%+v", j.Problem)
	}
	mails := server.Await(t, 3)[1:]
	if strings.Contains(mails[0].Data, ".csv") || !strings.Contains(mails[0].Data, "too large") {
		t.Errorf("the mail of a large table:\n%s", mails[0].Data)
	}
	if !slices.ContainsFunc(mails, func(m testsmtp.Mail) bool { return m.To[0] == "else@example.com" }) {
		t.Error("nothing went to the address outside")
	}
}

// TestDeliveriesThatCannotBe says why a table is not sent, and to whom.
func TestDeliveriesThatCannotBe(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	w.mailing()
	ann := w.another(writ.AccountBuild, "ann@example.org")
	csv := export.Form{Format: export.CSV}
	self := []writ.MemberID{w.build().Member.ID}
	for name, tc := range map[string]struct {
		d    app.Delivery
		code writ.Code
		word string
	}{
		"nobody":     {app.Delivery{Form: csv}, writ.CodeInvalid, "at least one"},
		"parquet":    {app.Delivery{Form: export.Form{Format: export.Parquet}, Members: self}, writ.CodeInvalid, "parquet"},
		"no address": {app.Delivery{Form: csv, Addresses: []string{"Ann <ann@example.org>"}}, writ.CodeInvalid, "address"},
		"a header":   {app.Delivery{Form: csv, Members: self, Subject: "x\r\nBcc: y"}, writ.CodeInvalid, "one line"},
		"no member":  {app.Delivery{Form: csv, Members: []writ.MemberID{"m"}}, writ.CodeInvalid, "no active member"},
		"too many":   {app.Delivery{Form: csv, Addresses: manyAddresses(51)}, writ.CodeInvalid, "at most 50"},
	} {
		if err := second(w.SendTable(ctx, w.build(), table.ID, tc.d)); writ.CodeOf(err) != tc.code || !strings.Contains(err.Error(), tc.word) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused(t, second(w.SendTable(ctx, ann, table.ID, app.Delivery{Form: csv, Members: self})), writ.CodeNotFound)
}

func manyAddresses(n int) (list []string) {
	for i := range n {
		list = append(list, strings.Repeat("a", i+1)+"@example.com")
	}
	return list
}

// TestScheduledExport runs a schedule by the clock and by hand, and as somebody who
// lost the right: then nothing is sent, and the owner is told.
func TestScheduledExport(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	server := w.mailing()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	ann := w.another(writ.AccountAnalyze, "ann@example.org")
	g := w.grant(table.Document, writ.Grantee{Member: ann.Member.ID}, writ.LevelView)

	s := must[*app.ExportSchedule](t)(w.ScheduleExport(ctx, ann, table.ID, dailyTo(ann)))
	if s.Cron != "30 6 * * *" || s.NextAt.IsZero() || s.TableName != "A table" || len(s.Recipients) != 1 || s.Recipients[0].Email != "ann@example.org" {
		t.Errorf("scheduled: %+v", s)
	}
	if j := w.finished(must[writ.JobID](t)(w.RunExportSchedule(ctx, ann, s.ID))); j.State != writ.JobDone {
		t.Fatalf("%+v", j.Problem)
	}
	server.Await(t, 1)

	paused := true
	patch := app.SchedulePatch{Cadence: &app.Cadence{Cron: "0 7 * * 1-5", Zone: "Europe/Berlin"}, Paused: &paused}
	s = must[*app.ExportSchedule](t)(w.ChangeExportSchedule(ctx, ann, s.ID, patch))
	if !s.Paused || s.Cron != "0 7 * * 1-5" || len(s.Runs) != 1 {
		t.Errorf("changed: %+v", s)
	}
	// Editors see what is scheduled on their tables, others only their own.
	if list := must[[]*app.ExportSchedule](t)(w.TableSchedules(ctx, w.build(), table.ID)); len(list) != 1 {
		t.Errorf("the editor sees %d schedules", len(list))
	}
	refused(t, second(w.RunExportSchedule(ctx, w.build(), s.ID)), writ.CodeNotFound)
	refused(t, second(w.ChangeExportSchedule(ctx, w.build(), s.ID, patch)), writ.CodeNotFound)

	w.ok(w.store.Write(ctx, func(tx store.Tx) error { return tx.Grants.Delete(ctx, g.ID) }))
	refused(t, second(w.RunExportSchedule(ctx, ann, s.ID)), writ.CodeNotFound)
	w.ok(w.store.Write(ctx, func(tx store.Tx) error { // its time has come
		due, err := tx.Schedules.ByKey(ctx, "delivery", string(s.ID))
		if err != nil {
			return err
		}
		due.Paused, due.Cron, due.NextAt = false, "30 5 * * *", writ.SystemClock().Add(-time.Minute)
		return tx.Schedules.Put(ctx, due)
	}))
	w.eventually(func() error {
		list, unread, err := w.Notifications(ctx, ann, "", 10)
		if err == nil && (unread != 1 || list[0].Kind != writ.NotifyExported || list[0].File != nil || !strings.Contains(list[0].Message, "no access")) {
			err = writ.Errorf(writ.CodeUnavailable, "test", "%d notifications", unread)
		}
		return err
	})
	own := must[[]*app.ExportSchedule](t)(w.OwnSchedules(ctx, ann))
	if len(own) != 1 || own[0].TableName != "" || own[0].Runs[0].State != writ.JobFailed {
		t.Errorf("the owner sees %+v", own)
	}
	for _, m := range server.Mails()[1:] {
		if strings.Contains(m.Data, "A table") || strings.Contains(m.Data, ".csv") {
			t.Errorf("something was sent without the right to it:\n%s", m.Data)
		}
	}
	w.ok(w.DeleteExportSchedule(ctx, w.build(), s.ID)) // an editor of the document
	refused(t, w.DeleteExportSchedule(ctx, ann, s.ID), writ.CodeNotFound)
}

// TestCadence says when schedules come due, and which do not exist.
func TestCadence(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	w.mailing()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	for _, tc := range []struct {
		c    app.Cadence
		cron string // or the field at fault
		bad  bool
	}{
		{app.Cadence{Every: "day", At: "06:05", Zone: "UTC"}, "5 6 * * *", false},
		{app.Cadence{Every: "week", At: "23:59", Weekday: 1, Zone: "Asia/Tokyo"}, "59 23 * * 1", false},
		{app.Cadence{Every: "month", At: "00:00", Day: 28, Zone: "UTC"}, "0 0 28 * *", false},
		{app.Cadence{Cron: " 0  8 * * * ", Zone: "UTC"}, "0 8 * * *", false},
		{app.Cadence{Every: "year", At: "00:00", Zone: "UTC"}, "every", true},
		{app.Cadence{Every: "day", At: "6.30", Zone: "UTC"}, "at", true},
		{app.Cadence{Every: "week", At: "06:30", Weekday: 7, Zone: "UTC"}, "weekday", true},
		{app.Cadence{Every: "month", At: "06:30", Day: 31, Zone: "UTC"}, "day", true},
		{app.Cadence{Every: "day", At: "06:30", Cron: "0 6 * * *", Zone: "UTC"}, "cron", true},
		{app.Cadence{Cron: "* * * * *", Zone: "UTC"}, "cron", true},
		{app.Cadence{Cron: "0,5 6 1 * *", Zone: "UTC"}, "cron", true},
		{app.Cadence{Cron: "0 6 * * *", Zone: "Mars"}, "zone", true},
	} {
		d := dailyTo(w.build())
		d.Cadence = tc.c
		s, err := w.ScheduleExport(ctx, w.build(), table.ID, d)
		if tc.bad {
			if e := new(writ.Error); !errors.As(err, &e) || e.Code != writ.CodeInvalid || e.Field != tc.cron {
				t.Errorf("%+v: %v", tc.c, err)
			}
		} else if err != nil || s.Cron != tc.cron {
			t.Errorf("%+v: %v, %+v", tc.c, err, s)
		}
	}
	w.ok(w.DeleteTable(ctx, w.build(), table.ID))
	if list := must[[]*app.ExportSchedule](t)(w.OwnSchedules(ctx, w.build())); len(list) != 0 {
		t.Errorf("%d schedules are left of a table that is deleted", len(list))
	}
}

// TestOutsideAddressIsWrittenDown tries to send a table out of the organization.
func TestOutsideAddressIsWrittenDown(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	w.mailing()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	_, err := w.SendTable(ctx, w.build(), table.ID, app.Delivery{Form: export.Form{Format: export.CSV}, Addresses: []string{"rival@example.net"}})
	refused(t, err, writ.CodeForbidden)
	log := must[[]app.AuditView](t)(w.AuditLog(ctx, w.admin(), store.AuditFilter{Action: "app.SendTable", Result: writ.AuditRefused}, "", 10))
	if len(log) == 0 {
		t.Error("the audit log does not have it")
	}
}
