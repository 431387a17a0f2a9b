package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// What is done with the access to documents and folders alike.
var (
	sharing  = verb{access.ShareDocument, access.ShareFolder}
	revoking = verb{access.RevokeDocument, access.RevokeFolder}
	offering = verb{access.OfferDocument, access.OfferFolder}
)

// GrantView is a grant with what it is on and whom it is for: Member and Team are
// nil for all members.
type GrantView struct {
	writ.Grant
	On     *writ.File
	Member *writ.Member
	Team   *writ.Team
}

// GrantQuery says which grants are listed: those on a file, or those of a member or
// a team. Direct leaves out what reaches the file, or the member, through folders,
// teams and all members.
type GrantQuery struct {
	File   writ.FileID
	Member writ.MemberID
	Team   writ.TeamID
	Direct bool
}

// Grants lists grants: on a file, to those who may manage access to it, those given
// highest in the tree first; of a member or a team, those that the actor may know
// of, which are the own ones and those on files whose access the actor manages.
func (a *App) Grants(ctx context.Context, actor Actor, q GrantQuery) (views []*GrantView, err error) {
	const op = "app.Grants"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	if (q.File != "" && q.Member+writ.MemberID(q.Team) != "") || (q.Member != "") == (q.Team != "") && q.File == "" {
		return nil, writ.Invalid(op, "inodeId", "Name either a file, a member or a team whose grants are to be listed.")
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		grants, err := a.grantsOf(ctx, op, tx, w, actor, q)
		if err != nil {
			return err
		}
		views = views[:0]
		for _, g := range grants {
			v, err := viewFileGrant(ctx, tx, g)
			if err != nil {
				return err
			}
			if q.File != "" || a.mayKnow(w, actor, v) {
				views = append(views, v)
			}
		}
		return nil
	})
	return views, err
}

