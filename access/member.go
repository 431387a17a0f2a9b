package access

import (
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// member is what decides about one member.
type member struct {
	name        string
	account     writ.AccountType
	may         permissionSet
	onFolder    [never]rank // what the account type leaves of each level
	onDocument  [never]rank
	atHome      rank // in the own My documents: the right to shared folders does not count there
	known       bool
	deactivated bool
	teams       []ref // sorted
	grants      []ref // given to the member, in no order
	owned       ref   // the first of the files that the member owns
}

// active tells whether it is somebody who can do anything at all.
func (m *member) active() bool { return m.known && !m.deactivated }

// admin tells whether it is an Admin, who manages access everywhere.
func (m *member) admin() bool { return m.active() && m.account == writ.AccountAdmin }

func (m *member) in(team ref) bool {
	_, ok := slices.BinarySearch(m.teams, team)
	return ok
}

func (m *member) typed(name writ.AccountType, custom []Permission) {
	m.account, m.may = name, allowed(name, custom)
	m.onFolder, m.onDocument = capsOf(m.may)
	m.atHome = m.onFolder[explore]
	if m.may.has(capTable[edit]) {
		m.atHome = manage
	}
}

// customType is an account type that an Admin made.
type customType struct {
	name        writ.AccountType
	permissions []Permission
}

// team is who is in a team, and what it was given.
type team struct {
	name    string
	members []ref // in the order they were put
	grants  []ref
}

// PutMember adds or replaces a member. Members are never removed.
func (w *World) PutMember(m *writ.Member) {
	w.mu.Lock()
	defer w.mu.Unlock()
	row := w.members.at(w.members.intern(m.ID))
	row.known, row.deactivated, row.name = true, m.Deactivated, displayName(m)
	permissions := m.Permissions
	for _, t := range w.types {
		if t.name == m.AccountType {
			permissions = t.permissions
		}
	}
	row.typed(m.AccountType, permissions)
}

func displayName(m *writ.Member) string {
	if name := strings.TrimSpace(m.FirstName + " " + m.LastName); name != "" {
		return name
	}
	return m.Email
}

// PutType adds or replaces a custom account type. Whoever has it by its name of
// before has it by its new one.
func (w *World) PutType(t *writ.CustomType) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.types[t.ID].name
	w.types[t.ID] = customType{t.Name, slices.Clone(t.Permissions)}
	for r := range w.members.size {
		if m := w.members.at(r); m.known && (m.account == t.Name || before != "" && m.account == before) {
			m.typed(t.Name, t.Permissions)
		}
	}
}

// RemoveType removes a custom account type. A member who still has it may do
// nothing.
func (w *World) RemoveType(id writ.AccountTypeID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, ok := w.types[id]
	if !ok {
		return
	}
	delete(w.types, id)
	for r := range w.members.size {
		if m := w.members.at(r); m.known && m.account == t.name {
			m.typed(t.name, nil)
		}
	}
}

// PutTeam adds a team or replaces it and who is in it.
func (w *World) PutTeam(t *writ.Team, members []writ.TeamMember) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.teams.intern(t.ID)
	w.empty(r)
	row := w.teams.at(r)
	row.name = t.Name
	for _, tm := range members {
		m := w.members.intern(tm.Member)
		mr := w.members.at(m)
		if i, in := slices.BinarySearch(mr.teams, r); !in {
			mr.teams = slices.Insert(mr.teams, i, r)
			row.members = append(row.members, m)
		}
	}
}

// RemoveTeam removes a team and all that it was given.
func (w *World) RemoveTeam(id writ.TeamID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.teams.find(id)
	if r == 0 {
		return
	}
	w.empty(r)
	for _, g := range slices.Clone(w.teams.at(r).grants) {
		w.removeGrant(g)
	}
	w.teams.drop(id)
}

// empty takes everybody out of a team.
func (w *World) empty(t ref) {
	row := w.teams.at(t)
	for _, m := range row.members {
		mr := w.members.at(m)
		if i, in := slices.BinarySearch(mr.teams, t); in {
			mr.teams = slices.Delete(mr.teams, i, i+1)
		}
	}
	row.members = nil
}

// In tells whether a member is in a team.
func (w *World) In(m writ.MemberID, t writ.TeamID) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	team := w.teams.find(t)
	return team != 0 && w.members.at(w.members.find(m)).in(team)
}

// TeamsOf lists the teams that a member is in, by name.
func (w *World) TeamsOf(m writ.MemberID) []writ.TeamID {
	w.mu.RLock()
	defer w.mu.RUnlock()
	in := slices.Clone(w.members.at(w.members.find(m)).teams)
	slices.SortFunc(in, func(a, b ref) int { return foldCompare(w.teams.at(a).name, w.teams.at(b).name) })
	out := make([]writ.TeamID, len(in))
	for i, t := range in {
		out[i] = w.teams.id(t)
	}
	return out
}
