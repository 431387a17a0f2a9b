package writ

import "time"

// DataLevel is how much of a connection's data a grant opens.
type DataLevel string

// The levels of data access. DataWrite lets write to destinations and reads
// nothing; DataUse reads; DataAnnotate also describes; DataAdmin does everything
// and manages the connection. Grants add up.
const (
	DataWrite    DataLevel = "write"
	DataUse      DataLevel = "use"
	DataAnnotate DataLevel = "annotate"
	DataAdmin    DataLevel = "admin"
)

// Grantee is who a grant is given to: a member, or all members.
type Grantee struct {
	Member MemberID // "" for all members
}

// AllMembers is everybody who has an account.
func AllMembers() Grantee { return Grantee{} }

// All tells whether everybody is meant.
func (g Grantee) All() bool { return g.Member == "" }

// DataGrant gives a grantee a level on a connection, or on a schema or table in
// it and all that is below. DataWrite and DataAdmin are given on whole
// connections only.
type DataGrant struct {
	ID         DataGrantID
	Connection ConnectionID
	Path       Path // empty for the whole connection
	Grantee    Grantee
	Level      DataLevel
	CreatedBy  MemberID
	CreatedAt  time.Time
}

// DataLevels lists the levels of data access, the least first.
func DataLevels() []DataLevel { return []DataLevel{DataWrite, DataUse, DataAnnotate, DataAdmin} }

// Label names a level as people see it.
func (l DataLevel) Label() string {
	switch l {
	case DataWrite:
		return "Can write only"
	case DataUse:
		return "Can use"
	case DataAnnotate:
		return "Can use & annotate"
	case DataAdmin:
		return "Can admin"
	}
	return string(l)
}
