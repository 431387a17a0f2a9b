package app

import (
	"context"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// GrantDraft is a level to be given to somebody.
type GrantDraft struct {
	To    writ.Grantee
	Level writ.Level
}

// Sharing is what is shared with whom, with a message for those who are told. Mail
// tells them by mail, too.
type Sharing struct {
	Grants  []GrantDraft
	Message string
	Mail    bool
}

// Share gives levels on a file: all of them or none. What a grantee has already on
// the file is raised, never lowered. Members who gain by it are notified, alone or
// through their team; all members are not. It is CodeInvalid for a level that files
// of that kind do not have, and CodeForbidden if the grantee's account type does not
// allow it, the grantee is deactivated, or it would change nothing for the actor.
func (a *App) Share(ctx context.Context, actor Actor, id writ.FileID, s Sharing) (views []*GrantView, err error) {
	const op = "app.Share"
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	if s.Message, err = cleanMessage(op, s.Message); err != nil {
		return nil, err
	}
	on := &subject{noun: "file", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		f, err := a.askFile(ctx, op, tx, w, actor, sharing, id, "")
		if err != nil {
			return err
		}
		given := make([]given, len(s.Grants))
		views = make([]*GrantView, len(s.Grants))
		said := make([]string, len(s.Grants))
		for i, d := range s.Grants {
			if given[i], err = a.give(ctx, op, tx, w, actor, f, d); err != nil {
				return err
			}
			views[i] = given[i].GrantView
			said[i] = nameOf(d.To) + ": " + string(views[i].Level)
		}
		on.details = []any{"given", strings.Join(said, ", ")}
		return a.announce(ctx, tx, actor, f, given, s)
	})
	if err != nil {
		return nil, err
	}
	return views, nil
}

// given is a grant with whether anything has changed by giving it.
type given struct {
	*GrantView
	changed bool
}

// give gives somebody a level on a file, or raises what they have there. Whether
// the actor may share the file has been asked.
func (a *App) give(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, f *writ.File, d GrantDraft) (given, error) {
	m, t, err := granteeFor(ctx, op, tx, actor, f, d.To)
	if err != nil {
		return given{}, err
	}
	if err := a.fits(ctx, op, w, actor, f, d); err != nil {
		return given{}, err
	}
	g, changed, err := a.put(ctx, tx, actor, f, d)
	if err != nil {
		return given{}, err
	}
	return given{&GrantView{Grant: *g, On: f, Member: m, Team: t}, changed}, nil
}

// put inserts a grant, or raises the one that the grantee has on the file.
func (a *App) put(ctx context.Context, tx store.Tx, actor Actor, f *writ.File, d GrantDraft) (g *writ.Grant, changed bool, err error) {
	there, err := tx.Grants.ByFile(ctx, f.ID)
	if err != nil {
		return nil, false, err
	}
	now := a.clock()
	i := slices.IndexFunc(there, func(g *writ.Grant) bool { return g.Grantee == d.To })
	if i < 0 {
		g = &writ.Grant{
			ID: writ.NewID[writ.GrantID](), File: f.ID, Grantee: d.To, Level: d.Level, Version: 1,
			CreatedBy: actor.Member.ID, UpdatedBy: actor.Member.ID, CreatedAt: now, UpdatedAt: now,
		}
		return g, true, tx.Grants.Insert(ctx, g)
	}
	g = there[i]
	if rankOf(f.Kind, g.Level) >= rankOf(f.Kind, d.Level) {
		return g, false, nil
	}
	g.Level, g.UpdatedBy, g.UpdatedAt = d.Level, actor.Member.ID, now
	return g, true, tx.Grants.Update(ctx, g)
}

// fits refuses a level that makes no sense for the file or for whom it is for.
// Whether the actor may share the file has been asked.
func (a *App) fits(ctx context.Context, op string, w *access.World, actor Actor, f *writ.File, d GrantDraft) error {
	switch {
	case len(f.Kind.Levels()) == 0:
		return writ.Errorf(writ.CodeForbidden, op, "My documents are for their owner alone.").WithHint("Share a document in them, or move it to a workspace.")
	case rankOf(f.Kind, d.Level) < 0:
		return noSuchLevel(op, f, d.Level)
	}
	if err := a.judge(ctx, op, actor, w, access.Question{Do: offering.of(f.Kind), File: f.ID, Grantee: d.To, Level: d.Level}); err != nil {
		return err
	}
	if err := pointless(w, actor, f, d); err != nil {
		a.refused(ctx, op, actor, err)
		return err
	}
	return nil
}

// noSuchLevel says which levels files of the kind have.
func noSuchLevel(op string, f *writ.File, level writ.Level) error {
	return writ.Invalid(op, "permission", "There is no level %q on a %s.", level, f.Kind.Label()).WithHint("There are: %s.", labels(f.Kind.Levels()))
}

func labels(levels []writ.Level) string {
	names := make([]string, len(levels))
	for i, l := range levels {
		names[i] = l.Label()
	}
	return strings.Join(names, ", ")
}

// pointless refuses an Admin a grant that gives them nothing. They may give
// themselves what they have not: they manage access everywhere, and open only what
// they were given. All others are refused any grant to themselves before.
func pointless(w *access.World, actor Actor, f *writ.File, d GrantDraft) *writ.Error {
	have := w.Level(actor.Member.ID, f.ID)
	if d.To.Member != actor.Member.ID || rankOf(f.Kind, have) < rankOf(f.Kind, d.Level) {
		return nil
	}
	return writ.Errorf(writ.CodeForbidden, "app.pointless", "A grant to yourself gives you nothing: you have %s already.", have.Label())
}

// announce tells those who gain by what was given: each once, as somebody it was
// given to rather than as one of a team, and never who did it.
func (a *App) announce(ctx context.Context, tx store.Tx, actor Actor, f *writ.File, list []given, s Sharing) error {
	told := map[writ.MemberID]bool{actor.Member.ID: true}
	slices.SortStableFunc(list, func(x, y given) int { return strings.Compare(string(x.Grantee.Team), string(y.Grantee.Team)) })
	for _, g := range list {
		if !g.changed {
			continue
		}
		if err := tellGrant(ctx, tx, f.ID, g.Grantee); err != nil {
			return err
		}
		members, err := reached(ctx, tx, g.Grantee)
		if err != nil {
			return err
		}
		for _, m := range members {
			if told[m] {
				continue
			}
			told[m] = true
			n := writ.Notification{Member: m, Kind: writ.NotifyShared, File: f.ID, Actor: actor.Member.ID}
			if err := a.notify(ctx, tx, n, noted{Level: g.Level, Team: g.Grantee.Team, Message: s.Message}, s.Mail); err != nil {
				return err
			}
			if err := a.overtaken(ctx, tx, m, f.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
