package writ

import (
	"encoding/json"
	"time"
)

// AuditResult is how an attempt ended.
type AuditResult string

// The results: it was done, it was refused, or it failed for another reason.
const (
	AuditDone    AuditResult = "done"
	AuditRefused AuditResult = "refused"
	AuditFailed  AuditResult = "failed"
)

// AuditEntry says that somebody did or tried something. Entries are added and,
// after the time that the organization keeps them, removed by age; nothing changes
// them. Member is "" for who was not signed in, and Email is the address as it was
// then. Object is what it was done to, as noun and id. Details are further facts by
// name; never a secret.
type AuditEntry struct {
	ID      AuditID
	At      time.Time
	Member  MemberID
	Email   string
	Action  string // the use case, such as "app.ShareFile"
	Noun    string // "file", "member", "connection" …; "" if it is about nothing in particular
	Object  string
	Result  AuditResult
	Reason  string // why it was refused or failed
	Remote  string // the address it came from
	Request string // id of the HTTP request
	Details json.RawMessage
}
