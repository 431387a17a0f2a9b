package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Notification tells something. What may no longer be known of has no name.
type Notification struct {
	NotificationID writ.NotificationID   `json:"notificationId"`
	Kind           writ.NotificationKind `json:"kind" enum:"shared,requested,approved,declined,owner,exported"`
	FileID         *writ.FileID          `json:"fileId"`
	File           *FileName             `json:"file" doc:"null where you may not, or no longer, know of it"`
	Actor          *Person               `json:"actor" doc:"Whose doing it is; null for the server"`
	Team           *TeamName             `json:"team" doc:"The team that it was shared with"`
	RequestID      *writ.RequestID       `json:"requestId"`
	RequestState   *writ.RequestState    `json:"requestState" doc:"What has become of the request"`
	Level          writ.Level            `json:"level" doc:"That you have on the file now"`
	Label          string                `json:"label"`
	Message        string                `json:"message"`
	CreatedAt      time.Time             `json:"createdAt"`
	ReadAt         *time.Time            `json:"readAt" doc:"null while unread"`
}

// NotificationPage is a page of notifications.
type NotificationPage struct {
	Page[Notification]
	Unread int `json:"unread" doc:"Of all pages"`
}

// Unread counts what was not read.
type Unread struct {
	Unread int `json:"unread"`
}

func (s *Server) notificationRoutes() {
	member(s, endpoint{id: "listNotifications", route: "GET /v2/notifications", summary: "List what you were told, newest first"}, s.listNotifications)
	member(s, endpoint{id: "readNotifications", route: "POST /v2/notifications/read", summary: "Mark what you were told as read"}, s.readNotifications)
}

func (s *Server) listNotifications(ctx context.Context, actor app.Actor, in *Paging) (NotificationPage, error) {
	list, unread, err := s.app.Notifications(ctx, actor, writ.NotificationID(in.Page), in.Limit+1)
	if err != nil {
		return NotificationPage{}, err
	}
	key := func(v *app.NotificationView) string { return string(v.ID) }
	return NotificationPage{Page: pageOf(list, in.Limit, key, showNotification), Unread: unread}, nil
}

func showNotification(v *app.NotificationView) Notification {
	n := Notification{
		NotificationID: v.ID, Kind: v.Kind, FileID: optional(v.Notification.File), File: fileName(v.File), Actor: personOrNil(v.Actor),
		Team: teamName(v.Team), RequestID: optional(v.Notification.Request), Level: v.Level, Label: v.Level.Label(), Message: v.Message,
		CreatedAt: v.CreatedAt, ReadAt: optionalTime(v.ReadAt),
	}
	if v.Request != nil {
		n.RequestState = &v.Request.State
	}
	return n
}

func (s *Server) readNotifications(ctx context.Context, actor app.Actor, in *struct {
	Body struct {
		UpTo writ.NotificationID `json:"upTo,omitempty" doc:"The newest one to mark, with all before it; absent: all"`
	}
}) (Unread, error) {
	n, err := s.app.ReadNotifications(ctx, actor, in.Body.UpTo)
	return Unread{Unread: n}, err
}
