package main

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type accountTypeCommand struct {
	List   accountTypeList   `cmd:"" help:"List the account types."`
	Show   accountTypeShow   `cmd:"" help:"List what an account type allows; writ account-type show Admin lists all that there is."`
	Create accountTypeCreate `cmd:"" help:"Make an account type."`
	Set    accountTypeSet    `cmd:"" help:"Change an account type of your own."`
	Delete accountTypeDelete `cmd:"" help:"Delete an account type of your own."`
}

type accountTypeList struct{ server }

// Run lists account types.
func (c accountTypeList) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		list, err := cl.AccountTypes(ctx)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, t := range list {
			kind := "built in"
			if t.IsCustom {
				kind = "your own"
			}
			rows[i] = []any{t.Name, kind, t.MemberCount, len(t.Permissions), t.Description}
		}
		return term.table([]any{"NAME", "KIND", "MEMBERS", "PERMISSIONS", "DESCRIPTION"}, rows)
	})
}

// findAccountType finds a type by its name, whatever the case, or by its id.
func findAccountType(ctx context.Context, cl *client.Client, name string) (client.AccountType, error) {
	list, err := cl.AccountTypes(ctx)
	if err != nil {
		return client.AccountType{}, err
	}
	for _, t := range list {
		if strings.EqualFold(string(t.Name), name) || string(t.ID) == name {
			return t, nil
		}
	}
	return client.AccountType{}, writ.Errorf(writ.CodeNotFound, "writ.accountType", "There is no account type %q", name).
		WithHint("writ account-type list shows what there is.")
}

// namedAccountType names an account type.
type namedAccountType struct {
	server
	Name string `arg:"" help:"The name of the account type, or its id."`
}

func (n namedAccountType) with(ctx context.Context, do func(*client.Client, client.AccountType) error) error {
	return n.withClient(func(cl *client.Client) error {
		t, err := findAccountType(ctx, cl, n.Name)
		if err != nil {
			return err
		}
		return do(cl, t)
	})
}

type accountTypeShow struct{ namedAccountType }

// Run lists permissions.
func (c accountTypeShow) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.AccountType) error {
		list, err := cl.Permissions(ctx, t.ID)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, p := range list {
			rows[i] = []any{p.Group, p.Permission, p.Description}
		}
		return term.table([]any{"GROUP", "PERMISSION", "ALLOWS TO"}, rows)
	})
}

type accountTypeCreate struct {
	server
	Name        string            `arg:"" help:"What it is called, unlike any other account type."`
	Description string            `help:"What it is for."`
	May         []writ.Permission `placeholder:"PERMISSION" help:"A permission; name as many as it shall have."`
}

// Run makes an account type.
func (c accountTypeCreate) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		draft := client.AccountTypeDraft{Name: c.Name, Description: c.Description, Permissions: append([]writ.Permission{}, c.May...)}
		made, err := cl.CreateAccountType(ctx, draft)
		if err != nil {
			return err
		}
		return term.answer(made, "Made the account type %s with %s.", made.Name, countOf(int64(len(made.Permissions)), "permission", "permissions"))
	})
}

type accountTypeSet struct {
	namedAccountType
	Rename      *string           `placeholder:"NAME" help:"What it is called from now on."`
	Description *string           `help:"What it is for."`
	May         []writ.Permission `placeholder:"PERMISSION" help:"The permissions it has from now on, instead of those before."`
	DryRun      bool              `help:"Say who would gain and lose what, and change nothing."`
}

// Run changes an account type, or says what that would do.
func (c accountTypeSet) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.AccountType) error {
		draft := client.AccountTypeDraft{Name: string(t.Name), Description: t.Description, Permissions: t.Permissions}
		if c.Rename != nil {
			draft.Name = *c.Rename
		}
		if c.Description != nil {
			draft.Description = *c.Description
		}
		if c.May != nil {
			draft.Permissions = c.May
		}
		if c.DryRun {
			e, err := cl.WhatIfAccountType(ctx, t.ID, draft.Permissions)
			if err != nil {
				return err
			}
			return term.answer(e, "%s would gain: %s\nand lose: %s", countOf(int64(e.Total), "member", "members"), listed(e.Gained), listed(e.Lost))
		}
		changed, err := cl.UpdateAccountType(ctx, t.ID, draft)
		if err != nil {
			return err
		}
		return term.answer(changed, "Changed %s.", changed.Name)
	})
}

// listed joins permissions for people.
func listed(list []writ.Permission) string {
	if len(list) == 0 {
		return "nothing"
	}
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return strings.Join(out, ", ")
}

type accountTypeDelete struct {
	namedAccountType
	Reassign string `placeholder:"TYPE" help:"The account type that its members have from now on."`
}

// Run deletes an account type.
func (c accountTypeDelete) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, t client.AccountType) error {
		var to writ.AccountTypeID
		if c.Reassign != "" {
			found, err := findAccountType(ctx, cl, c.Reassign)
			if err != nil {
				return err
			}
			to = found.ID
		}
		if err := cl.DeleteAccountType(ctx, t.ID, to); err != nil {
			return err
		}
		return term.answer(map[string]any{"accountTypeId": t.ID}, "Deleted %s.", t.Name)
	})
}
