package store

import (
	"context"

	"github.com/writ-dev/writ"
)

// Teams keeps teams and who is in them.
type Teams interface {
	Insert(ctx context.Context, t *writ.Team) error
	Update(ctx context.Context, t *writ.Team) error
	// Delete removes a team, its members and its grants on files and data.
	Delete(ctx context.Context, id writ.TeamID) error
	Get(ctx context.Context, id writ.TeamID) (*writ.Team, error)
	// List returns all teams by name.
	List(ctx context.Context) ([]*writ.Team, error)
	// Members returns who is in a team, in the order they came.
	Members(ctx context.Context, id writ.TeamID) ([]writ.TeamMember, error)
	// Of returns the teams that a member is in, by name.
	Of(ctx context.Context, m writ.MemberID) ([]*writ.Team, error)
	// Put adds a member, or changes whether they are a team admin.
	Put(ctx context.Context, m writ.TeamMember) error
	// Remove takes a member out of a team; CodeNotFound if they are not in it.
	Remove(ctx context.Context, t writ.TeamID, m writ.MemberID) error
	// EachMember calls fn for everybody in every team, in no order.
	EachMember(ctx context.Context, fn func(writ.TeamMember) error) error
}

// AccountTypes keeps the custom account types.
type AccountTypes interface {
	// Insert adds a type; CodeConflict if its name is taken, whatever the case, by
	// another or by one of the built-in types.
	Insert(ctx context.Context, t *writ.CustomType) error
	// Update changes a type; its members go on having it when its name changes.
	Update(ctx context.Context, t *writ.CustomType) error
	// Delete removes a type; CodeConflict while a member has it.
	Delete(ctx context.Context, id writ.AccountTypeID) error
	Get(ctx context.Context, id writ.AccountTypeID) (*writ.CustomType, error)
	// List returns them by name.
	List(ctx context.Context) ([]*writ.CustomType, error)
}

// Notifications keeps what members are told.
type Notifications interface {
	Insert(ctx context.Context, n *writ.Notification) error
	// List returns those of a member, newest first, before the id before ("" for the
	// first page), at most limit.
	List(ctx context.Context, m writ.MemberID, before writ.NotificationID, limit int) ([]*writ.Notification, error)
	Unread(ctx context.Context, m writ.MemberID) (int, error)
	// Read marks those up to the id as read; all of them if it is "".
	Read(ctx context.Context, m writ.MemberID, upTo writ.NotificationID, at int64) error
	// DeleteBefore removes those made before the time, in Unix microseconds.
	DeleteBefore(ctx context.Context, at int64) error
}

// AuditLog keeps who did what. Nothing in it can be changed.
type AuditLog interface {
	Append(ctx context.Context, e *writ.AuditEntry) error
	// List returns entries newest first, before the id before ("" for the first
	// page), at most limit.
	List(ctx context.Context, f AuditFilter, before writ.AuditID, limit int) ([]*writ.AuditEntry, error)
	// After returns entries oldest first, after the id after ("" for the first page), at
	// most limit.
	After(ctx context.Context, f AuditFilter, after writ.AuditID, limit int) ([]*writ.AuditEntry, error)
	// DeleteBefore removes entries made before the time, in Unix microseconds: at most
	// limit, and tells how many.
	DeleteBefore(ctx context.Context, at int64, limit int) (int64, error)
}

// AuditFilter narrows the audit log; its zero value takes all. Times are Unix
// microseconds, From included and To not; 0 is no bound.
type AuditFilter struct {
	From, To int64
	Member   writ.MemberID
	Action   string
	Noun     string
	Object   string
	Result   writ.AuditResult
	Text     string // a part of the address, action, object or reason, whatever the case
}

// Identities keeps which members sign in through which OpenID providers.
type Identities interface {
	// Find returns the member with that subject at that issuer.
	Find(ctx context.Context, issuer, subject string) (writ.MemberID, error)
	// Put adds an identity; CodeConflict if it is another member's.
	Put(ctx context.Context, issuer, subject string, m writ.MemberID) error
	// Of returns the identities of a member, by issuer and subject.
	Of(ctx context.Context, m writ.MemberID) ([]writ.Identity, error)
	// Forget removes the identities of a member and tells how many there were.
	Forget(ctx context.Context, m writ.MemberID) (int64, error)
}
