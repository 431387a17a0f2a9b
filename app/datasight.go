package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// sight is a member with the grants that reach them: what it takes to say which
// connections, and what in them, they may see, read or write to.
type sight struct {
	member *writ.Member
	in     access.Membership
	grants []*writ.DataGrant
}

// sight loads the grants of an actor, and the teams through which some of them
// come, as they are now.
func (a *App) sight(ctx context.Context, tx store.Tx, actor Actor) (*sight, error) {
	grants, err := tx.DataGrants.ListByMember(ctx, actor.Member.ID)
	if err != nil {
		return nil, err
	}
	teams, err := tx.Teams.Of(ctx, actor.Member.ID)
	in := func(m writ.MemberID, t writ.TeamID) bool {
		return m == actor.Member.ID && slices.ContainsFunc(teams, func(of *writ.Team) bool { return of.ID == t })
	}
	return &sight{member: actor.Member, in: in, grants: grants}, err
}

// memberships loads who is in which team as it is now.
func memberships(ctx context.Context, tx store.Tx) (access.Membership, error) {
	type place struct {
		member writ.MemberID
		team   writ.TeamID
	}
	places := map[place]bool{}
	err := tx.Teams.EachMember(ctx, func(m writ.TeamMember) error {
		places[place{m.Member, m.Team}] = true
		return nil
	})
	return func(m writ.MemberID, t writ.TeamID) bool { return places[place{m, t}] }, err
}

// may asks for one right at a path of a connection.
func (s *sight) may(c *writ.Connection, path writ.Path, right access.DataRight) access.DataDecision {
	return access.Data(s.member, s.in, s.grants, dataPlace(c, path), right)
}

// visible tells whether the member may know of c: because of any right on it, or
// because they manage connections. Archived ones are for those alone.
func (s *sight) visible(c *writ.Connection) bool {
	if access.Member(s.member, access.ManageConnections).Allow {
		return true
	}
	return !c.Archived && (s.may(c, nil, access.SeeData).Allow || s.may(c, nil, access.WriteData).Allow)
}

// dataPlace names a path of a connection to package access.
func dataPlace(c *writ.Connection, path writ.Path) access.Place {
	return access.Place{Connection: c.ID, Path: path}
}

// folds tells whether the platform of c takes names that differ only in case for
// the same.
func (a *App) folds(c *writ.Connection) bool {
	drv, ok := a.drivers[c.Platform]
	return ok && drv.Spec().Capabilities.FoldsNames
}

// askData loads a connection that the actor may see and asks for a right on the
// whole of it. Refusals are logged.
func (a *App) askData(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.ConnectionID, right access.DataRight) (*writ.Connection, *sight, error) {
	c, s, err := a.seen(ctx, op, tx, actor, id)
	if err != nil {
		return nil, nil, err
	}
	if c.Archived {
		return nil, nil, notFound(op, "connection")
	}
	if err := s.may(c, nil, right).Err(op); err != nil {
		a.refused(ctx, op, actor, err)
		return nil, nil, err
	}
	return c, s, nil
}

// connection loads a connection that the actor may see. Any other is
// CodeNotFound.
func (a *App) connection(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.ConnectionID) (*writ.Connection, error) {
	c, _, err := a.seen(ctx, op, tx, actor, id)
	return c, err
}

// seen is connection with the sight that showed it.
func (a *App) seen(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.ConnectionID) (*writ.Connection, *sight, error) {
	s, err := a.sight(ctx, tx, actor)
	if err != nil {
		return nil, nil, err
	}
	c, err := tx.Connections.Get(ctx, id)
	if err == nil && !s.visible(c) {
		err = notFound(op, "connection")
	}
	if err != nil {
		return nil, nil, sameAbsence(op, "connection", err)
	}
	return c, s, nil
}
