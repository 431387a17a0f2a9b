package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// Credentials lists the actor's own API credentials.
func (a *App) Credentials(ctx context.Context, actor Actor) (list []*writ.APICredential, err error) {
	if err := a.ask(ctx, "app.Credentials", actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err = tx.Credentials.ListByMember(ctx, actor.Member.ID)
		return err
	})
	return list, err
}

// CreateCredential makes an API credential that acts as the actor. Its secret
// is returned only here.
func (a *App) CreateCredential(ctx context.Context, actor Actor, name string) (c *writ.APICredential, secret string, err error) {
	const op = "app.CreateCredential"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, "", err
	}
	if name, err = requiredName(op, name); err != nil {
		return nil, "", err
	}
	c, secret = auth.NewCredential(actor.Member.ID, name, a.clock)
	on := &subject{noun: "credential", id: string(c.ID), details: []any{"name", name}}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if err := tx.Credentials.Insert(ctx, c); err != nil {
			return err
		}
		return tell(ctx, tx, writ.MemberTopic(c.Member), eventChanged)
	})
	if err != nil {
		return nil, "", err
	}
	return c, secret, nil
}

// RevokeCredential ends one of the actor's own API credentials and its tokens.
func (a *App) RevokeCredential(ctx context.Context, actor Actor, id writ.CredentialID) error {
	const op = "app.RevokeCredential"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return err
	}
	return a.change(ctx, op, actor, &subject{noun: "credential", id: string(id)}, func(tx store.Tx) error {
		c, err := tx.Credentials.Get(ctx, id)
		if err == nil && !access.Owned(actor.Member, c.Member).Allow {
			err = notFound(op, "API credential")
		}
		if err != nil {
			return sameAbsence(op, "API credential", err)
		}
		if err := tx.Credentials.Revoke(ctx, id, a.clock().UnixMicro()); err != nil {
			return err
		}
		return tell(ctx, tx, writ.MemberTopic(c.Member), eventChanged)
	})
}

// notFound is what a member is told about a thing that is not there and about
// one that is not theirs to see.
func notFound(op, what string) error {
	return writ.Errorf(writ.CodeNotFound, op, "There is no such %s, or it is not visible to you.", what)
}

// sameAbsence gives the store's CodeNotFound the words of notFound.
func sameAbsence(op, what string, err error) error {
	if writ.CodeOf(err) == writ.CodeNotFound {
		return notFound(op, what)
	}
	return err
}
