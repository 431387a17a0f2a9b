package main

import (
	"context"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/cmd/writ/plan"
)

type grantCommand struct {
	List   grantList   `cmd:"" help:"List who was given what on a workspace, a folder or a document."`
	Add    grantAdd    `cmd:"" help:"Give a member, a team or all members a level."`
	Remove grantRemove `cmd:"" help:"Take a level back."`
}

// sharedFile names a file whose access is managed. Who manages access without seeing
// what is in it, as Admins may, finds workspaces and folders by their path, too.
type sharedFile struct {
	server
	File string `arg:"" help:"The path or the id of a workspace, a folder or a document."`
}

// with finds the file and runs do on it.
func (s sharedFile) with(ctx context.Context, do func(*client.Client, writ.FileID) error) error {
	return s.withClient(func(cl *client.Client) error {
		id, err := s.find(ctx, cl)
		if err != nil {
			return err
		}
		return do(cl, id)
	})
}

func (s sharedFile) find(ctx context.Context, cl *client.Client) (writ.FileID, error) {
	if id, err := writ.ParseID[writ.FileID]("file", s.File); err == nil {
		return id, nil
	}
	f, err := cl.FindFile(ctx, s.File)
	if err == nil {
		return f.ID, nil
	}
	if writ.CodeOf(err) != writ.CodeNotFound {
		return "", err
	}
	folders, late := cl.SharedFolders(ctx)
	if late != nil { // not for this member
		return "", err
	}
	found := byPath(folders)[s.File]
	switch len(found) {
	case 0:
		return "", err
	case 1:
		return found[0], nil
	}
	return "", writ.Errorf(writ.CodeConflict, "writ.grant", "%d folders are called %q.", len(found), s.File).WithHint("Use the id of one of them: %v.", found)
}

// byPath finds folders by their paths: those above come first in the list.
func byPath(folders []client.SharedFolder) map[string][]writ.FileID {
	path := map[writ.FileID]string{}
	found := map[string][]writ.FileID{}
	for _, f := range folders {
		path[f.ID] = strings.TrimPrefix(path[f.Parent]+"/"+f.Name, "/")
		found[path[f.ID]] = append(found[path[f.ID]], f.ID)
	}
	return found
}

type grantList struct {
	sharedFile
	Direct bool `help:"Leave out what was given on the folders above."`
}

// Run lists grants.
func (c grantList) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.FileID) error {
		list, err := cl.Grants(ctx, id, c.Direct)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, g := range list {
			rows[i] = []any{whoOf(g), g.Level.Label(), g.Inode.Name, g.ID}
		}
		return term.table([]any{"WHO", "LEVEL", "GIVEN ON", "ID"}, rows)
	})
}

// whoOf returns whom a grant is for.
func whoOf(g client.Grant) (who plan.Grantee) {
	if g.Member != nil {
		who.Email = g.Member.Email
	}
	if g.Team != nil {
		who.Team = g.Team.Name
	}
	return who
}

type grantAdd struct {
	sharedFile
	Who   string `arg:"" help:"The e-mail address of a member, team:NAME, or all for all members."`
	Level string `arg:"" enum:"view,explore,contribute,edit,manage" help:"On a workspace or folder view, explore, contribute or manage; on a workbook view, explore or edit; on a data model or dataset view or edit."`
}

// Help teaches the command.
func (grantAdd) Help() string {
	return `Examples:
  writ grant add Plan/2027 ann@example.com contribute
  writ grant add Plan "team:Finance" view
  writ grant add Plan/2027/Budget all view

Who has a level there already has this one afterwards, higher or lower. What comes from a folder above stays.`
}

// Run gives a level.
func (c grantAdd) Run(ctx context.Context, term *terminal) error {
	who, err := plan.ParseGrantee(c.Who)
	if err != nil {
		return usageError{err}
	}
	return c.with(ctx, func(cl *client.Client, id writ.FileID) error {
		g, err := c.give(ctx, cl, id, who)
		if err != nil {
			return err
		}
		return term.answer(g, "%s: %s on %s", whoOf(*g), g.Level.Label(), g.Inode.Name)
	})
}

// give changes the grant that there is, or gives one.
func (c grantAdd) give(ctx context.Context, cl *client.Client, id writ.FileID, who plan.Grantee) (*client.Grant, error) {
	level := writ.Level(c.Level)
	list, err := cl.Grants(ctx, id, true)
	if err != nil {
		return nil, err
	}
	if i := indexOf(list, who); i >= 0 {
		return cl.ChangeGrant(ctx, list[i].ID, level)
	}
	to, err := granteeOn(ctx, cl, id, who)
	if err != nil {
		return nil, err
	}
	return cl.Give(ctx, id, to, level)
}

// indexOf finds the grant of a grantee, -1 if there is none.
func indexOf(list []client.Grant, who plan.Grantee) int {
	return slices.IndexFunc(list, func(g client.Grant) bool { return who.Is(whoOf(g)) })
}

// granteeOn finds a grantee among those to whom a file may be given.
func granteeOn(ctx context.Context, cl *client.Client, id writ.FileID, who plan.Grantee) (client.Grantee, error) {
	if who == (plan.Grantee{}) {
		return client.Grantee{AllMembers: true}, nil
	}
	return cl.FileGrantee(ctx, id, who.Email, who.Team)
}

type grantRemove struct {
	sharedFile
	Who string `arg:"" help:"The e-mail address of a member, team:NAME, or all for all members."`
}

// Run takes a level back.
func (c grantRemove) Run(ctx context.Context, term *terminal) error {
	who, err := plan.ParseGrantee(c.Who)
	if err != nil {
		return usageError{err}
	}
	return c.with(ctx, func(cl *client.Client, id writ.FileID) error {
		list, err := cl.Grants(ctx, id, true)
		if err != nil {
			return err
		}
		i := indexOf(list, who)
		if i < 0 {
			return writ.Errorf(writ.CodeNotFound, "writ.grant", "Nothing was given to %s there", who).
				WithHint("writ grant list %s shows what was given, and on which folder above.", c.File)
		}
		g, err := cl.Revoke(ctx, list[i].ID)
		if err != nil {
			return err
		}
		return term.answer(g, "%s no longer has %s on %s", who, g.Level.Label(), g.Inode.Name)
	})
}
