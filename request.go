package writ

import (
	"encoding/json"
	"time"
)

// RequestState is what became of an access request.
type RequestState string

// A request is open until somebody decides, or until access came another way.
const (
	RequestOpen     RequestState = "open"
	RequestApproved RequestState = "approved"
	RequestDeclined RequestState = "declined"
	RequestMoot     RequestState = "moot" // access came another way, or the file is gone
)

// AccessRequest is a member's wish to see a file. File may be the id of nothing:
// who asks must not learn whether it is there.
type AccessRequest struct {
	ID        RequestID
	File      FileID
	Member    MemberID
	Message   string
	State     RequestState
	Level     Level    // that was approved
	DecidedBy MemberID // "" if nobody decided
	Version   int64
	CreatedAt time.Time
	DecidedAt time.Time // zero while it is open
}

// NotificationKind says what a notification is about.
type NotificationKind string

// The kinds of notifications.
const (
	NotifyShared    NotificationKind = "shared"    // somebody shared a file with the member or a team
	NotifyRequested NotificationKind = "requested" // somebody asks for access
	NotifyApproved  NotificationKind = "approved"
	NotifyDeclined  NotificationKind = "declined"
	NotifyOwner     NotificationKind = "owner"    // the member owns a document now
	NotifyExported  NotificationKind = "exported" // an export of the member could not be sent
)

// Notification tells one member something. It names nothing: whoever reads it sees
// the names that they may see then. Data is what else there is to say, such as a
// message or a level, by keys that depend on the kind.
type Notification struct {
	ID        NotificationID
	Member    MemberID // who is told
	Kind      NotificationKind
	File      FileID
	Actor     MemberID // whose doing it is; "" for the server's
	Request   RequestID
	Data      json.RawMessage
	CreatedAt time.Time
	ReadAt    time.Time // zero while unread
}
