package access

import (
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
)

// Decision is an answer with the facts that made it, as sentences for people.
type Decision struct {
	Allow   bool
	Reasons []string
}

// Err returns nil for an allowing decision, and otherwise CodeForbidden with
// the reasons. Op names the operation that was refused.
func (d Decision) Err(op string) error {
	if d.Allow {
		return nil
	}
	return writ.Errorf(writ.CodeForbidden, op, "%s", strings.Join(d.Reasons, " "))
}

// Account decides by the account type alone.
func Account(t writ.AccountType, p Permission) Decision {
	for _, r := range rules {
		if r.permission != p {
			continue
		}
		if has(t, r) {
			return Decision{Allow: true, Reasons: []string{fmt.Sprintf("The account type %s may %s.", t, r.does)}}
		}
		return deny("The account type %s may not %s; that takes %s or more.", t, r.does, r.from)
	}
	return deny("There is no permission %q.", p)
}

// Member decides for one member: a deactivated one may do nothing, any other
// what the account type allows.
func Member(m *writ.Member, p Permission) Decision {
	if m.Deactivated {
		return deny("This account is deactivated.")
	}
	return Account(m.AccountType, p)
}

// Owned decides about something that is visible to its owner alone.
func Owned(m *writ.Member, owner writ.MemberID) Decision {
	if m.ID == owner {
		return Decision{Allow: true, Reasons: []string{"The member owns it."}}
	}
	return deny("Only its owner may see it.")
}

func deny(format string, args ...any) Decision {
	return Decision{Reasons: []string{fmt.Sprintf(format, args...)}}
}
