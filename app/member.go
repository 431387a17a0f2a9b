package app

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// MemberDraft is a member to be made. Teams are those that the member is put into.
type MemberDraft struct {
	Email       string
	FirstName   string
	LastName    string
	AccountType writ.AccountType
	Teams       []TeamPlace
}

// TeamPlace is a place in a team.
type TeamPlace struct {
	Team  writ.TeamID
	Admin bool
}

// MemberPatch changes what is not nil. HandOver says what becomes of what the
// member owns; it goes with a deactivation only.
type MemberPatch struct {
	Email       *string
	FirstName   *string
	LastName    *string
	AccountType *writ.AccountType
	Deactivated *bool
	HandOver    HandOver
}

// maxName is how many characters a name may have, whatever it names.
const maxName = 200

// cleanName trims a name that is shown to people and refuses what would break a
// line or a list. An empty one is the caller's to judge.
func cleanName(op, field, name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "", writ.Invalid(op, field, "The name holds characters that cannot be shown.")
	case utf8.RuneCountInString(name) > maxName:
		return "", writ.Invalid(op, field, "The name is longer than %d characters.", maxName)
	}
	return name, nil
}

// requiredName is cleanName for names that may not be empty, in the field name.
func requiredName(op, name string) (string, error) {
	name, err := cleanName(op, "name", name)
	if err == nil && name == "" {
		err = writ.Invalid(op, "name", "The name is empty.")
	}
	return name, err
}

// CreateMember makes a member who can sign in once with the password it
// returns and has to choose an own one then.
func (a *App) CreateMember(ctx context.Context, actor Actor, draft MemberDraft) (v *MemberView, oneTimePassword string, err error) {
	const op = "app.CreateMember"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return nil, "", err
	}
	now := a.clock()
	m := &writ.Member{ID: writ.NewID[writ.MemberID](), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := apply(op, m, MemberPatch{Email: &draft.Email, FirstName: &draft.FirstName, LastName: &draft.LastName}); err != nil {
		return nil, "", err
	}
	oneTimePassword = auth.GiveOneTimePassword(m)
	on := &subject{noun: "member", id: string(m.ID), details: []any{"email", m.Email, "accountType", draft.AccountType}}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		if err := a.giveType(ctx, op, tx, actor, m, draft.AccountType); err != nil {
			return err
		}
		if err := tx.Members.Insert(ctx, m); err != nil {
			return err
		}
		if _, err := a.homeOf(ctx, tx, m.ID); err != nil {
			return err
		}
		if err := a.enrolInto(ctx, op, tx, actor, m.ID, draft.Teams); err != nil {
			return err
		}
		if v, err = viewMember(ctx, tx, m); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicMembers, eventChanged)
	})
	if err != nil {
		return nil, "", err
	}
	return v, oneTimePassword, nil
}

// giveType gives a member an account type, built in or custom, if the actor may
// hand that out, and take away the one before.
func (a *App) giveType(ctx context.Context, op string, tx store.Tx, actor Actor, m *writ.Member, name writ.AccountType) error {
	t, err := typeNamed(ctx, op, tx, name)
	if err != nil || t.Name == m.AccountType {
		return err
	}
	permissions := slices.Concat(access.PermissionsOf(m), t.Permissions)
	if err := a.heed(ctx, op, actor, access.GiveType(actor.Member, permissions)); err != nil {
		return err
	}
	m.AccountType, m.Permissions = t.Name, nil
	if t.Custom {
		m.Permissions = t.Permissions
	}
	return nil
}

// enrolInto puts a new member into teams.
func (a *App) enrolInto(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.MemberID, places []TeamPlace) error {
	for _, p := range places {
		v, err := a.team(ctx, op, tx, actor, p.Team, access.ManageTeam)
		if err != nil {
			return err
		}
		m := writ.TeamMember{Team: v.ID, Member: id, Admin: p.Admin, AddedBy: actor.Member.ID, AddedAt: a.clock()}
		if err := tx.Teams.Put(ctx, m); err != nil {
			return err
		}
	}
	if len(places) == 0 {
		return nil
	}
	return tellTeam(ctx, tx)
}

// apply puts the changes of patch into m: all but the account type.
func apply(op string, m *writ.Member, patch MemberPatch) (err error) {
	if patch.Email != nil {
		if m.Email, err = writ.NormalizeEmail(*patch.Email); err != nil {
			return err
		}
	}
	if patch.FirstName != nil {
		if m.FirstName, err = cleanName(op, "firstName", *patch.FirstName); err != nil {
			return err
		}
	}
	if patch.LastName != nil {
		if m.LastName, err = cleanName(op, "lastName", *patch.LastName); err != nil {
			return err
		}
	}
	if patch.Deactivated != nil && *patch.Deactivated != m.Deactivated {
		m.Deactivated = *patch.Deactivated
		m.Epoch++ // ends every session and token
	}
	if !patch.HandOver.empty() && !m.Deactivated {
		return writ.Invalid(op, "newOwnerId", "Documents and schedules are handed over when a member is deactivated.").
			WithHint("Send isArchived as well.")
	}
	return nil
}

