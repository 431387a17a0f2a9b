package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// Delivery says how a table is sent by e-mail: to members, and to Addresses outside
// of the organization where that allows it. Form is CSV or XLSX. Subject may be
// empty.
type Delivery struct {
	Form      export.Form     `json:"form"`
	Members   []writ.MemberID `json:"memberIds,omitempty"`
	Addresses []string        `json:"addresses,omitempty"`
	Subject   string          `json:"subject,omitempty"`
	Message   string          `json:"message,omitempty"`
}

// deliveryArgs are the arguments of a delivery's job. Version rises when servers of
// the version before could not do the job.
type deliveryArgs struct {
	Version  int          `json:"version"`
	Table    writ.TableID `json:"tableId"`
	Document writ.FileID  `json:"documentId"` // of the table, when it was asked for
	Delivery Delivery     `json:"delivery"`
	Request  string       `json:"request,omitempty"` // whose log lines and statements these are
}

const deliveryVersion = 1

// maxRecipients is how many mails one delivery is.
const maxRecipients = 50

const maxMailSubject = 150

// check refuses what cannot be right whatever there is, and drops what is there
// twice.
func (d *Delivery) check(op string) (err error) {
	if d.Form.Format != export.CSV && d.Form.Format != export.XLSX {
		return writ.Invalid(op, "format", "A table is sent as %q or %q, not as %q.", export.CSV, export.XLSX, d.Form.Format)
	}
	for i, text := range d.Addresses {
		parsed, err := mail.ParseAddress(text)
		if err != nil || parsed.Name != "" || len(text) > 254 {
			return writ.Invalid(op, "emails", "%q is not an e-mail address.", text)
		}
		d.Addresses[i] = parsed.Address
	}
	slices.Sort(d.Addresses)
	d.Addresses = slices.Compact(d.Addresses)
	slices.Sort(d.Members)
	d.Members = slices.Compact(d.Members)
	switch n := len(d.Members) + len(d.Addresses); {
	case n == 0:
		return writ.Invalid(op, "memberIds", "Name at least one member or address to send the table to.")
	case n > maxRecipients:
		return writ.Invalid(op, "memberIds", "A table is sent to at most %d people at a time.", maxRecipients)
	}
	d.Subject = strings.TrimSpace(d.Subject)
	if !utf8.ValidString(d.Subject) || strings.ContainsFunc(d.Subject, unicode.IsControl) || utf8.RuneCountInString(d.Subject) > maxMailSubject {
		return writ.Invalid(op, "subject", "A subject has at most %d characters, in one line.", maxMailSubject)
	}
	d.Message, err = cleanMessage(op, d.Message)
	return err
}

// askDelivery decides whether the actor may send a table to those that the delivery
// names; do is access.Export or access.ScheduleExport. Addresses that are members'
// become members.
func (a *App) askDelivery(ctx context.Context, op string, tx store.Tx, actor Actor, do access.Action, id writ.TableID, d *Delivery) (*writ.Table, error) {
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	t, err := a.askTable(ctx, op, tx, w, actor, do, id)
	if err != nil {
		return nil, err
	}
	if server, _, err := a.mailSettings(ctx, tx); err != nil || !server.On() {
		return nil, noMails(op, err)
	}
	for _, m := range d.Members {
		found, err := present(tx.Members.Get(ctx, m))
		if err != nil {
			return nil, err
		}
		if found == nil || found.Deactivated {
			return nil, writ.Invalid(op, "memberIds", "There is no active member %s.", m)
		}
	}
	return t, a.askAddresses(ctx, op, tx, actor, d)
}

func noMails(op string, err error) error {
	if err != nil {
		return err
	}
	return writ.Errorf(writ.CodeConflict, op, "The organization sends no mails.").
		WithHint("An Admin can name a mail server under Administration, Settings.")
}

// askAddresses refuses addresses outside of the organization unless it allows them,
// and takes those that are members' for these.
func (a *App) askAddresses(ctx context.Context, op string, tx store.Tx, actor Actor, d *Delivery) error {
	outside := []string{}
	for _, address := range d.Addresses {
		m, err := present(tx.Members.ByEmail(ctx, address))
		switch {
		case err != nil:
			return err
		case m == nil:
			outside = append(outside, address)
		case m.Deactivated:
			return writ.Invalid(op, "emails", "The account of %s is deactivated.", address)
		case !slices.Contains(d.Members, m.ID):
			d.Members = append(d.Members, m.ID)
		}
	}
	d.Addresses = outside
	if len(outside) == 0 {
		return nil
	}
	s, err := settingsOf(ctx, tx)
	if err == nil && !s.Exports.OutsideAddresses {
		refusal := writ.Errorf(writ.CodeForbidden, op, "The organization sends exports to its members only, and %s is none of theirs.", outside[0]).
			WithHint("An Admin can allow addresses outside of the organization under Administration, Settings.")
		refusal.Field = "emails"
		a.refused(ctx, op, actor, refusal)
		return refusal
	}
	return err
}

// SendTable has a table sent by e-mail now, as the actor, and returns the id of the
// job that does it.
func (a *App) SendTable(ctx context.Context, actor Actor, id writ.TableID, d Delivery) (writ.JobID, error) {
	const op = "app.SendTable"
	if err := a.ask(ctx, op, actor, access.ExportData); err != nil {
		return "", err
	}
	if err := d.check(op); err != nil {
		return "", err
	}
	j := &writ.Job{ID: writ.NewID[writ.JobID](), Kind: kindDelivery, Member: actor.Member.ID}
	on := &subject{noun: nounTable, id: string(id)}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		to := d // fn may run again
		t, err := a.askDelivery(ctx, op, tx, actor, access.Export, id, &to)
		if err != nil {
			return err
		}
		on.details = to.details()
		j.Args, err = json.Marshal(deliveryArgs{Version: deliveryVersion, Table: id, Document: t.Document, Delivery: to, Request: actor.RequestID})
		if err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		return jobs.Enqueue(ctx, tx, j)
	})
	return j.ID, err
}

// details are what the audit log says of a delivery.
func (d *Delivery) details() []any {
	return []any{"format", d.Form.Format, "members", d.Members, "addresses", d.Addresses}
}
