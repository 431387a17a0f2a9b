package main

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type teamCommand struct {
	List   teamList   `cmd:"" help:"List the teams you may see."`
	Show   teamShow   `cmd:"" help:"List who is in a team."`
	Create teamCreate `cmd:"" help:"Make a team."`
	Set    teamSet    `cmd:"" help:"Rename or describe a team, show or hide it."`
	Add    teamAdd    `cmd:"" help:"Put members into a team, or make them its admins."`
	Remove teamRemove `cmd:"" help:"Take members out of a team."`
	Delete teamDelete `cmd:"" help:"Delete a team."`
}

type teamList struct{ server }

// Run lists teams.
func (c teamList) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		list, err := cl.Teams(ctx)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, t := range list {
			rows[i] = []any{t.Name, t.Visibility, t.MemberCount, t.Description, t.ID}
		}
		return term.table([]any{"NAME", "VISIBILITY", "MEMBERS", "DESCRIPTION", "ID"}, rows)
	})
}

// namedTeam names a team by its name, whatever the case, or by its id.
type namedTeam struct {
	server
	Team string `arg:"" help:"The name of the team, or its id."`
}

// with finds the team and runs do on it.
func (n namedTeam) with(ctx context.Context, do func(*client.Client, client.Team) error) error {
	return n.withClient(func(cl *client.Client) error {
		list, err := cl.Teams(ctx)
		if err != nil {
			return err
		}
		for _, t := range list {
			if strings.EqualFold(t.Name, n.Team) || string(t.ID) == n.Team {
				return do(cl, t)
			}
		}
		return writ.Errorf(writ.CodeNotFound, "writ.team", "There is no team %q, or you may not see it", n.Team).
			WithHint("writ team list shows those you may see.")
	})
}

type teamShow struct{ namedTeam }

// Run lists members of a team.
func (c teamShow) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.Team) error {
		list, err := cl.TeamMembers(ctx, t.ID)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, m := range list {
			place := "member"
			if m.IsTeamAdmin {
				place = "team admin"
			}
			rows[i] = []any{m.Member.Email, m.Member.Name, place}
		}
		return term.table([]any{"E-MAIL", "NAME", "IN THE TEAM AS"}, rows)
	})
}

type teamCreate struct {
	server
	Name        string `arg:"" help:"What the team is called."`
	Description string `help:"What it is for."`
	Public      bool   `help:"Let everybody see it, and who is in it."`
	Workspace   bool   `help:"With a workspace of the same name, where its members Can contribute."`
}

// Run makes a team.
func (c teamCreate) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		made, err := cl.CreateTeam(ctx, client.TeamDraft{
			Name: c.Name, Description: c.Description, Visibility: visibilityOf(c.Public), CreateTeamFolder: c.Workspace,
		})
		if err != nil {
			return err
		}
		return term.answer(made, "Made the %s team %s.", made.Visibility, made.Name)
	})
}

func visibilityOf(public bool) string {
	if public {
		return "public"
	}
	return "private"
}

type teamSet struct {
	namedTeam
	Name        *string `help:"What it is called from now on."`
	Description *string `help:"What it is for."`
	Public      *bool   `negatable:"" help:"Show it to everybody, or hide it."`
}

// Run changes a team.
func (c teamSet) Run(ctx context.Context, term *terminal) error {
	patch := client.TeamPatch{Name: c.Name, Description: c.Description}
	if c.Public != nil {
		v := visibilityOf(*c.Public)
		patch.Visibility = &v
	}
	return c.with(ctx, func(cl *client.Client, t client.Team) error {
		changed, err := cl.UpdateTeam(ctx, t.ID, patch)
		if err != nil {
			return err
		}
		return term.answer(changed, "Changed %s.", changed.Name)
	})
}

type teamAdd struct {
	namedTeam
	Email []string `arg:"" help:"The e-mail addresses of the members."`
	Admin *bool    `negatable:"" help:"As team admins, who may add and remove members; --no-admin makes ordinary members of them."`
}

// Run puts members into a team. Who is in it stays what they are there unless
// --admin or --no-admin says otherwise.
func (c teamAdd) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.Team) error {
		in, err := cl.TeamMembers(ctx, t.ID)
		if err != nil {
			return err
		}
		for _, text := range c.Email {
			email, err := writ.NormalizeEmail(text)
			if err != nil {
				return err
			}
			id, admin := placeIn(in, email)
			if id != "" && c.Admin == nil {
				continue
			}
			if id == "" {
				if id, err = cl.TeamCandidate(ctx, t.ID, email); err != nil {
					return err
				}
			}
			if c.Admin != nil {
				admin = *c.Admin
			}
			if err := cl.SetTeamMember(ctx, t.ID, id, admin); err != nil {
				return err
			}
		}
		return term.answer(map[string]any{"teamId": t.ID, "members": c.Email}, "%s are in %s.", strings.Join(c.Email, ", "), t.Name)
	})
}

// placeIn finds somebody among the members of a team; "" if they are not there.
func placeIn(list []client.TeamMember, email string) (id writ.MemberID, admin bool) {
	for _, m := range list {
		if m.Member.Email == email {
			return m.ID, m.IsTeamAdmin
		}
	}
	return "", false
}

type teamRemove struct {
	namedTeam
	Email []string `arg:"" help:"The e-mail addresses of the members."`
}

// Run takes members out of a team.
func (c teamRemove) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.Team) error {
		in, err := cl.TeamMembers(ctx, t.ID)
		if err != nil {
			return err
		}
		for _, text := range c.Email {
			email, err := writ.NormalizeEmail(text)
			if err != nil {
				return err
			}
			id, _ := placeIn(in, email)
			if id == "" {
				return writ.Errorf(writ.CodeNotFound, "writ.team", "%s is not in %s", email, t.Name).WithHint("writ team show %s lists who is.", t.Name)
			}
			if err := cl.RemoveTeamMember(ctx, t.ID, id); err != nil {
				return err
			}
		}
		return term.answer(map[string]any{"teamId": t.ID, "removed": c.Email}, "%s are no longer in %s.", strings.Join(c.Email, ", "), t.Name)
	})
}

type teamDelete struct {
	namedTeam
	WithGrants bool `help:"Also if something was given to the team; it goes with it."`
}

// Run deletes a team.
func (c teamDelete) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.Team) error {
		if err := cl.DeleteTeam(ctx, t.ID, c.WithGrants); err != nil {
			return err
		}
		return term.answer(map[string]any{"teamId": t.ID}, "Deleted %s.", t.Name)
	})
}