// UpdateMember changes a member. The last active Admin can be neither
// deactivated nor made anything else.
func (a *App) UpdateMember(ctx context.Context, actor Actor, id writ.MemberID, patch MemberPatch) (v *MemberView, err error) {
	const op = "app.UpdateMember"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return nil, err
	}
	on := &subject{noun: "member", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		m, err := a.account(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		was := *m
		if err := apply(op, m, patch); err != nil {
			return err
		}
		if patch.AccountType != nil {
			if err := a.giveType(ctx, op, tx, actor, m, *patch.AccountType); err != nil {
				return err
			}
		}
		on.details = memberDetails(&was, m)
		if err := a.depart(ctx, op, tx, actor, &was, m, patch.HandOver); err != nil {
			return err
		}
		m.UpdatedAt = a.clock()
		if err := updateMember(ctx, tx, m); err != nil {
			return err
		}
		v, err = viewMember(ctx, tx, m)
		return err
	})
	return v, err
}

// memberDetails says for the audit log what changes about a member.
func memberDetails(was, m *writ.Member) []any {
	details := []any{"email", m.Email}
	if was.Email != m.Email {
		details = append(details, "emailBefore", was.Email)
	}
	if was.AccountType != m.AccountType {
		details = append(details, "accountType", m.AccountType, "accountTypeBefore", was.AccountType)
	}
	if was.Deactivated != m.Deactivated {
		details = append(details, "deactivated", m.Deactivated)
	}
	return details
}

// depart sees to it that an Admin stays, and carries out the hand-over of a member
// who is deactivated now.
func (a *App) depart(ctx context.Context, op string, tx store.Tx, actor Actor, was, m *writ.Member, h HandOver) error {
	if isAdmin(was) && !isAdmin(m) {
		if err := otherAdmin(ctx, op, tx, m.ID); err != nil {
			return err
		}
	}
	if h.empty() {
		return nil
	}
	_, err := a.handOver(ctx, op, tx, actor, m, h)
	return err
}

// account loads a member whose account the actor may change.
func (a *App) account(ctx context.Context, op string, tx store.Tx, actor Actor, id writ.MemberID) (*writ.Member, error) {
	m, err := tx.Members.Get(ctx, id)
	if err != nil {
		return nil, sameAbsence(op, "member", err)
	}
	return m, a.heed(ctx, op, actor, access.KeepAccount(actor.Member, m))
}

// DeleteMember deactivates a member; what they own goes to the actor.
func (a *App) DeleteMember(ctx context.Context, actor Actor, id writ.MemberID) error {
	off := true
	patch := MemberPatch{Deactivated: &off}
	if actor.Member != nil {
		patch.HandOver.NewOwner = actor.Member.ID
	}
	_, err := a.UpdateMember(ctx, actor, id, patch)
	return err
}

// updateMember saves a member and tells those who follow.
func updateMember(ctx context.Context, tx store.Tx, m *writ.Member) error {
	if err := tx.Members.Update(ctx, m); err != nil {
		return err
	}
	if err := tell(ctx, tx, writ.MemberTopic(m.ID), eventChanged); err != nil {
		return err
	}
	return tell(ctx, tx, writ.TopicMembers, eventChanged)
}

func isAdmin(m *writ.Member) bool { return m.AccountType == writ.AccountAdmin && !m.Deactivated }

// otherAdmin says that nobody but the member id could administer Writ.
func otherAdmin(ctx context.Context, op string, tx store.Tx, id writ.MemberID) error {
	admin, err := firstAdmin(ctx, tx, func(m *writ.Member) bool { return m.ID != id })
	if err != nil {
		return err
	}
	if admin == nil {
		return writ.Errorf(writ.CodeConflict, op, "This is the last active Admin; nobody could administer Writ any more.").
			WithHint("Make another member an Admin first.")
	}
	s, err := auth.SignInSettings(ctx, tx)
	if err != nil {
		return err
	}
	return adminGetsIn(ctx, op, tx, s, id)
}

// firstAdmin returns the first active Admin that fits, nil if there is none.
func firstAdmin(ctx context.Context, tx store.Tx, fits func(*writ.Member) bool) (*writ.Member, error) {
	return firstMember(ctx, tx, func(m *writ.Member) bool { return isAdmin(m) && fits(m) })
}

// firstMember returns the member who was made first among those that fit, nil if
// there is none.
func firstMember(ctx context.Context, tx store.Tx, fits func(*writ.Member) bool) (*writ.Member, error) {
	return firstMemberAfter(ctx, tx, "", fits)
}

// firstMemberAfter is firstMember among those who were made after the one of the
// id.
func firstMemberAfter(ctx context.Context, tx store.Tx, after writ.MemberID, fits func(*writ.Member) bool) (*writ.Member, error) {
	const page = 500
	for {
		list, err := tx.Members.List(ctx, after, page)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if fits(m) {
				return m, nil
			}
		}
		if len(list) < page {
			return nil, nil
		}
		after = list[len(list)-1].ID
	}
}

// ResetPassword gives a member a new one-time password and ends every session
// and token of theirs.
func (a *App) ResetPassword(ctx context.Context, actor Actor, id writ.MemberID) (oneTimePassword string, err error) {
	const op = "app.ResetPassword"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return "", err
	}
	on := &subject{noun: "member", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		m, err := a.account(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		on.details = []any{"email", m.Email}
		oneTimePassword = auth.GiveOneTimePassword(m)
		m.UpdatedAt = a.clock()
		return updateMember(ctx, tx, m)
	})
	return oneTimePassword, err
}
