package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
)

// deliveryRun is one attempt at sending a table.
type deliveryRun struct {
	actor    Actor
	args     deliveryArgs
	table    *writ.Table
	to       []notify.Address
	server   MailSettings
	password string
	limit    int64 // bytes of an attachment
}

// runDelivery does the job of a delivery: as who asked for it, with the rights that
// they have now.
func (a *App) runDelivery(ctx context.Context, r *jobs.Run) error {
	const op = "app.runDelivery"
	run, err := a.loadDelivery(ctx, op, r.Job())
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(a.staging, "delivery-")
	if err != nil {
		return writ.Wrap(writ.CodeInternal, op, err, "No staging folder can be made.")
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			a.log.Warn("a staged export stays behind until the next start", "job", r.Job().ID, "error", err)
		}
	}()
	file, err := a.exportInto(ctx, run, dir)
	if err != nil {
		return err
	}
	if err := a.deliver(ctx, op, r.Job(), run, file); err != nil {
		return err
	}
	on := &subject{noun: nounTable, id: string(run.table.ID), details: append(run.args.Delivery.details(), "attached", file != nil)}
	after := context.WithoutCancel(ctx) // the mails are out: a server that stops now can as well say so
	return r.Finish(after, func(tx store.Tx) error { return a.record(after, tx, op, run.actor, on) })
}

// loadDelivery gathers what a delivery needs as it is now, and asks again for all
// that was asked when it was ordered.
func (a *App) loadDelivery(ctx context.Context, op string, j *writ.Job) (*deliveryRun, error) {
	run := &deliveryRun{}
	if err := json.Unmarshal(j.Args, &run.args); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if run.args.Version > deliveryVersion {
		return nil, writ.Errorf(writ.CodeUnavailable, op, "This export waits for a server of a newer version.")
	}
	do := access.Export
	if j.Key != "" {
		do = access.ScheduleExport
	}
	err := a.store.Read(ctx, func(tx store.Tx) error {
		m, err := tx.Members.Get(ctx, j.Member)
		if err != nil {
			return err
		}
		run.actor = Actor{Member: m, RequestID: run.args.Request}
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		if run.table, err = a.askTable(ctx, op, tx, w, run.actor, do, run.args.Table); err != nil {
			return err
		}
		if run.server, run.password, err = a.mailSettings(ctx, tx); err != nil || !run.server.On() {
			return noMails(op, err)
		}
		s, err := settingsOf(ctx, tx)
		if err != nil {
			return err
		}
		run.limit = s.Exports.AttachmentBytes
		run.to, err = a.recipients(ctx, op, tx, run.actor, run.args.Delivery)
		return err
	})
	return run, err
}

// recipients are those of a delivery who may still be written to: members who are
// active, under the addresses that they have now.
func (a *App) recipients(ctx context.Context, op string, tx store.Tx, actor Actor, d Delivery) ([]notify.Address, error) {
	if err := a.askAddresses(ctx, op, tx, actor, &d); err != nil {
		return nil, err
	}
	var to []notify.Address
	for _, id := range d.Members {
		m, err := present(tx.Members.Get(ctx, id))
		if err != nil {
			return nil, err
		}
		if m != nil && !m.Deactivated {
			to = append(to, addressOf(m))
		}
	}
	for _, address := range d.Addresses {
		to = append(to, notify.Address{Email: address})
	}
	if len(to) == 0 {
		return nil, writ.Errorf(writ.CodeConflict, op, "Nobody is left to send the table to: those it went to are no longer members.")
	}
	return to, nil
}

// exportInto writes the table into a file; nil if that is too large for a mail.
func (a *App) exportInto(ctx context.Context, run *deliveryRun, dir string) (*notify.Attachment, error) {
	form := run.args.Delivery.Form
	file := &notify.Attachment{Name: export.FileName(run.table.Name + "." + string(form.Format)), Path: filepath.Join(dir, "export")}
	f, err := os.OpenFile(file.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, "app.exportInto", err, "No staging file can be made.")
	}
	w := &bounded{w: f, left: run.limit}
	err = a.ExportTable(ctx, run.actor, run.table.ID, form, w)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if w.full {
		return nil, nil
	}
	return file, err
}

// bounded passes on what it is given, up to a number of bytes.
type bounded struct {
	w    io.Writer
	left int64
	full bool // there was more
}

var errFull = errors.New("app: the export is too large for a mail")

func (b *bounded) Write(p []byte) (int, error) {
	if b.full = b.full || int64(len(p)) > b.left; b.full {
		return 0, errFull
	}
	n, err := b.w.Write(p)
	b.left -= int64(n)
	return n, err
}

// deliver sends the mails. It is tried again only while nobody has got one: whoever
// has shall not get another because somebody else's did not arrive.
func (a *App) deliver(ctx context.Context, op string, j *writ.Job, run *deliveryRun, file *notify.Attachment) error {
	var failed []string
	var last error
	for i, to := range run.to {
		d := notify.Delivery{
			ID: fmt.Sprintf("%s.%d@writ", j.ID, i), To: to, At: a.clock(), Sender: fullName(run.actor.Member),
			Table: run.table.Name, Rows: run.table.Rows, Subject: run.args.Delivery.Subject, Message: run.args.Delivery.Message,
			Attachment: file, Limit: run.limit, Link: a.link("/t/" + string(run.table.ID)),
		}
		m, err := d.Mail()
		if err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		if err := a.mail.Send(ctx, run.server.Server, run.password, m); err != nil {
			failed, last = append(failed, to.Email), err
		}
	}
	switch len(failed) {
	case 0:
		return nil
	case len(run.to):
		return last
	}
	return writ.Wrap(writ.CodeRejected, op, last, "The table was sent, but not to %d of %d people, %s among them: %s", len(failed), len(run.to), failed[0], writ.ProblemOf(last).Message)
}

// deliveryEnded tells who ordered a delivery that it has failed.
func (a *App) deliveryEnded(ctx context.Context, tx store.Tx, j *writ.Job) error {
	if j.State != writ.JobFailed || j.Problem == nil {
		return nil
	}
	var args deliveryArgs
	if err := json.Unmarshal(j.Args, &args); err != nil {
		return fmt.Errorf("app.deliveryEnded: %w", err)
	}
	n := writ.Notification{Member: j.Member, Kind: writ.NotifyExported, File: args.Document}
	return a.notify(ctx, tx, n, noted{Message: j.Problem.Message}, true)
}
