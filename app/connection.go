package app

import (
	"github.com/writ-dev/writ"
)

// ConnectionView is a connection as it may be shown: Secrets is empty, and
// SecretsSet names the secret fields that hold a value. Destinations come with
// the active ones first. Embedded marks the warehouse that runs inside Writ.
type ConnectionView struct {
	writ.Connection
	Destinations []*writ.Destination
	SecretsSet   []string
	Embedded     bool
}

// ConnectionDraft is a connection as an Admin typed it. Values holds the fields
// of the platform by name, secrets included: a secret that is absent keeps the
// stored one, an empty one removes it. Version is the one the draft was based
// on. Destination counts only with WriteAccess on.
type ConnectionDraft struct {
	Name                string
	Description         string
	Platform            writ.Platform
	Values              map[string]string
	WriteAccess         bool
	Destination         writ.Path
	Version             int64
	AcknowledgeAffected bool // save although tables live in what is changed
	Restore             bool // bring an archived connection back
}

// AffectedTable is a table that a change of its connection touches.
type AffectedTable struct {
	ID    writ.TableID
	Name  string
	Owner writ.MemberID
	Path  writ.Path
}

// The outcomes of a connection test.
const (
	TestSuccess  = "SUCCESS"
	TestFailed   = "FAILED"
	TestDisabled = "DISABLED" // write access is off
)

// TestResult is what a connection test found. Step names what failed: the name
// of a doctor.Result, "" if nothing did.
type TestResult struct {
	Read, Write         string
	Step, Message, Hint string
}
