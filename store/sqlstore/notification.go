package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// notifications implements store.Notifications.
type notifications struct{ t *tx }

func (notifications) table() table[writ.Notification] {
	return table[writ.Notification]{
		name: "notifications", noun: "notification",
		columns: []string{"id", "member_id", "kind", "file_id", "actor_id", "request_id", "data", "created_at", "read_at"},
		fields: func(n *writ.Notification) []any {
			return []any{&n.ID, &n.Member, &n.Kind, optional[writ.FileID]{&n.File}, optional[writ.MemberID]{&n.Actor},
				optional[writ.RequestID]{&n.Request}, raw{&n.Data}, instant{&n.CreatedAt}, instant{&n.ReadAt}}
		},
	}
}

func (s notifications) Insert(ctx context.Context, n *writ.Notification) error {
	return s.table().insert(ctx, s.t, n)
}

func (s notifications) List(ctx context.Context, m writ.MemberID, before writ.NotificationID, limit int) ([]*writ.Notification, error) {
	if before == "" {
		return s.table().all(ctx, s.t, "List", "WHERE member_id = $1 ORDER BY id DESC LIMIT $2", m, limit)
	}
	return s.table().all(ctx, s.t, "List", "WHERE member_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3", m, before, limit)
}

func (s notifications) Unread(ctx context.Context, m writ.MemberID) (int, error) {
	return s.t.count(ctx, "store.notifications.Unread", "SELECT count(*) FROM notifications WHERE member_id = $1 AND read_at IS NULL", m)
}

func (s notifications) Read(ctx context.Context, m writ.MemberID, upTo writ.NotificationID, at int64) error {
	const op, unread = "store.notifications.Read", "UPDATE notifications SET read_at = $2 WHERE member_id = $1 AND read_at IS NULL"
	if upTo == "" {
		_, err := s.t.exec(ctx, op, unread, m, at)
		return err
	}
	_, err := s.t.exec(ctx, op, unread+" AND id <= $3", m, at, upTo)
	return err
}

func (s notifications) DeleteBefore(ctx context.Context, at int64) error {
	_, err := s.t.exec(ctx, "store.notifications.DeleteBefore", "DELETE FROM notifications WHERE created_at < $1", at)
	return err
}
