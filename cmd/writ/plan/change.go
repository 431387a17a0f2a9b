package plan

import (
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
)

// Sign says what a change does to its subject.
type Sign string

// The signs, as a plan prints them at the beginning of a line.
const (
	Added   Sign = "+"
	Changed Sign = "~"
	Removed Sign = "-"
)

// Change is one line of a plan, with what carries it out. What names the subject,
// How says what becomes of it.
type Change struct {
	Sign Sign
	What string
	How  string
	Step Step
}

// String is the line as people see it.
func (c Change) String() string {
	line := string(c.Sign) + " " + c.What
	if c.How != "" {
		line += ": " + c.How
	}
	return line
}

// Step is what carries out a change: one of the types below.
type Step interface{ step() }

// PutType makes an account type, or changes the one of that name.
type PutType struct {
	New  bool
	Want AccountType // whole
}

// DropType deletes an account type that nobody has.
type DropType struct{ Name string }

// PutTeam makes a team without members, or changes what is not nil of the one of
// that name.
type PutTeam struct {
	New  bool
	Want Team
}

// DropTeam deletes a team and all that was given to it.
type DropTeam struct{ Name string }

// PutMember adds somebody to a team, or makes them its admin or no admin of it.
type PutMember struct {
	Team   string
	Member Member
}

// DropMember takes somebody out of a team.
type DropMember struct{ Team, Email string }

// PutFolder makes a workspace, if Path has one name, or a folder; or it describes
// the one at Path.
type PutFolder struct {
	New         bool
	Path        []string
	Description *string
}

// DropFolder puts a workspace or folder into the trash, with all that is in it.
type DropFolder struct {
	ID   writ.FileID
	Path []string
}

// PutGrant gives a level on a folder; ID is that of a grant whose level changes.
type PutGrant struct {
	ID    writ.GrantID
	Path  []string
	To    Grantee
	Level writ.Level
}

// DropGrant takes a level on a folder back.
type DropGrant struct{ ID writ.GrantID }

// PutConnection adds a connection, or replaces the one of that name. References
// are resolved in it: it may hold secrets. A secret that is not in it stays.
type PutConnection struct {
	New  bool
	Want Connection
}

// DropConnection archives a connection.
type DropConnection struct{ Name string }

// PutAccess gives data access; ID is that of a grant whose level changes.
type PutAccess struct {
	ID         writ.DataGrantID
	Connection string
	Grant      DataGrant
}

// DropAccess takes data access back.
type DropAccess struct {
	Connection string
	ID         writ.DataGrantID
}

func (PutType) step()        {}
func (DropType) step()       {}
func (PutTeam) step()        {}
func (DropTeam) step()       {}
func (PutMember) step()      {}
func (DropMember) step()     {}
func (PutFolder) step()      {}
func (DropFolder) step()     {}
func (PutGrant) step()       {}
func (DropGrant) step()      {}
func (PutConnection) step()  {}
func (DropConnection) step() {}
func (PutAccess) step()      {}
func (DropAccess) step()     {}

// Place renders the path of a folder for people.
func Place(path []string) string {
	return fmt.Sprintf("%q", strings.Join(path, " / "))
}
