package app

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// LevelChoice is a level that files of a kind have, and why it makes no sense for
// somebody; "" if it does.
type LevelChoice struct {
	Level writ.Level
	Why   string
}

// GranteeChoice is somebody whom a file may be shared with; without a member and a
// team, all members. Has is what they were given on the file itself.
type GranteeChoice struct {
	Member *writ.Member
	Team   *writ.Team
	Has    writ.Level
	Levels []LevelChoice
}

// maxGrantees is how many choices there are at most; who has more types a name.
const maxGrantees = 50

// Grantees lists whom a file may be shared with: all members, the teams that the
// actor sees, and active members, those whose name or address contains text.
func (a *App) Grantees(ctx context.Context, actor Actor, id writ.FileID, text string) (list []GranteeChoice, err error) {
	const op = "app.Grantees"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	text = strings.ToLower(strings.TrimSpace(text))
	err = a.store.Read(ctx, func(tx store.Tx) error {
		f, err := a.askFile(ctx, op, tx, w, actor, sharing, id, "")
		if err != nil {
			return err
		}
		given, err := tx.Grants.ByFile(ctx, id)
		if err != nil {
			return err
		}
		if list, err = choices(ctx, tx, actor, text); err != nil {
			return err
		}
		list = list[:min(len(list), maxGrantees)]
		for i := range list {
			to := list[i].grantee()
			list[i].Levels = levelChoices(w, actor, f, to)
			for _, g := range given {
				if g.Grantee == to {
					list[i].Has = g.Level
				}
			}
		}
		return nil
	})
	return list, err
}

func (c GranteeChoice) grantee() (to writ.Grantee) {
	if c.Member != nil {
		to.Member = c.Member.ID
	}
	if c.Team != nil {
		to.Team = c.Team.ID
	}
	return to
}

// choices finds whom the actor may think of by a part of their names.
func choices(ctx context.Context, tx store.Tx, actor Actor, text string) (list []GranteeChoice, err error) {
	if strings.Contains("all members", text) {
		list = append(list, GranteeChoice{})
	}
	teams, err := tx.Teams.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range teams {
		if !strings.Contains(strings.ToLower(t.Name), text) {
			continue
		}
		in, err := tx.Teams.Members(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		if access.Team(actor.Member, t, in, access.SeeTeam).Allow {
			list = append(list, GranteeChoice{Team: t})
		}
	}
	members, err := findMembers(ctx, tx, text)
	for _, m := range members {
		if !m.Deactivated {
			list = append(list, GranteeChoice{Member: m})
		}
	}
	return list, err
}

// levelChoices lists the levels of a file, and which of them make no sense for a
// grantee.
func levelChoices(w *access.World, actor Actor, f *writ.File, to writ.Grantee) []LevelChoice {
	levels := f.Kind.Levels()
	list := make([]LevelChoice, len(levels))
	for i, l := range levels {
		list[i].Level = l
		d := w.Decide(access.Question{Who: actor.Member.ID, Do: offering.of(f.Kind), File: f.ID, Grantee: to, Level: l})
		if !d.Allow {
			list[i].Why = strings.Join(d.Reasons, " ")
		} else if err := pointless(w, actor, f, GrantDraft{To: to, Level: l}); err != nil {
			list[i].Why = err.Message
		}
	}
	return list
}
