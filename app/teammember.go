package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// TeamMemberView is somebody in a team.
type TeamMemberView struct {
	writ.TeamMember
	Person *writ.Member
}

// TeamMembers lists who is in a team that the actor may see, in the order they
// came.
func (a *App) TeamMembers(ctx context.Context, actor Actor, id writ.TeamID) (views []TeamMemberView, err error) {
	const op = "app.TeamMembers"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		v, err := a.team(ctx, op, tx, actor, id, access.SeeTeam)
		if err != nil {
			return err
		}
		views = make([]TeamMemberView, len(v.Members))
		for i, m := range v.Members {
			person, err := tx.Members.Get(ctx, m.Member)
			if err != nil {
				return err
			}
			views[i] = TeamMemberView{TeamMember: m, Person: person}
		}
		return nil
	})
	return views, err
}

// TeamCandidates lists the active members who are not in a team and whose name or
// address contains text, at most 200 of them.
func (a *App) TeamCandidates(ctx context.Context, actor Actor, id writ.TeamID, text string) (list []*writ.Member, err error) {
	const op = "app.TeamCandidates"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		v, err := a.team(ctx, op, tx, actor, id, access.ManageTeam)
		if err != nil {
			return err
		}
		found, err := findMembers(ctx, tx, text)
		list = slices.DeleteFunc(found, func(m *writ.Member) bool { return m.Deactivated || v.in(m.ID) != nil })
		list = list[:min(len(list), maxPeople)]
		return err
	})
	return list, err
}

// ChangeTeamMembers adds members to a team and takes others out of it: all of it or
// nothing. Who is in already, or is not in it, stays so. Deactivated members cannot
// be added.
func (a *App) ChangeTeamMembers(ctx context.Context, actor Actor, id writ.TeamID, add, remove []writ.MemberID) error {
	const op = "app.ChangeTeamMembers"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return err
	}
	for _, m := range add {
		if slices.Contains(remove, m) {
			return writ.Invalid(op, "remove", "%s is both to be added and to be taken out.", m)
		}
	}
	on := &subject{noun: "team", id: string(id)}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		v, err := a.team(ctx, op, tx, actor, id, access.ManageTeam)
		if err != nil {
			return err
		}
		on.details = []any{"name", v.Name, "added", add, "removed", remove}
		if err := a.enrol(ctx, op, tx, actor, v, "add", add); err != nil {
			return err
		}
		for _, m := range remove {
			if v.in(m) == nil {
				continue
			}
			if err := tx.Teams.Remove(ctx, id, m); err != nil {
				return err
			}
		}
		return tellTeam(ctx, tx, slices.Concat(add, remove)...)
	})
}

// enrol adds members to a team, in a transaction; field names where they were
// given.
func (a *App) enrol(ctx context.Context, op string, tx store.Tx, actor Actor, v *TeamView, field string, add []writ.MemberID) error {
	for _, id := range add {
		if v.in(id) != nil {
			continue
		}
		if _, err := activeMember(ctx, op, tx, field, id); err != nil {
			return err
		}
		m := writ.TeamMember{Team: v.ID, Member: id, AddedBy: actor.Member.ID, AddedAt: a.clock()}
		if err := tx.Teams.Put(ctx, m); err != nil {
			return err
		}
		v.Members = append(v.Members, m)
	}
	return nil
}

// activeMember loads a member who was named in a field, and who has to be active.
func activeMember(ctx context.Context, op string, tx store.Tx, field string, id writ.MemberID) (*writ.Member, error) {
	m, err := tx.Members.Get(ctx, id)
	switch {
	case writ.CodeOf(err) == writ.CodeNotFound:
		return nil, writ.Invalid(op, field, "There is no member %s.", id)
	case err != nil:
		return nil, err
	case m.Deactivated:
		return nil, writ.Invalid(op, field, "%s is deactivated.", m.Email).WithHint("Reactivate the member first.")
	}
	return m, nil
}

// SetTeamAdmin makes a member a team admin or an ordinary member of the team; who
// is not in it yet, comes in.
func (a *App) SetTeamAdmin(ctx context.Context, actor Actor, id writ.TeamID, member writ.MemberID, admin bool) error {
	const op = "app.SetTeamAdmin"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return err
	}
	on := &subject{noun: "team", id: string(id), details: []any{"member", member, "admin", admin}}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		v, err := a.team(ctx, op, tx, actor, id, access.ManageTeam)
		if err != nil {
			return err
		}
		if err := a.enrol(ctx, op, tx, actor, v, "memberId", []writ.MemberID{member}); err != nil {
			return err
		}
		m := *v.in(member)
		m.Admin = admin
		if err := tx.Teams.Put(ctx, m); err != nil {
			return err
		}
		return tellTeam(ctx, tx, member)
	})
}