func (a *App) grantsOf(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, q GrantQuery) ([]*writ.Grant, error) {
	if q.File == "" {
		return grantsTo(ctx, tx, w, q)
	}
	f, err := a.askFile(ctx, op, tx, w, actor, sharing, q.File, "")
	if err != nil {
		return nil, err
	}
	on := []*writ.File{f}
	if !q.Direct {
		above, err := tx.Files.Above(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		on = append(on, above...)
		slices.Reverse(on)
	}
	var list []*writ.Grant
	for _, f := range on {
		grants, err := tx.Grants.ByFile(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, grants...)
	}
	return list, nil
}

// grantsTo lists the grants of a team, or of a member: directly, or through teams
// and all members, too.
func grantsTo(ctx context.Context, tx store.Tx, w *access.World, q GrantQuery) (list []*writ.Grant, err error) {
	to := []writ.Grantee{{Member: q.Member, Team: q.Team}}
	if !q.Direct && q.Member != "" {
		for _, t := range w.TeamsOf(q.Member) {
			to = append(to, writ.Grantee{Team: t})
		}
		to = append(to, writ.AllMembers())
	}
	for _, g := range to {
		grants, err := tx.Grants.ByGrantee(ctx, g)
		if err != nil {
			return nil, err
		}
		list = append(list, grants...)
	}
	return list, nil
}

// mayKnow tells whether the actor may know of a grant: one that reaches the actor
// on a file that the actor sees, or one on a file whose access the actor manages.
func (a *App) mayKnow(w *access.World, actor Actor, v *GrantView) bool {
	me := actor.Member.ID
	ask := func(do verb) bool {
		return w.Decide(access.Question{Who: me, Do: do.of(v.On.Kind), File: v.File}).Allow
	}
	mine := v.Grantee.All() || v.Grantee.Member == me || v.Grantee.Team != "" && w.In(me, v.Grantee.Team)
	return mine && ask(viewing) || ask(sharing)
}

// FileGrant returns one grant that the actor may know of.
func (a *App) FileGrant(ctx context.Context, actor Actor, id writ.GrantID) (v *GrantView, err error) {
	const op = "app.FileGrant"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		g, err := tx.Grants.Get(ctx, id)
		if err != nil {
			return sameAbsence(op, "grant", err)
		}
		if v, err = viewFileGrant(ctx, tx, g); err == nil && !a.mayKnow(w, actor, v) {
			err = notFound(op, "grant")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// viewFileGrant looks up what a grant is on and whom it is for.
func viewFileGrant(ctx context.Context, tx store.Tx, g *writ.Grant) (v *GrantView, err error) {
	v = &GrantView{Grant: *g}
	if v.On, err = tx.Files.Get(ctx, g.File); err != nil {
		return nil, err
	}
	if v.Member, v.Team, err = granteeOf(ctx, tx, g.Grantee); err != nil {
		return nil, err
	}
	return v, nil
}

// granteeOf returns the member or the team that a grantee is; neither is all
// members.
func granteeOf(ctx context.Context, tx store.Tx, g writ.Grantee) (m *writ.Member, t *writ.Team, err error) {
	switch {
	case g.Member != "":
		m, err = tx.Members.Get(ctx, g.Member)
	case g.Team != "":
		t, err = tx.Teams.Get(ctx, g.Team)
	}
	return m, t, err
}

// granteeFor is granteeOf for somebody who wants to give access to a file. A team that
// they may not know of is not there, unless it has a grant on the file: there they
// see it.
func granteeFor(ctx context.Context, op string, tx store.Tx, actor Actor, f *writ.File, g writ.Grantee) (*writ.Member, *writ.Team, error) {
	m, t, err := granteeOf(ctx, tx, g)
	if err != nil || t == nil {
		return m, nil, sameAbsence(op, "member or team", err)
	}
	in, err := tx.Teams.Members(ctx, t.ID)
	if err != nil || access.Team(actor.Member, t, in, access.SeeTeam).Allow {
		return nil, t, err
	}
	grants, err := tx.Grants.ByFile(ctx, f.ID)
	if err == nil && !slices.ContainsFunc(grants, func(on *writ.Grant) bool { return on.Grantee == g }) {
		err = notFound(op, "member or team")
	}
	return nil, t, err
}

// ChangeFileGrant gives a grant another level, lower or higher.
func (a *App) ChangeFileGrant(ctx context.Context, actor Actor, id writ.GrantID, level writ.Level) (*GrantView, error) {
	const op = "app.ChangeFileGrant"
	return a.editGrant(ctx, op, actor, id, func(tx store.Tx, w *access.World, v *GrantView) error {
		if rankOf(v.On.Kind, level) < 0 {
			return noSuchLevel(op, v.On, level)
		}
		if rankOf(v.On.Kind, level) > rankOf(v.On.Kind, v.Level) {
			if err := a.fits(ctx, op, w, actor, v.On, GrantDraft{To: v.Grantee, Level: level}); err != nil {
				return err
			}
		}
		v.Level, v.UpdatedBy, v.UpdatedAt = level, actor.Member.ID, a.clock()
		return tx.Grants.Update(ctx, &v.Grant)
	})
}

// RevokeFileGrant takes a grant back; it returns what it was.
func (a *App) RevokeFileGrant(ctx context.Context, actor Actor, id writ.GrantID) (*GrantView, error) {
	return a.editGrant(ctx, "app.RevokeFileGrant", actor, id, func(tx store.Tx, _ *access.World, _ *GrantView) error {
		return tx.Grants.Delete(ctx, id)
	})
}

// editGrant changes or removes a grant as edit says. What the actor may not know of
// is not there.
func (a *App) editGrant(ctx context.Context, op string, actor Actor, id writ.GrantID, edit func(store.Tx, *access.World, *GrantView) error) (v *GrantView, err error) {
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	on := &subject{noun: "file"}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		g, err := tx.Grants.Get(ctx, id)
		if err != nil {
			return sameAbsence(op, "grant", err)
		}
		if v, err = viewFileGrant(ctx, tx, g); err != nil {
			return err
		}
		on.id = string(v.File)
		if err := a.judge(ctx, op, actor, w, access.Question{Do: revoking.of(v.On.Kind), File: v.File}); err != nil {
			return sameAbsence(op, "grant", err)
		}
		was := v.Level
		if err := edit(tx, w, v); err != nil {
			return err
		}
		on.details = []any{"grant", id, "to", nameOf(v.Grantee), "from", was, "level", v.Level}
		return tellGrant(ctx, tx, v.File, v.Grantee)
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// nameOf writes a grantee for the audit log.
func nameOf(g writ.Grantee) string {
	switch {
	case g.Member != "":
		return "member " + string(g.Member)
	case g.Team != "":
		return "team " + string(g.Team)
	}
	return "all members"
}

// tellGrant says that somebody has another level on a file. A team is told as one,
// so that it costs the same however many are in it.
func tellGrant(ctx context.Context, tx store.Tx, f writ.FileID, to writ.Grantee) error {
	err := tell(ctx, tx, writ.FileTopic(f), eventChanged)
	switch {
	case err != nil || to.All():
		return err
	case to.Team != "":
		return tell(ctx, tx, writ.TeamTopic(to.Team), eventFiles)
	}
	return tell(ctx, tx, writ.MemberTopic(to.Member), eventFiles)
}

// reached lists the member that a grantee is, or the members of the team; nobody
// for all members.
func reached(ctx context.Context, tx store.Tx, to writ.Grantee) (list []writ.MemberID, err error) {
	if to.Team == "" {
		return []writ.MemberID{to.Member}[:min(1, len(to.Member))], nil
	}
	members, err := tx.Teams.Members(ctx, to.Team)
	for _, m := range members {
		list = append(list, m.Member)
	}
	return list, err
}

// rankOf returns where a level stands among those of a kind, -1 for one that it has
// not.
func rankOf(k writ.FileKind, l writ.Level) int { return slices.Index(k.Levels(), l) }
