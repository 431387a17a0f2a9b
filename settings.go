package writ

import (
	"time"
)

// Settings is what Admins decide for the whole organization. Version locks
// optimistically; it is 0 as long as nobody has decided anything.
type Settings struct {
	Retention Retention `json:"retention"`
	Limits    Limits    `json:"limits"`
	Exports   Exports   `json:"exports"`
	Version   int64     `json:"version"`
	UpdatedBy MemberID  `json:"updatedBy,omitempty"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Retention says how long things are kept that nobody needs any more: how many
// days, or how many of them.
type Retention struct {
	UnfinishedUploads int `json:"unfinishedUploads"` // since their last byte or change; then they are canceled
	EndedUploads      int `json:"endedUploads"`      // their record and their reject list; the table stays
	Jobs              int `json:"jobs"`              // since they ended
	Quarantine        int `json:"quarantine"`        // then a quarantined object is dropped
	Versions          int `json:"versions"`          // not days: how many versions of a table keep their rows
	Trash             int `json:"trash"`             // then what is in the trash is deleted for good
	Audit             int `json:"audit"`             // entries of the audit log
}

// Limits keeps one member or one connection from taking everything.
type Limits struct {
	MemberUploads     int   `json:"memberUploads"`     // uploads of a member that have not ended
	MemberUploadBytes int64 `json:"memberUploadBytes"` // announced bytes of these, together
	MemberImports     int   `json:"memberImports"`     // imports of a member that run at the same time, on all nodes
	ConnectionImports int   `json:"connectionImports"` // likewise into one connection
}

// Exports bounds what is sent by e-mail.
type Exports struct {
	OutsideAddresses bool  `json:"outsideAddresses"` // tables may be sent to others than members
	AttachmentBytes  int64 `json:"attachmentBytes"`  // of a file; instead of a larger one a link is sent
}

// DefaultSettings are those of an organization that has not decided anything.
func DefaultSettings() Settings {
	return Settings{
		Retention: Retention{UnfinishedUploads: 7, EndedUploads: 90, Jobs: 30, Quarantine: 7, Versions: 10, Trash: 30, Audit: 365},
		Limits:    Limits{MemberUploads: 50, MemberUploadBytes: 100 << 30, MemberImports: 2, ConnectionImports: 2},
		Exports:   Exports{AttachmentBytes: 10 << 20},
	}
}

// maxDays is ten years: more is a typing mistake.
const maxDays = 3660

// Validate returns CodeInvalid naming the first field that is out of bounds.
func (s Settings) Validate() error {
	for _, n := range []struct {
		field    string
		what     string
		value    int64
		min, max int64
	}{
		{"retention.unfinishedUploads", "days", int64(s.Retention.UnfinishedUploads), 1, maxDays},
		{"retention.endedUploads", "days", int64(s.Retention.EndedUploads), 1, maxDays},
		{"retention.jobs", "days", int64(s.Retention.Jobs), 1, maxDays},
		{"retention.quarantine", "days", int64(s.Retention.Quarantine), 1, maxDays},
		{"retention.audit", "days", int64(s.Retention.Audit), 30, maxDays},
		{"retention.versions", "versions", int64(s.Retention.Versions), 1, 1000},
		{"retention.trash", "days", int64(s.Retention.Trash), 1, maxDays},
		{"limits.memberUploads", "uploads", int64(s.Limits.MemberUploads), 1, 10_000},
		{"limits.memberUploadBytes", "bytes", s.Limits.MemberUploadBytes, 1 << 20, 1 << 50},
		{"limits.memberImports", "imports", int64(s.Limits.MemberImports), 1, 100},
		{"exports.attachmentBytes", "bytes", s.Exports.AttachmentBytes, 1 << 16, 100 << 20},
		{"limits.connectionImports", "imports", int64(s.Limits.ConnectionImports), 1, 100},
	} {
		if n.value < n.min || n.value > n.max {
			return Invalid("writ.Settings.Validate", n.field, "Choose a number of %s from %d to %d.", n.what, n.min, n.max)
		}
	}
	return nil
}

// Days turns a number of days into a duration.
func Days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
