package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// ShiftView is what would change for one member.
type ShiftView struct {
	access.Shift
	Of *writ.Member
}

// EffectView is what a change of grants would do. Of many members only the first
// are listed; Gains and Loses count all.
type EffectView struct {
	Gain, Lose   []ShiftView
	Gains, Loses int
}

// WhatIf tells somebody who manages the access to a file what giving levels on it
// would do, before it is done; LevelNone takes a grant away.
func (a *App) WhatIf(ctx context.Context, actor Actor, id writ.FileID, drafts []GrantDraft) (v *EffectView, err error) {
	const op = "app.WhatIf"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		f, err := a.askFile(ctx, op, tx, w, actor, sharing, id, "")
		if err != nil {
			return err
		}
		changes := make([]access.GrantChange, len(drafts))
		for i, d := range drafts {
			if d.Level != writ.LevelNone && rankOf(f.Kind, d.Level) < 0 {
				return noSuchLevel(op, f, d.Level)
			}
			if _, _, err := granteeFor(ctx, op, tx, actor, f, d.To); err != nil {
				return err
			}
			changes[i] = access.GrantChange{File: id, Grantee: d.To, Level: d.Level}
		}
		e := w.WhatIf(changes)
		v = &EffectView{Gains: len(e.Gain), Loses: len(e.Lose)}
		if v.Gain, err = viewShifts(ctx, tx, e.Gain); err != nil {
			return err
		}
		v.Lose, err = viewShifts(ctx, tx, e.Lose)
		return err
	})
	return v, err
}

func viewShifts(ctx context.Context, tx store.Tx, shifts []access.Shift) ([]ShiftView, error) {
	shifts = shifts[:min(len(shifts), maxPeople)]
	list := make([]ShiftView, len(shifts))
	for i, s := range shifts {
		m, err := tx.Members.Get(ctx, s.Member)
		if err != nil {
			return nil, err
		}
		list[i] = ShiftView{Shift: s, Of: m}
	}
	return list, nil
}

// SharedView is a file that somebody shared with the actor, or with a team of the
// actor's.
type SharedView struct {
	*FileView
	By   *writ.Member // nil where nobody is known to have
	Team *writ.Team   // nil if it was shared with the actor
	Via  access.Shared
}

// SharedWithMe lists what others shared with the actor or with the actor's teams,
// newest first, from offset on, at most limit; total counts all of it.
func (a *App) SharedWithMe(ctx context.Context, actor Actor, offset, limit int) (views []SharedView, total int, err error) {
	w, err := a.look(ctx, "app.SharedWithMe", actor)
	if err != nil {
		return nil, 0, err
	}
	list := w.SharedWith(actor.Member.ID)
	total = len(list)
	list = list[min(offset, total):]
	list = list[:min(limit, len(list))]
	err = a.store.Read(ctx, func(tx store.Tx) error {
		views = views[:0]
		for _, s := range list {
			v, err := a.viewShared(ctx, tx, w, actor, s)
			if err != nil {
				return err
			}
			if v.FileView != nil {
				views = append(views, v)
			}
		}
		return nil
	})
	return views, total, err
}

// viewShared looks up the names of what was shared; a file that is gone meanwhile
// is nil.
func (a *App) viewShared(ctx context.Context, tx store.Tx, w *access.World, actor Actor, s access.Shared) (v SharedView, err error) {
	v.Via = s
	f, err := present(tx.Files.Get(ctx, s.File))
	if err != nil || f == nil {
		return v, err
	}
	if v.FileView, err = showFile(ctx, tx, w, actor.Member.ID, f); err != nil {
		return v, err
	}
	if v.By, err = present(tx.Members.Get(ctx, s.By)); err != nil {
		return v, err
	}
	v.Team, err = present(tx.Teams.Get(ctx, s.Grantee.Team))
	return v, err
}
