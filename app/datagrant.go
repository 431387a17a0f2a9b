package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/explorer"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// DataGrantView is a grant with whom it is for: a member or a team, neither for all
// members.
type DataGrantView struct {
	writ.DataGrant
	Member *writ.Member
	Team   *writ.Team
}

// DataGrants lists who was given what on a connection and in it, in the order in
// which it was given. It takes Can admin there, as do all changes.
func (a *App) DataGrants(ctx context.Context, actor Actor, id writ.ConnectionID) (views []*DataGrantView, err error) {
	const op = "app.DataGrants"
	if err := a.ask(ctx, op, actor, access.ShareDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		if _, _, err := a.askData(ctx, op, tx, actor, id, access.ManageData); err != nil {
			return err
		}
		list, err := tx.DataGrants.ListByConnection(ctx, id)
		if err != nil {
			return err
		}
		views = make([]*DataGrantView, len(list))
		for i, g := range list {
			if views[i], err = viewGrant(ctx, tx, g); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

func viewGrant(ctx context.Context, tx store.Tx, g *writ.DataGrant) (*DataGrantView, error) {
	v := &DataGrantView{DataGrant: *g}
	var err error
	switch {
	case g.Grantee.Team != "":
		v.Team, err = tx.Teams.Get(ctx, g.Grantee.Team)
	case g.Grantee.Member != "":
		v.Member, err = tx.Members.Get(ctx, g.Grantee.Member)
	}
	return v, err
}

// DataGrantDraft is a grant to be given.
type DataGrantDraft struct {
	To    writ.Grantee
	Path  writ.Path // empty for the whole connection
	Level writ.DataLevel
}

// GiveDataAccess gives levels on a connection, or on what lies at paths in its
// warehouse: all of them or none. It is CodeConflict if a grantee has a grant on
// exactly that already, CodeInvalid for a level that does not exist, CodeNotFound
// for a path where nothing is, and CodeForbidden if the level is not given there
// or exceeds what the grantee's account type allows.
func (a *App) GiveDataAccess(ctx context.Context, actor Actor, id writ.ConnectionID, drafts ...DataGrantDraft) (views []*DataGrantView, err error) {
	const op = "app.GiveDataAccess"
	if err := a.ask(ctx, op, actor, access.ShareDocuments); err != nil {
		return nil, err
	}
	for i := range drafts {
		if drafts[i].Path, err = a.spelled(ctx, op, actor, id, drafts[i].Path); err != nil {
			return nil, err
		}
	}
	on := &subject{noun: "connection", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		c, _, err := a.askData(ctx, op, tx, actor, id, access.ManageData)
		if err != nil {
			return err
		}
		views = make([]*DataGrantView, len(drafts))
		for i, d := range drafts {
			if views[i], err = a.insertGrant(ctx, op, tx, actor, c, d); err != nil {
				return err
			}
		}
		on.details = []any{"grants", toldGrants(views)}
		return tellConnection(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return views, nil
}

// toldGrant is what the audit log says about a grant on data.
type toldGrant struct {
	ID     writ.DataGrantID `json:"grant"`
	Path   writ.Path        `json:"path"`
	Member writ.MemberID    `json:"member,omitempty"`
	Team   writ.TeamID      `json:"team,omitempty"` // neither: all members
	Level  writ.DataLevel   `json:"level"`
}

func toldGrants(views []*DataGrantView) []toldGrant {
	list := make([]toldGrant, len(views))
	for i, v := range views {
		list[i] = toldGrant{ID: v.ID, Path: v.Path, Member: v.Grantee.Member, Team: v.Grantee.Team, Level: v.Level}
	}
	return list
}

func (a *App) insertGrant(ctx context.Context, op string, tx store.Tx, actor Actor, c *writ.Connection, d DataGrantDraft) (*DataGrantView, error) {
	g := &writ.DataGrant{
		ID: writ.NewID[writ.DataGrantID](), Connection: c.ID, Path: d.Path, Grantee: d.To, Level: d.Level,
		CreatedBy: actor.Member.ID, CreatedAt: a.clock(),
	}
	if g.Grantee.Team != "" { // one that the actor cannot see is not there to be given anything
		if _, err := a.team(ctx, op, tx, actor, g.Grantee.Team, access.SeeTeam); err != nil {
			return nil, err
		}
	}
	v, err := a.fitGrant(ctx, op, tx, c, g)
	if err != nil {
		return nil, err
	}
	return v, tx.DataGrants.Insert(ctx, g)
}

// spelled returns a path as the warehouse spells it, or CodeNotFound: nobody is
// given access to what is not there, or to a destination.
func (a *App) spelled(ctx context.Context, op string, actor Actor, id writ.ConnectionID, path writ.Path) (writ.Path, error) {
	if len(path) == 0 {
		return nil, nil
	}
	e, err := explore(ctx, a, op, actor, id, func(ctx context.Context, e *explorer.Explorer, v explorer.View) (driver.Entry, error) {
		return e.Lookup(ctx, v, path)
	})
	return e.Path, err
}

// fitGrant refuses a grant that makes no sense for whom it is for.
func (a *App) fitGrant(ctx context.Context, op string, tx store.Tx, c *writ.Connection, g *writ.DataGrant) (*DataGrantView, error) {
	if !slices.Contains(writ.DataLevels(), g.Level) {
		return nil, writ.Invalid(op, "permission", "There is no level %q of data access.", g.Level)
	}
	v, err := viewGrant(ctx, tx, g)
	if err != nil {
		return nil, sameAbsence(op, "member", err)
	}
	return v, access.GrantData(g.Level, dataPlace(c, g.Path), v.Member).Err(op)
}

// ChangeDataAccess gives a grant another level.
func (a *App) ChangeDataAccess(ctx context.Context, actor Actor, id writ.ConnectionID, grant writ.DataGrantID, level writ.DataLevel) (*DataGrantView, error) {
	return a.changeGrant(ctx, "app.ChangeDataAccess", actor, id, grant, func(tx store.Tx, c *writ.Connection, v *DataGrantView) error {
		v.Level = level
		if _, err := a.fitGrant(ctx, "app.ChangeDataAccess", tx, c, &v.DataGrant); err != nil {
			return err
		}
		return tx.DataGrants.SetLevel(ctx, grant, level)
	})
}

// RevokeDataAccess takes a grant back; it returns what it was.
func (a *App) RevokeDataAccess(ctx context.Context, actor Actor, id writ.ConnectionID, grant writ.DataGrantID) (*DataGrantView, error) {
	return a.changeGrant(ctx, "app.RevokeDataAccess", actor, id, grant, func(tx store.Tx, _ *writ.Connection, _ *DataGrantView) error {
		return tx.DataGrants.Delete(ctx, grant)
	})
}

// changeGrant loads a grant of a connection and changes it; its new level counts
// from the next request on, on every node.
func (a *App) changeGrant(ctx context.Context, op string, actor Actor, id writ.ConnectionID, grant writ.DataGrantID, change func(store.Tx, *writ.Connection, *DataGrantView) error) (v *DataGrantView, err error) {
	if err := a.ask(ctx, op, actor, access.ShareDocuments); err != nil {
		return nil, err
	}
	on := &subject{noun: "connection", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		c, _, err := a.askData(ctx, op, tx, actor, id, access.ManageData)
		if err != nil {
			return err
		}
		g, err := tx.DataGrants.Get(ctx, grant)
		if err == nil && g.Connection != id {
			err = notFound(op, "grant")
		}
		if err != nil {
			return sameAbsence(op, "grant", err)
		}
		if v, err = viewGrant(ctx, tx, g); err != nil {
			return err
		}
		if err := change(tx, c, v); err != nil {
			return err
		}
		on.details = []any{"grants", toldGrants([]*DataGrantView{v})}
		return tellConnection(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// maxPeople is how many members a question about people is answered with.
const maxPeople = 200

// WhoReachesData lists the members who may do anything at a path of a connection,
// and through what: those whose name or address contains text, at most 200 of
// them. total counts all of them.
func (a *App) WhoReachesData(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path, text string) (list []access.DataReach, total int, err error) {
	err = a.aboutPeople(ctx, "app.WhoReachesData", actor, id, text, func(tx store.Tx, c *writ.Connection, members []*writ.Member) error {
		grants, err := tx.DataGrants.ListByConnection(ctx, id)
		if err != nil {
			return err
		}
		in, err := memberships(ctx, tx)
		list = access.WhoReaches(members, in, grants, dataPlace(c, path))
		return err
	})
	total = len(list)
	return list[:min(total, maxPeople)], total, err
}

// Grantee is somebody who may be given data access, with the levels that make
// sense for them. Without Member and Team it is all members.
type Grantee struct {
	Member *writ.Member
	Team   *writ.Team
	Levels []writ.DataLevel
}

// DataGrantees lists who may be given access at a path of a connection: all
// members, then the teams that the actor may see, then the active members for whom
// any level makes sense; of teams and members those whose name or address contains
// text, at most 200 in all.
func (a *App) DataGrantees(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path, text string) (list []Grantee, err error) {
	err = a.aboutPeople(ctx, "app.DataGrantees", actor, id, text, func(tx store.Tx, c *writ.Connection, members []*writ.Member) error {
		at := dataPlace(c, path)
		list = []Grantee{{Levels: access.GrantableData(at, nil)}}
		teams, err := visibleTeams(ctx, tx, actor, TeamFilter{Name: text})
		if err != nil {
			return err
		}
		for _, v := range teams[:min(len(teams), maxPeople-1)] {
			list = append(list, Grantee{Team: &v.Team, Levels: access.GrantableData(at, nil)})
		}
		for _, m := range members {
			if levels := access.GrantableData(at, m); len(levels) > 0 && len(list) < maxPeople {
				list = append(list, Grantee{Member: m, Levels: levels})
			}
		}
		return nil
	})
	return list, err
}

// aboutPeople answers a question about members to somebody with Can admin on a
// connection.
func (a *App) aboutPeople(ctx context.Context, op string, actor Actor, id writ.ConnectionID, text string, answer func(store.Tx, *writ.Connection, []*writ.Member) error) error {
	if err := a.ask(ctx, op, actor, access.ShareDocuments); err != nil {
		return err
	}
	return a.store.Read(ctx, func(tx store.Tx) error {
		c, _, err := a.askData(ctx, op, tx, actor, id, access.ManageData)
		if err != nil {
			return err
		}
		members, err := findMembers(ctx, tx, text)
		if err != nil {
			return err
		}
		return answer(tx, c, members)
	})
}

// findMembers returns the members whose name or address contains text.
func findMembers(ctx context.Context, tx store.Tx, text string) (found []*writ.Member, err error) {
	_, err = firstMember(ctx, tx, func(m *writ.Member) bool {
		if named(m, text) {
			found = append(found, m)
		}
		return false
	})
	return found, err
}

// MyDataAccess explains what the actor may do at a path of a connection.
func (a *App) MyDataAccess(ctx context.Context, actor Actor, id writ.ConnectionID, path writ.Path) (r access.DataReach, err error) {
	const op = "app.MyDataAccess"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return r, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		c, s, err := a.seen(ctx, op, tx, actor, id)
		if err == nil {
			r = access.Reach(actor.Member, s.in, s.grants, dataPlace(c, path))
		}
		return err
	})
	return r, err
}
