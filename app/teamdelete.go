package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// TeamGrants is what was given to a team: it goes when the team goes.
type TeamGrants struct {
	Files []*writ.Grant
	Data  []*writ.DataGrant
}

// Count adds them up.
func (g TeamGrants) Count() int { return len(g.Files) + len(g.Data) }

// grantsOf loads everything that was given to a team.
func grantsOf(ctx context.Context, tx store.Tx, id writ.TeamID) (g TeamGrants, err error) {
	if g.Files, err = tx.Grants.ByGrantee(ctx, writ.Grantee{Team: id}); err != nil {
		return g, err
	}
	connections, err := tx.Connections.List(ctx, true)
	if err != nil {
		return g, err
	}
	for _, c := range connections {
		list, err := tx.DataGrants.ListByConnection(ctx, c.ID)
		if err != nil {
			return g, err
		}
		for _, d := range list {
			if d.Grantee.Team == id {
				g.Data = append(g.Data, d)
			}
		}
	}
	return g, nil
}

// DeleteTeam deletes a team. One that was given anything is CodeConflict, in words
// that say who would lose what; withGrants deletes it together with its grants.
func (a *App) DeleteTeam(ctx context.Context, actor Actor, id writ.TeamID, withGrants bool) error {
	const op = "app.DeleteTeam"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return err
	}
	on := &subject{noun: "team", id: string(id)}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		v, err := a.team(ctx, op, tx, actor, id, access.GovernTeam)
		if err != nil {
			return err
		}
		g, err := grantsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if g.Count() > 0 && !withGrants {
			return a.stillGranted(ctx, op, tx, actor, v, g)
		}
		on.details = []any{"name", v.Name, "members", len(v.Members), "grants", g.Count()}
		if err := tx.Teams.Delete(ctx, id); err != nil {
			return err
		}
		members := make([]writ.MemberID, len(v.Members))
		for i, m := range v.Members {
			members[i] = m.Member
		}
		if len(g.Data) > 0 {
			if err := tellConnection(ctx, tx); err != nil {
				return err
			}
		}
		return tellTeam(ctx, tx, members...)
	})
}

// stillGranted refuses to delete a team that was given something, and says who would
// lose what by it. Only Admins are told the names of things: who manages teams may
// know of a document no more than others.
func (a *App) stillGranted(ctx context.Context, op string, tx store.Tx, actor Actor, v *TeamView, g TeamGrants) error {
	text := fmt.Sprintf("The team %s was given access %d times: to %d folders or documents, and to data %d times. All of it would go with the team.",
		v.Name, g.Count(), len(g.Files), len(g.Data))
	losers, things, err := a.wouldLose(ctx, tx, g)
	if err != nil {
		return err
	}
	people, err := few(losers, func(id writ.MemberID) (string, error) {
		m, err := tx.Members.Get(ctx, id)
		if err != nil {
			return "", err
		}
		return fullName(m), nil
	})
	if err != nil {
		return err
	}
	files := ""
	if actor.Member.AccountType == writ.AccountAdmin {
		files, err = few(things, func(id writ.FileID) (string, error) {
			f, err := tx.Files.Get(ctx, id)
			if err != nil {
				return "", err
			}
			return f.Name, nil
		})
		if err != nil {
			return err
		}
	}
	switch {
	case people != "" && files != "":
		text += fmt.Sprintf(" Less access would be left to %s, on %s.", people, files)
	case people != "":
		text += fmt.Sprintf(" Less access to documents would be left to %s.", people)
	}
	return writ.Errorf(writ.CodeConflict, op, "%s", text).WithHint("To delete it with all that it was given, send withGrants=true.")
}

// wouldLose tells to whom less would be left, and on what, if what was given to a
// team went.
func (a *App) wouldLose(ctx context.Context, tx store.Tx, g TeamGrants) (who []writ.MemberID, what []writ.FileID, err error) {
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	changes := make([]access.GrantChange, len(g.Files))
	for i, f := range g.Files {
		changes[i] = access.GrantChange{File: f.File, Grantee: f.Grantee}
	}
	for _, s := range w.WhatIf(changes).Lose {
		who, what = append(who, s.Member), append(what, s.File)
	}
	return who, what, nil
}

// few names the first of many things: "Ann, Bob, Cy and 9 more".
func few[T comparable](ids []T, name func(T) (string, error)) (string, error) {
	const shown = 3
	var names []string
	seen := map[T]bool{}
	for _, id := range ids {
		if !seen[id] && len(names) < shown {
			text, err := name(id)
			if err != nil {
				return "", err
			}
			names = append(names, text)
		}
		seen[id] = true
	}
	text := strings.Join(names, ", ")
	if more := len(seen) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text, nil
}
