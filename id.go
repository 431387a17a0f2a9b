package writ

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/google/uuid"
)

// Each noun has an id type of its own, so that the compiler keeps them apart. All
// are UUIDv7 in lower case: sorted by the time they were made.

// MemberID is the id of a Member.
type MemberID string

// ConnectionID is the id of a Connection.
type ConnectionID string

// DestinationID is the id of a Destination.
type DestinationID string

// ObjectID is the id of a ManagedObject.
type ObjectID string

// UploadID is the id of an Upload.
type UploadID string

// TableID is the id of a Table.
type TableID string

// JobID is the id of a Job.
type JobID string

// ScheduleID is the id of a Schedule.
type ScheduleID string

// NodeID is the id of a Node; a server has a new one at each start.
type NodeID string

// DataGrantID is the id of a DataGrant.
type DataGrantID string

// FileID is the id of a File: a workspace, a folder or a document.
type FileID string

// GrantID is the id of a Grant.
type GrantID string

// TeamID is the id of a Team.
type TeamID string

// AccountTypeID is the id of a CustomType.
type AccountTypeID string

// RequestID is the id of an AccessRequest.
type RequestID string

// NotificationID is the id of a Notification.
type NotificationID string

// AuditID is the id of an AuditEntry.
type AuditID string

// InputTableID is the id of an InputTable, and the DS_ID of its edits.
type InputTableID string

// RowID names a row of an input table for ever. Those of linked tables are made
// from their keys.
type RowID string

// CredentialID is the id of an APICredential, and its client id.
type CredentialID string

// NewID makes a fresh id of any of the id types.
func NewID[T ~string]() T {
	return T(uuid.Must(uuid.NewV7()).String())
}

// ParseID checks that s is a UUID and returns it in lower case, or CodeInvalid
// naming field.
func ParseID[T ~string](field, s string) (T, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return "", Invalid("writ.ParseID", field, "%s is not an id; ids look like 0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d", field)
	}
	return T(u.String()), nil
}

// MadeAt returns when an id was made, to the millisecond in UTC; the zero time if
// it is no UUIDv7 in lower case.
func MadeAt[T ~string](id T) time.Time {
	u, err := uuid.Parse(string(id))
	if err != nil || u.Version() != 7 || u.String() != string(id) {
		return time.Time{}
	}
	return time.Unix(u.Time().UnixTime()).UTC()
}

// NewSecret returns n random bytes as unpadded base64url text: tokens, client
// secrets and one-time passwords.
func NewSecret(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it panics by itself if the system has no randomness
	return base64.RawURLEncoding.EncodeToString(b)
}
