package app

import (
	"context"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// maxOpenRequests is how many things a member may be waiting for.
const maxOpenRequests = 100

// requestLife is how long a request that nobody decides keeps its place among those.
const requestLife = 90 * 24 * time.Hour

// RequestView is a request for access as its member sees it, or one of those who
// may decide on it.
type RequestView struct {
	writ.AccessRequest
	On     *writ.File   // nil where the reader may not know of it
	Member *writ.Member // who asks
	By     *writ.Member // who decided; nil if nobody did, or where the reader is not told
	Levels []LevelChoice
}

// RequestAccess asks for access to a file, or to nothing: the answer is the same.
// A member who has asked already is answered what they asked before. CodeExhausted
// if too many requests of the member wait.
func (a *App) RequestAccess(ctx context.Context, actor Actor, file writ.FileID, message string) (r *writ.AccessRequest, err error) {
	const op = "app.RequestAccess"
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	if file, err = writ.ParseID[writ.FileID]("fileId", string(file)); err != nil {
		return nil, err
	}
	if message, err = cleanMessage(op, message); err != nil {
		return nil, err
	}
	on := &subject{noun: "file", id: string(file)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		if err := a.judge(ctx, op, actor, w, access.Question{Do: access.RequestAccess, File: file}); err != nil {
			return err
		}
		if r, err = present(tx.Requests.Open(ctx, actor.Member.ID, file)); err != nil || r != nil {
			return err
		}
		if err := a.mayWait(ctx, op, tx, w, actor.Member.ID); err != nil {
			return err
		}
		r = &writ.AccessRequest{
			ID: writ.NewID[writ.RequestID](), File: file, Member: actor.Member.ID, Message: message,
			State: writ.RequestOpen, Version: 1, CreatedAt: a.clock(),
		}
		if err := tx.Requests.Insert(ctx, r); err != nil {
			return err
		}
		// Whom to tell is found out later, so that the answer takes as long where there
		// is nothing.
		return jobs.Enqueue(ctx, tx, &writ.Job{Kind: kindAsk, Key: string(r.ID)})
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// mayWait refuses one more request of somebody who waits for too many things. Those
// that nobody decides, or need decide, give way.
func (a *App) mayWait(ctx context.Context, op string, tx store.Tx, w *access.World, m writ.MemberID) error {
	n, err := tx.Requests.OpenOf(ctx, m)
	if err != nil || n < maxOpenRequests {
		return err
	}
	old := a.clock().Add(-requestLife)
	err = eachRequest(ctx, tx, m, func(r *writ.AccessRequest) (bool, error) {
		if r.State != writ.RequestOpen || r.CreatedAt.After(old) && w.Level(m, r.File) == writ.LevelNone {
			return true, nil
		}
		n--
		return true, a.settleRequest(ctx, tx, r, writ.RequestMoot, "")
	})
	if err == nil && n >= maxOpenRequests {
		err = writ.Errorf(writ.CodeExhausted, op, "You are waiting for access to %d things already.", n).
			WithHint("Wait until somebody has decided on one of them.")
	}
	return err
}

// eachRequest calls fn for what a member asked for, newest first, as long as it
// returns true.
func eachRequest(ctx context.Context, tx store.Tx, m writ.MemberID, fn func(*writ.AccessRequest) (bool, error)) error {
	const page = 200
	for before := writ.RequestID(""); ; {
		list, err := tx.Requests.ByMember(ctx, m, before, page)
		if err != nil {
			return err
		}
		for _, r := range list {
			if more, err := fn(r); err != nil || !more {
				return err
			}
			before = r.ID
		}
		if len(list) < page {
			return nil
		}
	}
}

// settleRequest ends a request.
func (a *App) settleRequest(ctx context.Context, tx store.Tx, r *writ.AccessRequest, state writ.RequestState, by writ.MemberID) error {
	r.State, r.DecidedBy, r.DecidedAt = state, by, a.clock()
	return tx.Requests.Update(ctx, r)
}

// overtaken ends the open request of a member for a file, if there is one, because
// access has come another way.
func (a *App) overtaken(ctx context.Context, tx store.Tx, m writ.MemberID, f writ.FileID) error {
	r, err := present(tx.Requests.Open(ctx, m, f))
	if err != nil || r == nil {
		return err
	}
	return a.settleRequest(ctx, tx, r, writ.RequestMoot, "")
}

// stateOf is what became of a request by now: access may have come another way.
func stateOf(w *access.World, r *writ.AccessRequest) writ.RequestState {
	if r.State == writ.RequestOpen && w.Level(r.Member, r.File) != writ.LevelNone {
		return writ.RequestMoot
	}
	return r.State
}

// MyRequest returns the newest request of the actor for a file, nil if there is
// none, and whether the actor may ask now.
func (a *App) MyRequest(ctx context.Context, actor Actor, file writ.FileID) (r *writ.AccessRequest, may bool, err error) {
	w, err := a.look(ctx, "app.MyRequest", actor)
	if err != nil {
		return nil, false, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		r = nil
		return eachRequest(ctx, tx, actor.Member.ID, func(found *writ.AccessRequest) (bool, error) {
			if found.File == file {
				r = found
			}
			return r == nil, nil
		})
	})
	if r != nil {
		r.State = stateOf(w, r)
	}
	may = w.May(access.Question{Who: actor.Member.ID, Do: access.RequestAccess, File: file}) && (r == nil || r.State != writ.RequestOpen)
	return r, may, err
}

// maxDeciders is how many members are told of a request for access at most, the
// owner first.
const maxDeciders = 50

// runAsk does the job of a request: it tells those who may decide on it.
func (a *App) runAsk(ctx context.Context, run *jobs.Run) error {
	w, err := a.fresh(ctx)
	if err != nil {
		return err
	}
	return run.Finish(ctx, func(tx store.Tx) error {
		r, err := present(tx.Requests.Get(ctx, writ.RequestID(run.Job().Key)))
		if err != nil || r == nil || stateOf(w, r) != writ.RequestOpen {
			return err
		}
		f, err := present(tx.Files.Get(ctx, r.File))
		if err != nil || f == nil {
			return err
		}
		told, err := deciders(ctx, tx, w, f)
		if err != nil {
			return err
		}
		for _, m := range told {
			n := writ.Notification{Member: m, Kind: writ.NotifyRequested, File: f.ID, Actor: r.Member, Request: r.ID}
			if err := a.notify(ctx, tx, n, noted{Message: r.Message}, true); err != nil {
				return err
			}
		}
		return nil
	})
}

// deciders lists those who are told that somebody asks for access: the owner, then
// those who manage the access by a level of their own, or the Admins if there is
// nobody. What is in the trash is nobody's to decide on.
func deciders(ctx context.Context, tx store.Tx, w *access.World, f *writ.File) (list []writ.MemberID, err error) {
	may := func(m writ.MemberID) bool {
		return w.May(access.Question{Who: m, Do: sharing.of(f.Kind), File: f.ID})
	}
	reach, _ := w.Who(access.Who{File: f.ID})
	slices.SortStableFunc(reach, func(x, y access.Standing) int {
		switch {
		case x.Owner == y.Owner:
			return 0
		case x.Owner:
			return -1
		}
		return 1
	})
	top := len(f.Kind.Levels()) - 1
	for _, s := range reach {
		if len(list) < maxDeciders && rankOf(f.Kind, s.Level) == top && may(s.Member) {
			list = append(list, s.Member)
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	_, err = firstAdmin(ctx, tx, func(m *writ.Member) bool {
		if len(list) < maxDeciders && may(m.ID) {
			list = append(list, m.ID)
		}
		return false
	})
	return list, err
}
