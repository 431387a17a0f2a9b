package app

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// MemberDraft is a member to be made.
type MemberDraft struct {
	Email       string
	FirstName   string
	LastName    string
	AccountType writ.AccountType
}

// MemberPatch changes what is not nil.
type MemberPatch struct {
	FirstName   *string
	LastName    *string
	AccountType *writ.AccountType
	Deactivated *bool
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

// requiredName is cleanName for names that may not be empty.
func requiredName(op, field, name string) (string, error) {
	name, err := cleanName(op, field, name)
	if err == nil && name == "" {
		err = writ.Invalid(op, field, "The name is empty.")
	}
	return name, err
}

// Members lists members in the order they were made, after the id after (""
// for the first page), at most limit.
func (a *App) Members(ctx context.Context, actor Actor, after writ.MemberID, limit int) (list []*writ.Member, err error) {
	if err := a.ask(ctx, "app.Members", actor, access.ManageMembers); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err = tx.Members.List(ctx, after, limit)
		return err
	})
	return list, err
}

// Member returns one member.
func (a *App) Member(ctx context.Context, actor Actor, id writ.MemberID) (m *writ.Member, err error) {
	if err := a.ask(ctx, "app.Member", actor, access.ManageMembers); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		m, err = tx.Members.Get(ctx, id)
		return err
	})
	return m, err
}

// CreateMember makes a member who can sign in once with the password it
// returns and has to choose an own one then.
func (a *App) CreateMember(ctx context.Context, actor Actor, draft MemberDraft) (m *writ.Member, oneTimePassword string, err error) {
	const op = "app.CreateMember"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return nil, "", err
	}
	now := a.clock()
	m = &writ.Member{ID: writ.NewID[writ.MemberID](), Version: 1, CreatedAt: now, UpdatedAt: now}
	if m.Email, err = writ.NormalizeEmail(draft.Email); err != nil {
		return nil, "", err
	}
	if err := apply(op, m, MemberPatch{FirstName: &draft.FirstName, LastName: &draft.LastName, AccountType: &draft.AccountType}); err != nil {
		return nil, "", err
	}
	oneTimePassword = auth.GiveOneTimePassword(m)
	err = a.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.Members.Insert(ctx, m); err != nil {
			return err
		}
		if _, err := a.homeOf(ctx, tx, m.ID); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicMembers, eventChanged)
	})
	if err != nil {
		return nil, "", err
	}
	a.caughtUp(ctx)
	a.did(ctx, op, actor, "subject", m.ID, "accountType", m.AccountType)
	return m, oneTimePassword, nil
}

// apply puts the changes of patch into m.
func apply(op string, m *writ.Member, patch MemberPatch) (err error) {
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
	if patch.AccountType != nil {
		if m.AccountType, err = writ.ParseAccountType(string(*patch.AccountType)); err != nil {
			return err
		}
	}
	if patch.Deactivated != nil && *patch.Deactivated != m.Deactivated {
		m.Deactivated = *patch.Deactivated
		m.Epoch++ // ends every session and token
	}
	return nil
}

// UpdateMember changes a member. The last active Admin can be neither
// deactivated nor made anything else.
func (a *App) UpdateMember(ctx context.Context, actor Actor, id writ.MemberID, patch MemberPatch) (m *writ.Member, err error) {
	const op = "app.UpdateMember"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return nil, err
	}
	err = a.store.Write(ctx, func(tx store.Tx) error {
		if m, err = tx.Members.Get(ctx, id); err != nil {
			return err
		}
		was := isAdmin(m)
		if err := apply(op, m, patch); err != nil {
			return err
		}
		if was && !isAdmin(m) {
			if err := otherAdmin(ctx, op, tx, id); err != nil {
				return err
			}
		}
		m.UpdatedAt = a.clock()
		return updateMember(ctx, tx, m)
	})
	if err != nil {
		return nil, err
	}
	a.did(ctx, op, actor, "subject", id, "accountType", m.AccountType, "deactivated", m.Deactivated)
	return m, nil
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
	if err == nil && admin == nil {
		err = writ.Errorf(writ.CodeConflict, op, "This is the last active Admin; nobody could administer Writ any more.").
			WithHint("Make another member an Admin first.")
	}
	return err
}

// firstAdmin returns the first active Admin that fits, nil if there is none.
func firstAdmin(ctx context.Context, tx store.Tx, fits func(*writ.Member) bool) (*writ.Member, error) {
	return firstMember(ctx, tx, func(m *writ.Member) bool { return isAdmin(m) && fits(m) })
}

// firstMember returns the member who was made first among those that fit, nil if
// there is none.
func firstMember(ctx context.Context, tx store.Tx, fits func(*writ.Member) bool) (*writ.Member, error) {
	const page = 500
	after := writ.MemberID("")
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
	err = a.store.Write(ctx, func(tx store.Tx) error {
		m, err := tx.Members.Get(ctx, id)
		if err != nil {
			return err
		}
		oneTimePassword = auth.GiveOneTimePassword(m)
		m.UpdatedAt = a.clock()
		return updateMember(ctx, tx, m)
	})
	if err != nil {
		return "", err
	}
	a.did(ctx, op, actor, "subject", id)
	return oneTimePassword, nil
}
