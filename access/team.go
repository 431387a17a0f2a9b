package access

import (
	"slices"

	"github.com/writ-dev/writ"
)

// TeamRight is something that a member wants to do with a team.
type TeamRight string

// The rights on teams.
const (
	SeeTeam     TeamRight = "see"    // that it is there, and who is in it
	ManageTeam  TeamRight = "manage" // add and remove its members, make them team admins
	GovernTeam  TeamRight = "govern" // rename and delete it
	CreateATeam TeamRight = "create"
)

// Team decides about a team: members are those who are in it, and t is nil for
// CreateATeam. A private team is hidden from who is neither in it nor manages
// teams.
func Team(m *writ.Member, t *writ.Team, members []writ.TeamMember, right TeamRight) Decision {
	if m.Deactivated {
		return deny(deactivatedReason)
	}
	if d := Member(m, ManageTeams); d.Allow {
		return d
	}
	i := slices.IndexFunc(members, func(tm writ.TeamMember) bool { return tm.Member == m.ID })
	in, admin := i >= 0, i >= 0 && members[i].Admin
	switch {
	case t != nil && !t.Public && !in:
		return Decision{Hidden: true, Reasons: []string{hiddenReason}}
	case right == SeeTeam && in:
		return allow("The member is in the team %s.", t.Name)
	case right == SeeTeam && t != nil:
		return allow("The team %s is public.", t.Name)
	case right == ManageTeam && admin:
		return allow("The member is an admin of the team %s.", t.Name)
	case right == ManageTeam:
		return deny("Only admins of the team %s and who may manage teams can do that.", t.Name)
	}
	return Member(m, ManageTeams)
}
