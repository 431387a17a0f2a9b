package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func testNotifications(t *testing.T, st store.Store) {
	ctx := t.Context()
	ada, bob := newMember("ada@example.com"), newMember("bob@example.com")
	var all []*writ.Notification // of Ada
	write(t, st, func(tx store.Tx) error {
		for _, m := range []*writ.Member{ada, bob} {
			if err := tx.Members.Insert(ctx, m); err != nil {
				return err
			}
		}
		for i := range 4 {
			n := &writ.Notification{ID: writ.NewID[writ.NotificationID](), Member: ada.ID, Kind: writ.NotifyShared, File: writ.NewID[writ.FileID](),
				Actor: bob.ID, Request: writ.NewID[writ.RequestID](), Data: json.RawMessage(`{"level":  "view"}`), CreatedAt: moment().Add(time.Duration(i) * time.Hour)}
			all = append(all, n)
			if err := tx.Notifications.Insert(ctx, n); err != nil {
				return err
			}
		}
		return tx.Notifications.Insert(ctx, &writ.Notification{ID: writ.NewID[writ.NotificationID](), Member: bob.ID, Kind: writ.NotifyExported, CreatedAt: moment()})
	})
	list := func(before writ.NotificationID, limit int) []*writ.Notification {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.Notification, error) {
			return tx.Notifications.List(ctx, ada.ID, before, limit)
		})
	}
	unread := func() string {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (string, error) {
			a, err := tx.Notifications.Unread(ctx, ada.ID)
			if err != nil {
				return "", err
			}
			b, err := tx.Notifications.Unread(ctx, bob.ID)
			return fmt.Sprint(a, " ", b), err
		})
	}
	equal(t, "List", list("", 3), []*writ.Notification{all[3], all[2], all[1]})
	equal(t, "List, the rest", list(all[1].ID, 3), all[:1])
	equal(t, "Unread", unread(), "4 1")
	reading := func(upTo writ.NotificationID, at time.Time) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.Notifications.Read(ctx, ada.ID, upTo, at.UnixMicro()) })
	}
	first, second := moment().Add(time.Minute), moment().Add(time.Hour)
	reading(all[1].ID, first)
	equal(t, "Unread after two", unread(), "2 1")
	reading("", second)
	equal(t, "Unread after all", unread(), "0 1")
	all[0].ReadAt, all[1].ReadAt, all[2].ReadAt, all[3].ReadAt = first, first, second, second // those read before stay so
	equal(t, "List after reading", list("", 9), []*writ.Notification{all[3], all[2], all[1], all[0]})
	write(t, st, func(tx store.Tx) error { return tx.Notifications.DeleteBefore(ctx, all[2].CreatedAt.UnixMicro()) })
	equal(t, "List after DeleteBefore", list("", 9), []*writ.Notification{all[3], all[2]})
}
