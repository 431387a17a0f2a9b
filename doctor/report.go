package doctor

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Status is what came of one step.
type Status string

// A step went well, failed, or could not be tried because of an earlier one.
const (
	StatusOK      Status = "ok"
	StatusFailed  Status = "failed"
	StatusSkipped Status = "skipped"
)

// The steps around the checks of the platform itself.
const (
	StepReach       = "reach"
	StepSignIn      = "signIn"
	StepDatabase    = "database"
	StepDestination = "destination"
	StepFree        = "free" // no other connection writes there
)

// Result is one step. Privilege is the one that a refusal means to be missing,
// Statement the one that failed, Message the warehouse's own words.
type Result struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Privilege string `json:"privilege,omitempty"`
	Status    Status `json:"status"`
	Statement string `json:"statement,omitempty"`
	Message   string `json:"message,omitempty"`
	Hint      string `json:"hint,omitempty"`
}

// ScriptLine is one line of the script that grants what is needed.
type ScriptLine struct {
	Privilege string `json:"privilege"`
	Statement string `json:"statement"`
	Why       string `json:"why"`
}

// Report is all that a check found. OK means that every step went well;
// warnings do not change it.
type Report struct {
	OK       bool         `json:"ok"`
	Results  []Result     `json:"results"`
	Warnings []string     `json:"warnings"`
	Script   []ScriptLine `json:"script"`
}

// FirstFailure returns the first step that failed, nil if none did.
func (r *Report) FirstFailure() *Result {
	for i := range r.Results {
		if r.Results[i].Status == StatusFailed {
			return &r.Results[i]
		}
	}
	return nil
}

// Script returns the statements an administrator of the warehouse runs so that
// principal may write to destination. What is not known yet comes in as a
// placeholder such as <user>.
func Script(dialect driver.Dialect, destination writ.Path, principal string) ([]ScriptLine, error) {
	grants, err := dialect.Grants(destination, principal)
	if err != nil {
		return nil, err
	}
	lines := make([]ScriptLine, len(grants))
	for i, g := range grants {
		lines[i] = ScriptLine{Privilege: g.Privilege, Statement: g.Statement.String(), Why: g.Why}
	}
	return lines, nil
}

// Refuse adds a failed step that the caller found by itself, in err's words.
func (r *Report) Refuse(name, title string, err error) {
	res := Result{Name: name, Title: title, Status: StatusFailed}
	res.Message, res.Hint = words(err)
	r.add(res)
	r.OK = false
}
