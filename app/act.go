package app

import (
	"cmp"
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// signedIn refuses nobody, and a member who is deactivated.
func signedIn(op string, actor Actor) error {
	switch {
	case actor.Member == nil:
		return writ.Errorf(writ.CodeUnauthenticated, op, "Nobody is signed in.")
	case actor.Member.Deactivated:
		return writ.Errorf(writ.CodeForbidden, op, "This account is deactivated.")
	}
	return nil
}

// decideIn says with a nil error that the actor may do what the question asks about,
// by what is true in the transaction; an empty Who is the actor. What the actor may
// not know of is CodeNotFound, as if it were not there. It must be called before the
// transaction changes anything.
func (a *App) decideIn(ctx context.Context, op string, tx store.Tx, actor Actor, q access.Question) error {
	if err := signedIn(op, actor); err != nil {
		return err
	}
	w, err := a.worldIn(ctx, tx)
	if err != nil {
		return err
	}
	return a.judge(ctx, op, actor, w, q)
}

// judge asks a world that is known to be true now.
func (a *App) judge(ctx context.Context, op string, actor Actor, w *access.World, q access.Question) error {
	q.Who = cmp.Or(q.Who, actor.Member.ID)
	err := w.Decide(q).Err(op)
	if err != nil {
		a.refusedOn(ctx, op, actor, subject{noun: nounFile, id: string(q.File), details: []any{"asked", q.Do}}, err)
	}
	return err
}

// subject is what a use case is about, as the audit log says it. Details are names
// and values in turn, never a secret.
type subject struct {
	noun, id string
	details  []any
}

// change runs fn in a transaction that also writes down in the audit log who did
// op to what; fn may fill in the subject. When it returns, this node decides by
// what was changed. Nothing of it happened if it returns an error.
func (a *App) change(ctx context.Context, op string, actor Actor, on *subject, fn func(tx store.Tx) error) error {
	given := *on
	err := a.store.Write(ctx, func(tx store.Tx) error {
		*on = given // fn may run again
		if err := fn(tx); err != nil {
			return err
		}
		return a.record(ctx, tx, op, actor, on)
	})
	if err != nil {
		a.failed(ctx, op, actor, *on, err)
		return err
	}
	a.inputs.empty()
	a.caughtUp(ctx)
	a.log.InfoContext(ctx, "done", attributes(op, actor, *on)...)
	return nil
}

// note writes down in the audit log what the actor has done elsewhere than in the
// store, or what changes nothing and matters all the same.
func (a *App) note(ctx context.Context, op string, actor Actor, on *subject) error {
	err := a.store.Write(ctx, func(tx store.Tx) error { return a.record(ctx, tx, op, actor, on) })
	if err == nil {
		a.log.InfoContext(ctx, "done", attributes(op, actor, *on)...)
	}
	return err
}

// attributes say in the server's log who does op to what.
func attributes(op string, actor Actor, on subject) []any {
	attrs := []any{"op", op, "noun", on.noun, "id", on.id, "request", actor.RequestID, "remote", actor.Remote}
	if actor.Member != nil {
		attrs = append(attrs, "member", actor.Member.ID)
	}
	return append(attrs, on.details...)
}

// record appends to the audit log that the actor, or the server itself, has done
// something.
func (a *App) record(ctx context.Context, tx store.Tx, op string, actor Actor, on *subject) error {
	return tx.AuditLog.Append(ctx, a.auditEntry(op, actor, *on))
}

// auditEntry says that the actor has done op.
func (a *App) auditEntry(op string, actor Actor, on subject) *writ.AuditEntry {
	e := &writ.AuditEntry{
		ID: writ.NewID[writ.AuditID](), At: a.clock(), Action: op, Noun: on.noun, Object: on.id,
		Result: writ.AuditDone, Remote: actor.Remote, Request: actor.RequestID, Details: writ.AuditDetails(on.details...),
	}
	if actor.Member != nil {
		e.Member, e.Email = actor.Member.ID, actor.Member.Email
	}
	return e
}
