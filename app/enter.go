package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// actSignIn is the action of every sign-in in the audit log, as auth has it.
const actSignIn = "auth.SignIn"

// notAdmitted is what everybody is told who is who they say and may not come in:
// whether there is such a member, and whether deactivated, is not said. The audit
// log has the reason.
const notAdmitted = "You cannot sign in here with this account."

// entry is a sign-in through the provider on its way.
type entry struct {
	a        *App
	tx       store.Tx
	provider *writ.OpenIDProvider
	claims   *auth.Claims
	refusal  error // what whoever wants to come in is told; nil is notAdmitted
	why      string
	member   *writ.Member
	details  []any
}

// Enter returns the member for whom the provider has vouched: by the subject that
// it knows the member by, at the first time by a verified e-mail address. Where the
// settings say so, a first sign-in makes a member, and groups put members into teams
// and out of them. Refusals are CodeForbidden.
func (a *App) Enter(ctx context.Context, claims *auth.Claims, from auth.Origin) (*writ.Member, error) {
	const op = "app.Enter"
	var e *entry
	actor := Actor{RequestID: from.Request, Remote: from.Remote}
	err := a.store.Write(ctx, func(tx store.Tx) error {
		s, err := auth.SignInSettings(ctx, tx)
		if err != nil {
			return err
		}
		e = &entry{a: a, tx: tx, provider: s.Provider, claims: claims, details: []any{"with", "provider", "issuer", claims.Issuer}}
		if s.Provider == nil || s.Provider.Issuer != claims.Issuer {
			e.why = "The sign-in settings have changed meanwhile."
			return nil
		}
		if err := e.find(ctx); err != nil || e.why != "" {
			return err
		}
		if err := e.joinTeams(ctx); err != nil {
			return err
		}
		actor.Member = e.member
		return a.record(ctx, tx, actSignIn, actor, &subject{noun: "member", id: string(e.member.ID), details: e.details})
	})
	if err != nil {
		return nil, err
	}
	if e.why != "" {
		return nil, a.turnAway(ctx, op, actor, e)
	}
	a.caughtUp(ctx)
	return e.member, nil
}

// turnAway writes down why somebody was not let in, and returns what they are told.
func (a *App) turnAway(ctx context.Context, op string, actor Actor, e *entry) error {
	on := subject{details: append(e.details, "email", e.claims.Email)}
	if e.member != nil {
		actor.Member = e.member
		on.noun, on.id = "member", string(e.member.ID)
	}
	a.refusedOn(ctx, actSignIn, actor, on, writ.Errorf(writ.CodeForbidden, op, "%s", e.why))
	if e.refusal != nil {
		return e.refusal
	}
	return writ.Errorf(writ.CodeForbidden, op, notAdmitted).WithHint("Ask an Admin to let you in.")
}

// find finds or makes the member, or says why there is none to be.
func (e *entry) find(ctx context.Context) error {
	c := e.claims
	if !c.Verified && len(e.provider.Domains) > 0 || !e.provider.Admits(c.Email) {
		e.why = "The provider vouches for no e-mail address of a domain that may sign in."
		e.refusal = writ.Errorf(writ.CodeForbidden, "app.Enter", "Only verified e-mail addresses of certain domains may sign in through this provider.").
			WithHint("Use the account of your organization.")
		return nil
	}
	id, err := e.tx.Identities.Find(ctx, c.Issuer, c.Subject)
	switch writ.CodeOf(err) {
	case "":
		e.member, err = e.tx.Members.Get(ctx, id)
	case writ.CodeNotFound:
		err = e.link(ctx)
	}
	if err == nil && e.why == "" && e.member.Deactivated {
		e.why = "The member is deactivated."
	}
	return err
}

// link joins a subject that signs in for the first time to the member with its
// e-mail address.
func (e *entry) link(ctx context.Context) error {
	c := e.claims
	if c.Email == "" || !c.Verified {
		e.why = "The provider does not vouch for an e-mail address."
		e.refusal = writ.Errorf(writ.CodeForbidden, "app.Enter", "The provider does not vouch for your e-mail address, so it is not clear who you are here.").
			WithHint("Confirm the address at the provider. If it is confirmed there, an Admin has to see that the provider sends email and email_verified.")
		return nil
	}
	m, err := e.tx.Members.ByEmail(ctx, c.Email)
	if writ.CodeOf(err) == writ.CodeNotFound {
		return e.provision(ctx)
	}
	if err != nil {
		return err
	}
	e.member = m
	known, err := knownAt(ctx, e.tx, m.ID, c.Issuer)
	switch {
	case err != nil || m.Deactivated:
		return err
	case known:
		e.why = "The member signs in as another subject of this provider, and the address is now this one's. An Admin can unlink the member."
		return nil
	}
	e.details = append(e.details, "linked", true)
	return e.tx.Identities.Put(ctx, c.Issuer, c.Subject, m.ID)
}

