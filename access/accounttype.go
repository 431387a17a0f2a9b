package access

import (
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// Description says what a permission allows, for whoever puts together an account
// type. Group is the row of the product's table of permissions that it stands in.
type Description struct {
	Permission Permission
	Text       string // "View documents"
	Group      string
}

// groups are the rows of that table, by the first permission of each.
var groups = []struct {
	first Permission
	name  string
}{
	{ViewDocuments, "View"},
	{BasicExplore, "Explore"},
	{FullExplore, "Analyze"},
	{EditDocuments, "Build and share"},
	{CreateInputTables, "Write to warehouses"},
	{ManageConnections, "Administer"},
}

// Explain describes those of the permissions that there are, group by group.
func Explain(permissions []Permission) []Description {
	var out []Description
	group := ""
	for _, r := range rules {
		for _, g := range groups {
			if g.first == r.permission {
				group = g.name
			}
		}
		if slices.Contains(permissions, r.permission) {
			out = append(out, Description{Permission: r.permission, Text: strings.ToUpper(r.does[:1]) + r.does[1:], Group: group})
		}
	}
	return out
}

// Sort puts permissions into the order of the constants, each once. An unknown one
// is returned by itself as bad.
func Sort(list []Permission) (sorted []Permission, bad Permission) {
	sorted = []Permission{}
	for _, p := range list {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.permission == p }) {
			return nil, p
		}
	}
	for _, r := range rules {
		if slices.Contains(list, r.permission) {
			sorted = append(sorted, r.permission)
		}
	}
	return sorted, ""
}

// GiveType decides whether a member may give somebody an account type that allows
// the permissions, or take it away. Whoever manages members without being an Admin
// may hand out what does not administer Writ: nobody makes themselves, or a second
// account of theirs, an Admin.
func GiveType(giver *writ.Member, permissions []Permission) Decision {
	if d := Member(giver, ManageMembers); !d.Allow {
		return d
	}
	return forAdmins(giver, permissions, "Only an Admin may give or take away an account type that may %s.")
}

// ShapeType decides whether a member may make, change or delete an account type
// that allows the permissions, before or after.
func ShapeType(maker *writ.Member, permissions []Permission) Decision {
	if d := Member(maker, ManageAccountTypes); !d.Allow {
		return d
	}
	return forAdmins(maker, permissions, "Only an Admin may make, change or delete an account type that may %s.")
}

// KeepAccount decides whether a member may change the account of another: name,
// address, password, whether it is active. Whoever could set the password of an
// Admin would be one.
func KeepAccount(keeper, of *writ.Member) Decision {
	if d := Member(keeper, ManageMembers); !d.Allow {
		return d
	}
	return forAdmins(keeper, PermissionsOf(of), "Only an Admin may change the account of somebody who may %s.")
}

// forAdmins denies everybody but Admins what touches a permission that administers
// Writ. The refusal is a sentence about that permission.
func forAdmins(m *writ.Member, permissions []Permission, refusal string) Decision {
	if m.AccountType == writ.AccountAdmin {
		return Decision{Allow: true, Reasons: []string{"The member is an Admin."}}
	}
	for _, r := range rules {
		if r.from == writ.AccountAdmin && slices.Contains(permissions, r.permission) {
			return deny(refusal, r.does)
		}
	}
	return Decision{Allow: true, Reasons: []string{"The account type administers nothing."}}
}

// ManageEverywhere decides whether a member manages access to all that is shared,
// without a grant on it: an Admin does.
func ManageEverywhere(m *writ.Member) Decision {
	switch {
	case m.Deactivated:
		return deny(deactivatedReason)
	case m.AccountType == writ.AccountAdmin:
		return allow("An Admin manages access everywhere.")
	}
	return deny("The account type %s does not manage access everywhere; that takes Admin.", m.AccountType)
}
