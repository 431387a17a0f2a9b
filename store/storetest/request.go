package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func newRequest(f writ.FileID, m writ.MemberID) *writ.AccessRequest {
	return &writ.AccessRequest{ID: writ.NewID[writ.RequestID](), File: f, Member: m, Message: "please 🙏", State: writ.RequestOpen, Version: 1, CreatedAt: moment()}
}

func testRequests(t *testing.T, st store.Store) {
	ctx := t.Context()
	w, bob := newTree(t, st), newMember("bob@example.com")
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, bob) })
	ghost := writ.NewID[writ.FileID]() // nobody may learn that there is no such file
	insert := func(r *writ.AccessRequest) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Requests.Insert(ctx, r) }
	}
	all := []*writ.AccessRequest{newRequest(w.top.ID, bob.ID), newRequest(ghost, bob.ID), newRequest(w.top.ID, w.member.ID), newRequest(w.inner.ID, bob.ID)}
	for _, r := range all {
		write(t, st, insert(r))
		equal(t, "Get", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.AccessRequest, error) { return tx.Requests.Get(ctx, r.ID) }), r)
	}
	err := st.Write(ctx, insert(newRequest(ghost, bob.ID)))
	equal(t, "code of a second request", writ.CodeOf(err), writ.CodeConflict)
	says(t, err, "The member has asked for access already.")
	waiting := func(after writ.RequestID, limit int) []*writ.AccessRequest {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.AccessRequest, error) {
			return tx.Requests.Waiting(ctx, after, limit)
		})
	}
	open := func() int {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (int, error) { return tx.Requests.OpenOf(ctx, bob.ID) })
	}
	equal(t, "Waiting", waiting("", 9), []*writ.AccessRequest{all[0], all[2], all[3]})
	equal(t, "Waiting, one", waiting("", 1), all[:1])
	equal(t, "Waiting after it", waiting(all[0].ID, 9), all[2:])
	equal(t, "OpenOf", open(), 3)
	decideRequest(t, st, all[0])
	equal(t, "Waiting after a decision", waiting("", 9), all[2:])
	equal(t, "OpenOf after a decision", open(), 2)

	again := newRequest(w.top.ID, bob.ID)
	write(t, st, insert(again)) // the former one is not open any more
	equal(t, "Open", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.AccessRequest, error) {
		return tx.Requests.Open(ctx, bob.ID, w.top.ID)
	}), again)
	byMember := func(before writ.RequestID, limit int) []*writ.AccessRequest {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]*writ.AccessRequest, error) {
			return tx.Requests.ByMember(ctx, bob.ID, before, limit)
		})
	}
	equal(t, "ByMember", byMember("", 2), []*writ.AccessRequest{again, all[3]})
	equal(t, "ByMember, the rest", byMember(all[3].ID, 9), []*writ.AccessRequest{all[1], all[0]})
}

// decideRequest approves a request, which nobody can do twice.
func decideRequest(t *testing.T, st store.Store, r *writ.AccessRequest) {
	t.Helper()
	ctx := t.Context()
	stale, change := *r, *r
	change.State, change.Level, change.DecidedBy, change.DecidedAt = writ.RequestApproved, writ.LevelView, r.Member, moment().Add(time.Hour)
	*r = change
	r.Version = 2
	change.Message, change.File = "something else", writ.NewID[writ.FileID]()
	write(t, st, func(tx store.Tx) error { return tx.Requests.Update(ctx, &change) })
	equal(t, "after Update", read(t, st, func(ctx context.Context, tx store.Tx) (*writ.AccessRequest, error) { return tx.Requests.Get(ctx, r.ID) }), r)
	refused(t, st, writ.CodeStale, func(tx store.Tx) error { return tx.Requests.Update(ctx, &stale) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { return tx.Requests.Update(ctx, newRequest(r.File, r.Member)) })
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := tx.Requests.Open(ctx, r.Member, r.File); return err })
}
