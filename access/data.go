package access

import (
	"fmt"
	"slices"

	"github.com/writ-dev/writ"
)

// DataRight is one thing that somebody may do with the data of a connection.
type DataRight string

// The rights, and which levels give them. A grant gives SeeData, ReadData and
// AnnotateData where it is given and everywhere below. SeeData it gives on the
// way down to there as well, and nothing beside the way.
//
// WriteData and ManageData are rights on the connection as a whole, because its
// destinations are: only a grant on the whole connection gives them. There,
// Can use includes writing, as the name Can write only says: it is the level
// that writes and does nothing else. Who shall read and not write gets Can use
// on the databases or schemas in question.
const (
	SeeData      DataRight = "see"      // know what is there: Can use and more
	ReadData     DataRight = "read"     // columns and rows: Can use and more
	AnnotateData DataRight = "annotate" // describe it: Can use & annotate and more
	WriteData    DataRight = "write"    // to the destinations: every level on the whole connection
	ManageData   DataRight = "manage"   // data access and settings: Can admin
)

// DataRights lists the rights, the least first.
func DataRights() []DataRight {
	return []DataRight{SeeData, ReadData, AnnotateData, WriteData, ManageData}
}

// dataRule says which account permission a right takes, what it lets do as the
// end of the sentence "… lets you …", and which levels give it.
type dataRule struct {
	takes  Permission
	does   string
	levels []writ.DataLevel
}

var reading = []writ.DataLevel{writ.DataUse, writ.DataAnnotate, writ.DataAdmin}

var dataRules = map[DataRight]dataRule{
	SeeData:      {ViewDocuments, "see what is in it", reading},
	ReadData:     {ViewDocuments, "read it", reading},
	AnnotateData: {EditDocuments, "annotate it", []writ.DataLevel{writ.DataAnnotate, writ.DataAdmin}},
	WriteData:    {UploadCSV, "write to it", writ.DataLevels()},
	ManageData:   {ShareDocuments, "manage its data access", []writ.DataLevel{writ.DataAdmin}},
}

// Place is a connection, or with a Path what lies there in its warehouse, spelled
// as the warehouse does. Names that differ only in case are two: a platform that
// takes them for the same may have a server that does not, and then a grant on the
// one must not open the other.
type Place struct {
	Connection writ.ConnectionID
	Path       writ.Path
}

// String names the place inside its connection, for people.
func (p Place) String() string {
	if len(p.Path) == 0 {
		return "the whole connection"
	}
	return p.Path.String()
}

// within tells whether p is at or below path.
func (p Place) within(path writ.Path) bool {
	return len(path) <= len(p.Path) && slices.Equal(path, p.Path[:len(path)])
}

// above tells whether p is on the way down to path.
func (p Place) above(path writ.Path) bool {
	return len(p.Path) < len(path) && slices.Equal(p.Path, path[:len(p.Path)])
}

// DataDecision is a Decision about data with the grants that made it: none for
// an Admin, who needs none.
type DataDecision struct {
	Decision
	Via []*writ.DataGrant
}

// Membership tells whether a member is in a team, as World.In does; nil is that
// nobody is in any.
type Membership func(writ.MemberID, writ.TeamID) bool

// reaches tells whether a grant to a grantee is one to the member.
func (in Membership) reaches(m *writ.Member, to writ.Grantee) bool {
	if to.Team != "" {
		return in != nil && in(m.ID, to.Team)
	}
	return to.All() || to.Member == m.ID
}

// Data decides whether a member has a right at a place. Grants may be those of
// others and of other connections as well: they do not count. Grants add up, those
// of the member's teams included, the account type caps what they give, and an
// Admin has Can admin everywhere.
func Data(m *writ.Member, in Membership, grants []*writ.DataGrant, at Place, right DataRight) DataDecision {
	rule, ok := dataRules[right]
	if !ok {
		return DataDecision{Decision: deny("There is no right %q.", right)}
	}
	if d := Member(m, rule.takes); !d.Allow {
		return DataDecision{Decision: d}
	}
	if m.AccountType == writ.AccountAdmin {
		return DataDecision{Decision: Decision{Allow: true, Reasons: []string{"An Admin has Can admin on every connection."}}}
	}
	var d DataDecision
	for _, g := range grants {
		if in.reaches(m, g.Grantee) && gives(g, at, right) {
			d.Allow = true
			d.Via = append(d.Via, g)
			d.Reasons = append(d.Reasons, because(g))
		}
	}
	if !d.Allow {
		d.Decision = deny("No data access on this connection lets you %s.", rule.does)
	}
	return d
}

