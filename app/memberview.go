package app

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// MemberView is a member with the id of their My documents and the teams that they
// are in, by name.
type MemberView struct {
	writ.Member
	Home  writ.FileID
	Teams []*writ.Team
}

func viewMember(ctx context.Context, tx store.Tx, m *writ.Member) (*MemberView, error) {
	v := &MemberView{Member: *m}
	home, err := tx.Files.Home(ctx, m.ID)
	switch {
	case err == nil:
		v.Home = home.ID
	case writ.CodeOf(err) != writ.CodeNotFound:
		return nil, err
	}
	v.Teams, err = tx.Teams.Of(ctx, m.ID)
	return v, err
}

// MemberFilter narrows a list of members; its zero value takes the active ones.
// Text is a part of the name or address, whatever the case.
type MemberFilter struct {
	Email       string
	Text        string
	Deactivated bool // these, too
}

func (f MemberFilter) takes(m *writ.Member) bool {
	return (f.Deactivated || !m.Deactivated) && (f.Email == "" || strings.EqualFold(m.Email, f.Email)) && named(m, f.Text)
}

// named tells whether the name or address of a member contains text, whatever the
// case.
func named(m *writ.Member, text string) bool {
	return strings.Contains(strings.ToLower(m.FirstName+" "+m.LastName+" "+m.Email), strings.ToLower(text))
}

// Members lists members in the order they were made, after the id after (""
// for the first page), at most limit.
func (a *App) Members(ctx context.Context, actor Actor, f MemberFilter, after writ.MemberID, limit int) (views []*MemberView, err error) {
	if err := a.ask(ctx, "app.Members", actor, access.ManageMembers); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		var list []*writ.Member
		_, err := firstMemberAfter(ctx, tx, after, func(m *writ.Member) bool {
			if f.takes(m) {
				list = append(list, m)
			}
			return len(list) == limit
		})
		if err != nil {
			return err
		}
		views = make([]*MemberView, len(list))
		for i, m := range list {
			if views[i], err = viewMember(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

// Member returns one member.
func (a *App) Member(ctx context.Context, actor Actor, id writ.MemberID) (v *MemberView, err error) {
	const op = "app.Member"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		m, err := tx.Members.Get(ctx, id)
		if err == nil {
			v, err = viewMember(ctx, tx, m)
		}
		return sameAbsence(op, "member", err)
	})
	return v, err
}