// provision makes a member at the first sign-in, where the settings say so.
func (e *entry) provision(ctx context.Context) error {
	if e.provider.Provision == "" {
		e.why = "No member has this e-mail address, and a sign-in makes none."
		return nil
	}
	t, err := typeNamed(ctx, "app.Enter", e.tx, e.provider.Provision)
	if writ.CodeOf(err) == writ.CodeInvalid {
		e.why = "The account type of members who are made at their first sign-in is no longer there."
		return nil
	}
	if err != nil {
		return err
	}
	now := e.a.clock()
	m := &writ.Member{ID: writ.NewID[writ.MemberID](), Email: e.claims.Email, AccountType: t.Name, Version: 1, CreatedAt: now, UpdatedAt: now}
	m.FirstName, m.LastName = tolerantName(e.claims.FirstName), tolerantName(e.claims.LastName)
	if err := e.tx.Members.Insert(ctx, m); err != nil {
		return err
	}
	if _, err := e.a.homeOf(ctx, e.tx, m.ID); err != nil {
		return err
	}
	if err := tell(ctx, e.tx, writ.TopicMembers, eventChanged); err != nil {
		return err
	}
	e.member = m
	e.details = append(e.details, "provisioned", true, "accountType", t.Name)
	return e.tx.Identities.Put(ctx, e.claims.Issuer, e.claims.Subject, m.ID)
}

// tolerantName is a name that a provider sends; nothing if it is none that could be
// typed in.
func tolerantName(name string) string {
	clean, err := cleanName("app.Enter", "name", name)
	if err != nil {
		return ""
	}
	return clean
}

// joinTeams puts the member into the teams that the groups become, and out of those
// that other groups become. Without word of the groups, nothing changes.
func (e *entry) joinTeams(ctx context.Context) error {
	if len(e.provider.Teams) == 0 || e.claims.GroupsLeftOut {
		return nil
	}
	wanted := map[writ.TeamID]bool{}
	for _, t := range e.provider.Teams {
		wanted[t.Team] = wanted[t.Team] || slices.Contains(e.claims.Groups, t.Group)
	}
	teams, err := e.tx.Teams.Of(ctx, e.member.ID)
	if err != nil {
		return err
	}
	var joined, left []writ.TeamID
	for _, t := range teams {
		if in, mapped := wanted[t.ID]; mapped && !in {
			left = append(left, t.ID)
			err = e.tx.Teams.Remove(ctx, t.ID, e.member.ID)
		}
		if err != nil {
			return err
		}
		delete(wanted, t.ID)
	}
	for _, t := range e.provider.Teams { // in the order of the settings
		if !wanted[t.Team] {
			continue
		}
		delete(wanted, t.Team)
		if _, err := e.tx.Teams.Get(ctx, t.Team); writ.CodeOf(err) == writ.CodeNotFound {
			continue // deleted since
		} else if err != nil {
			return err
		}
		if err := e.tx.Teams.Put(ctx, writ.TeamMember{Team: t.Team, Member: e.member.ID, AddedAt: e.a.clock()}); err != nil {
			return err
		}
		joined = append(joined, t.Team)
	}
	return e.tellTeams(ctx, joined, left)
}

// tellTeams notes which teams have changed and tells those who follow them.
func (e *entry) tellTeams(ctx context.Context, joined, left []writ.TeamID) error {
	if len(joined)+len(left) == 0 {
		return nil
	}
	e.details = append(e.details, "teamsJoined", joined, "teamsLeft", left)
	if err := tell(ctx, e.tx, writ.TopicTeams, eventChanged); err != nil {
		return err
	}
	return tell(ctx, e.tx, writ.MemberTopic(e.member.ID), eventChanged)
}

// Unlink forgets which accounts at OpenID providers a member signs in with; the
// next sign-in finds the member by the e-mail address again. It is refused for the
// last Admin who could sign in.
func (a *App) Unlink(ctx context.Context, actor Actor, id writ.MemberID) error {
	const op = "app.Unlink"
	if err := a.askAdmin(ctx, op, actor); err != nil {
		return err
	}
	on := &subject{noun: "member", id: string(id)}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if _, err := tx.Members.Get(ctx, id); err != nil {
			return sameAbsence(op, "member", err)
		}
		n, err := tx.Identities.Forget(ctx, id)
		if err != nil {
			return err
		}
		on.details = []any{"identities", n}
		s, err := auth.SignInSettings(ctx, tx)
		if err != nil {
			return err
		}
		return adminGetsIn(ctx, op, tx, s, "")
	})
}
