package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// Organization is what a file says of an organization, or what a server has. A nil
// list says nothing: it is left alone. An empty one says that there is nothing.
type Organization struct {
	AccountTypes []*AccountType
	Teams        []*Team
	Workspaces   []*Folder
	Connections  []*Connection
}

// AccountType is a custom account type. Line is where the file speaks of it, and 0
// of what a server has; so are all Lines.
type AccountType struct {
	Name        string
	Line        int
	Description *string
	Permissions []writ.Permission
}

// Team is a team. Nobody is in Members twice.
type Team struct {
	Name        string
	Line        int
	Description *string
	Public      *bool
	Members     []Member
}

// Member is somebody in a team, by e-mail address.
type Member struct {
	Email string
	Admin bool
	Line  int
}

// Folder is a workspace or a folder in one.
type Folder struct {
	ID          writ.FileID // on a server
	Name        string
	Line        int
	Description *string
	Grants      []Grant
	Folders     []*Folder
}

// Grant is a level on a folder.
type Grant struct {
	ID    writ.GrantID // on a server
	To    Grantee
	Level writ.Level
	Line  int
}

// Grantee is whom a grant is for: somebody by e-mail address, a team by name, or
// all members if both are "".
type Grantee struct {
	Email string
	Team  string
}

// Connection is a way to reach a warehouse. WriteAccess holds the fields of the
// write destination, and none when write access is off.
type Connection struct {
	Name        string
	Line        int
	Description *string
	Type        writ.Platform
	Details     []Field
	WriteAccess []Field
	Access      []DataGrant
}

// Field is a field of a connection. A file's Value may hold references, a server's
// holds none; of a Secret one a server only tells that it is set.
type Field struct {
	Name   string
	Value  string
	Secret bool
	Line   int
}

// DataGrant is a level of data access, on a path or on the whole connection.
type DataGrant struct {
	ID    writ.DataGrantID // on a server
	To    Grantee
	Path  writ.Path
	Level writ.DataLevel
	Line  int
}

// all is how a file says that a grant is for all members, and teamPrefix stands
// before the name of a team.
const (
	all        = "all"
	teamPrefix = "team:"
)

// String renders a grantee as files spell it.
func (g Grantee) String() string {
	switch {
	case g.Email != "":
		return g.Email
	case g.Team != "":
		return teamPrefix + g.Team
	}
	return all
}

// ParseGrantee reads what String wrote: an e-mail address, team:NAME or all.
func ParseGrantee(s string) (Grantee, error) {
	if s == all {
		return Grantee{}, nil
	}
	if name, ok := strings.CutPrefix(s, teamPrefix); ok {
		if name = strings.TrimSpace(name); name == "" {
			return Grantee{}, writ.Invalid("plan.ParseGrantee", "to", "team: is not followed by the name of a team")
		}
		return Grantee{Team: name}, nil
	}
	email, err := writ.NormalizeEmail(s)
	if err != nil {
		return Grantee{}, writ.Invalid("plan.ParseGrantee", "to", "%q is nobody: say an e-mail address, team:NAME or all", s)
	}
	return Grantee{Email: email}, nil
}

// Is tells whether two grantees are one: names of teams have no case.
func (g Grantee) Is(other Grantee) bool {
	return g.Email == other.Email && strings.EqualFold(g.Team, other.Team)
}

// value returns the field of that name.
func value(fields []Field, name string) (string, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return "", false
	}
	return fields[i].Value, true
}

// Distinct leaves out what a file cannot name: folders and connections whose name
// another one in the same place has, too. It returns a sentence for each name.
func Distinct(o *Organization) (left []string) {
	o.Workspaces, left = distinct(nil, o.Workspaces)
	count := map[string]int{}
	for _, c := range o.Connections {
		count[c.Name]++
	}
	o.Connections = slices.DeleteFunc(o.Connections, func(c *Connection) bool { return count[c.Name] > 1 })
	for name, n := range count {
		if n > 1 {
			left = append(left, fmt.Sprintf("%d connections are called %q", n, name))
		}
	}
	slices.Sort(left)
	return left
}

func distinct(above []string, list []*Folder) (kept []*Folder, left []string) {
	count := map[string]int{}
	for _, f := range list {
		count[f.Name]++
	}
	kept = []*Folder{}
	for _, f := range list {
		path := append(slices.Clip(above), f.Name)
		if n := count[f.Name]; n > 1 {
			left = append(left, fmt.Sprintf("%d of %s, with all that is in them", n, noun(path)))
			count[f.Name] = -1
		}
		if count[f.Name] < 0 {
			continue
		}
		var more []string
		f.Folders, more = distinct(path, f.Folders)
		kept, left = append(kept, f), append(left, more...)
	}
	return kept, left
}

// Sort puts everything into the order in which it is written: by name.
func (o *Organization) Sort() {
	slices.SortFunc(o.AccountTypes, func(a, b *AccountType) int { return byName(a.Name, b.Name) })
	slices.SortFunc(o.Teams, func(a, b *Team) int { return byName(a.Name, b.Name) })
	for _, t := range o.Teams {
		slices.SortFunc(t.Members, func(a, b Member) int { return cmp.Compare(a.Email, b.Email) })
	}
	sortFolders(o.Workspaces)
	slices.SortFunc(o.Connections, func(a, b *Connection) int { return byName(a.Name, b.Name) })
	for _, c := range o.Connections {
		slices.SortFunc(c.Details, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(c.WriteAccess, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(c.Access, func(a, b DataGrant) int {
			return cmp.Or(slices.Compare(a.Path, b.Path), cmp.Compare(a.To.String(), b.To.String()))
		})
	}
}

func sortFolders(list []*Folder) {
	slices.SortFunc(list, func(a, b *Folder) int { return byName(a.Name, b.Name) })
	for _, f := range list {
		slices.SortFunc(f.Grants, func(a, b Grant) int { return cmp.Compare(a.To.String(), b.To.String()) })
		sortFolders(f.Folders)
	}
}

// byName orders names regardless of case, and those that differ in nothing else by
// it.
func byName(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}
