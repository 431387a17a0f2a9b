package main

import (
	"context"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type shareCommand struct {
	namedFile
	To      string `arg:"" name:"who" help:"An e-mail address, team:NAME, or all."`
	Level   string `arg:"" help:"view, explore, contribute, edit or manage."`
	Message string `placeholder:"TEXT" help:"What those are told who gain by it."`
	NoMail  bool   `help:"Tell them in the app alone."`
}

// Help teaches which levels there are.
func (shareCommand) Help() string {
	return `A workspace or a folder is shared at view, explore, contribute or manage; a workbook at view, explore or edit; a data model or a dataset at view or edit. A level that somebody has is raised, never lowered.`
}

// Run shares a file.
func (c shareCommand) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, f *client.File) error {
		level, err := levelOn(f, c.Level)
		if err != nil {
			return err
		}
		to, err := findGrantee(ctx, cl, f.ID, c.To)
		if err != nil {
			return err
		}
		g, err := cl.Share(ctx, f.ID, to, level, c.Message, !c.NoMail)
		if err != nil {
			return err
		}
		return term.answer(g, "%s: %s has %s", f.Name, c.To, g.Level.Label())
	})
}

// levelOn reads a level of a file. The API takes the word edit for Can manage on
// folders; whoever types it there may mean something else.
func levelOn(f *client.File, word string) (writ.Level, error) {
	kind := writ.FileKind(f.Type)
	if !slices.Contains(kind.Levels(), writ.Level(word)) {
		return "", usageError{writ.Invalid("writ.share", "level", "A %s has no level %q: choose one of %v.", kind.Label(), word, kind.Levels())}
	}
	return writ.Level(word), nil
}

// findGrantee finds whom a word means: all, team:NAME, or an e-mail address.
func findGrantee(ctx context.Context, cl *client.Client, id writ.FileID, word string) (client.Grantee, error) {
	if word == "all" {
		return client.Grantee{AllMembers: true}, nil
	}
	if team, ok := strings.CutPrefix(word, "team:"); ok {
		return cl.FileGrantee(ctx, id, "", team)
	}
	email, err := writ.NormalizeEmail(word)
	if err != nil {
		return client.Grantee{}, usageError{err}
	}
	return cl.FileGrantee(ctx, id, email, "")
}

type whoCommand struct{ sharedFile }

// Run lists who has access.
func (c whoCommand) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.FileID) error {
		list, err := cl.Who(ctx, id)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, a := range list {
			rows[i] = []any{a.Member.Email, a.Label, strings.Join(a.Why, " ")}
		}
		return term.table([]any{"WHO", "LEVEL", "WHY"}, rows)
	})
}

type whyCommand struct {
	sharedFile
	Email string `arg:"" optional:"" help:"Whose access; without it, yours. Another one's is for those who manage the access to the file."`
}

// Run explains what somebody may do.
func (c whyCommand) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.FileID) error {
		var who client.Grantee
		if c.Email != "" {
			found, err := findGrantee(ctx, cl, id, c.Email)
			if err != nil {
				return err
			}
			if found.MemberID == "" {
				return usageError{writ.Invalid("writ.why", "email", "Name one member by their e-mail address.")}
			}
			who = found
		}
		a, err := cl.Why(ctx, id, who.MemberID)
		if err != nil {
			return err
		}
		return term.answer(a, "%s: %s\n%s\nmay: %s", a.Member.Email, a.Label, strings.Join(a.Why, "\n"), strings.Join(a.Actions, ", "))
	})
}
