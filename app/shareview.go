package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// AccessView is how one member stands to a file, with the names of all it comes
// from.
type AccessView struct {
	access.Standing
	Of   *writ.Member
	Ways []Way // nearest first
}

// Way is one of the things through which a member has a level.
type Way struct {
	access.Via
	On   Place      // where it is given
	Team *writ.Team // that it is given to; nil if it is given otherwise
}

// AccessOf explains what a member may do with a file, and why: to that member, and
// to those who manage the access to the file.
func (a *App) AccessOf(ctx context.Context, actor Actor, id writ.FileID, member writ.MemberID) (*AccessView, error) {
	const op = "app.AccessOf"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	if actor.Member.ID != member {
		if err := a.manages(ctx, op, w, actor, id); err != nil {
			return nil, err
		}
	}
	return a.standing(ctx, op, w, actor, id, member)
}

// KindOf returns what kind of file it is, to everybody who may know of it.
func (a *App) KindOf(ctx context.Context, actor Actor, id writ.FileID) (k writ.FileKind, err error) {
	const op = "app.KindOf"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return "", err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		f, err := knownFile(ctx, op, tx, w, actor, id)
		if err == nil {
			k = f.Kind
		}
		return err
	})
	return k, err
}

// knownFile returns a file that the actor may know of, which may be less than
// opening it.
func knownFile(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, id writ.FileID) (*writ.File, error) {
	f, err := tx.Files.Get(ctx, id)
	if writ.CodeOf(err) == writ.CodeNotFound || err == nil && w.Decide(access.Question{Who: actor.Member.ID, Do: viewing.of(f.Kind), File: id}).Hidden {
		return nil, access.NotFound(op)
	}
	return f, err
}

// manages asks whether the actor may manage the access to a file.
func (a *App) manages(ctx context.Context, op string, w *access.World, actor Actor, id writ.FileID) error {
	return a.store.Read(ctx, func(tx store.Tx) error {
		_, err := a.askFile(ctx, op, tx, w, actor, sharing, id, "")
		return err
	})
}

func (a *App) standing(ctx context.Context, op string, w *access.World, actor Actor, id writ.FileID, member writ.MemberID) (v *AccessView, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		if _, err := knownFile(ctx, op, tx, w, actor, id); err != nil {
			return err
		}
		list, err := viewStandings(ctx, tx, []access.Standing{w.Standing(member, id)})
		if err == nil {
			v = list[0]
		}
		return sameAbsence(op, "member", err)
	})
	return v, err
}

// viewStandings looks up the names that standings are explained with.
func viewStandings(ctx context.Context, tx store.Tx, list []access.Standing) (views []*AccessView, err error) {
	var ids []writ.FileID
	for _, s := range list {
		for _, v := range s.Via {
			ids = append(ids, v.File)
		}
	}
	places, err := placesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	teams := map[writ.TeamID]*writ.Team{}
	views = make([]*AccessView, len(list))
	for i, s := range list {
		v := &AccessView{Standing: s, Ways: make([]Way, len(s.Via))}
		if v.Of, err = tx.Members.Get(ctx, s.Member); err != nil {
			return nil, err
		}
		for j, via := range s.Via {
			team := via.Grantee.Team
			if team != "" && teams[team] == nil {
				if teams[team], err = present(tx.Teams.Get(ctx, team)); err != nil {
					return nil, err
				}
			}
			v.Ways[j] = Way{Via: via, On: places[via.File], Team: teams[team]}
		}
		views[i] = v
	}
	return views, nil
}

// WhoHasAccess lists, for somebody who manages the access to a file, everybody who
// has any and through what: the highest level first, those whose name contains
// text, from offset on, at most limit. total counts all of them.
func (a *App) WhoHasAccess(ctx context.Context, actor Actor, id writ.FileID, text string, offset, limit int) (views []*AccessView, total int, err error) {
	const op = "app.WhoHasAccess"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, 0, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		if _, err := a.askFile(ctx, op, tx, w, actor, sharing, id, ""); err != nil {
			return err
		}
		var list []access.Standing
		list, total = w.Who(access.Who{File: id, Text: text, Offset: offset, Limit: limit})
		views, err = viewStandings(ctx, tx, list)
		return err
	})
	return views, total, err
}

// MayI answers whether a member may do something with a file, and why: the actor,
// or another one for whoever manages the access to the file. An empty q.Who is the
// actor.
func (a *App) MayI(ctx context.Context, actor Actor, q access.Question) (d access.Decision, err error) {
	const op = "app.MayI"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return d, err
	}
	if q.Who == "" {
		q.Who = actor.Member.ID
	}
	if q.Who != actor.Member.ID {
		for _, f := range []writ.FileID{q.File, q.To} {
			if f == "" {
				continue
			}
			if err := a.manages(ctx, op, w, actor, f); err != nil {
				return d, err
			}
		}
	}
	return w.Decide(q), nil
}
