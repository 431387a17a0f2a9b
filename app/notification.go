package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// NotificationView is a notification with the names that its reader may see now.
type NotificationView struct {
	writ.Notification
	File    *writ.File   // nil where the reader may not, or no longer, know of it
	Actor   *writ.Member // nil for the server
	Team    *writ.Team   // through which something was shared
	Request *writ.AccessRequest
	Level   writ.Level // that the reader has on the file now
	Message string
}

// gone tells whether there is nothing left to say.
func (v *NotificationView) gone() bool {
	switch v.Kind {
	case writ.NotifyDeclined, writ.NotifyExported:
		return false // it names nothing, or nothing any more
	case writ.NotifyRequested:
		return v.File == nil || v.Request == nil || v.Request.State != writ.RequestOpen
	}
	return v.File == nil
}

// Notifications lists what the actor was told, newest first, before the id before
// ("" for the first page), at most limit; unread counts all that were not read.
func (a *App) Notifications(ctx context.Context, actor Actor, before writ.NotificationID, limit int) (list []*NotificationView, unread int, err error) {
	w, err := a.look(ctx, "app.Notifications", actor)
	if err != nil {
		return nil, 0, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		found, err := tx.Notifications.List(ctx, actor.Member.ID, before, limit)
		if err != nil {
			return err
		}
		list = make([]*NotificationView, len(found))
		for i, n := range found {
			if list[i], err = a.viewNotification(ctx, tx, w, n); err != nil {
				return err
			}
		}
		unread, err = tx.Notifications.Unread(ctx, actor.Member.ID)
		return err
	})
	return list, unread, err
}

// ReadNotifications marks what the actor was told as read, up to and including an
// id; all of it if that is "". It returns how many are still unread.
func (a *App) ReadNotifications(ctx context.Context, actor Actor, upTo writ.NotificationID) (unread int, err error) {
	if err := signedIn("app.ReadNotifications", actor); err != nil {
		return 0, err
	}
	err = a.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.Notifications.Read(ctx, actor.Member.ID, upTo, a.clock().UnixMicro()); err != nil {
			return err
		}
		if unread, err = tx.Notifications.Unread(ctx, actor.Member.ID); err != nil {
			return err
		}
		return tell(ctx, tx, writ.MemberTopic(actor.Member.ID), eventNotifications)
	})
	return unread, err
}

// viewNotification looks up what a notification is about, with the rights that its
// receiver has now.
func (a *App) viewNotification(ctx context.Context, tx store.Tx, w *access.World, n *writ.Notification) (*NotificationView, error) {
	v := &NotificationView{Notification: *n}
	var about noted
	if len(n.Data) > 0 {
		if err := json.Unmarshal(n.Data, &about); err != nil {
			return nil, fmt.Errorf("app: the notification %s: %w", n.ID, err)
		}
	}
	v.Message = about.Message
	var err error
	if v.Actor, err = present(tx.Members.Get(ctx, n.Actor)); err != nil {
		return nil, err
	}
	if v.File, err = a.notedFile(ctx, tx, w, n); err != nil {
		return nil, err
	}
	if v.File == nil {
		if n.Kind == writ.NotifyExported {
			v.Message = "You have no access any more to what was to be sent." // the reason may name it
		}
		return v, nil
	}
	v.Level = w.Level(n.Member, n.File)
	if v.Request, err = present(tx.Requests.Get(ctx, n.Request)); err != nil {
		return nil, err
	}
	if v.Request != nil && v.Request.State == writ.RequestOpen && w.Level(v.Request.Member, n.File) != writ.LevelNone {
		v.Request.State = writ.RequestMoot
	}
	if about.Team != "" && w.In(n.Member, about.Team) {
		v.Team, err = present(tx.Teams.Get(ctx, about.Team))
	}
	return v, err
}

// notedFile returns the file of a notification if its receiver may know of it: who
// is asked about access need not be able to open it.
func (a *App) notedFile(ctx context.Context, tx store.Tx, w *access.World, n *writ.Notification) (*writ.File, error) {
	f, err := present(tx.Files.Get(ctx, n.File))
	if err != nil || f == nil {
		return nil, err
	}
	do := viewing
	if n.Kind == writ.NotifyRequested {
		do = sharing
	}
	if !w.Decide(access.Question{Who: n.Member, Do: do.of(f.Kind), File: f.ID}).Allow {
		return nil, nil
	}
	return f, nil
}

// notificationLife is how long what members were told is kept.
const notificationLife = 90 * 24 * time.Hour

// CleanNotifications forgets what members were told long ago.
func (a *App) CleanNotifications(ctx context.Context) error {
	return a.store.Write(ctx, func(tx store.Tx) error {
		return tx.Notifications.DeleteBefore(ctx, a.clock().Add(-notificationLife).UnixMicro())
	})
}
