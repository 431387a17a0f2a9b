package writ

import (
	"encoding/json"
	"fmt"
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

// AuditDetails makes the Details of an entry from names and values in turn, nil of
// none. A value that is no JSON is told as text.
func AuditDetails(pairs ...any) json.RawMessage {
	if len(pairs) == 0 {
		return nil
	}
	details := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		details[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	text, err := json.Marshal(details)
	if err != nil {
		text, _ = json.Marshal(map[string]string{"details": fmt.Sprint(pairs...)}) // text is JSON always
	}
	return text
}
