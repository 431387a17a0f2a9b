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

// Grantee is who a grant is given to: a member, a team, or all members. At most
// one of the fields is set.
type Grantee struct {
	Member MemberID
	Team   TeamID
}

// AllMembers is everybody who has an account.
func AllMembers() Grantee { return Grantee{} }

// All tells whether everybody is meant.
func (g Grantee) All() bool { return g.Member == "" && g.Team == "" }

// Level is how much of a file a grant opens.
type Level string

// The levels. Folders have view, explore, contribute and manage; workbooks view,
// explore and edit; data models and datasets view and edit. Each includes those
// before it.
const (
	LevelNone       Level = ""
	LevelView       Level = "view"
	LevelExplore    Level = "explore"
	LevelContribute Level = "contribute"
	LevelEdit       Level = "edit"
	LevelManage     Level = "manage"
)

// Levels lists the levels that can be given on files of a kind, the least first:
// none on a home, which is nobody else's.
func (k FileKind) Levels() []Level {
	switch k {
	case KindWorkspace, KindFolder:
		return []Level{LevelView, LevelExplore, LevelContribute, LevelManage}
	case KindWorkbook:
		return []Level{LevelView, LevelExplore, LevelEdit}
	case KindDataModel, KindDataset:
		return []Level{LevelView, LevelEdit}
	}
	return nil
}

// Label names a level as people see it.
func (l Level) Label() string {
	switch l {
	case LevelNone:
		return "No access"
	case LevelView:
		return "Can view"
	case LevelExplore:
		return "Can explore"
	case LevelContribute:
		return "Can contribute"
	case LevelEdit:
		return "Can edit"
	case LevelManage:
		return "Can manage"
	}
	return string(l)
}

// Grant gives a grantee a level on a file and, on a folder, on all that lies
// below it, however deep. There is one of each grantee on a file.
type Grant struct {
	ID        GrantID
	File      FileID
	Grantee   Grantee
	Level     Level
	Version   int64
	CreatedBy MemberID
	UpdatedBy MemberID
	CreatedAt time.Time
	UpdatedAt time.Time
}

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
