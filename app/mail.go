package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
)

// Where the mail server lies in the store, and its password, sealed.
const (
	mailKey         = "organization.mail"
	mailPasswordKey = "vault.mail"
)

// MailSettings is how the organization sends mails. Version is 0 as long as nobody
// has decided anything: then it sends none.
type MailSettings struct {
	notify.Server
	Version   int64         `json:"version"`
	UpdatedBy writ.MemberID `json:"updatedBy"`
	UpdatedAt time.Time     `json:"updatedAt"`
}

// MailDraft is what the mail settings are replaced with, or tried with. A nil
// Password leaves the one that is kept, which goes to the server it was given for
// only. Version is that of the settings it replaces.
type MailDraft struct {
	notify.Server
	Password *string
	Version  int64
}

// MailSettings returns how the organization sends mails, without the password.
func (a *App) MailSettings(ctx context.Context, actor Actor) (s MailSettings, err error) {
	if err := a.ask(ctx, "app.MailSettings", actor, access.ManageOrganization); err != nil {
		return s, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		s, _, err = a.mailSettings(ctx, tx)
		return err
	})
	return s, err
}

// mailSettings reads the settings and the password.
func (a *App) mailSettings(ctx context.Context, tx store.Tx) (s MailSettings, password string, err error) {
	text, found, err := tx.Settings.Get(ctx, mailKey)
	if err != nil || !found {
		return s, "", err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, "", fmt.Errorf("app: the mail server of the organization: %w", err)
	}
	sealed, found, err := tx.Settings.Get(ctx, mailPasswordKey)
	if err != nil || !found {
		return s, "", err
	}
	plain, err := a.vault.Open(mailPasswordKey, sealed)
	return s, string(plain), err
}

// SaveMailSettings replaces the mail settings if draft.Version is still theirs. An
// empty host switches mails off.
func (a *App) SaveMailSettings(ctx context.Context, actor Actor, draft MailDraft) (s MailSettings, err error) {
	const op = "app.SaveMailSettings"
	if err := a.ask(ctx, op, actor, access.ManageOrganization); err != nil {
		return s, err
	}
	if err := draft.Validate(); err != nil {
		return s, err
	}
	on := &subject{noun: "settings", id: mailKey, details: []any{"host", draft.Host, "port", draft.Port, "tls", draft.TLS, "user", draft.User, "from", draft.From}}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		old, _, err := a.mailSettings(ctx, tx)
		if err != nil {
			return err
		}
		if old.Version != draft.Version {
			return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the mail server meanwhile.").WithHint("Load it again and repeat the change.")
		}
		if err := draft.fits(op, old); err != nil {
			return err
		}
		s = MailSettings{Server: draft.Server, Version: old.Version + 1, UpdatedBy: actor.Member.ID, UpdatedAt: a.clock()}
		if err := a.saveMail(ctx, tx, s, draft.Password); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicSettings, eventChanged)
	})
	return s, err
}

func (a *App) saveMail(ctx context.Context, tx store.Tx, s MailSettings, password *string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := tx.Settings.Set(ctx, mailKey, text); err != nil {
		return err
	}
	switch {
	case s.User == "":
		password = new(string) // none is kept for nobody
	case password == nil:
		return nil
	}
	sealed, err := a.vault.Renew(ctx, tx, mailPasswordKey, a.vault.Seal(mailPasswordKey, []byte(*password)))
	if err != nil {
		return err
	}
	return tx.Settings.Set(ctx, mailPasswordKey, sealed)
}

// fits refuses to send the password that is kept anywhere but where it was meant
// for.
func (d MailDraft) fits(op string, kept MailSettings) error {
	moved := d.Host != kept.Host || d.Port != kept.Port || d.TLS != kept.TLS || d.User != kept.User
	if d.User != "" && d.Password == nil && moved {
		return writ.Invalid(op, "password", "The password that is kept is for another server or user.").WithHint("Type the password again.")
	}
	return nil
}

// TryMail sends a mail to the actor as draft says, without saving it; the error
// says what the mail server said.
func (a *App) TryMail(ctx context.Context, actor Actor, draft MailDraft) error {
	const op = "app.TryMail"
	if err := a.ask(ctx, op, actor, access.ManageOrganization); err != nil {
		return err
	}
	if err := draft.Validate(); err != nil {
		return err
	}
	if !draft.On() {
		return writ.Invalid(op, "host", "The mail server has no name or address.")
	}
	var kept MailSettings
	var password string
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		kept, password, err = a.mailSettings(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := draft.fits(op, kept); err != nil {
		return err
	}
	if draft.Password != nil {
		password = *draft.Password
	}
	m := notify.Trial(a.mailID(writ.NewID[writ.NotificationID]()), addressOf(actor.Member), a.clock(), a.link("/"))
	return tried(op, a.mail.Send(ctx, draft.Server, password, m))
}

// tried makes the refusal of a mail server that is only tried a fault of what was
// typed: nothing that Writ needs is away, and trying again changes nothing.
func tried(op string, err error) error {
	var refused *writ.Error
	if errors.As(err, &refused) && refused.Code == writ.CodeUnavailable {
		return &writ.Error{Code: writ.CodeInvalid, Op: op, Field: "host", Message: refused.Message, Hint: refused.Hint, Err: refused}
	}
	return err
}
