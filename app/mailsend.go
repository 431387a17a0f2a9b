package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
)

// runMail does the job of a mail: it says what is true now, and nothing at all if
// the receiver may no longer know of it.
func (a *App) runMail(ctx context.Context, r *jobs.Run) error {
	var n writ.Notification
	if err := json.Unmarshal(r.Job().Args, &n); err != nil {
		return fmt.Errorf("app.runMail: %w", err)
	}
	w, err := a.fresh(ctx)
	if err != nil {
		return err
	}
	var letter *notify.Letter
	var server MailSettings
	var password string
	err = a.store.Read(ctx, func(tx store.Tx) (err error) {
		if server, password, err = a.mailSettings(ctx, tx); err != nil || !server.On() {
			return err
		}
		letter, err = a.letter(ctx, tx, w, n)
		return err
	})
	if err != nil || letter == nil {
		return err
	}
	m, err := letter.Mail()
	if err != nil {
		return err
	}
	return a.mail.Send(ctx, server.Server, password, m)
}

// mailID is the Message-ID of a notification's mail (RFC 5322, 3.6.4).
func (a *App) mailID(id writ.NotificationID) string { return string(id) + "@writ" }

// letter writes the letter of a notification by what its receiver may know now; nil
// if that is nothing.
func (a *App) letter(ctx context.Context, tx store.Tx, w *access.World, n writ.Notification) (*notify.Letter, error) {
	v, err := a.viewNotification(ctx, tx, w, &n)
	if err != nil || v.gone() {
		return nil, err
	}
	to, err := tx.Members.Get(ctx, n.Member)
	if err != nil || to.Deactivated {
		return nil, err
	}
	l := &notify.Letter{
		Kind: n.Kind, ID: a.mailID(n.ID), To: addressOf(to), At: n.CreatedAt,
		Level: v.Level, Message: v.Message, Link: a.link("/requests"),
	}
	if v.Actor != nil {
		l.Actor = fullName(v.Actor)
	}
	if v.Team != nil {
		l.Team = v.Team.Name
	}
	if v.File != nil {
		l.File, l.Name = v.File.Kind, v.File.Name
		if n.Kind != writ.NotifyRequested {
			l.Link = a.linkTo(v.File)
		}
	}
	return l, nil
}
