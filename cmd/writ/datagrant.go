package main

import (
	"context"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/cmd/writ/plan"
)

// levels spells the levels of data access as the command line does, and as the
// API.
var levels = map[writ.DataLevel]string{
	writ.DataWrite: "writeback", writ.DataUse: "usage", writ.DataAnnotate: "annotate", writ.DataAdmin: "admin",
}

func levelLabel(permission string) string {
	for level, name := range levels {
		if name == permission {
			return level.Label()
		}
	}
	return permission
}

type connectionGrants struct{ namedConnection }

// Run lists data access.
func (c connectionGrants) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.DataGrants(ctx, id)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	rows := make([][]any, len(list))
	for i, g := range list {
		rows[i] = []any{granteeOf(g), placeOf(g.Path), levelLabel(g.Permission), g.ID}
	}
	return term.table([]any{"WHO", "ON", "LEVEL", "ID"}, rows)
}

func granteeOf(g client.DataGrant) string {
	switch {
	case g.Team != nil:
		return "team " + g.Team.Name
	case g.Member != nil:
		return g.Member.Email
	}
	return "all members"
}

// whoOfData returns whom data access was given to.
func whoOfData(g client.DataGrant) (who plan.Grantee) {
	if g.Member != nil {
		who.Email = g.Member.Email
	}
	if g.Team != nil {
		who.Team = g.Team.Name
	}
	return who
}

func placeOf(path []string) string {
	if len(path) == 0 {
		return "whole connection"
	}
	return strings.Join(path, ".")
}

// grantee names a member, a team, or all, and a place in a connection.
type grantee struct {
	namedConnection
	Who  string   `arg:"" help:"The e-mail address of a member, team:NAME, or all for all members."`
	Path []string `sep:"none" placeholder:"NAME" help:"Only what is in this schema, or once more for a table in it; without it, the whole connection."`
}

type connectionGrant struct {
	grantee
	Level string `arg:"" enum:"write,use,annotate,admin" help:"write (Can write only), use, annotate (Can use & annotate) or admin."`
}

// Help teaches the command.
func (connectionGrant) Help() string {
	return `Examples:
  writ connection grant finance ann@example.com use --path sales
  writ connection grant finance "team:Data engineers" admin
  writ connection grant finance all write`
}

// Run gives data access.
func (c connectionGrant) Run(ctx context.Context, term *terminal) error {
	who, err := plan.ParseGrantee(c.Who)
	if err != nil {
		return usageError{err}
	}
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	draft := client.DataGrantDraft{To: client.Grantee{AllMembers: true}, Path: c.Path, Permission: levels[writ.DataLevel(c.Level)]}
	if who != (plan.Grantee{}) {
		if draft.To, err = cl.DataGrantee(ctx, id, who.Email, who.Team); err != nil {
			return err
		}
	}
	g, err := cl.GiveDataAccess(ctx, id, draft)
	if err != nil {
		return err
	}
	return term.answer(g, "%s: %s on %s", granteeOf(*g), levelLabel(g.Permission), placeOf(g.Path))
}

type connectionRevoke struct{ grantee }

// Run takes data access back.
func (c connectionRevoke) Run(ctx context.Context, term *terminal) error {
	who, err := plan.ParseGrantee(c.Who)
	if err != nil {
		return usageError{err}
	}
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.DataGrants(ctx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(g client.DataGrant) bool {
		return slices.Equal(g.Path, c.Path) && who.Is(whoOfData(g))
	})
	if i < 0 {
		return writ.Errorf(writ.CodeNotFound, "writ.connection", "%s has no grant on the %s", c.Who, placeOf(c.Path)).
			WithHint("writ connection grants shows what was given, and on what.")
	}
	g, err := cl.RevokeDataAccess(ctx, id, list[i].ID)
	if err != nil {
		return err
	}
	return term.answer(g, "%s no longer has %s on %s", granteeOf(*g), levelLabel(g.Permission), placeOf(g.Path))
}
