package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// TypeChange is a change of an account type that is only thought of: other
// permissions, or, with Reassign, that its members have another type.
type TypeChange struct {
	Permissions []access.Permission
	Reassign    writ.AccountTypeID
}

// TypeEffect is what a change of an account type would do to those who have it.
// Members are the first 200 of them, Total counts all.
type TypeEffect struct {
	Members []*writ.Member
	Total   int
	Gained  []access.Permission
	Lost    []access.Permission
}

// WhatIfAccountType says what a change of an account type would do, and changes
// nothing. Deactivated members are not counted: they can do nothing before or after.
func (a *App) WhatIfAccountType(ctx context.Context, actor Actor, id writ.AccountTypeID, change TypeChange) (e *TypeEffect, err error) {
	const op = "app.WhatIfAccountType"
	if err := a.ask(ctx, op, actor, access.ManageAccountTypes); err != nil {
		return nil, err
	}
	after, bad := access.Sort(change.Permissions)
	if bad != "" {
		return nil, writ.Invalid(op, "permissions", "There is no permission %q.", bad)
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		v, err := accountType(ctx, op, tx, id)
		if err != nil {
			return err
		}
		if change.Reassign != "" {
			to, err := accountType(ctx, op, tx, change.Reassign)
			if err != nil {
				return err
			}
			after = to.Permissions
		}
		have, err := haveType(ctx, tx, v.Name)
		if err != nil {
			return err
		}
		have = slices.DeleteFunc(have, func(m *writ.Member) bool { return m.Deactivated })
		e = &TypeEffect{
			Members: have[:min(len(have), maxPeople)], Total: len(have),
			Gained: missing(after, v.Permissions), Lost: missing(v.Permissions, after),
		}
		return nil
	})
	return e, err
}

// missing returns what of list is not in from.
func missing[T comparable](list, from []T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(p T) bool { return slices.Contains(from, p) })
}

// DeleteAccountType deletes a custom account type. Who has it gets the type
// reassign; without one, an account type that somebody has is CodeConflict.
func (a *App) DeleteAccountType(ctx context.Context, actor Actor, id, reassign writ.AccountTypeID) error {
	const op = "app.DeleteAccountType"
	if err := a.ask(ctx, op, actor, access.ManageAccountTypes); err != nil {
		return err
	}
	on := &subject{noun: "accountType", id: string(id)}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		t, err := customType(ctx, op, tx, id)
		if err != nil {
			return err
		}
		if err := a.heed(ctx, op, actor, access.ShapeType(actor.Member, t.Permissions)); err != nil {
			return err
		}
		have, err := haveType(ctx, tx, t.Name)
		if err != nil {
			return err
		}
		on.details = []any{"name", t.Name, "members", len(have)}
		if err := a.reassign(ctx, op, tx, actor, t, have, reassign); err != nil {
			return err
		}
		if err := tx.AccountTypes.Delete(ctx, id); err != nil {
			return err
		}
		return tellMembers(ctx, tx, have)
	})
}

// reassign gives the members of an account type that goes another one.
func (a *App) reassign(ctx context.Context, op string, tx store.Tx, actor Actor, t *writ.CustomType, have []*writ.Member, id writ.AccountTypeID) error {
	if len(have) == 0 {
		return nil
	}
	if id == "" {
		return writ.Errorf(writ.CodeConflict, op, "%d members have the account type %s.", len(have), t.Name).
			WithHint("Say which account type they get instead: reassignToAccountTypeId.")
	}
	if id == t.ID {
		return writ.Invalid(op, "reassignToAccountTypeId", "The members cannot get the account type that is deleted.")
	}
	to, err := accountType(ctx, op, tx, id)
	if err != nil {
		return err
	}
	// To be an account type's maker does not give the right to hand types out.
	if err := a.heed(ctx, op, actor, access.GiveType(actor.Member, to.Permissions)); err != nil {
		return err
	}
	for _, m := range have {
		m.AccountType, m.UpdatedAt = to.Name, a.clock()
		if err := tx.Members.Update(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