// gives tells whether one grant gives whom it is for a right at a place.
func gives(g *writ.DataGrant, at Place, right DataRight) bool {
	if g.Connection != at.Connection || !slices.Contains(dataRules[right].levels, g.Level) {
		return false
	}
	switch right {
	case WriteData, ManageData:
		return len(g.Path) == 0
	case SeeData:
		return at.within(g.Path) || at.above(g.Path)
	default:
		return at.within(g.Path)
	}
}

// because says what a grant is, for people.
func because(g *writ.DataGrant) string {
	who := "The member has"
	switch {
	case g.Grantee.All():
		who = "All members have"
	case g.Grantee.Team != "":
		who = "A team of the member has"
	}
	return fmt.Sprintf("%s %s on %s.", who, g.Level.Label(), Place{Path: g.Path})
}

// DataReach is what one member may do at a place, right by right in the order of
// DataRights, and the grants through which: each once.
type DataReach struct {
	Member *writ.Member
	Rights []DataRight
	Via    []*writ.DataGrant
	Why    []string
}

// Reach explains what a member may do at a place, and why.
func Reach(m *writ.Member, in Membership, grants []*writ.DataGrant, at Place) DataReach {
	r := DataReach{Member: m}
	for _, right := range DataRights() {
		d := Data(m, in, grants, at, right)
		if !d.Allow {
			continue
		}
		r.Rights = append(r.Rights, right)
		for _, g := range d.Via {
			if !slices.Contains(r.Via, g) {
				r.Via = append(r.Via, g)
			}
		}
		for _, why := range d.Reasons {
			if !slices.Contains(r.Why, why) {
				r.Why = append(r.Why, why)
			}
		}
	}
	if len(r.Rights) == 0 {
		r.Why = Data(m, in, grants, at, SeeData).Reasons
	}
	return r
}

// WhoReaches returns those of the members who may do anything at a place.
func WhoReaches(members []*writ.Member, in Membership, grants []*writ.DataGrant, at Place) []DataReach {
	var out []DataReach
	for _, m := range members {
		if r := Reach(m, in, grants, at); len(r.Rights) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// levelRights is the right that a level is about: what its account type must
// allow before a member is given the level.
var levelRights = map[writ.DataLevel]DataRight{
	writ.DataWrite: WriteData, writ.DataUse: ReadData, writ.DataAnnotate: AnnotateData, writ.DataAdmin: ManageData,
}

// GrantData decides whether a level may be given at a place: to a member, or to a
// team or all members if m is nil. Those may be given more than some account types
// allow; whoever has such a type gets the lower of the two.
func GrantData(level writ.DataLevel, at Place, m *writ.Member) Decision {
	right, ok := levelRights[level]
	switch {
	case !ok:
		return deny("There is no level %q of data access.", level)
	case len(at.Path) > 0 && (level == writ.DataWrite || level == writ.DataAdmin):
		return deny("%s is given on whole connections only.", level.Label())
	case m == nil:
		return Decision{Allow: true, Reasons: []string{"It may be given to teams and to all members."}}
	case m.AccountType == writ.AccountAdmin && !m.Deactivated:
		return deny("An Admin has Can admin on every connection already.")
	}
	return Member(m, dataRules[right].takes)
}

// GrantableData lists the levels that may be given at a place, the least first;
// m is as in GrantData.
func GrantableData(at Place, m *writ.Member) []writ.DataLevel {
	return slices.DeleteFunc(writ.DataLevels(), func(l writ.DataLevel) bool { return !GrantData(l, at, m).Allow })
}
