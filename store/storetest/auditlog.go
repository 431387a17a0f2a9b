package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func testAuditLog(t *testing.T, st store.Store) {
	ctx := t.Context()
	ada, file := writ.NewID[writ.MemberID](), string(writ.NewID[writ.FileID]())
	at := func(hour int) time.Time { return moment().Add(time.Duration(hour) * time.Hour) }
	all := []*writ.AuditEntry{
		{At: at(0), Member: ada, Email: "ada@example.com", Action: "app.ShareFile", Noun: "file", Object: file, Result: writ.AuditDone,
			Remote: "192.0.2.7", Request: "r1", Details: json.RawMessage(`{"level":  "view"}`)},
		{At: at(1), Email: "eve@example.com", Action: "app.SignIn", Result: writ.AuditRefused, Reason: "The password is 100% wrong.", Remote: "2001:db8::1"},
		{At: at(2), Member: ada, Email: "ada@example.com", Action: "app.MoveFile", Noun: "file", Object: file, Result: writ.AuditFailed, Reason: "A_B"},
		{At: at(3), Member: ada, Email: "ada@example.com", Action: "app.ShareFile", Noun: "team", Object: "x", Result: writ.AuditDone},
	}
	write(t, st, func(tx store.Tx) error {
		for _, e := range all {
			e.ID = writ.NewID[writ.AuditID]()
			if err := tx.AuditLog.Append(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	list := func(f store.AuditFilter, before writ.AuditID, limit int) []*writ.AuditEntry {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.AuditEntry, error) {
			return tx.AuditLog.List(ctx, f, before, limit)
		})
	}
	for _, c := range []struct {
		name   string
		filter store.AuditFilter
		want   []int
	}{
		{"all", store.AuditFilter{}, []int{3, 2, 1, 0}},
		{"from", store.AuditFilter{From: at(1).UnixMicro()}, []int{3, 2, 1}},
		{"to", store.AuditFilter{To: at(1).UnixMicro()}, []int{0}},
		{"member", store.AuditFilter{Member: ada}, []int{3, 2, 0}},
		{"action", store.AuditFilter{Action: "app.ShareFile"}, []int{3, 0}},
		{"noun", store.AuditFilter{Noun: "file"}, []int{2, 0}},
		{"object", store.AuditFilter{Object: file}, []int{2, 0}},
		{"result", store.AuditFilter{Result: writ.AuditRefused}, []int{1}},
		{"address", store.AuditFilter{Text: "DB8::"}, []int{1}},
		{"e-mail address", store.AuditFilter{Text: "EVE@"}, []int{1}},
		{"action by text", store.AuditFilter{Text: "sharefile"}, []int{3, 0}},
		{"reason", store.AuditFilter{Text: "100% WRONG"}, []int{1}},
		{"a percent sign is no wildcard", store.AuditFilter{Text: "1%0"}, nil},
		{"an underscore is no wildcard", store.AuditFilter{Text: "a_b"}, []int{2}},
		{"together", store.AuditFilter{Member: ada, Action: "app.ShareFile", Noun: "file", From: at(0).UnixMicro(), To: at(9).UnixMicro()}, []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want []*writ.AuditEntry
			for _, i := range c.want {
				want = append(want, all[i])
			}
			equal(t, "List", list(c.filter, "", 9), want)
		})
	}
	equal(t, "the first two", list(store.AuditFilter{}, "", 2), []*writ.AuditEntry{all[3], all[2]})
	equal(t, "those after", list(store.AuditFilter{Member: ada}, all[2].ID, 2), all[:1])
	onwards := func(f store.AuditFilter, after writ.AuditID, limit int) []*writ.AuditEntry {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.AuditEntry, error) {
			return tx.AuditLog.After(ctx, f, after, limit)
		})
	}
	equal(t, "oldest first", onwards(store.AuditFilter{}, "", 9), all)
	equal(t, "the oldest two", onwards(store.AuditFilter{}, "", 2), all[:2])
	equal(t, "from the second on", onwards(store.AuditFilter{Member: ada}, all[1].ID, 9), all[2:])
	equal(t, "after the newest", onwards(store.AuditFilter{}, all[3].ID, 9), []*writ.AuditEntry(nil))
	for _, want := range []int64{2, 1, 0} {
		var n int64
		write(t, st, func(tx store.Tx) (err error) {
			n, err = tx.AuditLog.DeleteBefore(ctx, at(3).UnixMicro(), 2)
			return err
		})
		equal(t, "deleted", n, want)
	}
	equal(t, "what is left", list(store.AuditFilter{}, "", 9), all[3:])
}
