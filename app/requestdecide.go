package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// MyRequests lists what the actor asked for, newest first, before the id before (""
// for the first page), at most limit.
func (a *App) MyRequests(ctx context.Context, actor Actor, before writ.RequestID, limit int) (views []*RequestView, err error) {
	w, err := a.look(ctx, "app.MyRequests", actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Requests.ByMember(ctx, actor.Member.ID, before, limit)
		if err != nil {
			return err
		}
		views = make([]*RequestView, len(list))
		for i, r := range list {
			r.State = stateOf(w, r)
			v := &RequestView{AccessRequest: *r, Member: actor.Member}
			if w.Level(r.Member, r.File) != writ.LevelNone {
				v.On, err = present(tx.Files.Get(ctx, r.File))
			}
			if err != nil {
				return err
			}
			views[i] = v
		}
		return nil
	})
	return views, err
}

// WaitingRequests lists the open requests that the actor may decide on, oldest
// first, after the id after ("" for the first page), at most limit.
func (a *App) WaitingRequests(ctx context.Context, actor Actor, after writ.RequestID, limit int) (views []*RequestView, err error) {
	w, err := a.look(ctx, "app.WaitingRequests", actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		views = views[:0]
		const page = 200
		for from := after; ; {
			list, err := tx.Requests.Waiting(ctx, from, page)
			if err != nil {
				return err
			}
			for _, r := range list {
				v, err := a.viewRequest(ctx, tx, w, actor, r)
				if err != nil {
					return err
				}
				if v != nil && v.State == writ.RequestOpen {
					views = append(views, v)
				}
				if len(views) == limit {
					return nil
				}
				from = r.ID
			}
			if len(list) < page {
				return nil
			}
		}
	})
	return views, err
}

// Request returns a request to somebody who may decide on it.
func (a *App) Request(ctx context.Context, actor Actor, id writ.RequestID) (v *RequestView, err error) {
	const op = "app.Request"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		r, err := tx.Requests.Get(ctx, id)
		if err != nil {
			return sameAbsence(op, "request", err)
		}
		v, err = a.viewRequest(ctx, tx, w, actor, r)
		if err == nil && v == nil {
			err = notFound(op, "request")
		}
		return err
	})
	return v, err
}

// viewRequest shows a request to somebody who may decide on it; nil for anybody
// else.
func (a *App) viewRequest(ctx context.Context, tx store.Tx, w *access.World, actor Actor, r *writ.AccessRequest) (*RequestView, error) {
	f, err := present(tx.Files.Get(ctx, r.File))
	if err != nil || f == nil || !w.May(access.Question{Who: actor.Member.ID, Do: sharing.of(f.Kind), File: f.ID}) {
		return nil, err
	}
	v := &RequestView{AccessRequest: *r, On: f}
	v.State = stateOf(w, r)
	if v.Member, err = tx.Members.Get(ctx, r.Member); err != nil {
		return nil, err
	}
	if v.By, err = present(tx.Members.Get(ctx, r.DecidedBy)); err != nil {
		return nil, err
	}
	v.Levels = levelChoices(w, actor, f, writ.Grantee{Member: r.Member})
	return v, nil
}

// ApproveRequest gives the member who asked a level, and tells them. It is harmless
// if that has been done, or if access came another way; CodeConflict if somebody
// has declined.
func (a *App) ApproveRequest(ctx context.Context, actor Actor, id writ.RequestID, level writ.Level) (*RequestView, error) {
	const op = "app.ApproveRequest"
	return a.decideRequest(ctx, op, actor, id, writ.RequestApproved, func(tx store.Tx, w *access.World, v *RequestView) error {
		d := GrantDraft{To: writ.Grantee{Member: v.AccessRequest.Member}, Level: level}
		if err := a.fits(ctx, op, w, actor, v.On, d); err != nil {
			return err
		}
		g, _, err := a.put(ctx, tx, actor, v.On, d)
		if err != nil {
			return err
		}
		v.Level = g.Level
		return tellGrant(ctx, tx, v.File, d.To)
	})
}

// DeclineRequest refuses the member who asked, and tells them. It is harmless if
// that has been done, or if access came another way; CodeConflict if somebody has
// approved.
func (a *App) DeclineRequest(ctx context.Context, actor Actor, id writ.RequestID) (*RequestView, error) {
	return a.decideRequest(ctx, "app.DeclineRequest", actor, id, writ.RequestDeclined, func(store.Tx, *access.World, *RequestView) error { return nil })
}

// decideRequest brings an open request to its end; act does what belongs to that.
func (a *App) decideRequest(ctx context.Context, op string, actor Actor, id writ.RequestID, to writ.RequestState, act func(store.Tx, *access.World, *RequestView) error) (v *RequestView, err error) {
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	on := &subject{noun: "request", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		r, err := tx.Requests.Get(ctx, id)
		if err != nil {
			return sameAbsence(op, "request", err)
		}
		if v, err = a.viewRequest(ctx, tx, w, actor, r); err != nil {
			return err
		}
		if v == nil {
			err := notFound(op, "request")
			a.refused(ctx, op, actor, err)
			return err
		}
		switch {
		case v.State == writ.RequestMoot && r.State == writ.RequestOpen:
			v.Version = r.Version
			return a.settleRequest(ctx, tx, &v.AccessRequest, writ.RequestMoot, "")
		case v.State == to || v.State == writ.RequestMoot:
			return nil
		case v.State != writ.RequestOpen:
			return writ.Errorf(writ.CodeConflict, op, "The request was %s meanwhile.", v.State).WithHint("See who has access to change it.")
		}
		if err := act(tx, w, v); err != nil {
			return err
		}
		v.By = actor.Member
		if err := a.settleRequest(ctx, tx, &v.AccessRequest, to, actor.Member.ID); err != nil {
			return err
		}
		on.details = []any{"file", v.File, "member", r.Member, "level", v.Level}
		return a.answer(ctx, tx, actor, v)
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// answer tells who asked what was decided.
func (a *App) answer(ctx context.Context, tx store.Tx, actor Actor, v *RequestView) error {
	n := writ.Notification{Member: v.AccessRequest.Member, Kind: writ.NotifyApproved, File: v.File, Actor: actor.Member.ID, Request: v.ID}
	if v.State == writ.RequestDeclined {
		n.Kind = writ.NotifyDeclined
	}
	return a.notify(ctx, tx, n, noted{Level: v.Level}, true)
}
