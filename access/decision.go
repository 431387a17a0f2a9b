package access

import (
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
)

// Decision is an answer with the facts that made it, as sentences for people. A
// Hidden one denies that there is anything at all: who asks may not know of it.
type Decision struct {
	Allow   bool
	Hidden  bool
	Reasons []string
}

// Err returns nil for an allowing decision. For a denying one it returns
// CodeForbidden with the reasons, and for a hidden one the same CodeNotFound as
// for a thing that does not exist. Op names the operation that was refused.
func (d Decision) Err(op string) error {
	switch {
	case d.Allow:
		return nil
	case d.Hidden:
		return NotFound(op)
	}
	return writ.Errorf(writ.CodeForbidden, op, "%s", strings.Join(d.Reasons, " "))
}

// hiddenReason is the one thing that is said of what is not there and of what the
// asker may not know of.
const hiddenReason = "It does not exist, or you have no access to it."

// NotFound is the error for a file that does not exist, and for one that the
// asker may not know of: nobody can tell the two apart.
func NotFound(op string) error {
	return writ.Errorf(writ.CodeNotFound, op, "%s", hiddenReason).WithHint("Check the address, or request access.")
}

// Account decides by a built-in account type alone.
func Account(t writ.AccountType, p Permission) Decision {
	return byType(t, builtIn(t), p)
}

// Member decides for one member: a deactivated one may do nothing, any other
// what the account type allows; for a custom type those are m.Permissions.
func Member(m *writ.Member, p Permission) Decision {
	if m.Deactivated {
		return deny(deactivatedReason)
	}
	return byType(m.AccountType, allowed(m.AccountType, m.Permissions), p)
}

const deactivatedReason = "This account is deactivated."

func byType(t writ.AccountType, may permissionSet, p Permission) Decision {
	for i, r := range rules {
		if r.permission != p {
			continue
		}
		if may.has(1 << i) {
			return allow("The account type %s may %s.", t, r.does)
		}
		return deny("The account type %s may not %s; that takes %s or more.", t, r.does, r.from)
	}
	return deny("There is no permission %q.", p)
}

// Owned decides about something that is visible to its owner alone.
func Owned(m *writ.Member, owner writ.MemberID) Decision {
	if m.ID == owner {
		return allow("The member owns it.")
	}
	return deny("Only its owner may see it.")
}

func allow(format string, args ...any) Decision {
	return Decision{Allow: true, Reasons: []string{fmt.Sprintf(format, args...)}}
}

func deny(format string, args ...any) Decision {
	return Decision{Reasons: []string{fmt.Sprintf(format, args...)}}
}
