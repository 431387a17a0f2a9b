package app

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
)

// eventNotifications says, on a member's topic, that there is something new to
// read, or that it has been read.
const eventNotifications = "notifications"

// noted is what a notification keeps besides what it is about. It names nothing.
type noted struct {
	Level   writ.Level  `json:"level,omitempty"`
	Team    writ.TeamID `json:"teamId,omitempty"`
	Message string      `json:"message,omitempty"`
}

// maxMessage is how many characters people may add to what they share or ask for.
const maxMessage = 2000

// cleanMessage trims a message and refuses one that is too long or cannot be shown.
func cleanMessage(op, message string) (string, error) {
	message = strings.TrimSpace(strings.ReplaceAll(message, "\r\n", "\n"))
	switch {
	case !utf8.ValidString(message) || strings.ContainsFunc(message, unshowable):
		return "", writ.Invalid(op, "message", "The message holds characters that cannot be shown.")
	case len([]rune(message)) > maxMessage:
		return "", writ.Invalid(op, "message", "The message is longer than %d characters.", maxMessage)
	}
	return message, nil
}

// unshowable tells control characters, but for the ends of lines.
func unshowable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// notify tells a member something, in the transaction of what happened; mailed, by
// mail as well.
func (a *App) notify(ctx context.Context, tx store.Tx, n writ.Notification, about noted, mailed bool) error {
	data, err := json.Marshal(about)
	if err != nil {
		return err
	}
	n.ID, n.Data, n.CreatedAt = writ.NewID[writ.NotificationID](), data, a.clock()
	if err := tx.Notifications.Insert(ctx, &n); err != nil {
		return err
	}
	if err := tell(ctx, tx, writ.MemberTopic(n.Member), eventNotifications); err != nil || !mailed {
		return err
	}
	return a.enqueueMail(ctx, tx, n)
}

// enqueueMail has a notification mailed, if the organization sends mails.
func (a *App) enqueueMail(ctx context.Context, tx store.Tx, n writ.Notification) error {
	s, _, err := a.mailSettings(ctx, tx)
	if err != nil || !s.On() {
		return err
	}
	args, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, &writ.Job{Kind: kindMail, Key: string(n.ID), Args: args, MaxAttempts: mailAttempts})
}

// mailAttempts is how often a mail is tried: with the pauses of the queue, for
// half an hour.
const mailAttempts = 12

func addressOf(m *writ.Member) notify.Address {
	return notify.Address{Name: fullName(m), Email: m.Email}
}

// fullName is first and last name, the address if there is none.
func fullName(m *writ.Member) string {
	if name := strings.TrimSpace(m.FirstName + " " + m.LastName); name != "" {
		return name
	}
	return m.Email
}

// link returns the address of a path as browsers see it.
func (a *App) link(path string) string { return strings.TrimSuffix(a.baseURL, "/") + path }

// linkTo returns where a file is shown.
func (a *App) linkTo(f *writ.File) string {
	if f.Kind.Document() {
		return a.link("/w/" + string(f.ID))
	}
	return a.link("/f/" + string(f.ID))
}
